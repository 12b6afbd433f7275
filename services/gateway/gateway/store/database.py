"""The gateway's database: its collections and indexes."""

from __future__ import annotations

from typing import Any

from pymongo.database import Database

from chassis.outbox import Outbox

from . import access, people


def prepare(database: Database[Any], outbox: Outbox) -> None:
    """Create what is missing; a transaction cannot create collections."""
    present = set(database.list_collection_names())
    for document in (*people.DOCUMENTS, *access.DOCUMENTS):
        name = document._get_collection_name()  # noqa: SLF001  # mongoengine's name for it
        if name not in present:
            database.create_collection(name)
        document.ensure_indexes()
    outbox.prepare()
