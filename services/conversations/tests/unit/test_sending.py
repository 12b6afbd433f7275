"""Writing to people, and what becomes of it."""

import pytest
from builders import (
    close,
    mark,
    send,
    viewer,
)

from conversations.domain import errors
from conversations.domain.message import Status


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


def test_sending_marks_as_read_for_the_sender_only(house):
    """FLT-2, INB-5."""
    cv = house.has_conversation()
    house.app.mark_conversation(mark(cv, unread=True))

    _, view = house.app.send_message(send(cv))

    assert view.mark.inbound_count == 1
    assert not view.mark.marked_unread
    assert house.view(cv, viewer("us_bruno")).mark.inbound_count == 0
    assert house.memory.news[-1] == view.mark
