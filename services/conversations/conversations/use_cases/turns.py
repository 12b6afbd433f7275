"""Taking turns: what one process does to an account, one thing after another."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from chassis import trace

C = TypeVar("C")
R = TypeVar("R")


@dataclass(eq=False, slots=True)
class _Errand:
    """What one caller wants done; *causes* as `chassis.trace.caused_by` takes them."""

    commands: Sequence[Any]
    causes: dict[str, str]
    results: list[Any] | None = None


class Turns:
    """
    Lets one caller at a time change an account.

    Who reads and saves within a turn loses no race against its own process,
    and what several want done while they wait their turn is done as one: a
    conversation that two of them change is written once. Other processes are
    not held up; against them, the save itself decides.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}
        self._errands: dict[str, list[_Errand]] = {}

    @contextmanager
    def alone(self, account_id: str) -> Iterator[None]:
        """Have the account's turn; not again within it."""
        with self._guard:
            lock = self._locks.setdefault(account_id, threading.Lock())
        with lock:
            yield

    def shared(
        self,
        account_id: str,
        commands: Sequence[C],
        cause_ids: Sequence[str],
        work: Callable[[Sequence[C]], list[R]],
    ) -> list[R]:
        """
        Return what *work* returns for *commands*, one result each, in order.

        Whoever has the turn runs it on the commands of all who wait, each
        with the trace of its cause. If that raises, it does so to whom it had
        the turn; the others run their own.
        """
        causes = {id_: trace.for_cause(id_) for id_ in cause_ids}
        own = _Errand(commands, causes)
        with self._guard:
            self._errands.setdefault(account_id, []).append(own)
        with self.alone(account_id):
            if own.results is None:
                _run(self._waiting(account_id, own), work)
        assert own.results is not None  # noqa: S101  # by us or by whom we waited for
        return own.results

    def _waiting(self, account_id: str, own: _Errand) -> list[_Errand]:
        with self._guard:
            errands = self._errands.pop(account_id, [])
        # Not among them after a run with others that raised.
        return errands if own in errands else [own, *errands]


def _run(
    errands: Sequence[_Errand], work: Callable[[Sequence[Any]], list[Any]]
) -> None:
    causes = {id_: header for e in errands for id_, header in e.causes.items()}
    with trace.caused_by(causes):
        results = iter(work([c for e in errands for c in e.commands]))
    for errand in errands:
        errand.results = [next(results) for _ in errand.commands]
