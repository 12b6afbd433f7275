"""What one atomic step decides with; each part is read when first asked for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from ..domain.assignment import (
    Assignment,
    Decision,
    OwnerWait,
    Step,
    Trigger,
    Wait,
)
from ..domain.attendant import Channel
from ..domain.distribution import (
    Choice,
    Distribution,
    Draw,
    Method,
    Needs,
    choose,
    only,
)
from ..domain.events import Reason
from ..domain.roster import Roster
from ..ports import Owner, Transaction
from .outcome import Outcome


@dataclass(frozen=True, slots=True)
class Policy:
    """
    How decisions are taken, beyond an account's own settings.

    `owner_wait` is how long a new conversation waits for the CRM to say whose
    it is, before it counts as nobody's.
    """

    draw: Draw
    owner_wait: timedelta = timedelta(seconds=5)


class Desk:
    """
    Decides about conversations within one transaction.

    Reads the roster, the channels and the owners of all *assignments* at once
    and only if a decision needs them: under the manual method none does.
    *owners* are given by who knows them already, by conversation id.
    """

    def __init__(
        self,
        transaction: Transaction,
        assignments: Collection[Assignment],
        *,
        policy: Policy,
        at: datetime,
        owners: Mapping[str, Owner] | None = None,
    ) -> None:
        self._transaction = transaction
        self._assignments = assignments
        self._policy = policy
        self._given_owners = owners
        self.at = at
        self.given: dict[str, int] = {}
        self._loads = Roster({})

    @cached_property
    def distribution(self) -> Distribution:
        """The settings of the account."""
        return self._transaction.distribution()

    @cached_property
    def roster(self) -> Roster:
        """Everybody active, with what was released before it was read."""
        roster = Roster.of(self._transaction.attendants())
        for user_id, change in self._loads.changes.items():
            for _ in range(-change.delta):
                roster.take(user_id)
        self._loads = roster
        return roster

    @cached_property
    def _channels(self) -> dict[str, Channel]:
        return self._transaction.channels({a.channel_id for a in self._assignments})

    @cached_property
    def _owners(self) -> Mapping[str, Owner]:
        if self._given_owners is not None:
            return self._given_owners
        return self._transaction.owners({a.conversation_id for a in self._assignments})

    def owner_of(self, assignment: Assignment) -> Owner | None:
        """Return what the CRM said of the conversation; None: nothing yet."""
        return self._owners.get(assignment.conversation_id)

    def release(self, user_id: str) -> None:
        """Count one conversation less for *user_id*, if that is anybody."""
        self._loads.take(user_id)

    def save(self, assignments: Collection[Assignment]) -> None:
        """Store what was decided about *assignments*, and all load changes."""
        self._transaction.save(list(assignments), self._loads)

    def needs(self, assignment: Assignment, method: Method | None = None) -> Needs:
        """Return what the conversation asks of whoever gets it by *method*."""
        owner = self.owner_of(assignment) if method is Method.OWNER else None
        return Needs(
            channel=self._channels.get(assignment.channel_id),
            sector_id=assignment.sector_id,
            owner_id=owner.owner_id if owner else "",
        )

    def distribute(
        self, assignment: Assignment, trigger: Trigger, step: Step
    ) -> Outcome:
        """Decide by the account's method who gets it; it may come to wait."""
        settings = self.distribution
        if settings.method is Method.MANUAL:
            return self.leave(assignment, trigger, Reason.METHOD, step)
        if (
            settings.method is Method.OWNER
            and trigger is Trigger.OPENED
            and self.owner_of(assignment) is None
        ):
            until = self.at + self._policy.owner_wait
            assignment.wait_for_owner(OwnerWait(until, settings.version), step)
            return Outcome.WAITING
        wait = Wait(self.at, settings.method, settings.version)
        return self.by_method(assignment, trigger, wait, step)

    def by_method(
        self, assignment: Assignment, trigger: Trigger, wait: Wait, step: Step
    ) -> Outcome:
        """Decide by the method of *wait*; with nobody eligible it waits so."""
        needs = self.needs(assignment, wait.method)
        choice = choose(
            wait.method, self.roster.attendants, needs, draw=self._policy.draw
        )
        self._record(assignment, trigger, choice, wait.method, wait.settings_version)
        if not choice.user_id:
            wait = Wait(wait.since, wait.method, wait.settings_version, needs.owner_id)
            assignment.goes_to("", Reason.NO_ONE_ELIGIBLE, step, wait=wait)
            return Outcome.WAITING
        online = wait.method is Method.RANDOM
        self._give(assignment, choice, Reason.METHOD, step, must_be_online=online)
        return Outcome.ASSIGNED

    def someone_fits(
        self, assignment: Assignment, wait: Wait, per_attendant: int
    ) -> bool:
        """
        Tell whether somebody may have it who was given less than *per_attendant*.

        Those who were given as many leave the roster's choice for the rest of
        this step.
        """
        for user_id, given in self.given.items():
            if given >= per_attendant:
                self.roster.rest(user_id)
        choice = choose(
            wait.method,
            self.roster.attendants,
            self.needs(assignment, wait.method),
            draw=lambda _: 0,
        )
        return bool(choice.user_id)

    def keep(
        self,
        assignment: Assignment,
        user_id: str,
        reason: Reason,
        step: Step,
        *,
        trigger: Trigger = Trigger.REOPENED,
        policy: str = "keep_assignee",
    ) -> bool:
        """Give it to *user_id* if they may have it; tell whether (LIF-6)."""
        choice = only(user_id, self.roster.attendants, self.needs(assignment))
        if not choice.user_id:
            return False
        version = self.distribution.version
        self._record(assignment, trigger, choice, policy, version)
        self._give(assignment, choice, reason, step)
        return True

    def leave(
        self,
        assignment: Assignment,
        trigger: Trigger,
        reason: Reason,
        step: Step,
    ) -> Outcome:
        """Leave it unassigned, as the method or the reopen policy says."""
        settings = self.distribution
        by_method = reason is Reason.METHOD
        policy = settings.method if by_method else settings.reopen_policy
        self._record(assignment, trigger, Choice(), policy, settings.version)
        assignment.goes_to("", reason, step)
        return Outcome.UNASSIGNED

    def _give(
        self,
        assignment: Assignment,
        choice: Choice,
        reason: Reason,
        step: Step,
        *,
        must_be_online: bool = False,
    ) -> None:
        self.roster.give(
            choice.user_id,
            at=self.at,
            must_be_attendant=True,
            must_be_online=must_be_online,
        )
        self.given[choice.user_id] = self.given.get(choice.user_id, 0) + 1
        assignment.goes_to(choice.user_id, reason, step)

    def _record(
        self,
        assignment: Assignment,
        trigger: Trigger,
        choice: Choice,
        policy: str,
        version: int,
    ) -> None:
        assignment.decisions.append(
            Decision(
                trigger=trigger,
                at=self.at,
                assignee_id=choice.user_id,
                policy=str(policy),
                settings_version=version,
                candidates=choice.candidates,
            )
        )
