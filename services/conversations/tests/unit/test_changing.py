"""Reactions, edits, deletions, files, echoes, other ids and consent."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
import told
from builders import ACCOUNT, CHANNEL, close, inbound, message_received, send
from recado.ingest.v1 import content_pb2

from chassis.testing import NOON
from conversations.use_cases.outcome import Outcome
from conversations.wire.ingest_in import read_ingest_event

LATER = NOON + timedelta(minutes=1)


def with_content(provider_message_id="wamid.1", kind="image", **content):
    message = message_received(
        provider_message_id, content=content_pb2.Content(**content), opens_window=True
    )
    message.kind = kind
    return read_ingest_event(message)


def test_what_a_message_holds_comes_out_as_it_came_in(house):
    """MSG-1: files, places and the rest, untouched."""
    place = content_pb2.Location(latitude=-23.5, longitude=-46.6, name="MASP")
    house.app.take_in(
        [with_content(attachments=[told.file()], location=place, forwarded=True)]
    )

    [added] = [e for e in house.events() if hasattr(e, "opening")]
    assert added.message.kind == "image"
    assert added.message.content.attachments[0] == told.file()
    assert added.message.content.location == place
    assert added.message.content.forwarded
    assert not added.conversation.last_message.HasField("content")


def test_a_file_that_was_fetched_shows_in_its_message(house):
    """ATT-11."""
    house.app.take_in([with_content(attachments=[told.file(size_bytes=0)])])

    [first, again] = [
        house.app.take_in([told.fetched(told.file(size_bytes=1000))])[0]
        for _ in range(2)
    ]

    assert (first, again) == (Outcome.APPLIED, Outcome.UNCHANGED)
    changed = house.events()[-1]
    assert changed.what == "attachment"
    assert changed.message.content.attachments[0].size_bytes == 1000


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_newest_reaction_stands_whatever_the_order(house, order):
    house.writes("wamid.1")
    told_ = [
        told.reaction(emoji="❤️", at=NOON),
        told.reaction(emoji="👍", at=NOON + timedelta(seconds=1)),
        told.reaction(emoji="", at=NOON + timedelta(seconds=2)),
    ]

    for index in order:
        house.app.take_in([told_[index]])

    conversation_id = house.events()[0].conversation.conversation_id
    [message] = house.thread(conversation_id)
    assert [r.emoji for r in message.reactions] == [""]
    assert not list(house.events()[-1].message.reactions)


def test_what_comes_before_its_message_waits_for_it(house):
    early = [told.reaction(at=LATER), told.revision(text="certo", at=LATER)]

    assert house.app.take_in(early) == [Outcome.WAITING] * 2
    house.writes("wamid.1", text="errado")

    conversation_id = house.events()[0].conversation.conversation_id
    [message] = house.thread(conversation_id)
    assert (message.text, message.former_texts) == ("certo", ("errado",))
    assert [r.emoji for r in message.reactions] == ["❤️"]
    assert not house.app.parked.any()


def test_an_edit_keeps_the_text_before_and_a_deletion_keeps_none(house):
    """MSG-3."""
    house.writes("wamid.1", text="um")
    house.app.take_in([told.revision(text="dois", at=NOON)])
    house.app.take_in([told.revision(text="antigo", at=NOON - timedelta(hours=1))])
    house.app.take_in([told.revision(deleted=True, text="", at=LATER)])
    house.app.take_in([told.revision(text="tarde", at=LATER + timedelta(hours=1))])

    whats = [e.what for e in house.events() if hasattr(e, "what")]
    assert whats == ["edited", "deleted"]
    message = house.events()[-1].message
    assert (message.text, list(message.former_texts)) == ("", [])
    assert message.HasField("delete_time")
    assert house.events()[-1].conversation.last_message.text == ""


def test_a_reaction_to_our_own_message_finds_it(house):
    conversation_id = house.has_conversation()
    message, _ = house.app.send_message(send(conversation_id))
    house.app.take_in([told.delivered(message.message_id, "out.1")])

    assert house.app.take_in([told.reaction("out.1")]) == [Outcome.APPLIED]


def test_an_echo_is_shown_and_notifies_nobody(house):
    """MSG-3: shown once, as ours, and it opens nothing."""
    conversation_id = house.has_conversation()
    house.app.close_conversation(close(conversation_id))

    became = house.app.take_in([told.echo(), told.echo()])

    assert became == [Outcome.ADDED, Outcome.DUPLICATE]
    message = house.thread(conversation_id)[-1]
    assert (message.direction.value, message.origin) == ("outbound", "phone_app")
    assert house.conversation(conversation_id).is_open is False
    assert house.conversation(conversation_id).inbound_count == 1


def test_an_echo_of_what_went_out_through_us_is_no_second_message(house):
    conversation_id = house.has_conversation()
    message, _ = house.app.send_message(send(conversation_id))
    house.app.take_in([told.delivered(message.message_id, "out.9")])

    assert house.app.take_in([told.echo("out.9")]) == [Outcome.DUPLICATE]


def test_somebody_first_written_to_elsewhere_opens_a_conversation_by_answering(house):
    """ACT-7: closed until they answer, then distributed."""
    house.app.take_in([told.echo()])
    [first] = house.events()

    assert house.writes("wamid.1") is Outcome.REOPENED
    assert house.happened() == [
        "message_added",
        "conversation_reopened",
        "message_added",
        "message_added",
    ]
    assert house.events()[-1].conversation.conversation_id == (
        first.conversation.conversation_id
    )


def test_a_new_number_leads_to_the_same_conversation(house):
    house.writes("wamid.1")
    former = [f"phone:{message_received().sender.phone}"]

    became = house.app.take_in(
        [told.identity(former, "phone:+5511911110000", phone="+5511911110000")]
    )

    assert became == [Outcome.APPLIED]
    assert house.writes("wamid.2", phone="+5511911110000") is Outcome.ADDED
    assert house.events()[-1].conversation.contact.phone == "+5511911110000"


def test_a_number_that_is_somebody_elses_is_not_taken(house):
    """Never over-merge."""
    house.writes("wamid.1")
    house.writes("wamid.2", phone="+5511911110000")
    former = [f"phone:{message_received().sender.phone}"]

    house.app.take_in([told.identity(former, "phone:+5511911110000")])

    assert house.writes("wamid.3", phone="+5511911110000") is Outcome.ADDED
    conversations = {e.conversation.conversation_id for e in house.events()}
    assert len(conversations) == 2


def test_a_notice_is_shown_but_nobody_wrote(house):
    """WIN-8: a provider's notice restarts no window and is not unread."""
    conversation_id = house.has_conversation()
    before = house.conversation(conversation_id)
    message = message_received(
        "sys.1",
        content=content_pb2.Content(
            notice=content_pb2.Notice(what="number_changed", before="+1", after="+2")
        ),
    )
    message.kind = "notice"
    house.clock.turn(hours=1)

    house.app.take_in([read_ingest_event(message)])

    after = house.conversation(conversation_id)
    assert after.inbound_count == before.inbound_count
    assert after.window_close_time == before.window_close_time
    assert house.thread(conversation_id)[-1].kind == "notice"


def test_a_notice_of_nobody_we_know_opens_nothing(house):
    message = message_received("sys.1")
    message.kind = "notice"

    assert house.app.take_in([read_ingest_event(message)]) == [Outcome.UNKNOWN]
    assert house.events() == []


def test_consent_is_the_newest_that_was_told(house):
    """ACT-4: revocable, in whatever order the news come."""
    house.writes("wamid.1")

    house.app.take_in([told.consent(marketing=False, at=LATER)])
    house.app.take_in([told.consent(marketing=True, at=NOON)])

    assert house.events()[-1].conversation.opted_out is True
    keys = [(CHANNEL, f"phone:{message_received().sender.phone}")]
    assert house.app.consents.refused(ACCOUNT, keys) == set(keys)


def test_an_answer_shows_what_it_answers(house):
    """MSG-1: also when that is not known to us."""
    house.writes("wamid.1", text="primeira")
    house.app.take_in([inbound("wamid.2", reply_to_provider_message_id="wamid.1")])
    house.app.take_in([inbound("wamid.3", reply_to_provider_message_id="gone")])

    conversation_id = house.events()[0].conversation.conversation_id
    _, known, unknown = house.thread(conversation_id)
    assert (known.quote.text, known.quote.direction) == ("primeira", "inbound")
    assert unknown.quote.message_id == ""


def test_where_a_person_came_from_stays_on_the_conversation(house):
    referral = content_pb2.Referral(source="ad", headline="Oferta")
    house.app.take_in([with_content("wamid.1", "text", referral=referral)])
    house.writes("wamid.2")

    assert house.events()[-1].conversation.referral == referral
