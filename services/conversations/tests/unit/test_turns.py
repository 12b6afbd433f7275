"""Several callers of one process, one account."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from builders import assigned, matched

from chassis import trace
from chassis.errors import Conflict
from conversations.use_cases.outcome import Outcome
from conversations.use_cases.turns import Turns


class CountedTurns(Turns):
    """Tells how many have come for a turn."""

    def __init__(self):
        super().__init__()
        self.came = threading.Semaphore(0)

    def alone(self, account_id):
        self.came.release()
        return super().alone(account_id)


def meanwhile(turns, *acts):
    """Let *acts* come while the account is busy; return their futures."""
    with ThreadPoolExecutor(len(acts)) as pool:
        with turns.alone("ac_1"):
            turns.came.acquire()
            futures = []
            for act in acts:
                futures.append(pool.submit(act))
                turns.came.acquire()
        return futures


def test_what_waits_is_done_as_one_and_each_gets_its_own():
    turns, runs = CountedTurns(), []

    def work(commands):
        runs.append(list(commands))
        return [command * 10 for command in commands]

    one, two = meanwhile(
        turns,
        lambda: turns.shared("ac_1", [1, 2], [], work),
        lambda: turns.shared("ac_1", [3], [], work),
    )

    assert (one.result(), two.result()) == ([10, 20], [30])
    assert [sorted(run) for run in runs] == [[1, 2, 3]]


def test_a_run_that_fails_does_so_to_one_and_the_others_run_their_own():
    turns = CountedTurns()

    def work(commands):
        if len(commands) > 1:
            raise Conflict("together they lose")
        return commands

    futures = meanwhile(
        turns,
        *(lambda n=n: turns.shared("ac_1", [n], [], work) for n in range(3)),
    )

    lost = [f for f in futures if f.exception()]
    assert len(lost) == 1
    for number, future in enumerate(futures):
        if future not in lost:
            assert future.result() == [number]


def test_each_goes_on_with_the_trace_of_its_own_cause():
    turns, seen = CountedTurns(), {}
    headers = {f"ev_{n}": f"00-{n:032x}-{n:016x}-01" for n in (1, 2)}

    def act(cause_id):
        def work(commands):
            seen.update({id_: trace.for_cause(id_) for id_ in commands})
            return commands

        with trace.caused_by({cause_id: headers[cause_id]}):
            turns.shared("ac_1", [cause_id], [cause_id], work)

    meanwhile(turns, lambda: act("ev_1"), lambda: act("ev_2"))

    assert seen == headers


def test_accounts_do_not_wait_for_each_other():
    turns = Turns()

    with turns.alone("ac_1"):
        assert turns.shared("ac_2", [1], [], list) == [1]


def test_who_fails_leaves_the_turn_to_the_next():
    turns = Turns()

    with pytest.raises(Conflict), turns.alone("ac_1"):
        raise Conflict("lost")

    assert turns.shared("ac_1", [1], [], list) == [1]


def test_an_assignment_and_a_contact_that_wait_together_are_one_save(house):
    cv = house.has_conversation()
    turns = CountedTurns()
    app = replace(house.app, turns=turns)
    before = house.conversation(cv).version

    futures = meanwhile(
        turns,
        lambda: app.follow([assigned(cv, "us_ana")]),
        lambda: app.follow([matched(cv)]),
    )

    assert [f.result() for f in futures] == [[Outcome.APPLIED]] * 2
    assert house.conversation(cv).version == before + 1
    assert sorted(house.happened()[-2:]) == ["assignment_changed", "contact_changed"]
