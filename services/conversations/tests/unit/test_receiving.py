"""What becomes of what people write."""

import itertools

import pytest
from builders import (
    after,
    assigned,
    close,
    delivery,
    inbound,
    query,
    reopen,
    send,
    viewer,
)

from chassis.testing import NOON
from conversations.domain.place import State
from conversations.ports import Cursor
from conversations.use_cases.outcome import Outcome


def test_the_first_message_opens_a_conversation_in_unassigned(house):
    """INB-4."""
    cv = house.has_conversation(name="João", text="Bom dia")

    conversation = house.conversation(cv)
    assert conversation.state is State.OPEN
    assert conversation.assignee_id == ""
    assert conversation.contact.name == "João"
    assert conversation.last_message.text == "Bom dia"
    assert house.app.count_conversations(viewer(), "")["unassigned"] == 1
    assert house.happened() == ["conversation_opened", "message_added"]
    opened, added = house.events()
    assert opened.message_id == added.message.message_id
    assert added.opening


def test_later_messages_are_added_to_it(house):
    cv = house.has_conversation()

    assert house.writes(text="Alguém?") is Outcome.ADDED

    added = house.events()[-1]
    assert added.conversation.conversation_id == cv
    assert not added.opening
    assert [m.text for m in house.thread(cv)] == ["Bom dia", "Alguém?"]
    assert house.conversation(cv).inbound_count == 2


def test_the_same_message_ten_times_is_one(house):
    """MSG-3."""
    outcomes = house.app.take_in([inbound("wamid.1")] * 5)
    outcomes += [house.writes("wamid.1") for _ in range(5)]

    assert outcomes == [Outcome.OPENED] + [Outcome.DUPLICATE] * 9
    cv = house.events()[0].conversation.conversation_id
    assert len(house.thread(cv)) == 1


def test_the_same_id_on_two_channels_is_two_messages(house):
    """MSG-3, INB-1."""
    both = viewer(channels=("ch_1", "ch_2"))

    house.writes("id.1", channel_id="ch_1")
    house.writes("id.1", channel_id="ch_2")

    opened = [e for e in house.happened(both) if e == "conversation_opened"]
    assert len(opened) == 2


def test_a_batch_of_many_messages_of_one_person_is_one_save(house):
    outcomes = house.app.take_in([inbound(f"wamid.{n}") for n in range(5)])

    assert outcomes == [Outcome.OPENED] + [Outcome.ADDED] * 4
    [cv] = {e.conversation.conversation_id for e in house.events()}
    assert house.conversation(cv).version == 1
    assert [m.sequence for m in house.thread(cv)] == [2, 3, 4, 5, 6]


def test_a_batch_keeps_accounts_apart(house):
    outcomes = house.app.take_in(
        [inbound("a"), inbound("a", account_id="ac_2", channel_id="ch_9"), inbound("b")]
    )

    assert outcomes == [Outcome.OPENED, Outcome.OPENED, Outcome.ADDED]
    theirs = viewer(account_id="ac_2", channels=("ch_9", "ch_1"))
    assert [e.mark.position for e in house.events(theirs)] == [1, 2]


def test_very_long_texts_are_saved_in_parcels(house):
    texts = ["x" * 400_000] * 5

    house.app.take_in([inbound(f"m{n}", text=t) for n, t in enumerate(texts)])

    cv = house.events()[0].conversation.conversation_id
    assert house.conversation(cv).version == 3
    assert [len(m.text) for m in house.thread(cv)] == [400_000] * 5


def test_the_preview_is_short_and_the_message_whole(house):
    cv = house.has_conversation(text="á" * 2000)

    assert len(house.conversation(cv).last_message.text) == 500
    assert len(house.thread(cv)[0].text) == 2000


def test_a_person_is_known_by_any_of_their_keys(house):
    cv = house.has_conversation(keys=["bsuid:BR.1", "phone:+5511"])

    house.writes(keys=["phone:+5511"])
    house.writes(keys=["bsuid:BR.1", "igsid:7"])
    house.writes(keys=["igsid:7"])

    assert house.conversation(cv).inbound_count == 4
    assert house.conversation(cv).identity_keys == (
        "bsuid:BR.1",
        "phone:+5511",
        "igsid:7",
    )


def test_a_key_of_another_conversation_is_not_taken_over(house):
    first = house.has_conversation(keys=["phone:+1"])
    second = house.has_conversation(keys=["psid:2"])

    house.writes(keys=["psid:2", "phone:+1"])

    assert house.conversation(first).inbound_count == 1
    assert house.conversation(second).identity_keys == ("psid:2",)


def test_without_a_name_the_phone_is_shown_then_the_id(house):
    with_phone = house.has_conversation(name="", phone="+5511", keys=["phone:+5511"])
    with_none = house.has_conversation(name="", phone="", keys=["psid:77"])

    assert house.conversation(with_phone).contact.name == "+5511"
    assert house.conversation(with_none).contact.name == "77"


class TestReopening:
    def test_writing_to_a_closed_conversation_reopens_the_same(self, house):
        """LIF-5."""
        cv = house.has_conversation()
        house.app.follow([assigned(cv, "us_ana")])
        house.app.close_conversation(close(cv))
        house.clock.turn(minutes=5)

        assert house.writes(text="De novo") is Outcome.REOPENED

        conversation = house.conversation(cv)
        assert conversation.is_open
        assert conversation.assignee_id == ""
        reopened, timeline, added = house.events()[-3:]
        assert reopened.former_assignee_id == "us_ana"
        assert reopened.message_id == added.message.message_id
        assert reopened.conversation.assignee_id == ""
        assert timeline.message.timeline.reason == "inbound"
        assert not timeline.opening
        assert added.opening
        assert added.message.sequence == added.mark.sequence

    @pytest.mark.parametrize(
        ("seconds", "outcome"),
        [
            pytest.param(1, Outcome.REOPENED, id="later"),
            pytest.param(-120, Outcome.REOPENED, id="within-the-tolerance"),
            pytest.param(-121, Outcome.ADDED, id="written-before-the-close"),
        ],
    )
    def test_a_late_webhook_does_not_reopen(self, house, seconds, outcome):
        """LIF-5: it is stored all the same, and unread."""
        cv = house.has_conversation()
        house.clock.turn(minutes=10)
        house.app.close_conversation(close(cv))

        assert house.writes(at=after(minutes=10, seconds=seconds)) is outcome

        assert house.conversation(cv).is_open is (outcome is Outcome.REOPENED)
        assert house.conversation(cv).inbound_count == 2
        assert house.view(cv).mark.inbound_count == 0

    def test_a_receipt_does_not_reopen(self, house):
        """LIF-9."""
        cv = house.has_conversation()
        message, _ = house.app.send_message(send(cv))
        house.app.close_conversation(close(cv))

        house.app.take_in([delivery("READ", message_id=message.message_id)])

        assert not house.conversation(cv).is_open

    def test_by_hand_it_opens_without_assignee_and_names_the_former(self, house):
        """LIF-4, LIF-10: who gets it is for routing to say."""
        cv = house.has_conversation()
        house.app.follow([assigned(cv, "us_ana")])
        house.app.close_conversation(close(cv))
        window = house.conversation(cv).window_close_time

        view = house.app.reopen_conversation(reopen(cv, viewer("us_bruno")))

        assert view.conversation.is_open
        assert view.conversation.assignee_id == ""
        assert view.conversation.window_close_time == window
        reopened, timeline = house.events()[-2:]
        assert reopened.actor_id == "us_bruno"
        assert reopened.former_assignee_id == "us_ana"
        assert timeline.message.timeline.from_id == "us_ana"


class TestWindow:
    def test_each_inbound_message_restarts_the_24_hours(self, house):
        """WIN-1, WIN-8."""
        cv = house.has_conversation()
        house.clock.turn(hours=5)
        house.writes()
        house.app.send_message(send(cv))

        assert house.conversation(cv).window_close_time == after(hours=29)

    def test_a_late_webhook_does_not_move_it_back(self, house):
        """WIN-8."""
        cv = house.has_conversation()
        house.writes(at=after(hours=-3))

        assert house.conversation(cv).window_close_time == after(hours=24)

    def test_a_provider_clock_ahead_of_ours_grants_no_more(self, house):
        cv = house.has_conversation(at=after(days=30))

        assert house.conversation(cv).window_close_time == after(hours=24)

    def test_web_chat_has_none(self, house):
        """WIN-7."""
        cv = house.has_conversation(kind="WEBCHAT", keys=["visitor:1"])
        house.clock.turn(days=2)

        assert house.conversation(cv).window_close_time is None
        house.app.send_message(send(cv))


def test_whatever_the_order_of_two_messages_both_are_there():
    """The window is the later's, and so is nothing else."""
    from house import in_memory

    ends = set()
    for order in itertools.permutations([("a", 0), ("b", 60), ("c", 30)]):
        house = in_memory()
        for id_, minutes in order:
            house.writes(id_, at=after(minutes=minutes - 60))
        cv = house.events()[0].conversation.conversation_id
        conversation = house.conversation(cv)
        ends.add((conversation.inbound_count, conversation.window_close_time))

    assert ends == {(3, NOON + (after(hours=24) - NOON))}


def test_a_new_conversation_is_in_one_section_only(house):
    """INB-3."""
    house.has_conversation()

    found = [
        section
        for section in ("unassigned", "mine", "others", "closed")
        if house.app.lists.page("ac_1", query(section), Cursor(99, 99), limit=9)[0]
    ]

    assert found == ["unassigned"]
