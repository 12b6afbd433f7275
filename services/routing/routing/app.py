"""Wires the use cases to the real world. The only place that does."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol, TypeVar

from chassis import clock, mongo
from chassis.identity import Identity
from chassis.outbox import Outbox
from chassis.publisher import Publisher

from . import metrics
from .domain.assignment import Assignment, Decision
from .domain.attendant import Attendant
from .domain.distribution import Distribution, Method, ReopenPolicy
from .domain.sector import Sector
from .ports import Chores, Clock, Presence, Store
from .settings import Settings
from .store.chores import MongoChores
from .store.collections import prepare
from .store.presence import MongoPresence
from .store.store import MongoStore
from .use_cases import handovers, openings, repair, roster, waiting
from .use_cases import presence as sessions
from .use_cases.desk import Policy
from .use_cases.outcome import Outcome


class _OfAccount(Protocol):
    @property
    def account_id(self) -> str: ...


C = TypeVar("C", bound=_OfAccount)


@dataclass(frozen=True, slots=True)
class App:
    """The use cases with their ports filled in."""

    store: Store
    presence: Presence
    chores: Chores
    clock: Clock = clock.now
    policy: Policy = field(default_factory=lambda: Policy(draw=secrets.randbelow))
    bound: waiting.Bound = field(default_factory=waiting.Bound)
    grace: timedelta = timedelta(seconds=15)

    # What happened elsewhere.

    def follow_conversations(
        self, commands: Sequence[openings.ConversationChange]
    ) -> list[Outcome]:
        """Apply openings and closings, one atomic step per account."""
        outcomes = _by_account(
            commands,
            lambda account_id, some: openings.follow_conversations(
                account_id,
                some,
                store=self.store,
                clock=self.clock,
                policy=self.policy,
            ),
        )
        for outcome in outcomes:
            metrics.DECISIONS.labels(outcome.value).inc()
        return outcomes

    def note_owners(self, commands: Sequence[waiting.NoteOwner]) -> list[Outcome]:
        """Remember owners, one atomic step per account."""
        return _by_account(
            commands,
            lambda account_id, some: waiting.note_owners(
                account_id,
                some,
                store=self.store,
                clock=self.clock,
                policy=self.policy,
            ),
        )

    def note_user(self, command: roster.NoteUser) -> Outcome:
        """Remember a user."""
        return roster.note_user(command, store=self.store, clock=self.clock)

    def note_channel(self, command: roster.NoteChannel) -> Outcome:
        """Remember a channel."""
        return roster.note_channel(command, store=self.store, clock=self.clock)

    # What is due.

    def drain_waiting(self) -> int:
        """Give waiting conversations to who became eligible."""
        done = waiting.drain_waiting(
            store=self.store,
            chores=self.chores,
            clock=self.clock,
            policy=self.policy,
            bound=self.bound,
        )
        metrics.DRAINED.inc(done)
        return done

    def expire_presence(self) -> int:
        """Mark offline whose grace period ended."""
        return sessions.expire_presence(
            store=self.store,
            presence=self.presence,
            chores=self.chores,
            clock=self.clock,
            grace=self.grace,
        )

    def announce_loads(self) -> int:
        """Tell the others of loads that changed."""
        return sessions.announce_loads(
            store=self.store, chores=self.chores, clock=self.clock
        )

    def repair(self) -> repair.Repairs:
        """Find and mend what should not be, and say so in metrics."""
        found = repair.repair(store=self.store, chores=self.chores, clock=self.clock)
        metrics.LOADS_REPAIRED.inc(found.loads)
        metrics.MISPLACED_REPAIRED.inc(found.misplaced)
        metrics.ABOVE_CAPACITY.set(found.above_capacity)
        return found

    # What people do.

    def claim_conversation(
        self, command: handovers.ClaimConversation, caller: Identity
    ) -> Assignment:
        """Give an unassigned conversation to the caller."""
        return handovers.claim_conversation(
            command, caller=caller, store=self.store, clock=self.clock
        )

    def assign_conversation(
        self, command: handovers.AssignConversation, caller: Identity
    ) -> Assignment:
        """Give a conversation to a user."""
        return handovers.assign_conversation(
            command, caller=caller, store=self.store, clock=self.clock
        )

    def unassign_conversation(
        self, command: handovers.UnassignConversation, caller: Identity
    ) -> Assignment:
        """Take a conversation from whoever has it."""
        return handovers.unassign_conversation(
            command, caller=caller, store=self.store, clock=self.clock
        )

    def get_assignment(self, conversation_id: str, caller: Identity) -> Assignment:
        """Return who has a conversation."""
        return handovers.get_assignment(
            conversation_id, caller=caller, store=self.store
        )

    def list_decisions(
        self, conversation_id: str, caller: Identity
    ) -> list[tuple[str, Decision]]:
        """Return why."""
        return handovers.list_decisions(
            conversation_id, caller=caller, store=self.store
        )

    def list_attendants(self, caller: Identity) -> list[Attendant]:
        """Return every user of the account."""
        return roster.list_attendants(caller=caller, store=self.store)

    def set_availability(self, *, available: bool, caller: Identity) -> Attendant:
        """Set whether the caller accepts new conversations."""
        return roster.set_availability(
            available=available, caller=caller, store=self.store, clock=self.clock
        )

    def change_attendant(
        self, command: roster.ChangeAttendant, caller: Identity
    ) -> Attendant:
        """Change a user's part in distribution."""
        return roster.change_attendant(
            command, caller=caller, store=self.store, clock=self.clock
        )

    def report_sessions(
        self, command: sessions.ReportSessions, caller: Identity
    ) -> int:
        """Remember who is at a gateway replica."""
        return sessions.report_sessions(
            command,
            caller=caller,
            store=self.store,
            presence=self.presence,
            clock=self.clock,
        )

    def list_sectors(self, caller: Identity) -> list[tuple[Sector, bool]]:
        """Return the sectors, each with whether anybody in it is online."""
        return roster.list_sectors(caller=caller, store=self.store)

    def save_sector(
        self, sector_id: str, name: str, request_id: str, caller: Identity
    ) -> tuple[Sector, bool]:
        """Create or rename a sector."""
        return roster.save_sector(
            sector_id, name, request_id=request_id, caller=caller, store=self.store
        )

    def get_distribution(self, caller: Identity) -> Distribution:
        """Return how conversations are distributed."""
        return roster.get_distribution(caller=caller, store=self.store)

    def set_distribution(
        self,
        method: Method | None,
        reopen_policy: ReopenPolicy | None,
        caller: Identity,
    ) -> Distribution:
        """Change how conversations are distributed."""
        return roster.set_distribution(
            method, reopen_policy, caller=caller, store=self.store
        )


def build(config: Settings) -> tuple[App, Outbox, Callable[[], bool]]:
    """
    Return the app on the real store, its outbox, and whether it is ready.

    Creates what collections and indexes are missing.
    """
    database: Any = mongo.connect(config.mongo_url, name=config.mongo_name)
    outbox = Outbox(
        database,
        source="routing",
        publisher=Publisher(config.amqp_url, exchange="routing.events"),
    )
    prepare(database)
    outbox.prepare()
    app = App(
        store=MongoStore(database, outbox),
        presence=MongoPresence(database),
        chores=MongoChores(database),
        policy=Policy(
            draw=secrets.randbelow,
            owner_wait=timedelta(seconds=config.owner_wait_seconds),
        ),
        bound=waiting.Bound(config.drain_batch, config.drain_per_attendant),
        grace=timedelta(seconds=config.presence_grace_seconds),
    )
    return app, outbox, outbox.alive


def _by_account(
    commands: Sequence[C], run: Callable[[str, list[C]], list[Outcome]]
) -> list[Outcome]:
    """Run *run* on the commands of each account; outcomes in their order."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, command in enumerate(commands):
        places[command.account_id].append(place)
    outcomes: dict[int, Outcome] = {}
    for account_id, mine in places.items():
        outcomes.update(
            zip(mine, run(account_id, [commands[i] for i in mine]), strict=True)
        )
    return [outcomes[i] for i in range(len(commands))]
