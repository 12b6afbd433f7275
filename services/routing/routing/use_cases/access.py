"""Access that ends takes conversations away (PRM-2, PRM-7)."""

from __future__ import annotations

from ..domain.assignment import Assignment, Decision, Step, Trigger
from ..domain.events import Reason
from ..domain.roster import Roster
from ..ports import Clock, Reader, Store, Transaction

BATCH = 100


def withdraw(
    account_id: str,
    *,
    store: Store,
    clock: Clock,
    user_id: str = "",
    channel_id: str = "",
) -> int:
    """
    Unassign what is held without access; return how many conversations.

    Looks at what *user_id* has, or at all on *channel_id*; a bounded number in
    each atomic step. Like an unassignment by hand, it chooses nobody anew.
    Safe to repeat.
    """
    done = 0
    while True:
        taken = store.change(
            account_id, lambda t: _withdraw_some(t, clock, user_id, channel_id)
        )
        done += taken
        if taken < BATCH:
            return done


def _withdraw_some(
    transaction: Transaction, clock: Clock, user_id: str, channel_id: str
) -> int:
    found = (
        _of_user(transaction, user_id)
        if user_id
        else _of_channel(transaction, channel_id)
    )
    roster = Roster({})
    step = Step(clock())
    for assignment in found:
        roster.take(assignment.holder_id)
        assignment.decisions.append(
            Decision(Trigger.ACCESS, step.at, policy=Trigger.ACCESS.value)
        )
        assignment.goes_to("", Reason.ACCESS, step)
    transaction.save(found, roster)
    return len(found)


def _of_user(reader: Reader, user_id: str) -> list[Assignment]:
    for attendant in reader.attendants([user_id]):
        if not attendant.active:
            return reader.held(user_id=user_id, limit=BATCH)
        hidden = {c.channel_id for c in reader.all_channels() if not attendant.sees(c)}
        if hidden:
            return reader.held(user_id=user_id, channel_ids=hidden, limit=BATCH)
    return []


def _of_channel(reader: Reader, channel_id: str) -> list[Assignment]:
    channel = reader.channels([channel_id]).get(channel_id)
    if channel is None or channel.shared:
        return []
    return reader.held(
        channel_ids=[channel_id], except_user_id=channel.installer_id, limit=BATCH
    )
