"""What people wrote, pressed and came by on Messenger and Instagram; echoes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..domain.content import Choice, Content, Notice
from ..domain.inbound import Ignored, Quarantined, Sender, Written
from ..domain.news import Consented, Echoed, Part, Revised
from .page_event import Event
from .page_kinds import CHOICE_LENGTH, meaning, referral
from .shape import identifier, mapping, own_message_id, text

PAGE_INBOXES = frozenset({"26390203743090", "263902037430900"})
"""The apps of the page's own inbox, as the two documents name it."""


def message(event: Event) -> Iterator[Part]:
    message = mapping(event.body.get("message"))
    mid = identifier(message.get("mid"))
    if not mid:
        yield Quarantined("message_without_id", event.address)
    elif message.get("is_self") is True or event.person_id == event.address.provider_id:
        yield Ignored("message_to_self", event.address)
    elif event.person is None:
        yield Quarantined("message_without_person", event.address)
    elif message.get("is_deleted") is True:
        yield Revised(
            address=event.address,
            sender=event.person,
            target=mid,
            revision_id=f"{mid}:deleted",
            provider_time=event.at,
            deleted=True,
        )
    elif event.by_us:
        yield _echo(event, message, mid, event.person)
    else:
        yield _written(event, message, mid, event.person)


def _written(
    event: Event, message: Mapping[str, Any], mid: str, person: Sender
) -> Written:
    said = meaning(message)
    return Written(
        address=event.address,
        sender=person,
        provider_message_id=mid,
        provider_time=event.at,
        kind=said.kind,
        text=said.text,
        provider_kind=said.provider_kind,
        reply_to=identifier(mapping(message.get("reply_to")).get("mid")),
        content=said.content,
        files=said.files,
    )


def _echo(event: Event, message: Mapping[str, Any], mid: str, person: Sender) -> Echoed:
    app_id = identifier(message.get("app_id"))
    said = meaning(message)
    return Echoed(
        address=event.address,
        recipient=person,
        provider_message_id=mid,
        provider_time=event.at,
        kind=said.kind,
        text=said.text,
        origin="page_inbox" if app_id in PAGE_INBOXES else "other_app",
        app_id=app_id,
        message_id=own_message_id(message.get("metadata")),
        content=said.content,
        files=said.files,
    )


def postback(event: Event) -> Iterator[Part]:
    """Yield what was pressed; without an id its person, time and payload are it."""
    postback = mapping(event.body.get("postback"))
    title = text(postback.get("title"))
    payload = text(postback.get("payload"), CHOICE_LENGTH)
    if event.person is None:
        yield Quarantined("postback_without_person", event.address)
        return
    moment = int(event.at.timestamp() * 1000)
    made = f"postback:{event.person_id}:{moment}:{payload[:64]}"
    yield Written(
        address=event.address,
        sender=event.person,
        provider_message_id=identifier(postback.get("mid")) or made,
        provider_time=event.at,
        kind="choice",
        text=title,
        content=Content(
            choice=Choice("postback", payload, title),
            referral=referral(mapping(postback.get("referral"))),
        ),
    )


def referred(event: Event) -> Iterator[Part]:
    """Yield that a person came back by a link or an advertisement."""
    found = mapping(event.body.get("referral")) or mapping(event.body.get("optin"))
    if event.person is None:
        yield Ignored("referral_without_person", event.address)
        return
    led = referral(found)
    after = (led.ref or led.headline or led.source_id) if led else ""
    yield Written(
        address=event.address,
        sender=event.person,
        provider_message_id=(
            f"referral:{event.person_id}:{int(event.at.timestamp() * 1000)}"
        ),
        provider_time=event.at,
        kind="notice",
        text=after,
        provider_kind="referral",
        content=Content(notice=Notice("referred", after=after), referral=led),
    )


def optin(event: Event) -> Iterator[Part]:
    """Yield a wish about marketing, or that a person came by a plugin."""
    optin = mapping(event.body.get("optin"))
    wish = identifier(optin.get("notification_messages_status")).upper()
    if wish and event.person is not None:
        marketing = not wish.startswith("STOP")
        yield Consented(event.address, event.person, marketing, event.at)
    else:
        yield from referred(event)
