"""The person wrote, or routing answered: tell whom it concerns, once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from chassis.clock import Clock

from ..domain import notification
from ..domain.audience import Audience
from ..domain.conversation import Answer, Inbound
from ..domain.notification import Notification, distinct
from ..ports import Ledger, Openings
from .outcome import Outcome

STEP = 500
"""Notifications stored in one transaction; more take several."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What telling one account takes."""

    account_id: str
    audience: Audience
    openings: Openings
    ledger: Ledger
    clock: Clock


def tell_of_messages(messages: Sequence[Inbound], desk: Desk) -> list[Outcome]:
    """
    Tell of messages of one account.

    One that opened something is kept for routing's answer, or completes it if
    the answer was here first. Where nobody wants to hear of the others,
    nothing is written.
    """
    kept = [m for m in messages if m.opening]
    raised: list[list[Notification]] = [[] for _ in messages]
    settled = set()
    if kept:
        desk.openings.keep(desk.account_id, kept, at=desk.clock())
        by_id = {m.message_id: m for m in kept}
        for answer in desk.openings.waiting_for(desk.account_id, list(by_id)):
            opening = by_id[answer.message_id]
            raised[messages.index(opening)] += _of_answer(answer, opening, desk)
            settled.add(answer.answer_id)
    for place, message in enumerate(messages):
        if not message.opening:
            raised[place] += _of_message(message, desk)
    new = _record(raised, settled, desk)
    return [
        Outcome.KEPT if message.opening and not some else _outcome(some, new)
        for message, some in zip(messages, raised, strict=True)
    ]


def tell_of_answers(answers: Sequence[Answer], desk: Desk) -> list[Outcome]:
    """
    Tell of what routing said of conversations of one account.

    An answer whose message is not known yet is set aside until it is. One that
    nobody could be told of costs nothing: a switch counts from when it is saved.
    """
    heard = [a for a in answers if desk.audience.may_tell_of(a)]
    opened, newest = _openings(heard, desk)
    late = [a for a in heard if a.message_id and a.message_id not in opened]
    if late:
        desk.openings.set_aside(desk.account_id, late, at=desk.clock())
        # The message may have come between the two questions.
        opened |= desk.openings.find(desk.account_id, [a.message_id for a in late])
    settled = {a.answer_id for a in late if a.message_id in opened}
    waiting = {a.answer_id for a in late} - settled
    raised = [
        []
        if a.answer_id in waiting
        else _of_answer(
            a, opened.get(a.message_id) or newest.get(a.conversation_id), desk
        )
        for a in answers
    ]
    new = _record(raised, settled, desk)
    return [
        Outcome.SET_ASIDE if answer.answer_id in waiting else _outcome(some, new)
        for answer, some in zip(answers, raised, strict=True)
    ]


def _openings(
    answers: Sequence[Answer], desk: Desk
) -> tuple[dict[str, Inbound], Mapping[str, Inbound]]:
    """Return the messages that led to *answers*, and the newest for the rest."""
    message_ids = {a.message_id for a in answers if a.message_id}
    others = {a.conversation_id for a in answers if a.assignee_id and not a.message_id}
    opened = desk.openings.find(desk.account_id, message_ids) if message_ids else {}
    newest = desk.openings.newest(desk.account_id, others) if others else {}
    return dict(opened), newest


def _of_message(message: Inbound, desk: Desk) -> list[Notification]:
    told = desk.audience.of_message(message.channel_id, message.assignee_id)
    return notification.of_message(message, told, desk.clock()) if told else []


def _of_answer(
    answer: Answer, opening: Inbound | None, desk: Desk
) -> list[Notification]:
    told = desk.audience.of_answer(answer, opening.channel_id if opening else "")
    if not told:
        return []
    return notification.of_answer(answer, opening, told, desk.clock())


def _record(
    raised: Sequence[Sequence[Notification]], settled: Collection[str], desk: Desk
) -> set[str]:
    """Store what was raised, in steps of bounded size; return the new ids."""
    found = distinct(one for some in raised for one in some)
    if not found and not settled:
        return set()
    new: set[str] = set()
    for start in range(0, max(len(found), 1), STEP):
        last = start + STEP >= len(found)
        stored = desk.ledger.record(
            desk.account_id,
            found[start : start + STEP],
            settled=settled if last else (),
        )
        new |= {one.notification_id for one in stored}
    return new


def _outcome(raised: Sequence[Notification], new: Collection[str]) -> Outcome:
    if not raised:
        return Outcome.NOBODY
    if any(one.notification_id in new for one in raised):
        return Outcome.NOTIFIED
    return Outcome.REPEATED
