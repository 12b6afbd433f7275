"""
Calls on local disk while the broker is away.

Segments `<number>.calls` hold records: length and CRC-32, four bytes each, big
endian, then the bytes. A record counts once its segment is fsynced. A record
that a crash tore off at the end never counted: its caller got no answer. One
process owns a folder, by a lock that dies with it. Blocking: for a thread.
"""

from __future__ import annotations

import fcntl
import os
import struct
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from chassis import telemetry

HEADER = struct.Struct(">II")
SEGMENT_BYTES = 8 << 20
"""A segment this long is followed by a new one."""

log = telemetry.get(__name__)


class SpoolInUse(Exception):
    """Another process owns the folder."""


class Spool:
    """A queue of byte strings that survives a crash. Not thread-safe."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._lock = os.open(folder / "lock", os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._lock)
            raise SpoolInUse(
                f"{folder} belongs to another process; give each its own spool_dir"
            ) from None
        self._segment: int | None = None
        self._file = -1
        self._length = 0
        self._next = max(self._numbers(), default=0) + 1
        self._counts = {
            number: sum(1 for _ in self._records(number)) for number in self._numbers()
        }

    def __len__(self) -> int:
        return sum(self._counts.values())

    def append(self, records: Sequence[bytes]) -> None:
        """
        Store *records*, in order; they are on disk when this returns.

        Raises:
            OSError: They could not be stored, for example on a full disk.
        """
        if self._segment is None or self._length >= SEGMENT_BYTES:
            self._begin_segment()
        packed = b"".join(
            HEADER.pack(len(each), zlib.crc32(each)) + each for each in records
        )
        try:
            written = 0
            while written < len(packed):
                written += os.write(self._file, packed[written:])
            os.fsync(self._file)
        except OSError:
            # Half a record must not stand before the next good one.
            os.ftruncate(self._file, self._length)
            raise
        self._length += len(packed)
        self._counts[self._current()] += len(records)

    def oldest(self) -> tuple[int, list[bytes]] | None:
        """Return the oldest segment and its records; None when all is empty."""
        for number in sorted(self._counts):
            if number == self._segment:
                # What is being replayed must not grow meanwhile.
                self._end_segment()
            records = list(self._records(number))
            if records:
                return number, records
            self.remove(number)
        return None

    def remove(self, number: int) -> None:
        """Forget a segment: the broker has it all."""
        self._path(number).unlink(missing_ok=True)
        self._counts.pop(number, None)

    def close(self) -> None:
        """Close the files; what is stored stays."""
        self._end_segment()
        os.close(self._lock)

    def _records(self, number: int) -> Iterator[bytes]:
        """Go through the sound records up to the first torn or damaged one."""
        with self._path(number).open("rb") as file:
            while header := file.read(HEADER.size):
                if len(header) < HEADER.size:
                    break
                length, checksum = HEADER.unpack(header)
                record = file.read(length)
                if len(record) < length or zlib.crc32(record) != checksum:
                    break
                yield record
            else:
                return
        log.warning("spool_record_torn", segment=number)

    def _begin_segment(self) -> None:
        self._end_segment()
        number, self._next = self._next, self._next + 1
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND
        self._file = os.open(self._path(number), flags, 0o600)
        self._segment, self._length = number, 0
        self._counts[number] = 0
        # The name must survive a crash as well as the bytes.
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _end_segment(self) -> None:
        if self._segment is not None:
            os.close(self._file)
            self._segment = None

    def _current(self) -> int:
        if self._segment is None:
            raise RuntimeError("no segment is open")
        return self._segment

    def _numbers(self) -> list[int]:
        return sorted(int(path.stem) for path in self._folder.glob("*.calls"))

    def _path(self, number: int) -> Path:
        return self._folder / f"{number:012d}.calls"
