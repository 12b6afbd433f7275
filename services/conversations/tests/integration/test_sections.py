"""Sections of the inbox, on ports of either kind."""

import pytest
from builders import (
    assigned,
    close,
    delivery,
    mark,
    query,
    send,
    viewer,
)


class TestLists:
    def ids(self, house, *args, **fields):
        asked = query(*args, **fields)
        page = house.app.list_conversations(viewer(asked.user_id), asked, None, 99)
        return [v.conversation.conversation_id for v in page.views]

    def test_each_conversation_is_in_exactly_one_section_of_each_viewer(self, house):
        """INB-3."""
        cvs = [house.has_conversation(phone=f"+55{n}") for n in range(4)]
        house.app.follow(
            [assigned(cvs[1], "us_ana"), assigned(cvs[2], "us_bruno"), assigned(cvs[3])]
        )
        house.app.close_conversation(close(cvs[3]))

        assert self.ids(house, "unassigned") == [cvs[0]]
        assert self.ids(house, "mine") == [cvs[1]]
        assert self.ids(house, "others") == [cvs[2]]
        assert self.ids(house, "closed") == [cvs[3]]
        assert sorted(self.ids(house)) == sorted(cvs)
        assert self.ids(house, "mine", user_id="us_bruno") == [cvs[2]]
        for user in ("us_ana", "us_bruno"):
            counts = house.app.count_conversations(viewer(user), "")
            assert counts == {"unassigned": 1, "mine": 1, "others": 1, "closed": 1}

    def test_newest_activity_comes_first(self, house):
        """INB-9."""
        one, two = (house.has_conversation(phone=f"+55{n}") for n in range(2))
        assert self.ids(house, "unassigned") == [two, one]

        house.writes(phone="+550")

        assert self.ids(house, "unassigned") == [one, two]

    def test_receipts_and_contact_news_move_nothing(self, house):
        one = house.has_conversation(phone="+551")
        message, _ = house.app.send_message(send(one))
        two = house.has_conversation(phone="+552")

        house.app.take_in([delivery("READ", message_id=message.message_id)])

        assert self.ids(house) == [two, one]

    def test_is_narrowed_to_visible_channels(self, house):
        """FLT-1."""
        one = house.has_conversation(channel_id="ch_1")
        house.writes(channel_id="ch_2", phone="+552")

        assert self.ids(house, "unassigned") == [one]
        assert self.ids(house, "unassigned", channels=()) == []
        counts = house.app.count_conversations(
            viewer(channels=("ch_1", "ch_2")), "ch_1"
        )
        assert counts["unassigned"] == 1

    def test_unread_ones_can_be_told_apart(self, house):
        """FLT-2."""
        one, two = (house.has_conversation(phone=f"+55{n}") for n in range(2))
        house.app.mark_conversation(mark(one))
        assert self.ids(house, unread_only=True) == [two]
        assert self.ids(house, unread_only=True, user_id="us_bruno") == [two, one]

        house.writes(phone="+550")
        assert self.ids(house, unread_only=True) == [one, two]

        house.app.mark_conversation(mark(one))
        house.app.mark_conversation(mark(two))
        assert self.ids(house, unread_only=True) == []
        house.app.mark_conversation(mark(two, unread=True))
        assert self.ids(house, unread_only=True) == [two]

    def test_writing_is_reading(self, house):
        """FLT-2."""
        cv = house.has_conversation()

        house.app.send_message(send(cv))

        assert self.ids(house, unread_only=True) == []
        assert house.view(cv).mark.inbound_count == 1

    def test_reading_an_old_count_leaves_it_unread(self, house):
        cv = house.has_conversation()
        house.writes()

        house.app.mark_conversation(mark(cv, count=1))

        assert self.ids(house, unread_only=True) == [cv]

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            pytest.param("joao", True, id="accents-ignored"),
            pytest.param("o sil", True, id="anywhere-in-it"),
            pytest.param("999990000", True, id="phone-without-country"),
            pytest.param("(11) 99999-0000", True, id="phone-as-written"),
            pytest.param("maria", False, id="somebody-else"),
            pytest.param(".*", False, id="no-pattern"),
        ],
    )
    def test_people_are_found_by_name_and_phone(self, house, text, found):
        """FLT-4: the part of it that lists have."""
        cv = house.has_conversation(name="João  SILVA")

        assert self.ids(house, text=text) == ([cv] if found else [])
