"""
Anything that may happen to conversations and people, in any order.

`Routing` is a hypothesis state machine over a `House`; what must always be
true is checked after every step, whatever store is underneath.
"""

from __future__ import annotations

from collections import Counter

from builders import PRIVATE, SHARED, closed, matched, opened, reopened, who
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    rule,
)

from routing.domain.errors import RoutingError
from routing.use_cases.handovers import (
    AssignConversation,
    ClaimConversation,
    UnassignConversation,
)
from routing.use_cases.repair import Repairs

PEOPLE = ("ana", "bob", "cy")
EVERYWHERE = (SHARED, PRIVATE)

people = st.sampled_from(PEOPLE)
methods = st.sampled_from(["manual", "owner", "fewest", "random"])
policies = st.sampled_from(["keep_assignee", "redistribute", "unassigned"])


class Routing(RuleBasedStateMachine):
    """One account with three people, two channels and any number of events."""

    conversations = Bundle("conversations")
    delivered = Bundle("delivered")

    def house(self):
        """Return an empty house; each store has its own."""
        raise NotImplementedError

    @initialize(
        method=methods,
        policy=policies,
        capacities=st.lists(st.integers(0, 2), max_size=3),
    )
    def begin(self, method, policy, capacities):
        self.it = self.house()
        self.numbers = Counter()
        self.applied = []
        self.seen = 0
        self.it.joins(*PEOPLE)
        for user_id, capacity in zip(PEOPLE, capacities, strict=False):
            self.it.changes(user_id, capacity=capacity)
        self.it.by(method, policy)

    # Events of others.

    @rule(target=conversations, on=st.sampled_from(EVERYWHERE))
    def a_person_writes_for_the_first_time(self, on):
        conversation_id = f"cv_{len(self.numbers) + 1}"
        self.numbers[conversation_id] = 0
        return (conversation_id, on)

    @rule(target=delivered, which=conversations)
    def it_opens(self, which):
        conversation_id, on = which
        return self._deliver(
            opened(
                conversation_id,
                sequence=self._next(conversation_id),
                message=self._message(conversation_id),
                on=on,
            )
        )

    @rule(target=delivered, which=conversations, by=st.one_of(st.just(""), people))
    def it_reopens(self, which, by):
        conversation_id, on = which
        sequence = self._next(conversation_id)
        message = self._message(conversation_id)
        return self._deliver(
            reopened(conversation_id, sequence=sequence, by=by, message=message, on=on)
        )

    @rule(target=delivered, which=conversations)
    def it_closes(self, which):
        conversation_id, on = which
        return self._deliver(
            closed(conversation_id, sequence=self._next(conversation_id), on=on)
        )

    @rule(event=delivered)
    def it_is_delivered_again(self, event):
        self.it.follows(event, event)

    @rule(event=consumes(delivered))
    def it_is_delivered_late(self, event):
        self.it.follows(event)

    @rule(which=conversations, owner=st.one_of(st.just(""), people))
    def the_crm_says_whose_it_is(self, which, owner):
        version = sum(self.numbers.values())
        self.it.app.note_owners([matched(which[0], owner=owner, version=version)])

    # People.

    @rule(which=conversations, user_id=people)
    def somebody_claims(self, which, user_id):
        self._try("claim_conversation", ClaimConversation(which[0]), user_id)

    @rule(which=conversations, by=people, to=people, seen=st.sampled_from([0, 0, 3]))
    def somebody_assigns(self, which, by, to, seen):
        self._try("assign_conversation", AssignConversation(which[0], to, seen), by)

    @rule(which=conversations, by=people)
    def somebody_unassigns(self, which, by):
        self._try("unassign_conversation", UnassignConversation(which[0]), by)

    @rule(user_id=people, available=st.booleans())
    def somebody_switches(self, user_id, available):
        self.it.app.set_availability(available=available, caller=who(user_id))

    @rule(user_id=people, capacity=st.integers(0, 3))
    def a_capacity_changes(self, user_id, capacity):
        self.it.changes(user_id, capacity=capacity)

    @rule(user_id=people, takes_part=st.booleans())
    def somebody_takes_part_or_not(self, user_id, takes_part):
        self.it.changes(user_id, is_attendant=takes_part)

    @rule(user_id=people, active=st.booleans(), may_inbox=st.booleans())
    def access_changes(self, user_id, active, may_inbox):
        self.it.joins(user_id, active=active, may_inbox=may_inbox)

    @rule(method=methods, policy=policies)
    def settings_change(self, method, policy):
        self.it.by(method, policy)

    @rule(present=st.sets(people), seconds=st.integers(0, 20))
    def sessions_come_and_go(self, present, seconds):
        self.it.clock.turn(seconds=seconds)
        self.it.online(*present)

    # Timers.

    @rule(seconds=st.integers(0, 20))
    def time_passes(self, seconds):
        self.it.clock.turn(seconds=seconds)
        self.it.app.expire_presence()
        self.it.app.drain_waiting()
        self.it.app.announce_loads()

    # What must be true.

    @invariant()
    def loads_are_what_is_held_and_nobody_is_above_capacity(self):
        if hasattr(self, "it"):
            assert self.it.app.repair() == Repairs()

    @invariant()
    def nothing_is_given_to_who_may_not_have_it(self):
        if not hasattr(self, "it"):
            return
        told = self.it.told
        for event in told[self.seen :]:
            if event.assignee_id:
                person = self.it.person(event.assignee_id)
                assert person.available
                assert person.active
        self.seen = len(told)

    @invariant()
    def every_opening_is_answered_once(self):
        if not hasattr(self, "it"):
            return
        answers = Counter(e.message_id or e.cause_id for e in self.it.told)
        for opening, may_wait in self.applied:
            assert answers[opening] <= 1
            assert answers[opening] == 1 or may_wait

    def teardown(self):
        if not hasattr(self, "it"):
            return
        self.it.clock.turn(seconds=60)
        self.it.app.drain_waiting()
        everything = [f"cv_{n}" for n in range(1, len(self.numbers) + 1)]
        found = self.it.app.store.read("ac_1").assignments(everything)
        assert not [a for a in found.values() if a.owner_wait is not None]
        self.loads_are_what_is_held_and_nobody_is_above_capacity()

    def _next(self, conversation_id):
        self.numbers[conversation_id] += 1
        return self.numbers[conversation_id]

    def _message(self, conversation_id):
        return f"ms_{conversation_id}_{self.numbers[conversation_id]}"

    def _deliver(self, event):
        before = len(self.it.told)
        [outcome] = self.it.follows(event)
        if not hasattr(event, "message_id"):
            return event
        # Only while the CRM is asked is nothing said at once.
        may_wait = outcome.value == "waiting" and len(self.it.told) == before
        self.applied.append((event.message_id or event.cause_id, may_wait))
        return event

    def _try(self, act, command, user_id):
        try:
            getattr(self.it.app, act)(command, who(user_id, sees=EVERYWHERE))
        except RoutingError:
            return
