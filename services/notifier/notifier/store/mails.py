"""The `Mails` port over MongoDB."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from pymongo.database import Database
from pymongo.errors import PyMongoError

from chassis.mongo import duplicate

from ..domain.mail import Mail, State
from . import documents
from .collections import MAILS

PROBLEM_LENGTH = 300  # characters


class MongoMails:
    """
    Pending mails have a due time; claiming one moves it ahead.

    So a claim is a lease: who crashes leaves a mail that is due again later.
    Every later write names the due time it holds, and so does nothing once
    the lease ran out and another claimed it.
    """

    def __init__(self, database: Database[Any]) -> None:
        self._mails = database[MAILS]

    def due(self, now: datetime, *, limit: int) -> list[Mail]:
        """Return up to *limit* pending mails whose time has come, oldest first."""
        found = (
            self._mails.find({"due_time": {"$lte": now}}).sort("due_time").limit(limit)
        )
        return [documents.read_mail(document) for document in found]

    def claim(self, mail: Mail, *, until: datetime) -> Mail | None:
        """Return the mail for this worker alone until then; None: another has it."""
        change = {"$set": {"due_time": until}, "$inc": {"attempts": 1}}
        if not self._change(mail, change):
            return None
        return replace(mail, due_time=until, attempts=mail.attempts + 1)

    def put_off(self, mail: Mail, *, until: datetime, problem: str) -> None:
        """Try again then; nothing happens if the claim ran out."""
        facts = {"due_time": until, "problem": problem[:PROBLEM_LENGTH]}
        self._change(mail, {"$set": facts})

    def settle(self, mail: Mail, state: State, *, at: datetime, problem: str) -> None:
        """It is over; the text is erased. Nothing happens if the claim ran out."""
        facts = {
            "state": state.value,
            "end_time": at,
            "problem": problem[:PROBLEM_LENGTH],
        }
        erased = {"due_time": "", "contact_name": "", "preview": ""}
        self._change(mail, {"$set": facts, "$unset": erased})

    def _change(self, mail: Mail, change: dict[str, Any]) -> bool:
        held = {
            "_id": mail.mail_id,
            "account_id": mail.account_id,
            "due_time": mail.due_time,
        }
        try:
            done = self._mails.update_one(held, change)
        except PyMongoError as error:
            if duplicate(error):
                # Another worker is writing it at this very moment.
                return False
            raise
        return done.matched_count == 1
