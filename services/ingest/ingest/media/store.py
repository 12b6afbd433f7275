"""Files in MongoDB: one document each, and events in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from pymongo import ReturnDocument, UpdateOne
from pymongo.client_session import ClientSession
from pymongo.database import Database
from pymongo.errors import BulkWriteError, PyMongoError

from chassis import clock, mongo
from chassis.errors import Unavailable
from chassis.outbox import Outbox

from ..domain.content import FileState
from ..store.collections import FILES
from . import documents
from .files import Copy, File
from .wire import write_changed

REMOVING = "removing"
READY = FileState.READY.value
WAITING = FileState.WAITING.value
FAILED = FileState.FAILED.value
EXPIRED_AT_ONCE = 50

REMOVAL = timedelta(hours=1)
"""How long removing the bytes of an upload may take."""

T = TypeVar("T")


class MongoFiles:
    """The `Files` port over MongoDB."""

    def __init__(
        self, database: Database[Any], outbox: Outbox, now: clock.Clock = clock.now
    ) -> None:
        self._files = database[FILES]
        self._outbox = outbox
        self._now = now

    def add(self, files: Sequence[File], due: datetime) -> None:
        """Store those not there yet; see `Files.add`."""
        if not files:
            return
        fresh = [_fresh(file, due) for file in files]
        try:
            self._files.insert_many(fresh, ordered=False)
        except BulkWriteError as error:
            if not mongo.duplicate(error):
                raise mongo.translated(error) from error
        except PyMongoError as error:
            raise mongo.translated(error) from error

    def begin_upload(self, file: File, until: datetime) -> File:
        """Store a file that is about to arrive; see `Files.begin_upload`."""
        there = {"_id": file.file_id, "state": {"$ne": READY}}
        begun = {
            "$inc": {"attempts": 1},
            "$set": {"state": WAITING, "expire_time": until},
        }
        found = self._do(lambda: self._change(there, begun)) or self._do(
            lambda: self._files.find_one({"_id": file.file_id})
        )
        if found is not None:
            return documents.read(found)
        document = {**_fresh(file, None), "attempts": 1, "expire_time": until}
        try:
            self._files.insert_one(document)
        except PyMongoError as error:
            if mongo.duplicate(error):
                return self.begin_upload(file, until)
            raise mongo.translated(error) from error
        return replace(file, attempts=1)

    def find(self, file_id: str) -> File | None:
        """Return a file."""
        found = self._do(lambda: self._files.find_one({"_id": file_id}))
        if found is None or found["state"] == REMOVING:
            return None
        return documents.read(found)

    def take_due(self, now: datetime, until: datetime) -> File | None:
        """Take one in hand; see `Files.take_due`."""
        found = self._do(
            lambda: self._files.find_one_and_update(
                {"due_time": {"$lte": now}},
                {"$set": {"due_time": until}, "$inc": {"attempts": 1, "tries": 1}},
                sort=[("due_time", 1)],
                return_document=ReturnDocument.AFTER,
            )
        )
        return documents.read(found) if found else None

    def settle(self, file: File, due: datetime | None) -> bool:
        """Store *file* and announce it; see `Files.settle`."""
        change: dict[str, Any] = {"$set": documents.changing(file)}
        if due is None:
            change["$unset"] = {"due_time": ""}
        else:
            change["$set"]["due_time"] = due
        mine = {"_id": file.file_id, "attempts": file.attempts, "state": WAITING}

        def work(session: ClientSession) -> tuple[bool, list[Any]]:
            done = self._files.update_one(mine, change, session=session)
            tell = bool(done.matched_count and file.provider_message_id)
            # Nothing to tell of one that goes on waiting.
            tell = tell and file.attachment.state is not FileState.WAITING
            return bool(done.matched_count), (
                [write_changed(file, self._now())] if tell else []
            )

        return self._outbox.run(work)

    def again(self, file: File, now: datetime) -> File:
        """Have one that failed fetched anew; see `Files.again`."""
        waiting = replace(file.waiting(), tries=0)
        change = {"$set": {"state": WAITING, "reason": "", "tries": 0, "due_time": now}}

        def work(session: ClientSession) -> tuple[None, list[Any]]:
            done = self._files.update_one(
                {"_id": file.file_id, "state": FAILED}, change, session=session
            )
            tell = done.matched_count and file.provider_message_id
            return None, [write_changed(waiting, now)] if tell else []

        self._outbox.run(work)
        return waiting

    def add_copy(self, file: File, name: str, copy: Copy) -> Copy:
        """Remember a further copy; see `Files.add_copy`."""
        field = f"copies.{name}"
        self._do(
            lambda: self._files.update_one(
                {"_id": file.file_id, field: {"$exists": False}},
                {"$set": {field: documents.copy_document(copy)}},
            )
        )
        found = self.find(file.file_id)
        return found.copies.get(name, copy) if found else copy

    def send(
        self, file_ids: Collection[str], account_id: str, provider_message_id: str = ""
    ) -> None:
        """Note that uploads are part of a message; see `Files.send`."""
        told: dict[str, Any] = {"sent": True}
        if provider_message_id:
            told["provider_message_id"] = provider_message_id
        change = {"$set": told, "$unset": {"expire_time": ""}}
        there = {"account_id": account_id, "state": {"$ne": REMOVING}, "sent": False}
        writes = [UpdateOne({"_id": each, **there}, change) for each in file_ids]
        if writes:
            self._do(lambda: self._files.bulk_write(writes, ordered=False))

    def expired(self, now: datetime) -> Sequence[File]:
        """Take uploads out that no message came for; see `Files.expired`."""
        found: list[File] = []
        while len(found) < EXPIRED_AT_ONCE:
            document = self._do(
                lambda: self._files.find_one_and_update(
                    {"expire_time": {"$lte": now}},
                    # Should we stop half way, it is found again in a while.
                    {
                        "$set": {
                            "state": REMOVING,
                            "expire_time": now + REMOVAL,
                        }
                    },
                    sort=[("expire_time", 1)],
                    return_document=ReturnDocument.AFTER,
                )
            )
            if document is None:
                break
            found.append(documents.read(document))
        return found

    def remove(self, file: File) -> None:
        """Forget an upload; see `Files.remove`."""
        gone = {"_id": file.file_id, "state": REMOVING, "attempts": file.attempts}
        self._do(lambda: self._files.delete_one(gone))

    def _change(self, wanted: dict[str, Any], change: dict[str, Any]) -> Any:
        return self._files.find_one_and_update(
            wanted, change, return_document=ReturnDocument.AFTER
        )

    def _do(self, work: Callable[[], T]) -> T:
        try:
            return work()
        except PyMongoError as error:
            failure = mongo.translated(error)
            if failure is error:
                raise
            raise Unavailable(str(failure)) from error


def _fresh(file: File, due: datetime | None) -> dict[str, Any]:
    document = {
        "_id": file.file_id,
        **documents.write(file),
        "attempts": 0,
        "tries": 0,
        "sent": file.sent,
    }
    if due is not None and file.attachment.state is FileState.WAITING:
        document["due_time"] = due
    return document
