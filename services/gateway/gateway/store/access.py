"""Sessions and API tokens in MongoDB, by the hash of their secret."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar

import mongoengine as me
from pymongo.errors import PyMongoError

from chassis.mongo import duplicate

from ..domain.access import Session, Token


class SessionDocument(me.Document):
    """`_id` is the SHA-256 of the secret in the cookie."""

    meta: ClassVar[dict[str, Any]] = {
        "collection": "sessions",
        "auto_create_index": False,
        "indexes": [
            # Ending all of a user's sessions.
            ("account_id", "user_id"),
            # The database forgets what has expired; we never trust one that has.
            {"fields": ["expire_time"], "expireAfterSeconds": 0},
        ],
    }

    key = me.StringField(primary_key=True)
    account_id = me.StringField(required=True)
    user_id = me.StringField(required=True)
    create_time = me.DateTimeField(required=True)
    expire_time = me.DateTimeField(required=True)


class TokenDocument(me.Document):
    """`_id` is the token's id; `key` the SHA-256 of its secret."""

    meta: ClassVar[dict[str, Any]] = {
        "collection": "tokens",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["key"], "unique": True},
            # Listing, and making one once per request.
            {"fields": ["account_id", "user_id", "request_id"], "unique": True},
        ],
    }

    token_id = me.StringField(primary_key=True)
    key = me.StringField(required=True)
    account_id = me.StringField(required=True)
    user_id = me.StringField(required=True)
    name = me.StringField(required=True)
    create_time = me.DateTimeField(required=True)
    last_used_time = me.DateTimeField(null=True)
    request_id = me.StringField(required=True)


DOCUMENTS: tuple[type[Any], ...] = (SessionDocument, TokenDocument)


class MongoAccess:
    """The `Access` port over MongoDB."""

    def open_session(self, session: Session) -> None:
        """See the port."""
        SessionDocument(
            key=session.key,
            account_id=session.account_id,
            user_id=session.user_id,
            create_time=session.create_time,
            expire_time=session.expire_time,
        ).save(force_insert=True)

    def close_session(self, key: str) -> None:
        """See the port."""
        _sessions().delete_one({"_id": key})

    def close_sessions(self, account_id: str, user_id: str) -> None:
        """See the port."""
        _sessions().delete_many({"account_id": account_id, "user_id": user_id})

    def find_sessions(
        self, keys: Iterable[str], *, at: datetime
    ) -> Mapping[str, Session]:
        """See the port."""
        wanted = list(keys)
        if not wanted:
            return {}
        found = _sessions().find({"_id": {"$in": wanted}, "expire_time": {"$gt": at}})
        return {
            d["_id"]: Session(
                key=d["_id"],
                account_id=d["account_id"],
                user_id=d["user_id"],
                create_time=d["create_time"],
                expire_time=d["expire_time"],
            )
            for d in found
        }

    def add_token(self, token: Token) -> Token:
        """See the port."""
        try:
            _tokens().insert_one(
                {
                    "_id": token.token_id,
                    "key": token.key,
                    "account_id": token.account_id,
                    "user_id": token.user_id,
                    "name": token.name,
                    "create_time": token.create_time,
                    "last_used_time": None,
                    "request_id": token.request_id,
                }
            )
        except PyMongoError as error:
            if not duplicate(error):
                raise
            first = _tokens().find_one(
                {
                    "account_id": token.account_id,
                    "user_id": token.user_id,
                    "request_id": token.request_id,
                }
            )
            return _token(first)
        return token

    def remove_token(self, account_id: str, user_id: str, token_id: str) -> bool:
        """See the port."""
        gone = _tokens().delete_one(
            {"_id": token_id, "account_id": account_id, "user_id": user_id}
        )
        return bool(gone.deleted_count)

    def list_tokens(self, account_id: str, user_id: str) -> list[Token]:
        """See the port."""
        found = _tokens().find({"account_id": account_id, "user_id": user_id})
        return [_token(d) for d in found.sort("_id", 1)]

    def find_tokens(self, keys: Iterable[str]) -> Mapping[str, Token]:
        """See the port."""
        wanted = list(keys)
        if not wanted:
            return {}
        return {d["key"]: _token(d) for d in _tokens().find({"key": {"$in": wanted}})}

    def touch_token(self, key: str, *, at: datetime) -> None:
        """See the port."""
        _tokens().update_one({"key": key}, {"$set": {"last_used_time": at}})


def _sessions() -> Any:
    return SessionDocument._get_collection()  # noqa: SLF001  # mongoengine's way to it


def _tokens() -> Any:
    return TokenDocument._get_collection()  # noqa: SLF001  # mongoengine's way to it


def _token(found: dict[str, Any]) -> Token:
    return Token(
        token_id=found["_id"],
        key=found["key"],
        account_id=found["account_id"],
        user_id=found["user_id"],
        name=found["name"],
        create_time=found["create_time"],
        last_used_time=found["last_used_time"],
        request_id=found["request_id"],
    )
