"""The `Messages` port over MongoDB."""

from __future__ import annotations

from collections.abc import Iterable

from ..domain.message import Message, inbound_key
from ..ports import provider_ref
from .documents import Collections
from .mapping import message_of

FIRST_WINDOW = 200
"""Sequences looked through first; each next window is four times as wide."""


class MongoMessages:
    """The entries of the threads."""

    def __init__(self, collections: Collections) -> None:
        self._collections = collections

    def known(self, account_id: str, natural_keys: Iterable[str]) -> set[str]:
        """See `ports.Messages`."""
        found = self._collections.messages.find(
            {"_id": {"$in": list(natural_keys)}}, {"account_id": 1}
        )
        return {d["_id"] for d in found if d["account_id"] == account_id}

    def find(self, account_id: str, natural_key: str) -> Message | None:
        """See `ports.Messages`."""
        return self._by_keys(account_id, [natural_key]).get(natural_key)

    def find_outbound(self, account_id: str, refs: Iterable[str]) -> dict[str, Message]:
        """See `ports.Messages`."""
        keys = {
            document["_id"]: document["natural_key"]
            for document in self._collections.refs.find({"_id": {"$in": list(refs)}})
        }
        if not keys:
            return {}
        found = self._by_keys(account_id, set(keys.values()))
        return {ref: found[key] for ref, key in keys.items() if key in found}

    def find_by_provider(
        self, account_id: str, channel_id: str, provider_ids: Iterable[str]
    ) -> dict[str, Message]:
        """See `ports.Messages`."""
        ids = list(dict.fromkeys(provider_ids))
        inbound = {inbound_key(channel_id, id_): id_ for id_ in ids}
        found = {
            inbound[key]: message
            for key, message in self._by_keys(account_id, inbound).items()
        }
        missing = {
            provider_ref(channel_id, id_): id_ for id_ in ids if id_ not in found
        }
        if missing:
            outbound = self.find_outbound(account_id, missing)
            found |= {missing[ref]: message for ref, message in outbound.items()}
        return found

    def find_in(
        self, account_id: str, conversation_id: str, message_id: str
    ) -> Message | None:
        """See `ports.Messages`."""
        found = self._collections.messages.find_one(
            {"conversation_id": conversation_id, "message_id": message_id}
        )
        if found is None or found["account_id"] != account_id:
            return None
        return message_of(found, found["_id"])

    def page(
        self, account_id: str, conversation_id: str, *, before: int, limit: int
    ) -> list[Message]:
        """See `ports.Messages`."""
        found: list[Message] = []
        high, width = before - 1, FIRST_WINDOW
        while high > 0 and len(found) < limit:
            low = max(high - width, 0)
            window = self._collections.messages.find(
                {
                    "conversation_id": conversation_id,
                    "sequence": {"$gt": low, "$lte": high},
                }
            ).sort("sequence", -1)
            found += [
                message_of(d, d["_id"])
                for d in window.limit(limit - len(found))
                if d["account_id"] == account_id
            ]
            high, width = low, width * 4
        return found

    def _by_keys(self, account_id: str, keys: Iterable[str]) -> dict[str, Message]:
        found = self._collections.messages.find({"_id": {"$in": list(keys)}})
        return {
            d["_id"]: message_of(d, d["_id"])
            for d in found
            if d["account_id"] == account_id
        }
