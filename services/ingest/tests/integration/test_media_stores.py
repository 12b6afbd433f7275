"""Where files are kept, and what stands in for it, keep the same promises."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from datetime import timedelta

import pytest
from builders import NOON
from fakes_media import FakeBlobs, FakeFiles
from recado.ingest.v1.events_pb2 import AttachmentChanged
from s3 import KEY_ID, REGION, S3, SECRET

from chassis.errors import Unavailable
from ingest.domain.content import Attachment, FileKind, FileSource, FileState
from ingest.media.files import ORIGINAL, Copy, File
from ingest.media.gridfs import GridFsBlobs
from ingest.media.ports import BlobMissing
from ingest.media.s3 import S3Blobs, client
from ingest.media.sigv4 import Credentials
from ingest.media.store import MongoFiles

LATER = NOON + timedelta(minutes=5)
MUCH_LATER = NOON + timedelta(days=2)


@pytest.fixture(scope="module")
def s3():
    found = S3()
    yield found
    found.close()


@pytest.fixture(scope="module")
def calling():
    with client() as found:
        yield found


@pytest.fixture(params=["fake", "gridfs", "s3"])
def blobs(request):
    if request.param == "fake":
        return FakeBlobs()
    if request.param == "gridfs":
        return GridFsBlobs(request.getfixturevalue("clean"))
    store = request.getfixturevalue("s3")
    credentials = Credentials(KEY_ID, SECRET, REGION)
    calling = request.getfixturevalue("calling")
    return S3Blobs(store.url, "bucket", credentials, calling, prefix="/recado/")


def put(blobs, key, body):
    blobs.put(
        key,
        io.BytesIO(body),
        size_bytes=len(body),
        sha256=hashlib.sha256(body).hexdigest(),
    )


class TestBlobs:
    def test_what_is_put_comes_back(self, blobs):
        body = bytes(range(256)) * 3000
        put(blobs, "at_1/1/original", body)

        assert b"".join(blobs.open("at_1/1/original")) == body

    @pytest.mark.parametrize(
        ("start", "end"),
        [
            (0, 1),
            (5, 10),
            (261_119, 261_121),
            (700_000, None),
            (0, None),
            (767_999, 768_000),
        ],
    )
    def test_a_part_of_it_comes_alone(self, blobs, start, end):
        body = bytes(range(256)) * 3000
        put(blobs, "at_2/1/original", body)

        assert b"".join(blobs.open("at_2/1/original", start, end)) == body[start:end]

    def test_nothing_is_missing_at_once_and_not_while_reading(self, blobs):
        with pytest.raises(BlobMissing):
            blobs.open("at_none/1/original")

    def test_what_is_deleted_is_gone_and_deleting_again_is_fine(self, blobs):
        put(blobs, "at_3/1/original", b"x")
        blobs.delete("at_3/1/original")
        blobs.delete("at_3/1/original")

        with pytest.raises(BlobMissing):
            blobs.open("at_3/1/original")

    def test_what_is_put_again_replaces_what_was_there(self, blobs):
        put(blobs, "at_4/1/a b+c:é", b"first, and longer")
        put(blobs, "at_4/1/a b+c:é", b"second")

        assert b"".join(blobs.open("at_4/1/a b+c:é")) == b"second"


def test_a_half_written_blob_is_written_whole_the_next_time(clean):
    blobs = GridFsBlobs(clean)

    class Torn(io.BytesIO):
        def read(self, *_):
            raise OSError("the process was killed")

    with pytest.raises(OSError):
        blobs.put("at_1/1/original", Torn(), size_bytes=9, sha256="")
    clean["blobs.chunks"].insert_one(
        {"files_id": "at_1/1/original", "n": 0, "data": b"x"}
    )
    put(blobs, "at_1/1/original", b"whole")

    assert b"".join(blobs.open("at_1/1/original")) == b"whole"


def test_an_s3_that_is_away_or_refuses_is_unavailable(s3, calling):
    another = Credentials(KEY_ID, "another secret", REGION)
    blobs = S3Blobs(s3.url, "bucket", another, calling)
    for work in (
        lambda: put(blobs, "k", b"x"),
        lambda: blobs.open("k"),
        lambda: blobs.delete("k"),
    ):
        with pytest.raises(Unavailable):
            work()
    assert len(s3.refused) == 3

    nowhere = S3Blobs("http://127.0.0.1:9", "bucket", another, calling)
    with pytest.raises(Unavailable):
        nowhere.open("k")


def incoming(file_id="at_1", **fields):
    found = {
        "attachment": Attachment(file_id, FileKind.IMAGE, media_type="image/jpeg"),
        "account_id": "ac_1",
        "channel_id": "ch_wa",
        "create_time": NOON,
        "provider_message_id": "wamid.1",
        "source": FileSource(media_id="m1", sha256="d1"),
        "sent": True,
    } | fields
    return File(**found)


def uploaded(file_id="at_up", **fields):
    found = {
        "attachment": Attachment(file_id, FileKind.DOCUMENT, file_name="a.pdf"),
        "provider_message_id": "",
        "uploader_id": "us_ana",
        "source": FileSource(),
        "sent": False,
    } | fields
    return incoming(file_id, **found)


def ready(file, **fields):
    copy = Copy(file.key(ORIGINAL), "image/jpeg", 9, "ab" * 32)
    shown = replace(file.attachment, state=FileState.READY, size_bytes=9, **fields)
    return replace(file, attachment=shown, copies={ORIGINAL: copy})


@pytest.fixture(params=["fake", "mongo"])
def files(request):
    if request.param == "fake":
        return FakeFiles()
    clean, outbox = request.getfixturevalue("clean"), request.getfixturevalue("outbox")
    return MongoFiles(clean, outbox, lambda: NOON)


class TestFiles:
    def test_a_file_is_expected_once_however_often_the_call_comes(self, files):
        files.add([incoming(), incoming("at_2")], NOON)
        taken = files.take_due(NOON, LATER)
        files.add([incoming(), incoming("at_3")], NOON)

        assert taken.attempts == taken.tries == 1
        assert files.find(taken.file_id) == taken
        others = [files.take_due(NOON, LATER).file_id for _ in range(2)]
        assert {taken.file_id, *others} == {"at_1", "at_2", "at_3"}
        assert files.take_due(NOON, LATER) is None

    def test_one_that_will_not_come_is_not_fetched(self, files):
        """A view-once picture is told of, and never sent to us."""
        files.add([incoming().failed("VIEW_ONCE")], NOON)

        assert files.take_due(MUCH_LATER, MUCH_LATER) is None
        assert files.find("at_1").attachment.reason == "VIEW_ONCE"

    def test_what_a_dead_process_had_in_hand_is_taken_over(self, files):
        files.add([incoming()], NOON)
        first = files.take_due(NOON, LATER)
        second = files.take_due(LATER, MUCH_LATER)

        assert (first.attempts, second.attempts) == (1, 2)
        assert not files.settle(ready(first), None), "too late: it is another's now"
        assert files.settle(ready(second), None)
        assert not files.settle(second.failed("GONE"), None), "it is over"
        assert files.find("at_1") == ready(second)
        assert files.take_due(MUCH_LATER, MUCH_LATER) is None

    def test_one_that_did_not_come_is_due_again(self, files):
        files.add([incoming()], NOON)
        taken = files.take_due(NOON, LATER)
        assert files.settle(taken, NOON + timedelta(seconds=30))

        assert files.take_due(NOON + timedelta(seconds=29), LATER) is None
        assert files.take_due(NOON + timedelta(seconds=30), LATER).tries == 2

    def test_a_failed_one_is_fetched_again_when_somebody_asks(self, files):
        files.add([incoming()], NOON)
        files.settle(files.take_due(NOON, LATER).failed("GONE"), None)
        failed = files.find("at_1")

        again = files.again(failed, NOON)
        assert again.attachment.state is FileState.WAITING
        taken = files.take_due(NOON, LATER)
        assert (taken.attempts, taken.tries) == (2, 1)

    def test_an_upload_that_comes_again_begins_anew_until_it_is_here(self, files):
        first = files.begin_upload(uploaded(), LATER)
        second = files.begin_upload(uploaded(), LATER)
        assert (first.attempts, second.attempts) == (1, 2)
        assert not files.settle(ready(first), None)
        assert files.settle(ready(second), None)

        assert files.begin_upload(uploaded(), LATER) == ready(second)
        assert files.take_due(MUCH_LATER, MUCH_LATER) is None

    def test_an_upload_without_a_message_expires_and_one_with_it_stays(self, files):
        for file_id in ("at_up", "at_sent", "at_half"):
            begun = files.begin_upload(uploaded(file_id), LATER)
            if file_id != "at_half":
                files.settle(ready(begun), None)
        files.send(["at_sent", "at_unknown"], "ac_1", "vs_1:c1")
        files.send(["at_up"], "ac_other")

        assert files.expired(NOON) == []
        gone = files.expired(LATER)
        assert {each.file_id for each in gone} == {"at_up", "at_half"}
        assert files.find("at_up") is None
        for each in gone:
            files.remove(each)
        assert files.expired(MUCH_LATER) == []
        kept = files.find("at_sent")
        assert (kept.sent, kept.provider_message_id) == (True, "vs_1:c1")

    def test_what_is_being_removed_cannot_be_sent_but_may_arrive_anew(self, files):
        files.settle(ready(files.begin_upload(uploaded(), LATER)), None)
        [gone] = files.expired(LATER)
        files.send(["at_up"], "ac_1")
        assert files.find("at_up") is None

        begun = files.begin_upload(uploaded(), MUCH_LATER)
        files.remove(gone)
        assert begun.attempts == 2
        assert files.settle(ready(begun), None)
        assert files.find("at_up").ready

    def test_of_two_copies_made_at_once_one_stays(self, files):
        files.settle(ready(files.begin_upload(uploaded(), LATER)), None)
        file = files.find("at_up")
        first = Copy("at_up/cp_1", "audio/ogg", 3, "c1")
        second = Copy("at_up/cp_2", "audio/ogg", 3, "c2")

        assert files.add_copy(file, "as_audio_ogg", first) == first
        assert files.add_copy(file, "as_audio_ogg", second) == first
        assert files.find("at_up").copies["as_audio_ogg"] == first


def events(outbox):
    found = outbox._entries.find().sort("_id", 1)
    return [(e["k"], bytes(e["b"])) for entry in found for e in entry["events"]]


def test_what_became_of_a_file_is_stored_and_told_in_one_step(clean, outbox):
    files = MongoFiles(clean, outbox, lambda: NOON)
    files.add([incoming()], NOON)
    taken = files.take_due(NOON, LATER)
    files.settle(taken, NOON)
    assert events(outbox) == [], "that it goes on waiting is no news"
    taken = files.take_due(NOON, LATER)
    files.settle(ready(taken, width=640), None)
    files.settle(ready(taken), None)

    [(key, body)] = events(outbox)
    told = AttachmentChanged.FromString(body)
    assert key == "attachment_changed"
    assert (told.channel_id, told.provider_message_id) == ("ch_wa", "wamid.1")
    assert (told.attachment.attachment_id, told.attachment.width) == ("at_1", 640)
    assert told.metadata.account_id == "ac_1"


def test_a_database_that_is_away_is_unavailable():
    import pymongo

    with pymongo.MongoClient(
        "mongodb://127.0.0.1:9", serverSelectionTimeoutMS=50
    ) as client:
        files, blobs = MongoFiles(client["x"], None), GridFsBlobs(client["x"])
        for work in (
            lambda: files.add([incoming()], NOON),
            lambda: files.find("at_1"),
            lambda: files.take_due(NOON, NOON),
            lambda: files.begin_upload(uploaded(), NOON),
            lambda: put(blobs, "k", b"x"),
            lambda: blobs.open("k"),
            lambda: blobs.delete("k"),
        ):
            with pytest.raises(Unavailable):
                work()
