"""What WhatsApp people, and staff on the phone app, wrote, changed and took back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from ..domain.content import Content, Notice
from ..domain.inbound import Address, Ignored, Quarantined, Sender, Written
from ..domain.news import Consented, Echoed, Part, Reacted, Rekeyed, Revised
from .cloud_kinds import meaning, words_of
from .cloud_people import contact_of, former_scoped, keys_of, person, recipient, sender
from .meaning import KIND_LENGTH, Meaning, unsupported
from .shape import identifier, mapping, moment, phone, text

Contacts = Sequence[Mapping[str, Any]]

NO_ONE_WROTE = frozenset({"request_welcome"})
"""Kinds that say nothing: a chat was opened, and nothing written in it."""


def message(
    told: Any, address: Address, contacts: Contacts, received: datetime
) -> Iterator[Part]:
    """Yield what one element of `messages` says: one part, or two for notices."""
    found = mapping(told)
    kind = identifier(found.get("type"))[:KIND_LENGTH]
    if not identifier(found.get("id")) or not kind:
        yield Quarantined("message_without_id_or_type", address)
        return
    if found.get("group_id"):
        # INB-10: a group is never merged into a person's conversation.
        yield Ignored("group_message", address)
        return
    if kind in NO_ONE_WROTE:
        yield Ignored(f"kind:{kind}", address)
        return
    who = sender(found, contacts)
    if kind == "system":
        yield from _system(found, who, address, received)
    elif who is None:
        yield Quarantined("message_without_sender", address)
    elif kind == "reaction":
        yield _reaction(found, who, address, received)
    elif kind in ("edit", "revoke"):
        yield _revision(kind, found, who, address, received)
    else:
        answered = identifier(mapping(found.get("context")).get("id"))
        said = meaning(kind, found)
        yield _written(found, said, who, address, received, reply_to=answered)


def echo(told: Any, address: Address, contacts: Contacts, received: datetime) -> Part:
    """Return what one element of `message_echoes` says: staff's phone app wrote."""
    found = mapping(told)
    message_id = identifier(found.get("id"))
    kind = identifier(found.get("type"))[:KIND_LENGTH]
    if not message_id or not kind:
        return Quarantined("echo_without_id_or_type", address)
    if found.get("group_id"):
        return Ignored("group_message", address)
    if kind in ("reaction", "system"):
        return Ignored(f"echo:{kind}", address)
    who = recipient(found, contacts)
    if who is None:
        return Quarantined("echo_without_recipient", address)
    if kind in ("edit", "revoke"):
        return _revision(kind, found, who, address, received)
    said = meaning(kind, found)
    return Echoed(
        address=address,
        recipient=who,
        provider_message_id=message_id,
        provider_time=moment(found.get("timestamp"), received),
        kind=said.kind,
        text=said.text,
        origin="phone_app",
        content=said.content,
        files=said.files,
    )


def preference(
    told: Any, address: Address, contacts: Contacts, received: datetime
) -> Part:
    """Return what one element of `user_preferences` says: marketing or none."""
    found = mapping(told)
    number, scoped = identifier(found.get("wa_id")), identifier(found.get("user_id"))
    parent = identifier(found.get("parent_user_id"))
    who = person(number, scoped, parent, contact_of(contacts, number, scoped))
    if who is None:
        return Quarantined("preference_without_person", address)
    wish = identifier(found.get("value")).lower()
    category = identifier(found.get("category")) or "marketing_messages"
    if wish not in ("stop", "resume") or category != "marketing_messages":
        return Ignored(f"preference:{category[:32]}:{wish[:32]}", address)
    at = moment(found.get("timestamp"), received)
    return Consented(address, who, wish == "resume", at)


def _written(
    found: Mapping[str, Any],
    said: Meaning,
    who: Sender,
    address: Address,
    received: datetime,
    *,
    reply_to: str = "",
    opens_window: bool = True,
) -> Written:
    return Written(
        address=address,
        sender=who,
        provider_message_id=identifier(found.get("id")),
        provider_time=moment(found.get("timestamp"), received),
        kind=said.kind,
        text=said.text,
        provider_kind=said.provider_kind,
        content=said.content,
        files=said.files,
        reply_to=reply_to,
        opens_window=opens_window,
    )


def _reaction(
    found: Mapping[str, Any], who: Sender, address: Address, received: datetime
) -> Part:
    body = mapping(found.get("reaction"))
    target = identifier(body.get("message_id"))
    if not target:
        return Quarantined("reaction_without_target", address)
    return Reacted(
        address=address,
        sender=who,
        target=target,
        emoji=text(body.get("emoji"), KIND_LENGTH).strip(),
        provider_time=moment(found.get("timestamp"), received),
        reaction_id=identifier(found.get("id")),
    )


def _revision(
    kind: str,
    found: Mapping[str, Any],
    who: Sender,
    address: Address,
    received: datetime,
) -> Part:
    body = mapping(found.get(kind))
    target = identifier(body.get("original_message_id"))
    if not target:
        return Quarantined(f"{kind}_without_target", address)
    words = words_of(mapping(body.get("message"))) if kind == "edit" else ""
    if words is None:
        return Quarantined("edit_without_text", address)
    return Revised(
        address=address,
        sender=who,
        target=target,
        revision_id=identifier(found.get("id")),
        provider_time=moment(found.get("timestamp"), received),
        text=words,
        deleted=kind == "revoke",
    )


def _system(
    found: Mapping[str, Any],
    who: Sender | None,
    address: Address,
    received: datetime,
) -> Iterator[Part]:
    """Yield a notice for the thread, and after it the ids from now on."""
    system = mapping(found.get("system"))
    named = identifier(system.get("type"))
    if named == "customer_identity_changed" and who is not None:
        yield _notice(found, who, Notice("identity_changed"), address, received)
    elif named in ("user_changed_number", "user_changed_user_id"):
        yield from _rekeyed(found, system, address, received)
    elif who is None:
        yield Quarantined("system_without_person", address)
    else:
        said = unsupported(named or "system", text(system.get("body"), 4096), found)
        yield _written(found, said, who, address, received, opens_window=False)


def _rekeyed(
    found: Mapping[str, Any],
    system: Mapping[str, Any],
    address: Address,
    received: datetime,
) -> Iterator[Part]:
    """
    Yield a change of number or id.

    The person is known by the former ids only. None of them is carried over:
    a number that was given up may be somebody else's tomorrow.
    """
    scoped = identifier(system.get("user_id"))
    number = phone(system.get("wa_id"))
    parent = identifier(system.get("parent_user_id"))
    before_number = phone(found.get("from"))
    before_scoped = former_scoped(system, scoped) or identifier(
        found.get("from_user_id")
    )
    if before_scoped == scoped:
        before_scoped = ""
    if before_number == number:
        before_number = ""
    after = keys_of(scoped, parent, number)
    before = keys_of(before_scoped, "", before_number)
    if not after or not before:
        yield Quarantined("change_without_both_ids", address)
        return
    by_number = bool(number and before_number)
    reason = "number_changed" if by_number else "id_changed"
    told = (before_number, number) if by_number else (before_scoped, scoped)
    yield _notice(found, Sender(before), Notice(reason, *told), address, received)
    yield Rekeyed(
        address=address,
        former_keys=before,
        identity=Sender(after, phone=number),
        reason=reason,
        provider_time=moment(found.get("timestamp"), received),
        notice_id=identifier(found.get("id")),
    )


def _notice(
    found: Mapping[str, Any],
    who: Sender,
    notice: Notice,
    address: Address,
    received: datetime,
) -> Written:
    named = identifier(mapping(found.get("system")).get("type"))
    said = Meaning("notice", provider_kind=named, content=Content(notice=notice))
    return _written(found, said, who, address, received, opens_window=False)
