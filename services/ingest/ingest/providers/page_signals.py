"""What is told of messages and threads of Messenger and Instagram."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..domain.inbound import Ignored, Quarantined, Reported, Status
from ..domain.news import Part, Reacted, ReadUpTo, Revised, Told
from .page_event import Event
from .page_kinds import edit_number, emoji
from .shape import identifier, items, mapping, milliseconds, text

CONTROL = (
    "take_thread_control",
    "pass_thread_control",
    "request_thread_control",
    "app_roles",
)


def reaction(event: Event) -> Iterator[Part]:
    reaction = mapping(event.body.get("reaction"))
    mid, action = identifier(reaction.get("mid")), reaction.get("action")
    if event.by_us:
        yield Ignored("own_reaction", event.address)
        return
    if event.person is None or not mid or action not in ("react", "unreact"):
        yield Quarantined("reaction_without_person_or_target", event.address)
        return
    yield Reacted(
        address=event.address,
        sender=event.person,
        target=mid,
        emoji=emoji(reaction) if action == "react" else "",
        provider_time=event.at,
    )


def edit(event: Event) -> Iterator[Part]:
    edit = mapping(event.body.get("message_edit"))
    mid = identifier(edit.get("mid"))
    if event.person is None or not mid or not isinstance(edit.get("text"), str):
        yield Quarantined("edit_without_target_or_text", event.address)
        return
    yield Revised(
        address=event.address,
        sender=event.person,
        target=mid,
        revision_id=f"{mid}:edit:{edit_number(edit)}",
        provider_time=event.at,
        text=text(edit.get("text")),
    )


def delivery(event: Event) -> Iterator[Part]:
    """Yield each message told by its id, and all up to the watermark."""
    delivery = mapping(event.body.get("delivery"))
    mids = [mid for mid in map(identifier, items(delivery.get("mids"))) if mid]
    for mid in mids:
        yield Reported(event.address, mid, Status.DELIVERED, event.at)
    yield from _up_to(event, delivery, Status.DELIVERED, alone=not mids)


def receipt(event: Event) -> Iterator[Part]:
    yield from _up_to(event, mapping(event.body.get("read")), Status.READ, alone=True)


def _up_to(
    event: Event, told: Mapping[str, Any], status: Status, *, alone: bool
) -> Iterator[Part]:
    """Yield a receipt for all up to a moment (Messenger) or a message (Instagram)."""
    mid = identifier(told.get("mid"))
    up_to = milliseconds(told.get("watermark"), event.at)
    if event.person is None or not (mid or identifier(told.get("watermark"))):
        if alone:
            yield Quarantined("receipt_without_person_or_place", event.address)
    elif mid:
        yield ReadUpTo(
            event.address, event.person, status, event.at, provider_message_id=mid
        )
    else:
        yield ReadUpTo(event.address, event.person, status, event.at, up_to)


def control(event: Event) -> Iterator[Part]:
    """Yield that another app leads a thread from now on, or we do."""
    key = next(key for key in CONTROL if event.body.get(key))
    body = mapping(event.body.get(key))
    owner = identifier(body.get("new_owner_app_id")) or identifier(
        body.get("requested_owner_app_id")
    )
    roles = [
        f"{identifier(app)} is {identifier(role)}"
        for app, listed in body.items()
        for role in items(listed)
    ]
    words = [key.replace("_", " "), *(["by app " + owner] if owner else roles)]
    if event.person_id:
        words.append(f"person {event.person_id}")
    detail = text(", ".join(words), 500)
    yield Told(event.address, "thread_control", "warning", detail, event.at)


def policy(event: Event) -> Iterator[Part]:
    policy = mapping(event.body.get("policy_enforcement"))
    action = identifier(policy.get("action")).lower()
    severity = {"block": "error", "unblock": "info"}.get(action, "warning")
    words = ": ".join(filter(None, (action, text(policy.get("reason"), 500))))
    yield Told(event.address, "policy", severity, words or "policy", event.at)
