"""People and their profiles in MongoDB: one document each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from pymongo import ReturnDocument, UpdateOne
from pymongo.client_session import ClientSession
from pymongo.database import Database
from pymongo.errors import BulkWriteError, PyMongoError

from chassis import mongo
from chassis.outbox import Outbox

from ..domain.channels import Channel
from ..domain.events import IdentityChanged
from ..domain.inbound import Address, Sender
from ..domain.news import Rekeyed
from ..domain.people import FRESH, Known, Person, Profile
from ..ports import Clock
from ..sealing import Sealer
from ..wire.events import write_event
from .collections import PEOPLE


class MongoPeople:
    """The `People` port over MongoDB."""

    def __init__(
        self, database: Database[Any], outbox: Outbox, sealer: Sealer, clock: Clock
    ) -> None:
        self._people = database[PEOPLE]
        self._outbox = outbox
        self._sealer = sealer
        self._clock = clock

    def known(self, people: Collection[Person]) -> Known:
        """Return the profiles that are known; see `People.known`."""
        wanted = [_id(each) for each in people]
        try:
            found = list(self._people.find({"_id": {"$in": wanted}}))
        except PyMongoError as error:
            raise mongo.translated(error) from error
        profiles = {
            (document["channel_id"], document["key"]): _profile(document)
            for document in found
        }
        return {key: each for key, each in profiles.items() if each != Profile()}

    def expect(self, people: Collection[Person]) -> None:
        """Have *people* asked about; see `People.expect`."""
        by_id = {_id(each): each for each in people}
        now = self._clock()
        try:
            found = {d["_id"]: d for d in self._people.find({"_id": {"$in": [*by_id]}})}
            new = [_new(each, now) for key, each in by_id.items() if key not in found]
            if new:
                self._people.insert_many(new, ordered=False)
            stale = [d for d in found.values() if _is_stale(d, now)]
            if stale:
                self._people.bulk_write([_again(d, now) for d in stale], ordered=False)
        except BulkWriteError as error:
            # Another process met them at the same time.
            if not mongo.duplicate(error):
                raise mongo.translated(error) from error
        except PyMongoError as error:
            raise mongo.translated(error) from error

    def take_due(self, now: datetime, until: datetime) -> Person | None:
        """Take one in hand; see `People.take_due`."""
        try:
            found = self._people.find_one_and_update(
                {"due_time": {"$lte": now}},
                {"$set": {"due_time": until}, "$inc": {"tries": 1}},
                sort=[("due_time", 1)],
                return_document=ReturnDocument.AFTER,
            )
        except PyMongoError as error:
            raise mongo.translated(error) from error
        return _read(found) if found else None

    def learn(self, person: Person, channel: Channel, profile: Profile) -> None:
        """Store and announce what was told; see `People.learn`."""
        now = self._clock()
        change = {
            "$set": {
                "name": profile.name,
                "handle": profile.handle,
                "avatar_url": profile.avatar_url,
                "refresh_time": now + FRESH,
                "tries": 0,
            },
            "$unset": {"due_time": ""},
        }

        def work(session: ClientSession) -> tuple[None, list[Any]]:
            self._people.update_one({"_id": _id(person)}, change, session=session)
            if profile in (person.profile, Profile()):
                return None, []
            event = _known(person, channel, profile, now)
            return None, [write_event(event, self._sealer.seal)]

        self._outbox.run(work)

    def rest(self, person: Person) -> None:
        """Leave a person alone for a day; see `People.rest`."""
        change = {
            "$set": {"refresh_time": self._clock() + FRESH, "tries": 0},
            "$unset": {"due_time": ""},
        }
        self._change(person, change)

    def postpone(self, person: Person, due: datetime) -> None:
        """Ask about a person again at *due*."""
        self._change(person, {"$set": {"due_time": due}})

    def _change(self, person: Person, change: Mapping[str, Any]) -> None:
        try:
            self._people.update_one({"_id": _id(person)}, change)
        except PyMongoError as error:
            raise mongo.translated(error) from error


def _id(person: Person) -> str:
    return f"{person.channel_id}:{person.key}"


def _new(person: Person, now: datetime) -> dict[str, Any]:
    return {
        "_id": _id(person),
        "account_id": person.account_id,
        "channel_id": person.channel_id,
        "key": person.key,
        "name": "",
        "handle": "",
        "avatar_url": "",
        "tries": 0,
        "due_time": now,
    }


def _is_stale(document: Mapping[str, Any], now: datetime) -> bool:
    return "due_time" not in document and document["refresh_time"] <= now


def _again(document: Mapping[str, Any], now: datetime) -> UpdateOne:
    same = {"_id": document["_id"], "refresh_time": document["refresh_time"]}
    return UpdateOne(same, {"$set": {"due_time": now, "tries": 0}})


def _profile(document: Mapping[str, Any]) -> Profile:
    return Profile(document["name"], document["handle"], document["avatar_url"])


def _read(document: Mapping[str, Any]) -> Person:
    return Person(
        document["account_id"],
        document["channel_id"],
        document["key"],
        _profile(document),
        document["tries"],
    )


def _known(
    person: Person, channel: Channel, profile: Profile, now: datetime
) -> IdentityChanged:
    known = Rekeyed(
        address=Address(channel_id=person.channel_id),
        former_keys=(person.key,),
        identity=Sender(
            (person.key,),
            display_name=profile.name,
            handle=profile.handle,
            avatar_url=profile.avatar_url,
        ),
        reason="profile_known",
        provider_time=now,
        notice_id="",
    )
    return IdentityChanged("", "", now, channel, known)
