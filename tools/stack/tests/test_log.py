"""Many JSON logs read as one."""

from __future__ import annotations

import json

import pytest

from stack.log import Console


@pytest.fixture
def shown(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("RECADO_LOG", raising=False)
    console = Console()

    def show(process: str, line: str) -> str:
        console(process, line)
        return capsys.readouterr().out.rstrip("\n")

    return show


def test_a_line_shows_when_who_what_and_the_rest(shown):
    line = json.dumps(
        {
            "event": "events_handled",
            "level": "info",
            "time": "2026-03-01T12:34:56.789Z",
            "process": "routing-worker",
            "handled": 3,
            "trace_id": "abc",
            "user_id": None,
        }
    )

    words = shown("routing-worker", line).split()
    assert words == ["12:34:56", "routing-worker", "events_handled", "handled=3"]


def test_a_line_that_is_not_json_is_shown_as_it_is(shown):
    assert shown("gateway-http", "Traceback …").split() == [
        "gateway-http",
        "Traceback",
        "…",
    ]


def test_json_that_is_no_object_is_shown_as_it_is(shown):
    assert shown("gateway-http", "{broken").endswith("{broken")


def test_servers_are_quiet_unless_there_is_trouble(shown):
    assert shown("rabbitmq", "2026 [info] node started") == ""
    assert "[error]" in shown("rabbitmq", "2026 [error] no space left")


def test_raw_json_on_demand(shown, monkeypatch, capsys):
    monkeypatch.setenv("RECADO_LOG", "json")
    line = '{"event":"x","level":"info"}'

    Console()("routing-api", line)

    assert capsys.readouterr().out == line + "\n"
