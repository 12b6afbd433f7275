"""
Who is signed in, remembered for a moment.

A page asks many things at once; looking its session up each time would cost
more than the answers. A session that ends at another replica is honoured here
for RECENT seconds at most; what ends here, ends at once.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import anyio
import anyio.to_thread
from pymongo.errors import PyMongoError

from chassis.mongo import translated

from .domain.access import Principal, key_of
from .use_cases import UseCases

P = ParamSpec("P")
R = TypeVar("R")

RECENT = 3.0
"""Seconds that a look-up is good for."""

KEPT = 10_000

DATABASE_THREADS = 16

HASHING_THREADS = 2
"""A hash takes 19 MiB and a core; more at once would only queue elsewhere."""


class Threads:
    """Runs blocking work beside the loop, a bounded number at a time."""

    def __init__(self) -> None:
        self._database = anyio.CapacityLimiter(DATABASE_THREADS)
        self._hashing = anyio.CapacityLimiter(HASHING_THREADS)

    async def run(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run *work*; trouble of the database becomes ours."""
        return await _in_thread(lambda: work(*args, **kwargs), self._database)

    async def run_hashing(
        self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Run *work* that hashes a password."""
        return await _in_thread(lambda: work(*args, **kwargs), self._hashing)


async def _in_thread(work: Callable[[], R], limiter: anyio.CapacityLimiter) -> R:
    try:
        return await anyio.to_thread.run_sync(work, limiter=limiter)
    except PyMongoError as error:
        raise translated(error) from error


class SignedIn:
    """Looks sessions and tokens up. Used from the loop only."""

    def __init__(
        self, use_cases: UseCases, threads: Threads, *, monotonic: Any = time.monotonic
    ) -> None:
        self._use_cases = use_cases
        self._threads = threads
        self._monotonic = monotonic
        self._known: OrderedDict[str, tuple[Principal, float]] = OrderedDict()
        self._forgotten = 0

    async def of_session(self, secret: str) -> Principal:
        """
        Return who the cookie's secret belongs to.

        Raises:
            SessionMissing: It ended, or never was.
        """
        return await self._of(secret, self._use_cases.of_session)

    async def of_token(self, secret: str) -> Principal:
        """
        Return who the API token acts for.

        Raises:
            SessionMissing: It was revoked, or never was.
        """
        return await self._of(secret, self._use_cases.of_token)

    async def refreshed(self, principals: list[Principal]) -> dict[str, Principal]:
        """Return those that are still signed in, as they are now, by key."""
        by_kind: dict[str, list[str]] = {"session": [], "token": []}
        for principal in principals:
            by_kind[principal.kind].append(principal.key)
        return await self._threads.run(
            self._use_cases.principals, by_kind["session"], by_kind["token"]
        )

    def forget(self, *, key: str = "", user_id: str = "", account_id: str = "") -> None:
        """Look these up anew next time."""
        self._forgotten += 1
        for known, (principal, _) in list(self._known.items()):
            if (
                known == key
                or principal.user.user_id == user_id
                or principal.account.account_id == account_id
            ):
                del self._known[known]

    async def _of(self, secret: str, look_up: Callable[[str], Principal]) -> Principal:
        key, now = key_of(secret), self._monotonic()
        found = self._known.get(key)
        if found is not None and now - found[1] < RECENT:
            return found[0]
        self._known.pop(key, None)
        forgotten = self._forgotten
        principal = await self._threads.run(look_up, secret)
        if forgotten != self._forgotten:
            # Something ended while we looked: this may already be outdated.
            return principal
        self._known[key] = (principal, now)
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
        return principal
