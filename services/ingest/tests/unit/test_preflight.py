"""What each channel takes and refuses before its provider is called."""

from __future__ import annotations

from dataclasses import replace

import pytest
from outgoing import PLACE, attached, message, over, reaction

from ingest.domain import failures
from ingest.domain.capabilities import MEGABYTE, capabilities_of
from ingest.domain.channels import Kind
from ingest.domain.content import Content, FileKind, FileState, TemplateUse
from ingest.domain.parts import Feeling, File, Filled, Place, Words, plan
from ingest.domain.preflight import objection

CLOUD, TWILIO = Kind.WHATSAPP_CLOUD, Kind.WHATSAPP_TWILIO
MESSENGER, INSTAGRAM, WEBCHAT = Kind.MESSENGER, Kind.INSTAGRAM, Kind.WEBCHAT
WHATSAPP = {CLOUD, TWILIO}

USE = TemplateUse("tp_1", "hello", "pt_BR")

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def file(kind, media_type, **fields):
    return attached(kind, media_type=media_type, **fields)


TAKEN = {
    "text": (lambda kind: message(kind), set(Kind)),
    "emoji": (lambda kind: message(kind, text="👩🏽‍💻 olá"), set(Kind)),
    "JPEG": (lambda kind: message(kind, attached(FileKind.IMAGE)), set(Kind)),
    "MP4": (lambda kind: message(kind, attached(FileKind.VIDEO)), set(Kind)),
    "M4A": (
        lambda kind: message(kind, attached(FileKind.AUDIO), text=""),
        {CLOUD, TWILIO, MESSENGER, INSTAGRAM},
    ),
    "recording": (
        lambda kind: message(kind, file(FileKind.AUDIO, "audio/webm", voice=True)),
        {CLOUD, TWILIO, MESSENGER, INSTAGRAM},
    ),
    "PDF": (lambda kind: message(kind, attached(FileKind.DOCUMENT)), WHATSAPP),
    "CSV": (lambda kind: message(kind, file(FileKind.DOCUMENT, "text/csv")), WHATSAPP),
    "Word": (lambda kind: message(kind, file(FileKind.DOCUMENT, WORD)), WHATSAPP),
    "program": (
        lambda kind: message(kind, file(FileKind.DOCUMENT, "application/x-dosexec")),
        set(),
    ),
    "PDF called a picture": (
        lambda kind: message(kind, file(FileKind.IMAGE, "application/pdf")),
        set(),
    ),
    "CSV called a film": (
        lambda kind: message(kind, file(FileKind.VIDEO, "text/csv")),
        set(),
    ),
    "SVG": (lambda kind: message(kind, file(FileKind.IMAGE, "image/svg+xml")), set()),
    "sticker": (lambda kind: message(kind, attached(FileKind.STICKER)), WHATSAPP),
    "place": (lambda kind: message(kind, content=Content(location=PLACE)), WHATSAPP),
    "template": (lambda kind: message(kind, content=Content(template=USE)), WHATSAPP),
    "answer": (
        lambda kind: message(kind, reply_to="in_1"),
        {CLOUD, MESSENGER, INSTAGRAM},
    ),
    "reaction": (lambda kind: reaction(kind), {CLOUD, MESSENGER, INSTAGRAM}),
    "nothing": (lambda kind: message(kind, text=""), set()),
    "lost file": (
        lambda kind: message(kind, attached(state=FileState.FAILED)),
        set(),
    ),
}


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("what", TAKEN)
def test_what_a_channel_takes(what, kind):
    """SPEC 0.2, ATT-2, ATT-3, ATT-4, ATT-5, WIN-6, TPL-8."""
    make, takers = TAKEN[what]

    found = objection(over(kind), make(kind))

    assert (found is None) == (kind in takers)
    assert found is None or (found.reason in failures.REASONS and found.detail)


@pytest.mark.parametrize(
    ("kind", "file_kind", "most"),
    [
        (CLOUD, FileKind.IMAGE, 5 * MEGABYTE),
        (CLOUD, FileKind.VIDEO, 16 * MEGABYTE),
        (CLOUD, FileKind.AUDIO, 16 * MEGABYTE),
        (CLOUD, FileKind.DOCUMENT, 100 * MEGABYTE),
        (CLOUD, FileKind.STICKER, 100 << 10),
        (TWILIO, FileKind.IMAGE, 5 * MEGABYTE),
        (TWILIO, FileKind.DOCUMENT, 16 * MEGABYTE),
        (MESSENGER, FileKind.VIDEO, 25 * MEGABYTE),
        (INSTAGRAM, FileKind.IMAGE, 8 * MEGABYTE),
    ],
)
def test_how_large_a_file_may_be(kind, file_kind, most):
    """ATT-7: the same file may pass on one channel and fail on another."""
    fits = message(kind, attached(file_kind, size_bytes=most), text="")
    large = message(kind, attached(file_kind, size_bytes=most + 1), text="")

    assert objection(over(kind), fits) is None
    assert objection(over(kind), large).reason == failures.FILE_TOO_LARGE


def test_a_moving_sticker_may_be_larger():
    """ATT-7."""
    moving = attached(FileKind.STICKER, size_bytes=500 << 10, animated=True)
    assert objection(over(), message(CLOUD, moving, text="")) is None
    still = replace(moving, animated=False)
    assert objection(over(), message(CLOUD, still, text="")) is not None


@pytest.mark.parametrize(
    ("kind", "fits", "long"),
    [
        (CLOUD, "é" * 4096, "é" * 4097),
        (TWILIO, "é" * 1600, "é" * 1601),
        (MESSENGER, "é" * 2000, "é" * 2001),
        # Bytes, not characters.
        (INSTAGRAM, "é" * 500, "é" * 501),
    ],
)
def test_how_long_a_text_may_be(kind, fits, long):
    """MSG-1."""
    assert objection(over(kind), message(kind, text=fits)) is None
    found = objection(over(kind), message(kind, text=long))
    assert found.reason == failures.TEXT_TOO_LONG


def test_a_filled_template_through_twilio_has_its_own_limit():
    """TPL-10."""
    content = Content(template=USE)
    for length, reason in ((1024, None), (1100, failures.TEXT_TOO_LONG)):
        send = message(TWILIO, text="x" * length, content=content)
        found = objection(over(TWILIO), send)
        assert (found and found.reason) == reason


@pytest.mark.parametrize("kind", Kind)
def test_a_stopped_channel_sends_nothing(kind):
    """CHN-5."""
    found = objection(over(kind, stopped=True), message(kind))

    assert found.reason == failures.CHANNEL_STOPPED


def test_a_reaction_to_a_message_the_provider_does_not_know_is_refused():
    found = objection(over(), reaction(target=""))

    assert found.reason == failures.REQUEST_REFUSED


def test_only_meta_has_a_window():
    """WIN-1, WIN-7."""
    hours = {kind: capabilities_of(kind).window_hours for kind in Kind}

    assert hours == {WEBCHAT: 0} | {kind: 24 for kind in Kind if kind is not WEBCHAT}


PHOTO, SOUND = attached(FileKind.IMAGE), attached(FileKind.AUDIO)
OFFER = attached(FileKind.DOCUMENT)


@pytest.mark.parametrize(
    ("send", "kind", "parts"),
    [
        (message(), CLOUD, (Words("hi"),)),
        (message(CLOUD, PHOTO), CLOUD, (File(PHOTO, "hi"),)),
        (message(CLOUD, OFFER), CLOUD, (File(OFFER, "hi"),)),
        (message(CLOUD, SOUND), CLOUD, (File(SOUND), Words("hi"))),
        # Twilio's documents have no words below them.
        (message(TWILIO, OFFER), TWILIO, (File(OFFER), Words("hi"))),
        (message(TWILIO, PHOTO), TWILIO, (File(PHOTO, "hi"),)),
        (message(MESSENGER, PHOTO), MESSENGER, (File(PHOTO), Words("hi"))),
        (message(MESSENGER, PHOTO, text=""), MESSENGER, (File(PHOTO),)),
        (
            message(CLOUD, PHOTO, OFFER, reply_to="in_1"),
            CLOUD,
            (File(PHOTO, reply_to="in_1"), File(OFFER, "hi")),
        ),
        (
            message(CLOUD, PHOTO, text="x" * 1025),
            CLOUD,
            (File(PHOTO), Words("x" * 1025)),
        ),
        (message(content=Content(location=PLACE)), CLOUD, (Place(PLACE),)),
        (
            message(content=Content((PHOTO,), template=USE)),
            CLOUD,
            (Filled(USE, PHOTO),),
        ),
        (reaction(), CLOUD, (Feeling("👍", "wamid.in"),)),
        (message(text=""), CLOUD, ()),
    ],
)
def test_which_calls_a_message_takes(send, kind, parts):
    """ATT-10: what cannot go below a file follows it."""
    assert plan(send, kind) == parts
