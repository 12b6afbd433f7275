"""One notification: to one user, about one thing, by one way (NTF-12)."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from .audience import Told
from .conversation import Answer, Inbound
from .preferences import SPECIFICITY, Trigger, Way


@dataclass(frozen=True, slots=True)
class Notification:
    """
    What one user is told by one way.

    `notification_id` is the same however often its cause is handled;
    `message_id` is empty where a user acted; name and preview may be empty.
    """

    notification_id: str
    account_id: str
    user_id: str
    trigger: Trigger
    way: Way
    conversation_id: str
    channel_id: str
    message_id: str
    contact_name: str
    preview: str
    at: datetime
    cause_id: str


def of_message(
    message: Inbound, told: Sequence[Told], at: datetime
) -> list[Notification]:
    """Return what *told* are told of a message."""
    return [
        Notification(
            notification_id=notification_id(
                message.account_id, t.user.user_id, message.message_id, t.way
            ),
            account_id=message.account_id,
            user_id=t.user.user_id,
            trigger=t.trigger,
            way=t.way,
            conversation_id=message.conversation_id,
            channel_id=message.channel_id,
            message_id=message.message_id,
            contact_name=message.contact_name,
            preview=message.preview,
            at=at,
            cause_id=message.cause_id,
        )
        for t in told
    ]


def of_answer(
    answer: Answer, opening: Inbound | None, told: Sequence[Told], at: datetime
) -> list[Notification]:
    """
    Return what *told* are told of an answer of routing.

    *opening* is the message it is about, or the newest one known; None leaves
    name and preview empty.
    """
    subject = answer.message_id or f"{answer.conversation_id}@{answer.version}"
    return [
        Notification(
            notification_id=notification_id(
                answer.account_id, t.user.user_id, subject, t.way
            ),
            account_id=answer.account_id,
            user_id=t.user.user_id,
            trigger=t.trigger,
            way=t.way,
            conversation_id=answer.conversation_id,
            channel_id=opening.channel_id if opening else "",
            message_id=answer.message_id,
            contact_name=opening.contact_name if opening else "",
            preview=opening.preview if opening else "",
            at=at,
            cause_id=answer.answer_id,
        )
        for t in told
    ]


def notification_id(account_id: str, user_id: str, subject: str, way: Way) -> str:
    """Return the id of the one notification to a user of *subject* by a way."""
    named = f"{account_id}\n{user_id}\n{subject}\n{way.value}".encode()
    digest = hashlib.sha256(named).digest()
    return f"nt_{base64.b32encode(digest).decode().lower()[:26]}"


def distinct(notifications: Iterable[Notification]) -> list[Notification]:
    """Return each notification once; of two triggers the more specific stays."""
    found: dict[str, Notification] = {}
    for one in notifications:
        other = found.get(one.notification_id)
        if other is None or SPECIFICITY[other.trigger] < SPECIFICITY[one.trigger]:
            found[one.notification_id] = one
    return list(found.values())
