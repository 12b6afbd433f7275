"""Saying "still mine" and finishing a send meet on the same documents."""

from __future__ import annotations

import threading
from datetime import timedelta

from builders import NOON, SEALER, send

from ingest.store.sends import MongoSends

LEASE = NOON + timedelta(seconds=15)
LATER = NOON + timedelta(seconds=60)


def test_holding_waits_for_a_transaction_without_standing_in_its_way(clean, outbox):
    """DESIGN 3: a lease that meets an unfinished step lets the step finish."""
    sends = MongoSends(clean, outbox, SEALER, lambda: NOON)
    sends.add([send(), send("ms_2")], "wk_1", LEASE)
    documents = sends._sends
    holding = threading.Thread(target=sends.hold, args=(["ms_1", "ms_2"], LATER))

    with clean.client.start_session() as session, session.start_transaction():
        documents.update_one({"_id": "ms_1"}, {"$set": {"a": 1}}, session=session)
        holding.start()
        for _ in range(50):  # long enough for the other to stand and wait
            documents.update_one({"_id": "ms_2"}, {"$inc": {"b": 1}}, session=session)
    holding.join()

    assert documents.find_one({"_id": "ms_1"})["a"] == 1
    assert documents.find_one({"_id": "ms_2"})["b"] == 50
    assert sends.abandoned("wk_2", LEASE + timedelta(seconds=1), LATER) == []
