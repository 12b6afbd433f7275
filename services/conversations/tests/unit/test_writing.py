"""All that users send: files, places, templates; again, first, and back in time."""

from __future__ import annotations

from datetime import timedelta

import pytest
import told
from builders import CHANNEL, assigned, close, query, send, viewer
from recado.ingest.v1 import content_pb2

from conversations.domain import errors
from conversations.domain.content import TemplateUse
from conversations.domain.message import Status
from conversations.ports import ClosingCursor
from conversations.use_cases.drafting import Draft
from conversations.use_cases.sending import (
    ReactToMessage,
    RetryMessage,
    StartConversation,
)
from conversations.wire.content import place_content, read_file, write_content

PHONE = "+5511922223333"
ANA = TemplateUse("tp_1", {"nome": "Ana"})


@pytest.fixture
def able(house):
    """A house that heard of its channel and its template."""
    house.app.hear([told.channel_event(), told.template_event()])
    return house


def a_file(**fields):
    return read_file(told.file(**fields))


def start(draft, *, request_id="rq_s", phone=PHONE, channel_id=CHANNEL):
    return StartConversation(viewer(), channel_id, request_id, phone, "Ana", draft)


def react(conversation_id, message_id, emoji="👍"):
    return ReactToMessage(viewer(), conversation_id, message_id, "rq_e", emoji)


def retry(conversation_id, message_id):
    return RetryMessage(viewer(), conversation_id, message_id, "rq_r")


def test_a_file_is_queued_with_its_text(able):
    """ATT-2."""
    conversation_id = able.has_conversation()

    draft = Draft("veja", file=a_file())
    message, _ = able.app.send_message(send(conversation_id, draft))

    queued = able.events()[-1]
    assert (message.kind, queued.message.text) == ("image", "veja")
    assert queued.message.content.attachments[0] == told.file()


@pytest.mark.parametrize(
    ("file", "refusal"),
    [
        ({"kind": told.Attachment.KIND_VIDEO}, errors.KindRefused),
        ({"media_type": "application/pdf"}, errors.TypeRefused),
        ({"size_bytes": 5_000_001}, errors.FileTooLarge),
    ],
    ids=["kind", "type", "size"],
)
def test_what_the_channel_cannot_carry_is_refused(able, file, refusal):
    """ATT-3, ATT-4, ATT-7: by what the file is, for every path."""
    conversation_id = able.has_conversation()

    with pytest.raises(refusal):
        able.app.send_message(send(conversation_id, Draft(file=a_file(**file))))

    assert "message_queued" not in able.happened()


def test_a_channel_nothing_was_told_of_carries_text_only(house):
    conversation_id = house.has_conversation()

    house.app.send_message(send(conversation_id))
    with pytest.raises(errors.KindRefused):
        house.app.send_message(
            send(conversation_id, Draft(file=a_file()), request_id="rq_2")
        )


def test_nothing_goes_out_on_a_stopped_channel(able):
    """CHN-5."""
    conversation_id = able.has_conversation()
    at = able.clock() + timedelta(seconds=1)
    able.app.hear([told.channel_event(stopped=True, at=at)])

    with pytest.raises(errors.ChannelStopped):
        able.app.send_message(send(conversation_id))


def test_older_news_of_a_channel_changes_nothing(able):
    old = able.clock() - timedelta(hours=1)
    able.app.hear([told.channel_event(stopped=True, at=old)])

    able.app.send_message(send(able.has_conversation()))


def test_a_place_is_sent_where_there_are_places(able):
    conversation_id = able.has_conversation()
    place = content_pb2.Location(latitude=-23.5, longitude=-46.6)

    able.app.send_message(send(conversation_id, Draft(location=place_content(place))))

    assert able.events()[-1].message.content.location == place


def test_a_message_is_quoted(able):
    conversation_id = able.has_conversation(text="qual?")
    [asked] = able.thread(conversation_id)

    draft = Draft("esse", reply_to_id=asked.message_id)
    able.app.send_message(send(conversation_id, draft))

    queued = able.events()[-1]
    assert queued.message.quote.text == "qual?"
    assert queued.reply_to_provider_message_id == asked.provider_message_id


def test_a_template_resumes_and_opens_no_window(able):
    """WIN-2, WIN-3, WIN-5, TPL-5, TPL-11."""
    conversation_id = able.has_conversation()
    able.clock.turn(hours=25)
    with pytest.raises(errors.WindowEnded):
        able.app.send_message(send(conversation_id))

    message, _ = able.app.send_message(
        send(conversation_id, Draft(template=ANA), request_id="rq_t")
    )

    assert (message.kind, message.text) == ("template", "Oi Ana!")
    used = write_content(message.content).template
    assert (used.name, dict(used.variables), used.footer) == (
        "retorno",
        {"nome": "Ana"},
        "Responda PARAR",
    )
    with pytest.raises(errors.WindowEnded):
        able.app.send_message(send(conversation_id, request_id="rq_3"))
    able.writes("wamid.back", at=able.clock())
    able.app.send_message(send(conversation_id, request_id="rq_4"))


@pytest.mark.parametrize(
    ("event", "use", "refusal"),
    [
        (told.template_event("PENDING"), ANA, errors.TemplateRefused),
        (told.template_event(channel_id="ch_2"), ANA, errors.TemplateRefused),
        (told.template_event(), TemplateUse("tp_1"), errors.VariableMissing),
        (told.template_event(), TemplateUse("tp_2"), errors.TemplateRefused),
        (
            told.template_event(),
            TemplateUse("tp_1", {"nome": "x" * 1100}),
            errors.TextTooLong,
        ),
        (
            told.template_event(header=told.Template.Header(kind="image")),
            ANA,
            errors.TemplateRefused,
        ),
        (
            told.template_event(),
            TemplateUse("tp_1", {"nome": "Ana"}, a_file()),
            errors.TemplateRefused,
        ),
    ],
    ids=["pending", "elsewhere", "variable", "unknown", "long", "no-file", "a-file"],
)
def test_a_template_that_does_not_fit_is_refused(house, event, use, refusal):
    """TPL-2, TPL-5, TPL-8, TPL-9, TPL-10."""
    house.app.hear([told.channel_event(), event])
    conversation_id = house.has_conversation()

    with pytest.raises(refusal):
        house.app.send_message(send(conversation_id, Draft(template=use)))


def test_there_are_no_templates_where_the_channel_has_none(house):
    """WIN-6, TPL-8."""
    house.app.hear(
        [told.channel_event(kind="INSTAGRAM", templates=False), told.template_event()]
    )
    conversation_id = house.has_conversation(kind="INSTAGRAM")

    with pytest.raises(errors.KindRefused):
        house.app.send_message(send(conversation_id, Draft(template=ANA)))


def test_a_failed_message_is_sent_again_once(able):
    """MSG-6: truly, and what is told of the first attempt does not spoil it."""
    conversation_id = able.has_conversation()
    message, _ = able.app.send_message(send(conversation_id))
    able.app.take_in(
        [told.delivered(message.message_id, "out.1", "FAILED", reason="PROVIDER_DOWN")]
    )

    again = able.app.desk.retry(retry(conversation_id, message.message_id))

    assert (again.status, again.retries, again.error_reason) == (Status.QUEUED, 1, "")
    assert able.events()[-1].message.retries == 1
    assert able.happened()[-1] == "message_queued"
    assert len(able.thread(conversation_id)) == 2
    with pytest.raises(errors.RetryRefused):
        able.app.desk.retry(retry(conversation_id, message.message_id))
    at = able.clock() + timedelta(seconds=1)
    late = told.delivered(message.message_id, "out.1", "FAILED", at=at, reason="LATE")
    able.app.take_in([late])
    able.app.take_in([told.delivered(message.message_id, "out.2", at=at)])
    assert able.thread(conversation_id)[-1].status is Status.SENT


def test_a_reaction_is_shown_and_told_to_the_provider(able):
    conversation_id = able.has_conversation()
    [message] = able.thread(conversation_id)

    after = able.app.desk.react(react(conversation_id, message.message_id))

    assert [(r.emoji, r.user_id) for r in after.reactions] == [("👍", viewer().user_id)]
    [queued] = able.memory.reactions
    assert (queued.emoji, queued.message.provider_message_id) == (
        "👍",
        message.provider_message_id,
    )


@pytest.mark.parametrize("emoji", ["a", "ok", "👍 👍", "1", "x" * 40])
def test_only_an_emoji_is_a_reaction(able, emoji):
    conversation_id = able.has_conversation()
    [message] = able.thread(conversation_id)

    with pytest.raises(errors.EmojiInvalid):
        able.app.desk.react(react(conversation_id, message.message_id, emoji))


@pytest.mark.parametrize("emoji", ["👍", "❤️", "👩🏽‍💻", "👨‍👩‍👧‍👦", "🇧🇷", "1️⃣", ""])
def test_composed_emoji_are_one(able, emoji):
    """ATT-5."""
    conversation_id = able.has_conversation()
    [message] = able.thread(conversation_id)

    able.app.desk.react(react(conversation_id, message.message_id, emoji))


def test_a_user_writes_first_and_is_to_have_it(able):
    """ACT-2, ACT-7."""
    message, view = able.app.desk.start(start(Draft(template=ANA)))

    opened, started, queued = able.events()
    assert opened.starter_id == viewer().user_id
    assert opened.conversation.contact.phone == PHONE
    assert started.message.timeline.what == "started"
    assert queued.message.text == message.text == "Oi Ana!"
    assert view.conversation.is_open
    again, _ = able.app.desk.start(start(Draft(template=ANA)))
    assert again.message_id == message.message_id


def test_who_has_an_open_conversation_is_not_started_with(able):
    """ACT-1."""
    _, view = able.app.desk.start(start(Draft(template=ANA)))

    with pytest.raises(errors.InProgress) as refused:
        able.app.desk.start(start(Draft(template=ANA), request_id="rq_2"))

    assert refused.value.facts["conversation_id"] == view.conversation.conversation_id


def test_a_closed_conversation_is_started_again_by_text_inside_its_window(able):
    """ACT-2: who wrote within 24 hours may be answered freely."""
    conversation_id = able.has_conversation(phone=PHONE)
    able.app.close_conversation(close(conversation_id))

    able.app.desk.start(start(Draft("olá de novo")))

    reopened = next(e for e in able.events() if hasattr(e, "former_assignee_id"))
    assert reopened.starter_id == viewer().user_id


def test_a_stranger_is_not_written_to_freely(able):
    """ACT-2."""
    with pytest.raises(errors.WindowEnded):
        able.app.desk.start(start(Draft("oi")))


def test_who_opted_out_gets_no_marketing(able):
    """ACT-4."""
    marketing = told.template_event(
        category=told.Template.CATEGORY_MARKETING,
        at=able.clock() + timedelta(seconds=1),
    )
    able.app.hear([marketing])
    able.app.consents.put(
        "ac_1", (CHANNEL, f"phone:{PHONE}"), marketing=False, at=able.clock()
    )

    with pytest.raises(errors.OptedOut):
        able.app.desk.start(start(Draft(template=ANA)))


@pytest.mark.parametrize("phone", ["11922223333", "nada", "+1", "+55 11"])
def test_a_number_without_its_country_is_asked_for(able, phone):
    with pytest.raises(errors.PhoneInvalid):
        able.app.desk.start(start(Draft(template=ANA), phone=phone))


def test_on_messenger_only_the_person_can_begin(house):
    """ACT-3."""
    house.app.hear([told.channel_event(kind="MESSENGER", templates=False)])

    with pytest.raises(errors.StartRefused):
        house.app.desk.start(start(Draft(template=ANA)))


def test_the_owner_is_warned_once_before_the_window_shuts(able):
    """WIN-11."""
    conversation_id = able.has_conversation()
    able.app.follow([assigned(conversation_id, viewer().user_id)])
    able.clock.turn(hours=23, minutes=40)

    assert [able.app.warn(), able.app.warn()] == [1, 0]
    warned = able.events()[-1]
    assert warned.minutes_left == 20
    able.writes("wamid.more", at=able.clock())
    assert able.app.warn() == 0


def test_those_whose_window_shuts_next_come_first(house):
    """WIN-11: and pages follow without a gap."""
    for number in range(3):
        at = house.clock() - timedelta(hours=number)
        house.writes(phone=f"+551190000000{number}", at=at)

    first, last = house.app.list_closing(viewer(), query(), None, 2)
    after = ClosingCursor(last.window_close_time, last.conversation_id)
    rest, end = house.app.list_closing(viewer(), query(), after, 2)

    phones = [v.conversation.contact.phone for v in (*first.views, *rest.views)]
    assert phones == [f"+551190000000{n}" for n in (2, 1, 0)]
    assert end is None
