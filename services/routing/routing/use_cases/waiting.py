"""Conversations that wait: for somebody eligible, or for the CRM to say whose."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from ..domain.assignment import Assignment, Step, Trigger, Wait
from ..domain.distribution import Distribution, Method, reach
from ..ports import Chores, Clock, Owner, Store, Transaction
from .desk import Desk, Policy
from .outcome import Outcome


@dataclass(frozen=True, slots=True)
class NoteOwner:
    """The CRM said whose contact is behind these conversations."""

    account_id: str
    conversation_ids: tuple[str, ...]
    contact_id: str
    owner_id: str
    contact_version: int
    cause_id: str


@dataclass(frozen=True, slots=True)
class Bound:
    """
    How much one pass of the waiting queue hands out.

    At most *batch* conversations per account, and *per_attendant* to each, so
    that the first to come back is not flooded (DST-10).
    """

    batch: int = 20
    per_attendant: int = 3


def drain_waiting(
    *, store: Store, chores: Chores, clock: Clock, policy: Policy, bound: Bound
) -> int:
    """Give waiting conversations to who became eligible; return how many."""
    done = 0
    for account_id in chores.accounts_waiting():
        done += decide_awaited(account_id, store=store, clock=clock, policy=policy)
        done += drain_account(
            account_id, store=store, clock=clock, policy=policy, bound=bound
        )
    return done


def drain_account(
    account_id: str, *, store: Store, clock: Clock, policy: Policy, bound: Bound
) -> int:
    """
    Give waiting conversations of one account away, oldest first.

    Each by the method in force when it came to wait. What nobody is eligible
    for stays as it is, and nobody is told anything.
    """
    reader = store.read(account_id)
    reaches = reach(reader.attendants(), reader.all_channels())
    if not reaches or not reader.waiting(reaches, 1):
        return 0

    def work(transaction: Transaction) -> int:
        found = transaction.waiting(reaches, bound.batch)
        desk = Desk(transaction, found, policy=policy, at=clock())
        given = [a for a in found if a.wait and _give(a, a.wait, desk, bound)]
        desk.save(given)
        return len(given)

    return store.change(account_id, work)


def _give(assignment: Assignment, wait: Wait, desk: Desk, bound: Bound) -> bool:
    if not desk.someone_fits(assignment, wait, bound.per_attendant):
        return False
    desk.by_method(assignment, Trigger.WAITING, wait, Step(desk.at))
    return bool(assignment.assignee_id)


def decide_awaited(
    account_id: str, *, store: Store, clock: Clock, policy: Policy
) -> int:
    """
    Decide about conversations whose owner is known by now, or overdue.

    This is their opening's answer; it carries the message that opened them.
    """

    def work(transaction: Transaction) -> int:
        found = transaction.awaiting_owner(limit=100)
        desk = Desk(transaction, found, policy=policy, at=clock())
        decided = [a for a in found if _decide_awaited(a, desk, "")]
        desk.save(decided)
        return len(decided)

    if not store.read(account_id).awaiting_owner(limit=1):
        return 0
    return store.change(account_id, work)


def _decide_awaited(assignment: Assignment, desk: Desk, cause_id: str) -> bool:
    owner_wait = assignment.owner_wait
    if owner_wait is None:
        return False
    if desk.owner_of(assignment) is None and desk.at < owner_wait.until:
        return False
    step = Step(desk.at, cause_id, message_id=assignment.message_id)
    wait = Wait(desk.at, Method.OWNER, owner_wait.settings_version)
    desk.by_method(assignment, Trigger.OPENED, wait, step)
    return True


def note_owners(
    account_id: str,
    commands: Sequence[NoteOwner],
    *,
    store: Store,
    clock: Clock,
    policy: Policy,
) -> list[Outcome]:
    """
    Remember whose conversations these are, and decide those that waited for it.

    A running conversation is not moved (DST-3). One that waits for somebody
    eligible waits for the new owner from now on. Safe to repeat.
    """
    told = _told(commands)
    if not any(owner.owner_id for owner in told.values()):
        # Strangers are nobody's, and mostly that is no news: no transaction.
        reader = store.read(account_id)
        if not _news(told, reader.owners(told), reader.distribution()):
            return [Outcome.UNCHANGED] * len(commands)

    def work(transaction: Transaction) -> list[Outcome]:
        known = transaction.owners(told)
        news = _news(told, known, transaction.distribution())
        if not news:
            return [Outcome.UNCHANGED] * len(commands)
        transaction.save_owners(list(news.values()), known=known)
        found = transaction.assignments(news).values()
        desk = Desk(
            transaction, found, policy=policy, at=clock(), owners={**known, **news}
        )
        causes = {i: c.cause_id for c in commands for i in c.conversation_ids}
        desk.save(
            [
                a
                for a in found
                if _decide_awaited(a, desk, causes[a.conversation_id])
                or _waits_for(a, news[a.conversation_id])
            ]
        )
        return [_outcome(c, news) for c in commands]

    return store.change(account_id, work)


def _told(commands: Sequence[NoteOwner]) -> dict[str, Owner]:
    return {
        conversation_id: Owner(
            conversation_id=conversation_id,
            contact_id=command.contact_id,
            owner_id=command.owner_id,
            contact_version=command.contact_version,
        )
        for command in commands
        for conversation_id in command.conversation_ids
    }


def _news(
    told: dict[str, Owner], known: dict[str, Owner], distribution: Distribution
) -> dict[str, Owner]:
    """
    Return what is new in what was *told*.

    That a contact has no owner is only worth a write where it corrects what
    is known, or where somebody waits to hear it: elsewhere not knowing an
    owner means the same.
    """
    news = {}
    for conversation_id, owner in told.items():
        present = known.get(conversation_id)
        if present is None:
            new = bool(owner.owner_id) or distribution.method is Method.OWNER
        else:
            new = owner != present and (
                owner.contact_id != present.contact_id
                or owner.contact_version > present.contact_version
            )
        if new:
            news[conversation_id] = owner
    return news


def _waits_for(assignment: Assignment, owner: Owner) -> bool:
    wait = assignment.wait
    if wait is None or wait.method is not Method.OWNER:
        return False
    if wait.owner_id == owner.owner_id:
        return False
    assignment.wait = replace(wait, owner_id=owner.owner_id)
    return True


def _outcome(command: NoteOwner, news: Collection[str]) -> Outcome:
    new = any(i in news for i in command.conversation_ids)
    return Outcome.STORED if new else Outcome.UNCHANGED
