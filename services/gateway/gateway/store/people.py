"""
Accounts, users and permission groups in MongoDB.

A change of any user moves the account's `version` in the same transaction:
two administrators who act at once meet there, and the second sees what the
first did. mongoengine declares fields and indexes; writes go through the
session of the transaction, which mongoengine does not know.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, TypeVar

import mongoengine as me
from pymongo import ReplaceOne
from pymongo.client_session import ClientSession

from chassis.envelope import Outgoing
from chassis.errors import Conflict
from chassis.outbox import Outbox

from .. import events
from ..domain.errors import EmailTaken, SessionMissing
from ..domain.people import Account, Group, Roll, User

T = TypeVar("T")


class AccountDocument(me.Document):
    """`_id` is the account id; `version` counts changes of its roll."""

    meta: ClassVar[dict[str, Any]] = {
        "collection": "accounts",
        "indexes": ["name"],
        "auto_create_index": False,
    }

    account_id = me.StringField(primary_key=True)
    name = me.StringField(required=True)
    version = me.IntField(required=True)


class UserDocument(me.Document):
    """`_id` is the user id."""

    meta: ClassVar[dict[str, Any]] = {
        "collection": "users",
        "auto_create_index": False,
        "indexes": [
            # Signing in: the address alone says which account.
            {"fields": ["email"], "unique": True},
            # The roll.
            "account_id",
        ],
    }

    user_id = me.StringField(primary_key=True)
    account_id = me.StringField(required=True)
    name = me.StringField(required=True)
    email = me.StringField(required=True)
    password_hash = me.StringField(required=True)
    create_time = me.DateTimeField(required=True)
    language = me.StringField(required=True)
    group = me.StringField(required=True)
    custom_permissions = me.ListField(me.StringField(), null=True, default=None)
    is_attendant = me.BooleanField(required=True)
    active = me.BooleanField(required=True)
    time_zone = me.StringField(default="")
    request_id = me.StringField(default="")


class GroupDocument(me.Document):
    """`_id` is `<account id>:<name>`."""

    meta: ClassVar[dict[str, Any]] = {
        "collection": "groups",
        "indexes": ["account_id"],
        "auto_create_index": False,
    }

    group_id = me.StringField(primary_key=True)
    account_id = me.StringField(required=True)
    name = me.StringField(required=True)
    permissions = me.ListField(me.StringField())


DOCUMENTS: tuple[type[Any], ...] = (AccountDocument, UserDocument, GroupDocument)


class MongoPeople:
    """The `People` port over MongoDB."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    def create(self, roll: Roll) -> None:
        """See the port."""

        def work(session: ClientSession) -> tuple[None, Sequence[Outgoing]]:
            _save(roll, session)
            return None, events.outgoing(roll)

        self._outbox.run(work)

    def edit(self, account_id: str, work: Callable[[Roll], T]) -> T:
        """See the port."""

        def in_session(session: ClientSession) -> tuple[T, Sequence[Outgoing]]:
            roll = _load(account_id, session)
            result = work(roll)
            _save(roll, session)
            return result, events.outgoing(roll)

        return self._outbox.run(in_session)

    def roll(self, account_id: str) -> Roll:
        """See the port."""
        return _load(account_id, None)

    def find_by_email(self, email: str) -> User | None:
        """See the port."""
        found = _users().find_one({"email": email})
        return _user(found) if found else None

    def account_ids(self) -> list[str]:
        """See the port."""
        return [
            found["_id"] for found in _accounts().find({}, {"_id": 1}).sort("_id", 1)
        ]

    def find_account(self, name: str) -> Account | None:
        """See the port."""
        found = _accounts().find_one({"name": name}, sort=[("_id", 1)])
        return Account(found["_id"], found["name"]) if found else None


def _accounts() -> Any:
    return AccountDocument._get_collection()  # noqa: SLF001  # mongoengine's way to it


def _users() -> Any:
    return UserDocument._get_collection()  # noqa: SLF001  # mongoengine's way to it


def _groups() -> Any:
    return GroupDocument._get_collection()  # noqa: SLF001  # mongoengine's way to it


def _load(account_id: str, session: ClientSession | None) -> Roll:
    account = _accounts().find_one({"_id": account_id}, session=session)
    if account is None:
        raise SessionMissing("the account is gone")
    users = map(_user, _users().find({"account_id": account_id}, session=session))
    groups = _groups().find({"account_id": account_id}, session=session)
    return Roll(
        Account(account["_id"], account["name"]),
        users={user.user_id: user for user in users},
        groups={
            g["name"]: Group(g["name"], frozenset(g["permissions"])) for g in groups
        },
        version=account["version"],
    )


def _save(roll: Roll, session: ClientSession) -> None:
    if roll.version and not (roll.changed_users or roll.changed_groups):
        return
    changed = [roll.users[user_id] for user_id in sorted(roll.changed_users)]
    _check_emails(changed, session)
    _move_version(roll, session)
    users = [_user_document(user) for user in changed]
    groups = [_group_document(roll, name) for name in sorted(roll.changed_groups)]
    for collection, documents in ((_users(), users), (_groups(), groups)):
        if documents:
            collection.bulk_write(
                [ReplaceOne({"_id": d["_id"]}, d, upsert=True) for d in documents],
                session=session,
            )


def _move_version(roll: Roll, session: ClientSession) -> None:
    account_id = roll.account.account_id
    if roll.version == 0:
        document = AccountDocument(
            account_id=account_id, name=roll.account.name, version=1
        )
        _accounts().insert_one(document.to_mongo(), session=session)
        return
    moved = _accounts().update_one(
        {"_id": account_id, "version": roll.version},
        {"$inc": {"version": 1}},
        session=session,
    )
    if not moved.matched_count:
        raise Conflict("the account changed meanwhile")


def _check_emails(users: Sequence[User], session: ClientSession) -> None:
    """Refuse a taken address by name; the unique index decides a race."""
    own = {user.email: user.user_id for user in users}
    taken = _users().find(
        {"email": {"$in": sorted(own)}}, {"email": 1}, session=session
    )
    if len(own) < len(users) or any(own[t["email"]] != t["_id"] for t in taken):
        raise EmailTaken("somebody signs in with this address already", field="email")


def _user_document(user: User) -> dict[str, Any]:
    permissions = user.custom_permissions
    document = UserDocument(
        user_id=user.user_id,
        account_id=user.account_id,
        name=user.name,
        email=user.email,
        password_hash=user.password_hash,
        create_time=user.create_time,
        language=user.language,
        group=user.group,
        custom_permissions=None if permissions is None else sorted(permissions),
        is_attendant=user.is_attendant,
        active=user.active,
        time_zone=user.time_zone,
        request_id=user.request_id,
    )
    document.validate()
    return dict(document.to_mongo())


def _group_document(roll: Roll, name: str) -> dict[str, Any]:
    account_id = roll.account.account_id
    document = GroupDocument(
        group_id=f"{account_id}:{name}",
        account_id=account_id,
        name=name,
        permissions=sorted(roll.groups[name].permissions),
    )
    return dict(document.to_mongo())


def _user(found: dict[str, Any]) -> User:
    permissions = found.get("custom_permissions")
    return User(
        user_id=found["_id"],
        account_id=found["account_id"],
        name=found["name"],
        email=found["email"],
        password_hash=found["password_hash"],
        create_time=found["create_time"],
        language=found["language"],
        group=found["group"],
        custom_permissions=None if permissions is None else frozenset(permissions),
        is_attendant=found["is_attendant"],
        active=found["active"],
        time_zone=found.get("time_zone", ""),
        request_id=found.get("request_id", ""),
    )
