"""The fakes and the real ports, held to one behaviour."""

import copy

import pytest
from builders import (
    after,
    assigned,
    close,
    delivery,
    inbound,
    mark,
    notice,
    query,
    send,
    viewer,
)

from chassis.errors import Conflict
from conversations.domain.message import Status
from conversations.domain.reading import ReadMark
from conversations.ports import message_ref, provider_ref


@pytest.fixture(params=["memory", "mongo"])
def house(request):
    """The service on ports of either kind."""
    name = {"memory": "house_in_memory", "mongo": "real"}[request.param]
    return request.getfixturevalue(name)


@pytest.fixture
def house_in_memory():
    from house import in_memory

    return in_memory()


class TestConversations:
    def test_what_was_never_saved_is_not_found(self, house):
        assert house.app.conversations.find("ac_1", ["cv_1"]) == {}
        assert house.app.conversations.find_by_keys("ac_1", [("ch_1", "phone:1")]) == {}

    def test_comes_back_as_it_was_saved(self, house):
        cv = house.has_conversation(keys=["bsuid:1", "phone:2"])
        house.app.follow([assigned(cv, "us_ana")])
        house.app.close_conversation(close(cv))

        [found] = house.app.conversations.find("ac_1", [cv]).values()

        view = house.view(cv).conversation
        assert found == view
        assert found.identity_keys == ("bsuid:1", "phone:2")
        assert found.version == 3
        assert found.events == []
        assert found.window_close_time == after(hours=24)

    def test_is_found_by_each_of_its_keys_and_once(self, house):
        house.has_conversation(keys=["bsuid:1", "phone:2"])
        keys = [("ch_1", "bsuid:1"), ("ch_1", "phone:2"), ("ch_2", "phone:2")]

        found = house.app.conversations.find_by_keys("ac_1", keys)

        assert set(found) == set(keys[:2])
        assert found[keys[0]] is found[keys[1]]

    def test_of_another_account_is_not_found(self, house):
        cv = house.has_conversation()

        assert house.app.conversations.find("ac_2", [cv]) == {}
        key = ("ch_1", "phone:+5511999990000")
        assert house.app.conversations.find_by_keys("ac_2", [key]) == {}

    def test_the_second_of_two_racing_saves_conflicts(self, house):
        cv = house.has_conversation()
        [mine] = house.app.conversations.find("ac_1", [cv]).values()
        theirs = copy.deepcopy(mine)
        for conversation in (mine, theirs):
            conversation.close(
                actor_id="us", timeline_id="ms_1", now=after(), cause_id=""
            )
        theirs.events[-1] = theirs.events[0]
        house.app.conversations.save("ac_1", [mine])

        with pytest.raises(Conflict):
            house.app.conversations.save("ac_1", [theirs])

        assert house.conversation(cv).version == 2
        assert house.happened().count("conversation_closed") == 1

    def test_two_firsts_of_one_person_conflict_and_leave_nothing(self, house):
        from conversations.domain.channel import ChannelKind
        from conversations.domain.opening import opened

        def first(cv, wamid):
            return opened(
                inbound(wamid).inbound,
                conversation_id=cv,
                account_id="ac_1",
                channel_id="ch_1",
                channel_kind=ChannelKind.WHATSAPP_CLOUD,
                now=after(),
            )

        house.app.conversations.save("ac_1", [first("cv_1", "a")])

        with pytest.raises(Conflict):
            house.app.conversations.save("ac_1", [first("cv_2", "b")])

        assert house.app.conversations.find("ac_1", ["cv_2"]) == {}
        assert house.app.messages.known("ac_1", ["p:ch_1:b"]) == set()
        assert house.app.feed.span("ac_1") == (0, 2)

    def test_an_entry_that_is_there_conflicts(self, house):
        cv = house.has_conversation()
        house.app.send_message(send(cv))
        [again] = house.app.conversations.find("ac_1", [cv]).values()
        from conversations.domain.moves import Outbound

        again.send(
            Outbound("ms_2", "r:ac_1:rq_1", "rq_1", "us_ana", "Olá", -1), now=after()
        )

        with pytest.raises(Conflict):
            house.app.conversations.save("ac_1", [again])


class TestMessages:
    def test_known_keys_are_told_from_unknown(self, house):
        house.writes("a")

        keys = ["p:ch_1:a", "p:ch_1:b", "p:ch_2:a"]
        assert house.app.messages.known("ac_1", keys) == {"p:ch_1:a"}
        assert house.app.messages.known("ac_2", keys) == set()

    def test_an_outbound_one_is_found_by_our_id_then_by_the_providers(self, house):
        cv = house.has_conversation()
        message, _ = house.app.send_message(send(cv))
        ours, theirs = message_ref(message.message_id), provider_ref("ch_1", "out.1")

        assert set(house.app.messages.find_outbound("ac_1", [ours, theirs])) == {ours}
        house.app.take_in([delivery("DELIVERED", message_id=message.message_id)])
        found = house.app.messages.find_outbound("ac_1", [ours, theirs])

        assert set(found) == {ours, theirs}
        assert found[ours] == found[theirs] == house.thread(cv)[-1]
        assert house.app.messages.find_outbound("ac_2", [ours, theirs]) == {}

    def test_all_of_a_message_is_kept(self, house):
        cv = house.has_conversation()
        message, _ = house.app.send_message(send(cv))
        house.app.take_in(
            [
                delivery(
                    "FAILED", message_id=message.message_id, reason="R", detail="d"
                ),
                inbound(
                    "u", text="[sticker]", provider_kind="sticker", at=after(hours=1)
                ),
            ]
        )
        house.app.close_conversation(close(cv))

        _, sent, sticker, closed = house.thread(cv)
        assert (sent.status, sent.error_reason, sent.error_detail) == (
            Status.FAILED,
            "R",
            "d",
        )
        assert (sent.request_id, sent.author_id) == ("rq_1", "us_ana")
        assert (sticker.provider_kind, sticker.provider_time) == (
            "sticker",
            after(hours=1),
        )
        assert closed.timeline.what == "closed"

    def test_a_failure_that_was_none_leaves_no_reason(self, house):
        cv = house.has_conversation()
        message, _ = house.app.send_message(send(cv))
        id_ = message.message_id

        house.app.take_in([delivery("FAILED", message_id=id_, reason="R")])
        house.app.take_in([delivery("READ", message_id=id_)])

        assert house.thread(cv)[-1].error_reason == ""

    def test_a_long_thread_is_read_in_pages_without_gap_or_repeat(self, house):
        house.app.take_in([inbound(f"m{n}") for n in range(450)])
        cv = house.events()[0].conversation.conversation_id

        thread = house.thread(cv)

        assert [m.provider_message_id for m in thread] == [f"m{n}" for n in range(450)]
        assert len({m.sequence for m in thread}) == 450


class TestWaiting:
    def test_a_notice_is_kept_once_and_found_by_its_reference(self, house):
        early = notice(Status.READ)
        house.app.waiting.add("ac_1", [early, early])
        house.app.waiting.add("ac_1", [early])

        refs = [provider_ref("ch_1", "out.1"), "d:ch_1:other"]
        assert house.app.waiting.find("ac_1", refs) == [early]
        assert house.app.waiting.find("ac_2", refs) == []

    def test_the_old_are_forgotten(self, house):
        house.app.waiting.add("ac_1", [notice(Status.READ)])

        assert house.app.waiting.prune(after(seconds=-1)) == 0
        assert house.app.waiting.prune(after(seconds=1)) == 1
        assert house.app.waiting.find("ac_1", [provider_ref("ch_1", "out.1")]) == []

    def test_an_early_notice_is_settled_with_its_message(self, house):
        cv = house.has_conversation()
        message, _ = house.app.send_message(send(cv))
        house.app.take_in([delivery("READ")])

        house.app.take_in([delivery("SENT", message_id=message.message_id)])

        assert house.thread(cv)[-1].status is Status.READ
        assert house.app.waiting.find("ac_1", [provider_ref("ch_1", "out.1")]) == []


class TestMarks:
    def test_the_higher_count_of_two_screens_stands(self, house):
        cv = house.has_conversation()
        conversation = house.conversation(cv)
        house.app.marks.save(conversation, ReadMark(cv, "us_ana", 5))

        stored = house.app.marks.save(conversation, ReadMark(cv, "us_ana", 3))

        assert stored.inbound_count == 5
        assert house.app.marks.find("ac_1", "us_ana", [cv]) == {cv: stored}
        assert house.app.marks.find("ac_1", "us_bruno", [cv]) == {}
        assert house.app.marks.find("ac_2", "us_ana", [cv]) == {}


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


def flat(pages):
    return [id_ for page in pages for id_ in page]


class TestPaging:
    def pages(self, house, between, *, section="unassigned", limit=30):
        found, cursor = [], None
        while True:
            page = house.app.list_conversations(viewer(), query(section), cursor, limit)
            found.append([v.conversation.conversation_id for v in page.views])
            cursor = page.cursor
            if cursor is None:
                return found
            between()

    def given(self, house, count=65):
        house.app.take_in([inbound(f"w{n}", phone=f"+55{n:03}") for n in range(count)])
        opened = [
            e for e in house.events() if e.DESCRIPTOR.name == "ConversationOpened"
        ]
        return [e.conversation.conversation_id for e in opened]

    def test_of_a_list_that_stands_still(self, house):
        """INB-9."""
        cvs = self.given(house)

        pages = self.pages(house, lambda: None)

        assert [len(page) for page in pages] == [30, 30, 5]
        assert flat(pages) == cvs[::-1]

    def test_skips_and_repeats_nothing_while_messages_arrive(self, house):
        """INB-9: those at the bottom move to the top, and new ones come."""
        cvs = self.given(house)
        arrivals = iter(range(1000))

        def messages_arrive():
            house.writes(phone="+55000")
            house.writes(phone="+55064")
            house.writes(phone=f"+55{next(arrivals) + 5:03}")
            house.writes(phone=f"+56{next(arrivals)}")

        pages = self.pages(house, messages_arrive)

        assert flat(pages) == cvs[::-1]

    def test_holds_when_one_moves_more_often_than_its_trail_is_long(self, house):
        """INB-9."""
        cvs = self.given(house)

        def one_writes_a_lot():
            house.app.take_in(
                [inbound(f"x{next(house.ids)}", phone="+55000") for _ in range(40)]
            )

        pages = self.pages(house, one_writes_a_lot)

        assert flat(pages) == cvs[::-1]

    def test_leaves_out_what_left_the_section(self, house):
        cvs = self.given(house)

        pages = self.pages(house, lambda: house.app.close_conversation(close(cvs[0])))

        assert flat(pages) == cvs[:0:-1]

    def test_works_through_all_sections_together(self, house):
        cvs = self.given(house)
        house.app.follow([assigned(cv) for cv in cvs[::3]])
        for cv in cvs[::10]:
            house.app.close_conversation(close(cv))

        pages = self.pages(house, lambda: house.writes(phone="+55001"), section="")

        found = flat(pages)
        assert sorted(found) == sorted(cvs)


class TestFeed:
    def test_is_read_from_any_position(self, house):
        house.app.take_in([inbound(f"w{n}", phone=f"+55{n}") for n in range(10)])
        house.writes(phone="+550")
        everything = frozenset(["ch_1"])

        for position in range(22):
            entries, read = house.app.feed.read(
                "ac_1", position, limit=5, channel_ids=everything
            )
            expected = list(range(position + 1, min(position + 5, 21) + 1))
            assert [e.position for e in entries] == expected
            assert read == (expected[-1] if expected else position)

    def test_of_a_large_transaction_is_read_on_across_documents(self, house):
        house.app.take_in([inbound(f"w{n}", phone=f"+55{n}") for n in range(250)])

        events = house.events()

        assert [e.mark.position for e in events] == list(range(1, 501))

    def test_of_accounts_do_not_mix(self, house):
        house.writes()
        house.writes("x", account_id="ac_2", channel_id="ch_9")

        assert house.app.feed.span("ac_1") == house.app.feed.span("ac_2") == (0, 2)
        assert house.app.feed.span("ac_3") == (0, 0)

    def test_forgets_the_old_and_goes_on_counting(self, house):
        house.writes()
        house.clock.turn(days=40)
        house.writes()

        assert house.app.feed.prune(after(days=10)) == 2
        assert house.app.feed.prune(after(days=10)) == 0
        assert house.app.feed.span("ac_1") == (2, 3)
        assert house.app.feed.prune(after(days=50)) == 1
        house.writes()
        assert house.app.feed.span("ac_1") == (3, 4)


class TestLongSearches:
    """On the real database only: a page of a search ends somewhere."""

    @pytest.fixture(autouse=True)
    def short_windows(self, monkeypatch):
        from conversations.store import lists

        monkeypatch.setattr(lists, "FIRST_WINDOW", 1)
        monkeypatch.setattr(lists, "SEARCH_WINDOWS", 2)

    @pytest.mark.parametrize("section", ["unassigned", ""])
    def test_find_everything_in_more_pages(self, real, section):
        """INB-9."""
        real.app.take_in([inbound(f"w{n}", phone=f"+55{n}") for n in range(12)])
        cvs = [
            e.conversation.conversation_id
            for e in real.events()
            if e.DESCRIPTOR.name == "ConversationOpened"
        ]
        if not section:
            real.app.follow([assigned(cv) for cv in cvs[::3]])
            real.app.close_conversation(close(cvs[4]))
        found, cursor, pages = [], None, 0
        while pages == 0 or cursor:
            page = real.app.list_conversations(
                viewer(), query(section, text="joao"), cursor, 5
            )
            found += [v.conversation.conversation_id for v in page.views]
            cursor, pages = page.cursor, pages + 1
            real.writes(phone="+550")

        assert sorted(found) == sorted(cvs)
        assert pages > 3
