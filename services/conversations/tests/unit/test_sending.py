"""Writing to people, and what becomes of it."""

import pytest
from builders import (
    after,
    close,
    delivery,
    mark,
    record,
    send,
    viewer,
)
from house import in_memory
from hypothesis import given, settings
from hypothesis import strategies as st

from conversations.domain import errors
from conversations.domain.message import Status
from conversations.use_cases.outcome import Outcome


def test_a_message_is_queued_once_and_shown_in_the_thread(house):
    """MSG-1."""
    cv = house.has_conversation()

    message, view = house.app.send_message(send(cv, "Olá!"))

    assert message.status is Status.QUEUED
    assert message.author_id == "us_ana"
    assert view.conversation.last_message.text == "Olá!"
    queued = house.events()[-1]
    assert house.happened()[-1] == "message_queued"
    assert queued.message.request_id == "rq_1"
    assert list(queued.identity_keys) == ["phone:+5511999990000"]
    assert house.thread(cv)[-1] == message


def test_repeating_a_request_returns_the_first_message(house):
    """MSG-1: whatever has become of the conversation since."""
    cv = house.has_conversation()
    first, _ = house.app.send_message(send(cv))
    house.app.close_conversation(close(cv))

    again, view = house.app.send_message(send(cv, "outra coisa"))

    assert again == first
    assert not view.conversation.is_open
    assert house.happened().count("message_queued") == 1


def test_a_request_id_is_not_for_two_conversations(house):
    one = house.has_conversation()
    other = house.has_conversation(phone="+5511888880000")
    house.app.send_message(send(one))

    with pytest.raises(errors.RequestReused):
        house.app.send_message(send(other))


def test_nothing_is_sent_while_closed(house):
    """LIF-9."""
    cv = house.has_conversation()
    house.app.close_conversation(close(cv))

    with pytest.raises(errors.ConversationClosed):
        house.app.send_message(send(cv))


@pytest.mark.parametrize(
    ("seconds", "allowed"),
    [pytest.param(-1, True, id="just-before"), pytest.param(0, False, id="at-its-end")],
)
def test_the_window_ends_half_open(house, seconds, allowed):
    """WIN-1, WIN-2."""
    cv = house.has_conversation()
    house.clock.turn(hours=24, seconds=seconds)

    if allowed:
        house.app.send_message(send(cv))
    else:
        with pytest.raises(errors.WindowEnded):
            house.app.send_message(send(cv))


def test_as_soon_as_the_person_writes_the_window_is_open_again(house):
    """WIN-4."""
    cv = house.has_conversation()
    house.clock.turn(hours=30)
    house.writes()

    house.app.send_message(send(cv))


class TestStaleReply:
    def test_is_held_when_the_person_wrote_since(self, house):
        cv = house.has_conversation()
        seen = house.conversation(cv).last_inbound_sequence
        house.writes(text="Esqueça")

        with pytest.raises(errors.StaleReply) as caught:
            house.app.send_message(send(cv, seen=seen))

        newest = house.conversation(cv).last_inbound_sequence
        assert caught.value.facts["last_inbound_sequence"] == str(newest)
        house.app.send_message(send(cv, seen=newest))

    def test_is_sent_regardless_if_so_wished(self, house):
        cv = house.has_conversation()
        house.writes()

        house.app.send_message(send(cv, seen=-1))

    def test_never_having_looked_is_stale(self, house):
        cv = house.has_conversation()

        with pytest.raises(errors.StaleReply):
            house.app.send_message(send(cv, seen=0))


class TestText:
    @pytest.mark.parametrize("text", ["", " ", "\n\t", "\u200b\u200d", "\u00a0"])
    def test_nothing_to_see_is_empty(self, house, text):
        cv = house.has_conversation()

        with pytest.raises(errors.TextEmpty):
            house.app.send_message(send(cv, text))

    @pytest.mark.parametrize(
        ("kind", "limit"),
        [
            ("WHATSAPP_CLOUD", 4096),
            ("WHATSAPP_TWILIO", 1600),
            ("MESSENGER", 2000),
            ("INSTAGRAM", 1000),
            ("WEBCHAT", 4096),
        ],
    )
    def test_has_a_limit_by_channel(self, house, kind, limit):
        """MSG-1."""
        cv = house.has_conversation(kind=kind)

        house.app.send_message(send(cv, "x" * limit))
        with pytest.raises(errors.TextTooLong) as caught:
            house.app.send_message(send(cv, "x" * (limit + 1), request_id="rq_2"))

        assert caught.value.facts["limit"] == str(limit)

    @pytest.mark.parametrize(
        ("kind", "text", "length"),
        [
            pytest.param("WHATSAPP_TWILIO", "😀", 2, id="emoji"),
            pytest.param("WHATSAPP_TWILIO", "👩‍👩‍👧", 8, id="joined-emoji"),
            pytest.param("WHATSAPP_TWILIO", "é", 1, id="accent"),
            pytest.param("INSTAGRAM", "é", 2, id="instagram-counts-bytes"),
            pytest.param("INSTAGRAM", "😀", 4, id="instagram-emoji"),
        ],
    )
    def test_emoji_never_slip_past_the_limit(self, house, kind, text, length):
        cv = house.has_conversation(kind=kind)
        limit = 1600 if kind == "WHATSAPP_TWILIO" else 1000
        fits = text * (limit // length)

        house.app.send_message(send(cv, fits))
        with pytest.raises(errors.TextTooLong):
            house.app.send_message(send(cv, fits + text, request_id="rq_2"))


class TestDelivery:
    def sent(self, house):
        cv = house.has_conversation()
        message, _ = house.app.send_message(send(cv))
        return cv, message.message_id

    def test_the_ticks_go_up(self, house):
        """MSG-2."""
        cv, id_ = self.sent(house)

        house.app.take_in([delivery("SENT", message_id=id_)])
        house.app.take_in([delivery("DELIVERED"), delivery("READ")])

        message = house.thread(cv)[-1]
        assert message.status is Status.READ
        assert message.provider_message_id == "out.1"
        assert house.conversation(cv).last_message.status is Status.READ
        assert house.happened()[-3:] == ["message_status_changed"] * 3

    def test_read_before_delivered_shows_read(self, house):
        """MSG-2."""
        cv, id_ = self.sent(house)

        house.app.take_in([delivery("READ", message_id=id_)])
        [outcome] = house.app.take_in([delivery("DELIVERED", message_id=id_)])

        assert outcome is Outcome.UNCHANGED
        assert house.thread(cv)[-1].status is Status.READ

    def test_a_failure_is_kept_with_its_reason(self, house):
        """MSG-6."""
        cv, id_ = self.sent(house)

        failed = delivery(
            "FAILED", message_id=id_, reason="WINDOW_ENDED", detail="131047: too late"
        )
        house.app.take_in([failed])

        message = house.thread(cv)[-1]
        assert message.status is Status.FAILED
        assert message.error_reason == "WINDOW_ENDED"
        assert message.error_detail == "131047: too late"

    def test_what_was_delivered_has_not_failed(self, house):
        """MSG-2."""
        cv, id_ = self.sent(house)

        house.app.take_in(
            [delivery(s, message_id=id_) for s in ("FAILED", "DELIVERED", "FAILED")]
        )

        message = house.thread(cv)[-1]
        assert message.status is Status.DELIVERED
        assert message.error_reason == ""

    def test_a_status_that_is_early_waits_for_its_message(self, house):
        """MSG-2."""
        cv, id_ = self.sent(house)

        assert house.app.take_in([delivery("READ")]) == [Outcome.WAITING]
        house.app.take_in([delivery("SENT", message_id=id_)])

        assert house.thread(cv)[-1].status is Status.READ
        assert house.memory.notices == {}

    def test_an_early_status_in_the_same_batch_is_applied_too(self, house):
        cv, id_ = self.sent(house)

        house.app.take_in([delivery("DELIVERED"), delivery("SENT", message_id=id_)])

        assert house.thread(cv)[-1].status is Status.DELIVERED

    def test_a_notice_for_a_message_that_is_gone_is_let_go(self, house):
        assert house.app.take_in([delivery("SENT", message_id="ms_gone")]) == [
            Outcome.UNKNOWN
        ]

    def test_one_provider_id_for_two_messages_leads_to_the_first(self, house):
        cv, one = self.sent(house)
        other, _ = house.app.send_message(send(cv, request_id="rq_2"))

        house.app.take_in([delivery("SENT", message_id=one)])
        house.app.take_in([delivery("SENT", message_id=other.message_id)])
        house.app.take_in([delivery("READ")])

        first, second = house.thread(cv)[-2:]
        assert (first.status, second.status) == (Status.READ, Status.SENT)

    def test_waiting_notices_are_forgotten_after_a_week(self, house):
        house.app.take_in([delivery("READ")])
        house.clock.turn(days=7, seconds=1)

        assert house.app.forget() == (0, 1)


REPORTS = st.lists(
    st.tuples(
        st.sampled_from(
            [Status.SENT, Status.DELIVERED, Status.READ, Status.FAILED, Status.UNKNOWN]
        ),
        st.booleans(),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=25, deadline=None, derandomize=True, database=None)
@given(reports=REPORTS, data=st.data())
def test_any_shuffle_of_statuses_has_the_same_end(reports, data):
    """MSG-2: in any order, any number of times, in batches of any size."""
    link = (Status.SENT, True, 0)
    reports = [*reports, link]

    def end(arrivals, size):
        house = in_memory()
        cv = house.has_conversation()
        message, _ = house.app.send_message(send(cv))
        commands = [
            record(
                status,
                message_id=message.message_id if ours else "",
                at=after(minutes=minute),
            )
            for status, ours, minute in arrivals
        ]
        for begin in range(0, len(commands), size):
            house.app.take_in(commands[begin : begin + size])
        last = house.thread(cv)[-1]
        return last.status, last.error_reason, last.provider_message_id

    shuffled = data.draw(st.permutations(reports * 2))
    size = data.draw(st.integers(1, 5))

    assert end(shuffled, size) == end(reports, 1)


def test_sending_marks_as_read_for_the_sender_only(house):
    """FLT-2, INB-5."""
    cv = house.has_conversation()
    house.app.mark_conversation(mark(cv, unread=True))

    _, view = house.app.send_message(send(cv))

    assert view.mark.inbound_count == 1
    assert not view.mark.marked_unread
    assert house.view(cv, viewer("us_bruno")).mark.inbound_count == 0
    assert house.memory.news[-1] == view.mark
