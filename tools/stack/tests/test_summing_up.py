"""`make test` adds up what every runner says in its own words."""

from __future__ import annotations

import pytest

from stack import test_all as everything


@pytest.mark.parametrize(
    ("said", "passed", "failed"),
    [
        pytest.param("3 passed in 0.10s", 3, 0, id="pytest-good"),
        pytest.param("2 failed, 3 passed, 1 skipped in 1s", 3, 2, id="pytest-bad"),
        pytest.param("1 passed, 2 errors in 1s", 1, 2, id="pytest-errors"),
        pytest.param("1 error in 0.3s", 0, 1, id="pytest-cannot-collect"),
        pytest.param("# tests 5\n# pass 4\n# fail 1\n", 4, 1, id="node-tap"),
        pytest.param("ℹ tests 5\nℹ pass 5\nℹ fail 0\n", 5, 0, id="node-spec"),
        pytest.param("killed", 0, 0, id="nothing"),
    ],
)
def test_a_runners_last_words_are_counted(said: str, passed: int, failed: int):
    assert everything._count(said, "passed", "pass") == passed
    assert everything._count(said, "failed", "error", "fail") == failed


def test_every_folder_with_tests_has_a_session():
    folders = {s.folder for s in everything.sessions(unit_only=False)}

    with_tests = {
        str(found.parent.relative_to(everything.ROOT))
        for found in everything.ROOT.glob("*/*/tests")
        if any(found.glob("**/test_*.py"))
    }
    with_tests |= {
        str(found.parent.relative_to(everything.ROOT))
        for found in everything.ROOT.glob("tests/*/test_*.py")
    }
    assert with_tests <= folders
