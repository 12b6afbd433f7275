"""The one place that waits: what is asked is that it happens, not how fast."""

from __future__ import annotations

import asyncio
import inspect

PATIENCE = 10  # seconds until what should happen is taken as not happening


async def until(look):
    """Look again and again until the answer is true; return it."""
    async with asyncio.timeout(PATIENCE):
        while not (found := await _answer(look)):  # noqa: ASYNC110  # no event tells
            await asyncio.sleep(0.01)
    return found


async def _answer(look):
    found = look()
    return await found if inspect.isawaitable(found) else found
