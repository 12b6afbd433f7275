"""
The worker's side: fetches what is due, several files at once.

A file in hand is leased; should this process die, another takes it when the
lease ends. Whatever an attempt stored under its own number is deleted by the
attempt after it.
"""

from __future__ import annotations

import tempfile
import threading
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from chassis import clock, telemetry
from chassis.errors import Conflict, Unavailable

from .. import metrics
from ..domain.content import FileState
from ..ports import KnownChannels
from .files import DELAYS, LEASE, PROGRAMS, File, kind_of, safe_name
from .keeping import Keeping
from .ports import Files, Gone, NotYet, Source

TYPE_REFUSED = "TYPE_REFUSED"
FETCH_FAILED = "FETCH_FAILED"
GONE = "GONE"

NOT_FOUND_TRIES = 3
"""A file that is not found this often is gone; once may be too early."""

MOST_TRIES = len(DELAYS) + 3
"""Attempts, those included that ended with their process."""

log = telemetry.get(__name__)


class Fetchers:
    """Threads that fetch: green ones in the worker."""

    def __init__(
        self,
        *,
        files: Files,
        channels: KnownChannels,
        source: Source,
        keeping: Keeping,
        folder: str = "",
        at_once: int = 4,
        now: clock.Clock = clock.now,
    ) -> None:
        self._files = files
        self._channels = channels
        self._source = source
        self._keeping = keeping
        self._folder = folder or None
        self._now = now
        self._wanted = threading.Semaphore(0)
        self._at_once = at_once
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []
        self._starting = threading.Lock()

    def wake(self, files: int = 1) -> None:
        """Have somebody look for what is due."""
        with self._starting:
            if not self._threads and not self._stopping.is_set():
                self._start()
        for _ in range(min(files, self._at_once)):
            self._wanted.release()

    def stop(self, timeout_seconds: float = 10) -> None:
        """Begin nothing more; what is in hand is taken over by another."""
        self._stopping.set()
        for _ in self._threads:
            self._wanted.release()
        for thread in self._threads:
            thread.join(timeout_seconds)

    def _start(self) -> None:
        self._threads = [
            threading.Thread(target=self._run, name="fetcher", daemon=True)
            for _ in range(self._at_once)
        ]
        for thread in self._threads:
            thread.start()

    def _run(self) -> None:
        while True:
            self._wanted.acquire()
            if self._stopping.is_set():
                return
            try:
                while not self._stopping.is_set() and self.fetch_one():
                    pass
            except (Unavailable, Conflict) as error:
                # What was in hand comes again when its lease ends.
                log.warning("fetching_paused", error=str(error))
            except Exception:
                # A fetcher must outlive one file.
                log.exception("fetching_failed")

    def fetch_one(self) -> bool:
        """Make one attempt at the file most overdue; False if there is none."""
        now = self._now()
        file = self._files.take_due(now, now + LEASE)
        if file is None:
            return False
        with tempfile.TemporaryDirectory(prefix="fetch-", dir=self._folder) as folder:
            result, due = self._attempt(file, Path(folder))
        if self._files.settle(result, due):
            self._keeping.forget_earlier(file)
        elif result.ready:
            self._keeping.forget(file)
        state = result.attachment.state.value
        metrics.FETCHES.labels(state).inc()
        log.info(
            "file_fetched",
            outcome=state,
            attachment_id=file.file_id,
            tries=file.tries,
            reason=result.attachment.reason,
            size_bytes=result.attachment.size_bytes,
        )
        return True

    def _attempt(self, file: File, folder: Path) -> tuple[File, datetime | None]:
        channel = self._channels.by_id([file.channel_id]).get(file.channel_id)
        if channel is None or file.tries > MOST_TRIES:
            return file.failed(FETCH_FAILED), None
        path = folder / "body"
        try:
            digest = self._source.fetch(channel, file.source, path)
            return self._keep(file, path, digest), None
        except Gone as error:
            return file.failed(str(error)), None
        except (NotYet, Unavailable) as error:
            log.warning("fetch_failed", attachment_id=file.file_id, error=str(error))
            return self._later(file, str(error))

    def _later(self, file: File, why: str) -> tuple[File, datetime | None]:
        if why == "HTTP 404" and file.tries >= NOT_FOUND_TRIES:
            return file.failed(GONE), None
        if file.tries > len(DELAYS):
            return file.failed(FETCH_FAILED), None
        return file, self._now() + timedelta(seconds=DELAYS[file.tries - 1])

    def _keep(self, file: File, path: Path, digest: str) -> File:
        """Look at what came and store it."""
        told = file.attachment
        found = self._keeping.look(path, told.file_name, told.media_type)
        if found.media_type in PROGRAMS:
            return file.failed(TYPE_REFUSED)
        kept = self._keeping.store(file, path, digest, found)
        shown = replace(
            kept.attachment,
            state=FileState.READY,
            kind=kind_of(found.media_type, told.kind),
            file_name=safe_name(told.file_name, found.media_type)
            if told.file_name
            else "",
        )
        return replace(kept, attachment=shown)
