"""Who is online: sessions reported by the gateways, with a grace period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta

from chassis.identity import Identity

from ..domain.errors import PermissionMissing
from ..domain.events import AttendantChanged
from ..ports import Chores, Clock, Presence, Store, Transaction

PRESENCE = "system.presence"

KEPT = timedelta(hours=1)
"""How long the report of a replica that fell silent is kept."""


@dataclass(frozen=True, slots=True)
class ReportSessions:
    """
    Everybody with a live session at one gateway replica, now.

    `users` are (account id, user id), each once.
    """

    replica_id: str
    users: frozenset[tuple[str, str]]


def report_sessions(
    command: ReportSessions,
    *,
    caller: Identity,
    store: Store,
    presence: Presence,
    clock: Clock,
) -> int:
    """
    Remember who is at a replica; return how many came online by it.

    Users no longer named stay online for the grace period (AVL-6).

    Raises:
        PermissionMissing: The caller is no gateway.
    """
    if not caller.may(PRESENCE):
        raise PermissionMissing("only a gateway reports sessions", permission=PRESENCE)
    presence.report(command.replica_id, command.users, clock())
    return _mark(command.users, online=True, store=store, clock=clock)


def expire_presence(
    *, store: Store, presence: Presence, chores: Chores, clock: Clock, grace: timedelta
) -> int:
    """
    Mark offline who had no session within *grace*; return how many.

    A report that arrives meanwhile is looked for once more at the end: it
    found its user still online, and had nothing to write.
    """
    now = clock()
    presence.forget(now - KEPT)
    online = frozenset(chores.online())
    alive = presence.alive(online, now - grace)
    gone = {user for user in online if user[1] not in alive}
    if not gone:
        return 0
    done = _mark(gone, online=False, store=store, clock=clock)
    back = presence.alive(gone, clock() - grace)
    _mark({u for u in gone if u[1] in back}, online=True, store=store, clock=clock)
    return done


def announce_loads(*, store: Store, chores: Chores, clock: Clock) -> int:
    """
    Tell the others of loads that changed; return of how many attendants.

    Run at most once a second, it makes of many changes one event each.
    """

    def work(transaction: Transaction) -> int:
        changed = transaction.take_changed(limit=200)
        transaction.tell([AttendantChanged(a, clock()) for a in changed])
        return len(changed)

    return sum(store.change(a, work) for a in chores.accounts_with_changes())


def _mark(
    users: Iterable[tuple[str, str]], *, online: bool, store: Store, clock: Clock
) -> int:
    by_account: dict[str, set[str]] = defaultdict(set)
    for account_id, user_id in users:
        by_account[account_id].add(user_id)
    return sum(
        _mark_account(account_id, user_ids, online=online, store=store, clock=clock)
        for account_id, user_ids in by_account.items()
    )


def _mark_account(
    account_id: str,
    user_ids: Collection[str],
    *,
    online: bool,
    store: Store,
    clock: Clock,
) -> int:
    present = store.read(account_id).attendants(user_ids)
    if all(a.online == online for a in present):
        return 0

    def work(transaction: Transaction) -> int:
        changed = transaction.set_online(user_ids, online=online)
        transaction.tell([AttendantChanged(a, clock()) for a in changed])
        return len(changed)

    return store.change(account_id, work)
