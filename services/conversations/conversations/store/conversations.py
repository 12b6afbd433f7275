"""The `Conversations` port over MongoDB."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from chassis.clock import Clock
from chassis.errors import Conflict
from chassis.outbox import Outbox

from ..domain.conversation import Conversation
from ..domain.events import ReactionQueued
from ..domain.reading import ReadMark
from ..ports import IdentityKey, Notice
from .documents import Collections, by_ids
from .entries import Stale
from .mapping import Document, conversation_of
from .transaction import Transaction

REMEMBERED = 50_000
"""Identity keys kept in memory; what they point to hardly ever changes."""

RECENT = 2_000
"""Conversations kept as they were last saved."""

PATIENCE = 12
"""How often a save that lost every race for the next position begins again."""


class MongoConversations:
    """
    Finds and saves conversations.

    Saves of one account wait for each other in this process, since they would
    only race for its next position; other processes do race, and retry.
    """

    def __init__(self, collections: Collections, outbox: Outbox, clock: Clock) -> None:
        self._collections = collections
        self._outbox = outbox
        self._clock = clock
        self._guard = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}
        self._positions: dict[str, int] = {}
        self._homes: dict[str, str] = {}
        self._recent: dict[str, Document] = {}

    def find(
        self, account_id: str, conversation_ids: Iterable[str]
    ) -> dict[str, Conversation]:
        """See `ports.Conversations`."""
        ids = list(conversation_ids)
        if not ids:
            return {}
        return {
            document["_id"]: conversation_of(document)
            for document in by_ids(self._collections.conversations, ids)
            if document["account_id"] == account_id
        }

    def recall(
        self, account_id: str, conversation_ids: Iterable[str]
    ) -> dict[str, Conversation]:
        """
        See `ports.Conversations`.

        If another process changed one meanwhile, the save finds another
        version, and the next attempt reads it anew.
        """
        known, missing = {}, []
        for conversation_id in conversation_ids:
            document = self._recent.get(conversation_id)
            if document is None or document["account_id"] != account_id:
                missing.append(conversation_id)
            else:
                known[conversation_id] = conversation_of(document)
        return known | self.find(account_id, missing)

    def find_by_keys(
        self, account_id: str, keys: Iterable[IdentityKey]
    ) -> dict[IdentityKey, Conversation]:
        """See `ports.Conversations`."""
        wanted = {f"{channel_id}:{key}": (channel_id, key) for channel_id, key in keys}
        found = self._at_home(account_id, wanted)
        strayed = [i for i in wanted if i not in found and i in self._homes]
        if strayed:
            # Remembered, but theirs no more: somebody may have got the number.
            for identity in strayed:
                self._homes.pop(identity, None)
            found |= self._at_home(account_id, {i: wanted[i] for i in strayed})
        return {wanted[identity]: home for identity, home in found.items()}

    def _at_home(
        self, account_id: str, wanted: Mapping[str, IdentityKey]
    ) -> dict[str, Conversation]:
        """Return, by identity, whose conversation knows of the key."""
        homes = self._homes_of(wanted)
        found = self.recall(account_id, set(homes.values()))
        return {
            identity: found[home]
            for identity, home in homes.items()
            if home in found and wanted[identity][1] in found[home].identity_keys
        }

    def save(
        self,
        account_id: str,
        conversations: Sequence[Conversation],
        *,
        mark: ReadMark | None = None,
        settled: Sequence[Notice] = (),
        reaction: ReactionQueued | None = None,
    ) -> None:
        """See `ports.Conversations`."""
        every = [c.conversation_id for c in conversations]
        work = Transaction(
            self._collections,
            account_id,
            conversations,
            mark=mark,
            settled=settled,
            reaction=reaction,
            at=self._clock(),
        )
        with self._lock(account_id):
            try:
                self._run(account_id, work)
            except Stale as stale:
                self._forget(stale.conversation_ids or every)
                raise Conflict(str(stale)) from stale
            except BaseException:
                self._forget(every)
                raise
            self._remember(work)
        for conversation in conversations:
            conversation.version += 1
            conversation.saved_place = conversation.place
            conversation.events.clear()
            for key in conversation.lost_keys:
                self._homes.pop(f"{conversation.channel_id}:{key}", None)
            conversation.new_keys = conversation.lost_keys = ()

    def _remember(self, work: Transaction) -> None:
        if len(self._recent) > RECENT:
            self._recent.clear()
        self._recent.update((d["_id"], d) for d in work.written)

    def _forget(self, conversation_ids: Iterable[str]) -> None:
        for conversation_id in conversation_ids:
            self._recent.pop(conversation_id, None)

    def _run(self, account_id: str, work: Transaction) -> None:
        """
        Run *work*, again as long as only the next position was taken.

        Every change of an account needs it, so under load it is lost often,
        which says nothing of what was read.

        Raises:
            Stale: What was read has changed.
        """
        work.newest = self._positions.pop(account_id, None)
        for patience in range(PATIENCE, -1, -1):
            try:
                self._positions[account_id] = self._outbox.run(work)
            except Conflict:
                if not patience:
                    raise
                # Spread the losers over the length of a large transaction.
                time.sleep(random.uniform(0, 0.1))  # noqa: S311  # no secret
            else:
                return

    def _homes_of(self, identities: Iterable[str]) -> dict[str, str]:
        known, missing = {}, []
        for identity in identities:
            home = self._homes.get(identity)
            if home is None:
                missing.append(identity)
            else:
                known[identity] = home
        if missing:
            fresh: dict[str, Any] = {
                document["_id"]: document["conversation_id"]
                for document in by_ids(self._collections.identities, missing)
            }
            if len(self._homes) + len(fresh) > REMEMBERED:
                self._homes.clear()
            self._homes.update(fresh)
            known |= fresh
        return known

    def _lock(self, account_id: str) -> threading.Lock:
        with self._guard:
            return self._locks.setdefault(account_id, threading.Lock())
