"""Request bodies that are too large for memory: written to disk as they come."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

from starlette.requests import ClientDisconnect, Request

from chassis.errors import Unavailable

from ..media.errors import FileTooLarge

AT_ONCE = 16
"""Bodies on disk at once, per process; more are asked to come again."""

SILENCE_SECONDS = 30.0
WHOLE_SECONDS = 900.0
WRITE_BYTES = 1 << 20

T = TypeVar("T")
R = TypeVar("R")


class Bodies:
    """Where bodies lie while they are worked on."""

    def __init__(self, folder: str = "", at_once: int = AT_ONCE) -> None:
        self._folder = folder or None
        self._free = at_once
        # Threads of their own: files that take long must not hold up the rest.
        self._workers = ThreadPoolExecutor(at_once, thread_name_prefix="upload")

    @asynccontextmanager
    async def received(self, request: Request, max_bytes: int) -> AsyncIterator[Path]:
        """
        Write the body to a file of its own folder, which goes at the end.

        Raises:
            FileTooLarge: It is longer than *max_bytes*, by its header or by count.
            Unavailable: Too many come at once, or it came too slowly.
        """
        told = request.headers.get("content-length", "")
        if told.isdigit() and int(told) > max_bytes:
            raise _too_large(max_bytes)
        if not self._free:
            raise Unavailable("too many files arrive at once; send it again")
        self._free -= 1
        try:
            with tempfile.TemporaryDirectory(
                prefix="body-", dir=self._folder
            ) as folder:
                path = Path(folder) / "body"
                await self._write(request, path, max_bytes)
                yield path
        finally:
            self._free += 1

    async def work(self, take: Callable[[T, Path], R], told: T, path: Path) -> R:
        """Do what blocks for long, with a body that was received."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._workers, take, told, path)

    async def _write(self, request: Request, path: Path, max_bytes: int) -> None:
        try:
            async with asyncio.timeout(WHOLE_SECONDS):
                await _copy(request.stream(), path, max_bytes)
        except (TimeoutError, ClientDisconnect):
            raise Unavailable("the file did not come in time; send it again") from None


async def _copy(stream: AsyncIterator[bytes], path: Path, max_bytes: int) -> None:
    total, waiting = 0, bytearray()
    with path.open("wb") as out:  # opening an empty file waits for nobody
        while True:
            part = await asyncio.wait_for(anext(stream, None), SILENCE_SECONDS)
            waiting += part or b""
            total += len(part or b"")
            if total > max_bytes:
                raise _too_large(max_bytes)
            if len(waiting) >= WRITE_BYTES or part is None:
                await asyncio.to_thread(out.write, bytes(waiting))
                waiting.clear()
            if part is None:
                return


def _too_large(max_bytes: int) -> FileTooLarge:
    return FileTooLarge("the file is larger than is taken", limit=str(max_bytes))
