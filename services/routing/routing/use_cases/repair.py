"""Finds what should not be, counts it, and mends it."""

from __future__ import annotations

from dataclasses import dataclass

from ..ports import Chores, Clock, Store, Transaction
from .access import withdraw


@dataclass(frozen=True, slots=True)
class Repairs:
    """
    What one pass found.

    `loads` were wrong and are right now; `misplaced` conversations were had
    by somebody without access and are unassigned now; `above_capacity`
    attendants were given more than they may have: always 0, or it is a bug.
    """

    loads: int = 0
    misplaced: int = 0
    above_capacity: int = 0


def repair(*, store: Store, chores: Chores, clock: Clock) -> Repairs:
    """
    Compare loads with the conversations held, and holders with their access.

    What looks wrong is looked at again in a transaction of its own, so that a
    conversation given at this very moment is not mistaken for a leak.
    """
    loads = sum(_mend(*suspect, store=store) for suspect in chores.wrong_loads())
    misplaced = 0
    for account_id, user_id in {found[:2] for found in chores.misplaced()}:
        misplaced += withdraw(account_id, user_id=user_id, store=store, clock=clock)
    return Repairs(loads, misplaced, chores.above_capacity())


def _mend(account_id: str, user_id: str, *, store: Store) -> int:
    def work(transaction: Transaction) -> int:
        held = transaction.count_held(user_id)
        wrong = [a for a in transaction.attendants([user_id]) if a.load != held]
        for attendant in wrong:
            transaction.set_load(attendant.user_id, held)
        return len(wrong)

    return store.change(account_id, work)
