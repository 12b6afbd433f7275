"""A screen's account of what it was shown."""

from __future__ import annotations

import json

import pytest

from chaos.screen import Screen


@pytest.fixture
def screen() -> Screen:
    return Screen("http://127.0.0.1:1", "session=1", "ana", seed=1)


def frame(position: int, text: str = "x") -> bytes:
    data = json.dumps({"position": position, "message": {"text": text}})
    return f"id: {position}\nevent: message_added\ndata: {data}".encode()


def test_positions_that_follow_on_have_no_gap(screen: Screen):
    """The first follows where the stream went live."""
    screen._take(b'event: ready\ndata: {"position": 4}')
    for position in (5, 6, 7):
        screen._take(frame(position, f"m{position}"))
    screen._take(b": ping")

    assert screen.gaps == 0
    assert screen.last == 7
    assert screen.texts == {"m5": 1, "m6": 1, "m7": 1}


@pytest.mark.parametrize("positions", [(6,), (5, 7), (5, 5), (5, 7, 6)])
def test_a_position_missed_or_repeated_is_a_gap(
    screen: Screen, positions: tuple[int, ...]
):
    """Lost, doubled and out of order all show in the positions."""
    screen._take(b'event: ready\ndata: {"position": 4}')
    for position in positions:
        screen._take(frame(position))

    assert screen.gaps > 0


def test_it_resumes_from_the_last_position(screen: Screen):
    """Before any event, from where it went live."""
    assert b"Last-Event-ID" not in screen._request()

    screen._take(b'event: ready\ndata: {"position": 4}')
    assert b"Last-Event-ID: 4\r\n" in screen._request()

    screen._take(frame(5))
    assert b"Last-Event-ID: 5\r\n" in screen._request()
