"""Several workers and many people at once, on the real database."""

import random
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import grpc
import pytest
from builders import closed, matched, opened, reopened, who
from outbox import KeepingOutbox
from real import app_on, on_the_database, told
from recado.routing.v1 import assignment_service_pb2 as messages
from recado.routing.v1 import assignment_service_pb2_grpc as stubs

from chassis import identity
from chassis.errors import Conflict
from chassis.rpc import bearer, error_info
from chassis.testing import grpc_server
from routing.api.register import register
from routing.domain.errors import RoutingError
from routing.use_cases.handovers import AssignConversation, UnassignConversation
from routing.use_cases.repair import Repairs

PEOPLE = [f"u{n:02}" for n in range(20)]


@pytest.fixture
def house(database):
    return on_the_database(database)


def together(*acts):
    """Run *acts* in threads that start at the same moment; return results."""
    start = threading.Barrier(len(acts))

    def run(act):
        start.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result() for future in [pool.submit(run, a) for a in acts]]


def test_of_twenty_simultaneous_claims_one_wins(house):
    """ASG-5: one assignment, and 19 answers that name the winner."""
    house.joins(*PEOPLE)
    house.follows(opened())

    with grpc_server(register(house.app), identity_key="key") as channel:
        stub = stubs.AssignmentServiceStub(channel)

        def claim(user_id):
            token = identity.sign(who(user_id), "key")
            request = messages.ClaimConversationRequest(conversation_id="cv_1")
            try:
                answer = stub.ClaimConversation(request, metadata=bearer(token))
            except grpc.RpcError as error:
                reason, facts, _ = error_info(error)
                return reason, facts["assignee_id"]
            return "", answer.assignment.assignee_id

        answers = together(*(lambda u=u: claim(u) for u in PEOPLE))

    winner = house.has()
    assert Counter(answers) == {("", winner): 1, ("ALREADY_ASSIGNED", winner): 19}
    assert sum(e.assignee_id != "" for e in house.told) == 1
    assert house.app.repair() == Repairs()


def test_of_two_reassigning_from_one_version_one_wins(house):
    """ASG-6."""
    house.joins("ana", "bob", "cy")
    house.follows(opened())
    seen = house.assignment().version

    def assign(to):
        command = AssignConversation("cv_1", to, seen)
        try:
            return house.app.assign_conversation(command, who("ana")).assignee_id
        except RoutingError as error:
            return error.reason

    answers = together(lambda: assign("bob"), lambda: assign("cy"))

    assert "ASSIGNMENT_CHANGED" in answers
    assert house.has() in answers
    assert house.app.repair() == Repairs()


def test_one_event_to_three_replicas_is_one_decision(house, database):
    """DST-14: delivered five times to three replicas: one event."""
    house.joins("ana", "bob")
    house.by("fewest")
    replicas = [app_on(database, house.outbox) for _ in range(3)]

    together(*(lambda r=r: r.follow_conversations([opened()] * 5) for r in replicas))

    assert len(house.told) == 1
    assert len(house.decisions()) == 1
    assert house.load("ana") + house.load("bob") == 1


def test_four_workers_fill_ten_people_to_the_brim_and_no_further(house, database):
    """Capacity is reserved, not counted."""
    house.joins(*PEOPLE[:10], capacity=3)
    house.by("fewest")
    workers = [app_on(database, house.outbox) for _ in range(4)]

    def work(n):
        for batch in range(3):
            events = [opened(f"cv_{n}_{batch}_{k}") for k in range(5)]
            _again(workers[n].follow_conversations, events)

    together(*(lambda n=n: work(n) for n in range(4)))

    loads = [house.load(u) for u in PEOPLE[:10]]
    assert loads == [3] * 10
    assert sum(e.waiting for e in house.told) == 30
    assert house.app.repair() == Repairs()


class Crashed(Exception):
    """The process died before the commit."""


class CrashingOutbox(KeepingOutbox):
    """Every few steps the process dies, before or after the commit."""

    def __init__(self, database, seed):
        super().__init__(database)
        self._dice = random.Random(seed)

    def run(self, work):
        fate = self._dice.random()

        def within(session):
            result = work(session)
            if fate < 0.1:
                raise Crashed
            return result

        result = super().run(within)
        if fate > 0.9:
            raise Crashed
        return result


@pytest.mark.parametrize("method", ["fewest", "random", "owner"])
def test_everything_at_once_with_crashes_between_any_two_steps(database, method):
    """One owner at most, nobody above capacity, every opening answered once."""
    outbox = CrashingOutbox(database, seed=method)
    house = on_the_database(database, outbox=KeepingOutbox(database))
    house.joins(*PEOPLE[:5], capacity=4)
    house.by(method, "redistribute")
    house.online(*PEOPLE[:5])
    events = [
        make(f"cv_{n}", sequence=sequence, **more)
        for n in range(12)
        for make, sequence, more in (
            (opened, 1, {"message": f"ms_{n}_1"}),
            (closed, 2, {}),
            (reopened, 3, {"message": f"ms_{n}_3"}),
        )
    ]
    work = [
        lambda seed=seed: _live(app_on(database, outbox, seed=seed), events, seed)
        for seed in range(4)
    ]

    together(*work)

    house.clock.turn(seconds=60)
    house.online(*PEOPLE[:5])
    while house.app.drain_waiting():
        pass
    assert house.app.repair() == Repairs()
    everything = [*told(outbox.messages), *house.told]
    answers = Counter(e.message_id for e in everything if e.message_id)
    assert set(answers.values()) == {1}
    asked = {e.message_id for e in events if hasattr(e, "message_id")}
    # One that waited for its owner may have been closed before the answer.
    assert asked == set(answers) or (method == "owner" and asked > set(answers))
    versions = Counter((e.conversation_id, e.version) for e in everything)
    assert max(versions.values()) == 1
    assert [u for u in PEOPLE[:5] if house.load(u) > 4] == []


def _live(app, events, seed):
    """One worker and its people: each conversation's events in order, repeated."""
    dice = random.Random(seed)
    for event in events:
        _again(app.follow_conversations, [event])
        _once(_something(app, event.conversation_id, dice.choice(PEOPLE[:5]), dice))


def _something(app, which, person, dice):
    """Return what somebody or some timer does next."""
    acts = [
        lambda: app.note_owners([matched(which, owner=person)]),
        lambda: app.assign_conversation(AssignConversation(which, person), who(person)),
        lambda: app.unassign_conversation(UnassignConversation(which), who(person)),
        lambda: app.set_availability(available=dice.random() < 0.8, caller=who(person)),
        app.drain_waiting,
        app.announce_loads,
    ]
    return dice.choice(acts)


def _again(act, argument):
    """Do it until it is done, as the bus redelivers what was not acknowledged."""
    while True:
        try:
            return act(argument)
        except (Crashed, Conflict):
            continue


def _once(act):
    try:
        act()
    except (Crashed, Conflict, RoutingError):
        return
