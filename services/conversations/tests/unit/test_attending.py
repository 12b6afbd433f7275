"""Closing, marking, and following routing and the CRM."""

import pytest
from builders import after, assigned, close, mark, matched, reopen, send, viewer

from conversations.domain import errors
from conversations.domain.message import Direction
from conversations.use_cases.outcome import Outcome


class TestClosing:
    def test_moves_it_to_closed_and_keeps_the_assignee(self, house):
        """LIF-1, LIF-2, D-17."""
        cv = house.has_conversation()
        house.app.follow([assigned(cv, "us_ana")])

        view = house.app.close_conversation(close(cv, viewer("us_bruno")))

        assert not view.conversation.is_open
        assert view.conversation.assignee_id == "us_ana"
        assert house.app.count_conversations(viewer(), "") == {
            "unassigned": 0,
            "mine": 0,
            "others": 0,
            "closed": 1,
        }
        closed, timeline = house.events()[-2:]
        assert closed.actor_id == "us_bruno"
        assert timeline.message.timeline.what == "closed"

    def test_twice_is_harmless(self, house):
        """LIF-1."""
        cv = house.has_conversation()
        house.app.close_conversation(close(cv))
        before = house.happened()

        house.app.close_conversation(close(cv))

        assert house.happened() == before

    def test_reopening_an_open_one_is_harmless(self, house):
        """LIF-4."""
        cv = house.has_conversation()
        before = house.happened()

        house.app.reopen_conversation(reopen(cv))

        assert house.happened() == before

    def test_an_unassigned_one_can_be_closed_and_reopened_a_year_later(self, house):
        """LIF-1, LIF-4."""
        cv = house.has_conversation()
        house.app.close_conversation(close(cv))
        house.clock.turn(days=365)

        house.app.reopen_conversation(reopen(cv))

        assert house.conversation(cv).is_open
        with pytest.raises(errors.WindowEnded):
            house.app.send_message(send(cv))


class TestAssignment:
    def test_is_shown_with_an_entry_in_the_thread(self, house):
        cv = house.has_conversation()

        change = assigned(cv, "us_ana", actor_id="us_bruno", reason="manual")
        assert house.app.follow([change]) == [Outcome.APPLIED]

        conversation = house.conversation(cv)
        assert conversation.assignee_id == "us_ana"
        assert conversation.assignment_version == 1
        entry = house.thread(cv)[-1]
        assert entry.direction is Direction.INTERNAL
        assert entry.kind == "timeline"
        assert entry.timeline.to_id == "us_ana"
        assert conversation.last_message.kind == "text"
        assert conversation.inbound_count == 1

    def test_an_older_version_changes_nothing(self, house):
        cv = house.has_conversation()
        house.app.follow([assigned(cv, "us_ana", version=2)])

        outcomes = house.app.follow(
            [assigned(cv, "us_bruno", version=1), assigned(cv, "us_ana", version=2)]
        )

        assert outcomes == [Outcome.UNCHANGED] * 2
        assert house.conversation(cv).assignee_id == "us_ana"

    def test_staying_unassigned_is_told_without_an_entry(self, house):
        """Routing answers every opening; lists learn that it did."""
        cv = house.has_conversation()

        house.app.follow([assigned(cv, "", reason="method")])

        assert house.happened()[-1] == "assignment_changed"
        assert not house.events()[-1].HasField("message")
        assert house.conversation(cv).assignment_version == 1

    def test_losing_the_assignee_is_an_entry(self, house):
        cv = house.has_conversation()
        house.app.follow([assigned(cv, "us_ana")])

        house.app.follow([assigned(cv, "", version=2, reason="manual")])

        entry = house.thread(cv)[-1].timeline
        assert (entry.what, entry.from_id, entry.to_id) == ("unassigned", "us_ana", "")

    def test_of_a_closed_conversation_is_noted_and_leaves_it_closed(self, house):
        """D-17."""
        cv = house.has_conversation()
        house.app.close_conversation(close(cv))

        house.app.follow([assigned(cv, "us_ana")])

        assert house.conversation(cv).assignee_id == "us_ana"
        assert not house.conversation(cv).is_open
        assert house.app.count_conversations(viewer(), "")["closed"] == 1

    def test_of_a_conversation_that_is_gone_is_let_go(self, house):
        assert house.app.follow([assigned("cv_gone")]) == [Outcome.UNKNOWN]

    def test_two_versions_in_one_batch_are_both_shown(self, house):
        cv = house.has_conversation()

        house.app.follow([assigned(cv, "us_ana"), assigned(cv, "us_bob", version=2)])

        assert house.conversation(cv).assignee_id == "us_bob"
        assert [m.timeline.to_id for m in house.thread(cv)[1:]] == ["us_ana", "us_bob"]


class TestContact:
    def test_the_crm_names_the_person(self, house):
        """MSG-4."""
        cv = house.has_conversation(name="jj")

        house.app.follow([matched(cv, name="João Silva")])

        contact = house.conversation(cv).contact
        assert (contact.contact_id, contact.name) == ("ct_1", "João Silva")
        assert house.happened()[-1] == "contact_changed"

    def test_what_people_call_themselves_does_not_rename_a_customer(self, house):
        cv = house.has_conversation(name="jj")
        house.app.follow([matched(cv, name="João Silva")])

        house.writes(name="Rei da pizza")

        assert house.conversation(cv).contact.name == "João Silva"

    def test_until_matched_the_newest_name_is_shown(self, house):
        cv = house.has_conversation(name="jj")

        house.writes(name="João")

        assert house.conversation(cv).contact.name == "João"

    def test_an_older_version_of_the_contact_changes_nothing(self, house):
        cv = house.has_conversation()
        house.app.follow([matched(cv, name="Novo", version=3)])

        assert house.app.follow([matched(cv, name="Velho", version=2)]) == [
            Outcome.UNCHANGED
        ]
        assert house.conversation(cv).contact.name == "Novo"


class TestMarks:
    def test_reading_is_each_users_own(self, house):
        """INB-5."""
        cv = house.has_conversation()

        house.app.mark_conversation(mark(cv))

        assert house.view(cv).mark.inbound_count == 1
        assert house.view(cv, viewer("us_bruno")).mark.inbound_count == 0

    def test_marking_unread_lasts_until_it_is_read(self, house):
        """FLT-2."""
        cv = house.has_conversation()
        house.app.mark_conversation(mark(cv))

        house.app.mark_conversation(mark(cv, unread=True))
        assert house.view(cv).mark.marked_unread
        house.app.mark_conversation(mark(cv))

        assert not house.view(cv).mark.marked_unread

    def test_a_mark_never_moves_back_nor_beyond_what_there_is(self, house):
        cv = house.has_conversation()
        house.writes()
        house.app.mark_conversation(mark(cv, count=2))

        assert house.app.mark_conversation(mark(cv, count=1)).inbound_count == 2
        assert house.app.mark_conversation(mark(cv, count=99)).inbound_count == 2

    def test_reading_up_to_a_count_leaves_what_came_since(self, house):
        """FLT-2."""
        cv = house.has_conversation()
        house.writes()

        assert house.app.mark_conversation(mark(cv, count=1)).inbound_count == 1

    def test_reading_again_tells_nobody(self, house):
        cv = house.has_conversation()
        house.app.mark_conversation(mark(cv))
        before = list(house.memory.news)

        house.app.mark_conversation(mark(cv))

        assert house.memory.news == before


class TestVisibility:
    @pytest.mark.parametrize(
        "stranger",
        [
            pytest.param(viewer(channels=()), id="no-channel"),
            pytest.param(viewer(channels=("ch_2",)), id="another-channel"),
            pytest.param(viewer(account_id="ac_2"), id="another-account"),
        ],
    )
    def test_who_may_not_see_the_channel_finds_nothing(self, house, stranger):
        """LIF-3, INB-6."""
        cv = house.has_conversation()
        attempts = [
            lambda: house.app.get_conversation(stranger, cv),
            lambda: house.app.list_messages(stranger, cv, 0, 30),
            lambda: house.app.send_message(send(cv, who=stranger)),
            lambda: house.app.close_conversation(close(cv, stranger)),
            lambda: house.app.reopen_conversation(reopen(cv, stranger)),
            lambda: house.app.mark_conversation(mark(cv, who=stranger)),
        ]

        for attempt in attempts:
            with pytest.raises(errors.ConversationUnknown):
                attempt()
        assert house.events(stranger) == []
        assert sum(house.app.count_conversations(stranger, "").values()) == 0

    def test_anybody_who_sees_the_channel_may_close_and_reopen(self, house):
        """LIF-3, D-6."""
        cv = house.has_conversation()
        house.app.follow([assigned(cv, "us_ana")])

        house.app.close_conversation(close(cv, viewer("us_bruno")))
        house.app.reopen_conversation(reopen(cv, viewer("us_carla")))

        assert house.conversation(cv).is_open


class TestFeed:
    def test_positions_and_sequences_have_no_gaps(self, house):
        cv = house.has_conversation()
        house.app.send_message(send(cv))
        house.app.close_conversation(close(cv))
        house.clock.turn(minutes=1)
        house.writes()
        house.app.follow([assigned(cv), matched(cv)])

        events = house.events()
        assert [e.mark.position for e in events] == list(range(1, len(events) + 1))
        assert [e.mark.sequence for e in events] == list(range(1, len(events) + 1))
        assert house.conversation(cv).sequence == len(events)

    def test_what_is_not_kept_any_more_is_gone(self, house):
        house.has_conversation()
        house.clock.turn(days=31)
        house.writes()

        assert house.app.forget()[0] == 2
        with pytest.raises(errors.PositionGone):
            house.app.read_events(viewer(), 1, 100)
        assert [e.position for e in house.app.read_events(viewer(), 0, 9).entries] == [
            3
        ]
        assert [e.position for e in house.app.read_events(viewer(), 2, 9).entries] == [
            3
        ]

    def test_a_position_beyond_the_newest_is_of_another_feed(self, house):
        house.has_conversation()

        with pytest.raises(errors.PositionGone):
            house.app.read_events(viewer(), 99, 100)

    def test_others_events_are_left_out_but_read_past(self, house):
        house.writes(channel_id="ch_2")
        house.writes(channel_id="ch_1", at=after(minutes=1))

        page = house.app.read_events(viewer(), 0, 3)

        assert [e.position for e in page.entries] == [3]
        assert (page.next_position, page.last_position) == (3, 4)
