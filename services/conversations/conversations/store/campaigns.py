"""The `Campaigns` port over MongoDB: one document each, and one per recipient."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from pymongo import ReplaceOne, UpdateOne
from pymongo.client_session import ClientSession

from chassis import ids
from chassis.clock import Clock
from chassis.envelope import Outgoing
from chassis.errors import Conflict
from chassis.outbox import Outbox

from ..domain.campaign import ENDED, Campaign, Reach, Recipient, State
from ..wire.campaigns import campaign_changed
from .documents import Collections
from .mapping import Document

AT_ONCE = 1000
"""Recipients inserted with one statement."""


class MongoCampaigns:
    """Campaigns and the people they are for."""

    def __init__(self, collections: Collections, outbox: Outbox, clock: Clock) -> None:
        self._campaigns = collections.campaigns
        self._recipients = collections.recipients
        self._outbox = outbox
        self._clock = clock

    def add(
        self, campaign: Campaign, recipients: Sequence[Recipient], request_id: str
    ) -> None:
        """
        See `ports.Campaigns`.

        The list first, outside the transaction: it may be long, and without
        its campaign nobody sees it.
        """
        documents = [_recipient(campaign, each) for each in recipients]
        for begin in range(0, len(documents), AT_ONCE):
            self._recipients.insert_many(documents[begin : begin + AT_ONCE])
        campaign.version = 1
        document = _document(campaign) | {"request_id": request_id}

        def work(session: ClientSession) -> tuple[None, list[Outgoing]]:
            self._campaigns.insert_one(document, session=session)
            return None, [self._changed(campaign)]

        self._outbox.run(work)

    def save(self, campaign: Campaign, recipients: Sequence[Recipient]) -> None:
        """See `ports.Campaigns`."""
        read = campaign.version
        campaign.version += 1
        changes = [
            ReplaceOne({"_id": document["_id"]}, document)
            for document in (_recipient(campaign, each) for each in recipients)
        ]
        fields = {k: v for k, v in _document(campaign).items() if k != "_id"}

        def work(session: ClientSession) -> tuple[bool, list[Outgoing]]:
            saved = self._campaigns.update_one(
                {"_id": campaign.campaign_id, "version": read},
                {"$set": fields},
                session=session,
            )
            if not saved.matched_count:
                return False, []
            if changes:
                self._recipients.bulk_write(changes, session=session)
            return True, [self._changed(campaign)]

        if not self._outbox.run(work):
            raise Conflict("the campaign was saved since it was read")

    def find(self, account_id: str, campaign_id: str) -> Campaign | None:
        """See `ports.Campaigns`."""
        found = self._campaigns.find_one({"_id": campaign_id})
        if found is None or found["account_id"] != account_id:
            return None
        return _campaign(found)

    def find_by_request(self, account_id: str, request_id: str) -> Campaign | None:
        """See `ports.Campaigns`."""
        found = self._campaigns.find_one(
            {"account_id": account_id, "request_id": request_id}
        )
        return None if found is None else _campaign(found)

    def page(self, account_id: str, before: str, limit: int) -> list[Campaign]:
        """See `ports.Campaigns`; ids sort by the time of making."""
        wanted: Document = {"account_id": account_id}
        if before:
            wanted["_id"] = {"$lt": before}
        found = self._campaigns.find(wanted).sort("_id", -1).limit(limit)
        return [_campaign(document) for document in found]

    def recipients(
        self, campaign: Campaign, reach: Reach | None, *, after: int, limit: int
    ) -> list[Recipient]:
        """See `ports.Campaigns`."""
        wanted: Document = {
            "campaign_id": campaign.campaign_id,
            "line": {"$gt": after},
        }
        if reach is not None:
            wanted["reach"] = reach.value
        found = self._recipients.find(wanted).sort("line", 1).limit(limit)
        return [_read(document) for document in found]

    def unsettled(self, campaign: Campaign, limit: int) -> list[Recipient]:
        """See `ports.Campaigns`."""
        reaches = [r.value for r in (Reach.QUEUED, Reach.SENT, Reach.DELIVERED)]
        wanted = {
            "campaign_id": campaign.campaign_id,
            "$or": [{"reach": {"$in": reaches}}, {"reach": "read", "replied": False}],
        }
        found = self._recipients.find(wanted).sort("look_time", 1).limit(limit)
        return [_read(document) for document in found]

    def looked_at(self, campaign: Campaign, recipients: Sequence[Recipient]) -> None:
        """See `ports.Campaigns`."""
        seen = {"$set": {"look_time": self._clock()}}
        if recipients:
            self._recipients.bulk_write(
                [
                    UpdateOne({"_id": _id(campaign, each.line)}, seen)
                    for each in recipients
                ],
                ordered=False,
            )

    def due(self, now: datetime) -> list[tuple[str, str]]:
        """See `ports.Campaigns`."""
        wanted = {"state": State.RUNNING.value, "next_time": {"$lte": now}}
        return self._names(wanted)

    def watched(self, since: datetime) -> list[tuple[str, str]]:
        """See `ports.Campaigns`."""
        ended = [state.value for state in ENDED]
        running = [State.RUNNING.value, State.PAUSED.value]
        return self._names({"state": {"$in": running}}) + self._names(
            {"state": {"$in": ended}, "end_time": {"$gt": since}}
        )

    def _names(self, wanted: Document) -> list[tuple[str, str]]:
        found: Iterable[Document] = self._campaigns.find(wanted, {"account_id": 1})
        return [(document["account_id"], document["_id"]) for document in found]

    def _changed(self, campaign: Campaign) -> Outgoing:
        return campaign_changed(campaign, event_id=ids.new("ev"), at=self._clock())


def _id(campaign: Campaign, line: int) -> str:
    return f"{campaign.campaign_id}:{line:06d}"


def _document(campaign: Campaign) -> Document:
    c = campaign
    return {
        "_id": c.campaign_id,
        "account_id": c.account_id,
        "name": c.name,
        "channel_id": c.channel_id,
        "template_id": c.template_id,
        "creator_id": c.creator_id,
        "create_time": c.create_time,
        "batch_size": c.batch_size,
        "batch_seconds": c.batch_seconds,
        "daily_limit": c.daily_limit,
        "purpose": c.purpose,
        "state": c.state.value,
        "reason": c.reason,
        "counts": c.counts,
        "replied": c.replied,
        "next_time": c.next_time,
        "end_time": c.end_time,
        "sent_at": [{"at": at, "n": n} for at, n in c.sent_at],
        "version": c.version,
    }


def _campaign(document: Document) -> Campaign:
    plain: dict[str, Any] = {
        name: value
        for name, value in document.items()
        if name not in ("_id", "request_id", "state", "sent_at")
    }
    return Campaign(
        campaign_id=document["_id"],
        state=State(document["state"]),
        sent_at=[(each["at"], each["n"]) for each in document["sent_at"]],
        **plain,
    )


def _recipient(campaign: Campaign, recipient: Recipient) -> Document:
    r = recipient
    return {
        "_id": _id(campaign, r.line),
        "campaign_id": campaign.campaign_id,
        "line": r.line,
        "given_phone": r.given_phone,
        "phone": r.phone,
        "name": r.name,
        "variables": [{"name": n, "value": v} for n, v in r.variables.items()],
        "opt_in": r.opt_in,
        "reach": r.reach.value,
        "reason": r.reason,
        "message_id": r.message_id,
        "replied": r.replied,
    }


def _read(document: Document) -> Recipient:
    d = document
    return Recipient(
        line=d["line"],
        given_phone=d["given_phone"],
        phone=d["phone"],
        name=d["name"],
        variables={each["name"]: each["value"] for each in d["variables"]},
        opt_in=d["opt_in"],
        reach=Reach(d["reach"]),
        reason=d["reason"],
        message_id=d["message_id"],
        replied=d["replied"],
    )
