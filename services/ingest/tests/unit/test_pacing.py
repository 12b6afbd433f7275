"""How fast a channel is used, and when it is left alone."""

from __future__ import annotations

import pytest
from outgoing import attached, message

from ingest.domain.breaker import (
    FIRST_PAUSE,
    LONGEST_PAUSE,
    OPENS_AFTER,
    Breaker,
    Change,
)
from ingest.domain.channels import Kind
from ingest.domain.content import FileKind
from ingest.domain.pacing import Bucket, pace_of


def opened(now=0.0):
    breaker = Breaker()
    changes = [breaker.note(now, answered=False) for _ in range(OPENS_AFTER)]
    assert changes[-1] is Change.OPENED
    return breaker


def test_it_opens_after_failures_in_a_row():
    breaker = Breaker()
    for _ in range(3):
        for _ in range(OPENS_AFTER - 1):
            assert breaker.note(0, answered=False) is None
        assert breaker.note(0, answered=True) is None

    assert breaker.wait(0) == 0


def test_while_open_one_probe_goes_after_a_pause():
    breaker = opened()

    assert breaker.wait(1) == FIRST_PAUSE - 1
    assert breaker.wait(FIRST_PAUSE) == 0
    assert breaker.wait(FIRST_PAUSE) > 0, "the others wait for the probe"


def test_a_probe_that_is_answered_closes_it():
    breaker = opened()
    breaker.wait(FIRST_PAUSE)

    assert breaker.note(FIRST_PAUSE, answered=True) is Change.CLOSED
    assert breaker.wait(FIRST_PAUSE) == 0


def test_the_pause_doubles_with_each_probe_that_fails_up_to_a_limit():
    breaker, now, pauses = opened(), 0.0, []
    for _ in range(7):
        pauses.append(breaker.wait(now))
        now += pauses[-1]
        assert breaker.wait(now) == 0
        assert breaker.note(now, answered=False) is None

    assert pauses[:3] == [FIRST_PAUSE, FIRST_PAUSE * 2, FIRST_PAUSE * 4]
    assert pauses[-1] == LONGEST_PAUSE


def test_calls_from_before_it_opened_do_not_prolong_the_pause():
    breaker = opened()
    for _ in range(8):
        breaker.note(1, answered=False)

    assert breaker.wait(FIRST_PAUSE) == 0


def test_a_probe_that_asked_nobody_lets_the_next_one_go():
    breaker = opened()
    breaker.wait(FIRST_PAUSE)

    assert breaker.note(FIRST_PAUSE, answered=None) is None
    assert breaker.wait(FIRST_PAUSE) == 0


def test_a_bucket_lets_a_second_of_calls_go_at_once_and_spaces_the_rest():
    bucket = Bucket(10)
    at_once = [bucket.take(1, 0.0) for _ in range(10)]
    later = [round(bucket.take(1, 0.0), 6) for _ in range(3)]

    assert at_once == [0] * 10
    assert later == [0.1, 0.2, 0.3]
    assert bucket.take(1, 2.0) == 0, "what was not used comes back"


@pytest.mark.parametrize(
    ("kind", "texts", "films"),
    [
        (Kind.WHATSAPP_CLOUD, 80, 80),
        (Kind.WHATSAPP_TWILIO, 80, 80),
        (Kind.MESSENGER, 300, 10),
        (Kind.INSTAGRAM, 100, 10),
    ],
)
def test_each_kind_of_channel_has_its_pace(kind, texts, films):
    pace = pace_of(kind)
    film = message(kind, attached(FileKind.VIDEO))

    assert pace.per_second / pace.cost(message(kind)) == texts
    assert pace.per_second / pace.cost(film) == films
