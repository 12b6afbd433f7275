"""A slow channel holds up no other; a conversation keeps its order."""

from __future__ import annotations

import threading

import pytest
from builders import send

from chassis.errors import Conflict, Unavailable
from ingest.domain.breaker import OPENS_AFTER, Change
from ingest.domain.delivery import Attempted, State, Step
from ingest.domain.inbound import Status
from ingest.lanes import CALLS_AT_ONCE, Lanes

SENT = Attempted(Step(State.SENT, Status.SENT), send(), answered=True)
DEADLINE = 20


def again(message, seconds=0.0, *, pair_only=False):
    step = Step(State.WAITING, None, delay_seconds=seconds)
    return Attempted(step, message, pair_only)


def test_messages_of_a_conversation_go_out_in_order():
    done, order = threading.Event(), []

    def attempt(message, number):
        order.append((message.message_id, number))
        if message.message_id == "ms_1" and number == 1:
            return again(message)
        if message.message_id == "ms_3":
            done.set()
        return SENT

    lanes = Lanes(attempt)
    for number in (1, 2, 3):
        lanes.put(send(f"ms_{number}"))

    assert done.wait(DEADLINE)
    assert order == [("ms_1", 1), ("ms_1", 2), ("ms_2", 1), ("ms_3", 1)]


def test_a_channel_that_hangs_holds_up_no_other():
    hang, other = threading.Event(), threading.Event()

    def attempt(message, _):
        if message.channel_id == "ch_slow":
            hang.wait(DEADLINE)
        else:
            other.set()
        return SENT

    lanes = Lanes(attempt)
    for number in range(CALLS_AT_ONCE * 2):
        lanes.put(
            send(f"ms_{number}", channel_id="ch_slow", conversation_id=f"cv_{number}")
        )
    lanes.put(send("ms_x", channel_id="ch_quick"))

    assert other.wait(DEADLINE)
    assert len(lanes.held()) >= CALLS_AT_ONCE
    hang.set()


def test_so_many_calls_of_a_channel_at_once_and_no_more():
    lock, now, most = threading.Lock(), [0], [0]
    full, go, done = threading.Event(), threading.Event(), threading.Semaphore(0)

    def attempt(_, __):
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
            if now[0] == CALLS_AT_ONCE:
                full.set()
        go.wait(DEADLINE)
        with lock:
            now[0] -= 1
        done.release()
        return SENT

    lanes = Lanes(attempt)
    for number in range(CALLS_AT_ONCE + 5):
        lanes.put(send(f"ms_{number}", conversation_id=f"cv_{number}"))

    assert full.wait(DEADLINE)
    go.set()
    for _ in range(CALLS_AT_ONCE + 5):
        assert done.acquire(timeout=DEADLINE)
    assert most[0] == CALLS_AT_ONCE


def test_stopping_waits_for_the_call_in_flight_and_begins_no_other():
    called, answer, begun = threading.Event(), threading.Event(), []

    def attempt(message, _):
        begun.append(message.message_id)
        called.set()
        answer.wait(DEADLINE)
        return SENT

    lanes = Lanes(attempt)
    lanes.put(send("ms_1"))
    lanes.put(send("ms_2"))
    assert called.wait(DEADLINE)
    answer.set()
    lanes.stop()

    assert begun[0] == "ms_1"
    assert set(begun) | set(lanes.held()) == {"ms_1", "ms_2"}


def test_a_failing_database_ends_the_attempt_not_the_lane():
    tried, second = [], threading.Event()

    def attempt(message, number):
        tried.append((message.message_id, number))
        if message.message_id == "ms_1":
            lanes._stopping.wait = lambda _: False  # no pause in a test
            raise OSError("database away")
        second.set()
        return SENT

    lanes = Lanes(attempt)
    lanes.put(send("ms_1"))
    lanes.put(send("ms_2"))

    assert second.wait(DEADLINE)
    assert tried == [("ms_1", 1), ("ms_2", 1)]


def test_a_message_stays_in_hand_while_our_database_is_away():
    done, outages = threading.Event(), [Unavailable("away"), Conflict("busy")]

    def work():
        if outages:
            raise outages.pop()
        return "stored"

    def attempt(*_):
        lanes._stopping.wait = lambda _: False  # no pause in a test
        assert lanes.held() == ["ms_1"]
        assert lanes.patiently(work) == "stored"
        done.set()
        return SENT

    lanes = Lanes(attempt)
    lanes.put(send("ms_1"))

    assert done.wait(DEADLINE)


def test_a_process_that_stops_does_not_wait_for_the_database():
    lanes = Lanes(lambda *_: SENT)
    lanes.stop()

    with pytest.raises(Unavailable):
        lanes.patiently(_away)


def _away():
    raise Unavailable("away")


def test_a_channel_that_does_not_answer_is_left_alone_and_others_are_not():
    """CHN-5: its messages wait instead of ending as unknown."""
    told, opened, other = [], threading.Event(), threading.Event()
    nothing = Step(State.UNKNOWN, Status.UNKNOWN, detail="none")
    lost = Attempted(nothing, send(), answered=False)
    tried = []

    def attempt(message, _):
        if message.channel_id == "ch_quick":
            other.set()
            return SENT
        tried.append(message.message_id)
        return lost

    def hear(message, change, detail):
        told.append((message.channel_id, change, detail))
        opened.set()

    lanes = Lanes(attempt, hear)
    for number in range(OPENS_AFTER + 3):
        lanes.put(send(f"ms_{number}", channel_id="ch_dead"))
    assert opened.wait(DEADLINE)
    lanes.put(send("ms_x", channel_id="ch_quick"))

    assert other.wait(DEADLINE)
    assert told == [("ch_dead", Change.OPENED, "none")]
    assert tried == [f"ms_{number}" for number in range(OPENS_AFTER)]
    assert len([each for each in lanes.held() if each != "ms_x"]) >= 3
    lanes.stop()


def test_who_cannot_be_told_of_a_breaker_stops_no_lane():
    done = threading.Event()
    lost = Attempted(Step(State.UNKNOWN, Status.UNKNOWN), send(), answered=False)

    def hear(*_):
        done.set()
        raise Unavailable("away")

    lanes = Lanes(lambda *_: lost, hear)
    for number in range(OPENS_AFTER + 1):
        lanes.put(send(f"ms_{number}"))

    assert done.wait(DEADLINE)
    assert f"ms_{OPENS_AFTER}" in lanes.held()
    lanes.stop()


def test_a_limit_of_the_account_closes_the_gate_and_one_of_a_pair_does_not():
    """CHN-5: 130429 holds up the channel, 131056 one conversation."""
    for pair_only, held_up in ((False, True), (True, False)):
        first, second = threading.Event(), threading.Event()

        def attempt(message, _, first=first, second=second, pair_only=pair_only):
            if message.conversation_id == "cv_1":
                first.set()
                return again(message, 60, pair_only=pair_only)
            second.set()
            return SENT

        lanes = Lanes(attempt)
        lanes.put(send("ms_1"))
        assert first.wait(DEADLINE)
        while held_up and not lanes._gates["ch_wa"].wait():
            pass
        lanes.put(send("ms_2", conversation_id="cv_2"))

        assert held_up or second.wait(DEADLINE)
        lanes.stop()
        assert second.is_set() != held_up
