"""What a process wrote can be read after it is gone."""

from __future__ import annotations

from pathlib import Path

from stack import logfiles
from stack.logfiles import LogFiles


def test_the_tail_is_the_last_lines(tmp_path: Path):
    logs = LogFiles(tmp_path / "log")
    for number in range(100):
        logs.write("routing-api", f"line {number}")

    assert logs.tail("routing-api").splitlines()[-1] == "line 99"
    assert len(logs.tail("routing-api").splitlines()) == logfiles.TAIL_LINES
    logs.close()


def test_a_process_that_wrote_nothing_has_an_empty_tail(tmp_path: Path):
    assert LogFiles(tmp_path).tail("routing-api") == ""


def test_a_large_file_begins_anew(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(logfiles, "LARGEST_BYTES", 10)
    logs = LogFiles(tmp_path)

    for line in ("first line", "second line"):
        logs.write("routing-api", line)

    assert logs.tail("routing-api") == "second line"
    logs.close()


def test_last_words_after_the_end_are_dropped(tmp_path: Path):
    logs = LogFiles(tmp_path)
    logs.write("routing-api", "before")
    logs.close()

    logs.write("routing-api", "after")

    assert logs.tail("routing-api") == "before"
