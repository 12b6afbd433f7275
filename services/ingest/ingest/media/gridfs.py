"""Files' bytes in MongoDB's GridFS, in the service's own database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any, BinaryIO

from gridfs import GridFSBucket, NoFile
from pymongo.database import Database
from pymongo.errors import PyMongoError

from chassis import mongo

from .ports import BlobMissing

BUCKET = "blobs"
COLLECTIONS = (f"{BUCKET}.files", f"{BUCKET}.chunks")
CHUNK_BYTES = 255 << 10


class GridFsBlobs:
    """The `Blobs` port over GridFS."""

    def __init__(self, database: Database[Any]) -> None:
        self._bucket = GridFSBucket(
            database, bucket_name=BUCKET, chunk_size_bytes=CHUNK_BYTES
        )

    def put(self, key: str, body: BinaryIO, *, size_bytes: int, sha256: str) -> None:
        """Store *body*; see `Blobs.put`."""
        self.delete(key)
        body.seek(0)
        try:
            self._bucket.upload_from_stream_with_id(
                key, key, body, metadata={"sha256": sha256, "bytes": size_bytes}
            )
        except PyMongoError as error:
            raise mongo.translated(error) from error

    def open(self, key: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Return a part of a blob; see `Blobs.open`."""
        try:
            found = self._bucket.open_download_stream(key)
        except NoFile:
            raise BlobMissing(key) from None
        except PyMongoError as error:
            raise mongo.translated(error) from error
        return _read(found, start, found.length if end is None else end)

    def delete(self, key: str) -> None:
        """Delete what is there; see `Blobs.delete`."""
        try:
            with suppress(NoFile):
                self._bucket.delete(key)
        except PyMongoError as error:
            raise mongo.translated(error) from error


def _read(found: Any, start: int, end: int) -> Iterator[bytes]:
    try:
        found.seek(start)
        left = min(end, found.length) - start
        while left > 0 and (part := found.read(min(CHUNK_BYTES, left))):
            left -= len(part)
            yield part
    except PyMongoError as error:
        raise mongo.translated(error) from error
    finally:
        found.close()
