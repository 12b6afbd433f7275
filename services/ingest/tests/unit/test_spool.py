"""The spool: what it took is there after a crash, in order, and not doubled."""

from __future__ import annotations

import os

import pytest

from ingest.http import spool as module
from ingest.http.spool import Spool, SpoolInUse


def reopened(spool, folder):
    """Return the spool of the next life: the old one is gone without a word."""
    os.close(spool._lock)
    return Spool(folder)


def drain(spool):
    found = []
    while (segment := spool.oldest()) is not None:
        number, records = segment
        found += records
        spool.remove(number)
    return found


def test_what_was_stored_comes_back_in_order_after_a_crash(tmp_path):
    spool = Spool(tmp_path)
    spool.append([b"one", b"two"])
    spool.append([b"three", b""])

    again = reopened(spool, tmp_path)

    assert len(again) == 4
    assert drain(again) == [b"one", b"two", b"three", b""]
    assert len(again) == 0
    assert list(tmp_path.glob("*.calls")) == []


@pytest.mark.parametrize("torn", [1, 4, 7, 8, 9, 12])
def test_a_record_torn_by_a_crash_does_not_count(tmp_path, torn):
    spool = Spool(tmp_path)
    spool.append([b"whole"])
    [path] = tmp_path.glob("*.calls")
    whole = path.stat().st_size
    spool.append([b"torn!"])
    os.truncate(path, whole + torn)

    again = reopened(spool, tmp_path)
    again.append([b"later"])

    assert drain(again) == [b"whole", b"later"]


def test_a_record_damaged_on_disk_does_not_come_back(tmp_path):
    spool = Spool(tmp_path)
    spool.append([b"good", b"bad!"])
    [path] = tmp_path.glob("*.calls")
    raw = path.read_bytes()
    path.write_bytes(raw[:-1] + b"?")

    assert drain(reopened(spool, tmp_path)) == [b"good"]


def test_what_is_being_replayed_does_not_grow(tmp_path):
    spool = Spool(tmp_path)
    spool.append([b"one"])
    number, records = spool.oldest()
    spool.append([b"two"])
    spool.remove(number)

    assert records == [b"one"]
    assert drain(spool) == [b"two"]


def test_long_spools_are_cut_into_segments(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "SEGMENT_BYTES", 20)
    spool = Spool(tmp_path)
    for number in range(5):
        spool.append([b"record-%d" % number])

    assert len(list(tmp_path.glob("*.calls"))) == 3
    assert drain(spool) == [b"record-%d" % n for n in range(5)]


def test_one_process_owns_a_folder(tmp_path):
    spool = Spool(tmp_path)

    with pytest.raises(SpoolInUse, match="spool_dir"):
        Spool(tmp_path)
    spool.close()
    Spool(tmp_path).close()


def test_half_a_write_leaves_no_trace(tmp_path, monkeypatch):
    spool = Spool(tmp_path)
    spool.append([b"one"])

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        spool.append([b"two"])
    monkeypatch.undo()
    spool.append([b"three"])

    assert drain(reopened(spool, tmp_path)) == [b"one", b"three"]
