"""MongoDB: one connection, durable by default, and transactions that retry."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any, TypeVar

import mongoengine
from pymongo import errors
from pymongo.client_session import ClientSession
from pymongo.database import Database

from .errors import Conflict, Unavailable

T = TypeVar("T")

DUPLICATE_KEY = 11000
WRITE_CONFLICT = 112


def connect(url: str, *, name: str) -> Database[Any]:
    """
    Connect mongoengine's default alias and return the database *name*.

    Every write is acknowledged by a majority and journalled before we hear of
    it: nothing is acknowledged to the bus or a provider on less. Moments come
    back aware. Connecting is lazy: a server that is down is found out later, and
    one that takes a minute to answer counts as down.
    """
    client = mongoengine.connect(
        name,
        host=url,
        tz_aware=True,
        w="majority",
        journal=True,
        uuidRepresentation="standard",
        serverSelectionTimeoutMS=5000,
        connectTimeoutMS=3000,
        socketTimeoutMS=60_000,
        appname="recado",
    )
    return client[name]  # type: ignore[no-any-return]  # mongoengine is untyped


def in_transaction(
    database: Database[Any], work: Callable[[ClientSession], T], *, attempts: int = 5
) -> T:
    """
    Run *work* in one transaction and return what it returned.

    *work* runs again when somebody else won the race for a document or a
    unique key, so it must read what it decides on by itself, and touch
    nothing outside the database.

    Raises:
        Conflict: It lost *attempts* times.
        Unavailable: The database did not answer.
    """
    for attempt in range(attempts):
        try:
            with database.client.start_session() as session:
                with session.start_transaction():
                    return work(session)
        except (errors.PyMongoError, Conflict) as error:
            failure = translated(error)
            if not isinstance(failure, Conflict):
                raise failure from error
            lost = error
            # Spread the losers, so that they do not meet again.
            time.sleep(random.uniform(0, 0.002 * 2**attempt))  # noqa: S311  # no secret
    raise Conflict(f"lost the race {attempts} times") from lost


def alive(database: Database[Any]) -> bool:
    """Tell whether the database answers a ping."""
    try:
        database.command("ping")
    except errors.PyMongoError:
        return False
    return True


def translated(error: Exception) -> Exception:
    """Return *error* as one of ours where it means one, else itself."""
    if isinstance(error, errors.ConnectionFailure | errors.WTimeoutError):
        return Unavailable(f"the database did not answer: {type(error).__name__}")
    if isinstance(error, errors.PyMongoError) and (
        duplicate(error) or error.has_error_label("TransientTransactionError")
    ):
        return Conflict(f"lost a race: {type(error).__name__}")
    return error


def duplicate(error: Exception) -> bool:
    """Tell whether a write failed only because a unique key was taken."""
    if isinstance(error, errors.BulkWriteError):
        codes = {e["code"] for e in error.details.get("writeErrors", [])}
        return bool(codes) and codes <= {DUPLICATE_KEY, WRITE_CONFLICT}
    return isinstance(error, errors.DuplicateKeyError) or (
        isinstance(error, errors.OperationFailure)
        and error.code in (DUPLICATE_KEY, WRITE_CONFLICT)
    )
