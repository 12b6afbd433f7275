"""A slow channel holds up no other; a conversation keeps its order."""

from __future__ import annotations

import threading

import pytest
from builders import send

from chassis.errors import Conflict, Unavailable
from ingest.domain.delivery import Attempted, State, Step
from ingest.domain.inbound import Status
from ingest.lanes import CALLS_AT_ONCE, Lanes

SENT = Attempted(Step(State.SENT, Status.SENT), answered=True)
DEADLINE = 20


def again(seconds=0.0, *, pair_only=False):
    return Attempted(Step(State.WAITING, None, delay_seconds=seconds), pair_only)


def test_messages_of_a_conversation_go_out_in_order():
    done, order = threading.Event(), []

    def attempt(message, number):
        order.append((message.message_id, number))
        if message.message_id == "ms_1" and number == 1:
            return again()
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
