"""The private broker and database answer, and leave nothing behind."""

from __future__ import annotations

from pathlib import Path

import pymongo
from waiting import until

from stack import servers
from stack.private import Servers


def _using(folder: Path) -> list[int]:
    """Return the processes that were told of *folder*."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            told = (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if str(folder).encode() in told:
            found.append(int(entry.name))
    return found


def test_they_start_answer_and_end(tmp_path: Path):
    with Servers(tmp_path) as urls:
        with pymongo.MongoClient(urls["mongo"]) as client:
            client.test.things.insert_one({"_id": 1})
            assert client.test.things.count_documents({}) == 1
        assert servers.broker_answers(int(urls["amqp"].rpartition(":")[2].strip("/")))
        assert _using(tmp_path)

    until(lambda: _using(tmp_path) == [])
