"""The `Openings` port over MongoDB."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from pymongo import UpdateMany, UpdateOne
from pymongo.database import Database
from pymongo.errors import BulkWriteError

from chassis import mongo

from ..domain.conversation import Answer, Inbound
from . import documents
from .collections import ANSWERS, OPENINGS

FIRST_SEQUENCE = 2
"""The first message of a conversation is its second event; none is older."""


class MongoOpenings:
    """One document per opening; the newest of a conversation stays."""

    def __init__(self, database: Database[Any]) -> None:
        self._openings = database[OPENINGS]
        self._answers = database[ANSWERS]

    def keep(
        self, account_id: str, messages: Sequence[Inbound], *, at: datetime
    ) -> None:
        """
        Store messages that opened something; safe to repeat.

        Inserted, not upserted: an upsert costs the embedded database as much
        as five inserts, and hardly any message comes twice.
        """
        if messages:
            self._insert(
                [
                    {
                        "_id": message.message_id,
                        "account_id": account_id,
                        **documents.write_opening(message),
                    }
                    for message in messages
                ]
            )
        older = [
            UpdateMany(
                {
                    "conversation_id": message.conversation_id,
                    "account_id": account_id,
                    "sequence": {"$lt": message.sequence},
                    "superseded_time": None,
                },
                {"$set": {"superseded_time": at}},
            )
            for message in messages
            if message.sequence > FIRST_SEQUENCE
        ]
        if older:
            self._openings.bulk_write(older, ordered=False)

    def _insert(self, new: Sequence[documents.Document]) -> None:
        try:
            self._openings.insert_many(new, ordered=False)
        except BulkWriteError as error:
            codes = {failed["code"] for failed in error.details["writeErrors"]}
            if codes != {mongo.DUPLICATE_KEY}:
                raise
            # Kept before. The others of the batch are in.

    def find(self, account_id: str, message_ids: Collection[str]) -> dict[str, Inbound]:
        """Return those that are known, by message id."""
        found = self._openings.find(
            {"_id": {"$in": list(message_ids)}, "account_id": account_id}
        )
        return {document["_id"]: documents.read_opening(document) for document in found}

    def newest(
        self, account_id: str, conversation_ids: Collection[str]
    ) -> dict[str, Inbound]:
        """Return the newest known of each conversation, by conversation id."""
        wanted = {
            "conversation_id": {"$in": list(conversation_ids)},
            "account_id": account_id,
        }
        found = map(documents.read_opening, self._openings.find(wanted))
        ordered = sorted(found, key=lambda opening: opening.sequence)
        return {opening.conversation_id: opening for opening in ordered}

    def set_aside(
        self, account_id: str, answers: Sequence[Answer], *, at: datetime
    ) -> None:
        """Store answers whose messages are not known yet; safe to repeat."""
        if answers:
            self._answers.bulk_write(
                [
                    UpdateOne(
                        {"_id": answer.answer_id, "account_id": account_id},
                        {
                            "$setOnInsert": {
                                **documents.write_answer(answer),
                                "create_time": at,
                            }
                        },
                        upsert=True,
                    )
                    for answer in answers
                ],
                ordered=False,
            )

    def waiting_for(
        self, account_id: str, message_ids: Collection[str]
    ) -> list[Answer]:
        """Return the answers set aside for these messages, in no order."""
        found = self._answers.find(
            {"message_id": {"$in": list(message_ids)}, "account_id": account_id}
        )
        return [documents.read_answer(document) for document in found]

    def forget(self, *, before: datetime) -> None:
        """Remove what nothing will ask for any more, of every account."""
        self._openings.delete_many({"superseded_time": {"$lt": before}})
        self._answers.delete_many({"create_time": {"$lt": before}})
