"""Conversations and marks, on ports of either kind."""

import copy

import pytest
from builders import (
    after,
    assigned,
    close,
    inbound,
    send,
)

from chassis.errors import Conflict
from conversations.domain.channel import ChannelKind
from conversations.domain.moves import Outbound
from conversations.domain.opening import opened
from conversations.domain.reading import ReadMark


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

    def test_is_recalled_as_it_was_saved_and_only_by_its_account(self, house):
        cv = house.has_conversation()
        house.app.follow([assigned(cv, "us_ana")])

        recalled = house.app.conversations.recall("ac_1", [cv, "cv_unknown"])

        assert recalled == {cv: house.conversation(cv)}
        assert house.app.conversations.recall("ac_2", [cv]) == {}

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
        again.send(
            Outbound("ms_2", "r:ac_1:rq_1", "rq_1", "us_ana", "Olá", -1), now=after()
        )

        with pytest.raises(Conflict):
            house.app.conversations.save("ac_1", [again])


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
