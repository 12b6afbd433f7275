"""What becomes of files: fetched, uploaded, prepared, looked at, deleted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from builders import NOON, caller, channel
from fakes import FakeChannels
from fakes_media import FakeFiles, FakeWorkshop, media

from chassis.errors import Unavailable
from ingest.domain.capabilities import capabilities_of
from ingest.domain.channels import Kind
from ingest.domain.content import (
    Attachment,
    FileKind,
    FileSource,
    FileState,
    IncomingFile,
)
from ingest.domain.delivery import FileGone, FileRefused
from ingest.media import errors
from ingest.media.files import ORIGINAL, PREVIEW
from ingest.media.jobs import Look
from ingest.media.ports import Gone, NotYet
from ingest.media.uploading import Upload

JPEG = b"\xff\xd8\xff\xe0 a picture with GPS"
OGG = b"OggS a recording"
WEBM = b"\x1aE\xdf\xa3 webm a recording"
ANA = caller(user_id="us_ana", sees=["ch_wa"])


class World:
    """Files with a clock that can be turned."""

    def __init__(self):
        self.now = NOON
        self.workshop = FakeWorkshop()
        self.media = media(
            FakeChannels(channel()), workshop=self.workshop, now=lambda: self.now
        )
        self.files, self.source = self.media.files, self.media.source

    def expect(self, *files, message_id="wamid.1"):
        self.media.expect(channel(), message_id, files)

    def fetch(self):
        while self.media.fetchers.fetch_one():
            pass

    def pass_(self, **span):
        self.now += timedelta(**span)

    @property
    def told(self):
        return [
            (each.attachment.state.value, each.attachment.reason)
            for each in self.files.told
        ]

    @property
    def blobs(self):
        return self.media.blobs.blobs


@pytest.fixture
def world():
    return World()


def incoming(file_id="at_1", kind=FileKind.IMAGE, media_id="m1", **fields):
    attachment = Attachment(file_id, kind, **fields)
    return IncomingFile(attachment, FileSource(media_id=media_id))


def upload(world, tmp_path, body=JPEG, **fields):
    path = tmp_path / "body"
    path.write_bytes(body)
    found = {
        "account_id": "ac_1",
        "channel_id": "ch_wa",
        "uploader_id": "us_ana",
        "request_id": "rq_00000001",
        "file_name": "photo.jpg",
    } | fields
    return world.media.upload(Upload(**found), path)


def rule(kind, channel_kind=Kind.WHATSAPP_CLOUD):
    return capabilities_of(channel_kind).rule(kind)


# Fetching.


def test_a_file_is_fetched_looked_at_stored_and_told_of(world):
    """ATT-11, ATT-12: type by content, size, and a state that says it is here."""
    world.source.files["m1"] = JPEG
    world.expect(incoming(media_type="image/png", file_name="cat.png"))
    assert world.media.get("at_1", ANA).state is FileState.WAITING
    world.fetch()

    found = world.media.get("at_1", ANA)
    assert found == Attachment(
        "at_1",
        FileKind.IMAGE,
        FileState.READY,
        media_type="image/jpeg",
        file_name="cat.png.jpg",
        size_bytes=len(JPEG),
    )
    assert world.told == [("ready", "")]
    opened = world.media.open("at_1", ANA, ORIGINAL)
    assert b"".join(world.media.blobs.open(opened.copy.key)) == JPEG


def test_the_same_call_again_fetches_nothing_again(world):
    world.source.files["m1"] = JPEG
    world.expect(incoming())
    world.fetch()
    world.expect(incoming())
    world.fetch()

    assert len(world.source.asked) == 1
    assert len(world.told) == 1


def test_what_does_not_come_is_tried_again_ever_more_slowly(world):
    world.expect(incoming())
    spans = []
    while world.media.get("at_1", ANA).state is FileState.WAITING:
        before = len(world.source.asked)
        waited = 0
        while len(world.source.asked) == before:
            world.fetch()
            if len(world.source.asked) == before:
                world.pass_(seconds=5)
                waited += 5
        spans.append(waited)

    assert spans == [0, 5, 30, 120, 600, 3600, 21600, 86400]
    assert world.told == [("failed", "FETCH_FAILED")]
    with pytest.raises(errors.AttachmentFailed) as refusal:
        world.media.open("at_1", ANA, ORIGINAL)
    assert refusal.value.facts == {"why": "FETCH_FAILED"}


@pytest.mark.parametrize("reason", ["TOO_LARGE", "GONE"])
def test_what_will_not_come_fails_at_once(world, reason):
    world.source.files["m1"] = Gone(reason)
    world.expect(incoming())
    world.fetch()

    assert world.told == [("failed", reason)]


def test_what_is_not_found_three_times_is_gone(world):
    world.source.files["m1"] = NotYet("HTTP 404")
    world.expect(incoming())
    for _ in range(3):
        world.fetch()
        world.pass_(seconds=60)

    assert world.told == [("failed", "GONE")]


def test_a_program_is_refused_whatever_it_is_called(world):
    """ATT-12: what could harm is not kept."""
    world.source.files["m1"] = b"MZ\x90 a program"
    world.expect(incoming(file_name="holiday.jpg"))
    world.fetch()

    assert world.told == [("failed", "TYPE_REFUSED")]
    assert world.blobs == {}


def test_what_the_virus_scanner_knows_is_refused(world):
    """ATT-12: inbound files are checked."""
    world.source.files["m1"] = b"%PDF-1.7 EICAR"
    world.expect(incoming())
    world.fetch()

    assert world.told == [("failed", "TYPE_REFUSED")]
    assert world.blobs == {}


def test_while_our_own_store_is_away_a_file_waits(world):
    put = world.media.blobs.put

    def away(*_, **__):
        raise Unavailable("the disk is full")

    world.media.blobs.put = away
    world.source.files["m1"] = JPEG
    world.expect(incoming())
    world.fetch()
    assert world.told == []
    world.media.blobs.put = put
    world.pass_(seconds=5)
    world.fetch()

    assert world.told == [("ready", "")]
    assert set(world.blobs) == {"at_1/2/original"}


def test_a_page_that_calls_itself_a_picture_is_only_for_saving(world):
    world.source.files["m1"] = b"<html><script>steal()</script>"
    world.expect(incoming(media_type="image/jpeg", file_name="cat.jpg"))
    world.fetch()

    found = world.media.get("at_1", ANA)
    assert (found.kind, found.media_type) == (FileKind.DOCUMENT, "text/html")
    assert found.file_name == "cat.jpg.html"


def test_a_file_of_a_channel_that_is_gone_does_not_come(world):
    world.media.expect(channel("ch_other"), "wamid.1", [incoming()])
    world.fetch()

    assert world.told == [("failed", "FETCH_FAILED")]


def test_a_crash_before_the_file_is_settled_is_made_good(world):
    """The bytes were stored and the process died: the next attempt clears them."""
    world.source.files["m1"] = JPEG
    world.expect(incoming())
    settle = FakeFiles.settle

    def dying(*_):
        raise Unavailable("killed")

    world.files.settle = dying
    with pytest.raises(Unavailable):
        world.media.fetchers.fetch_one()
    assert len(world.blobs) == 1
    world.files.settle = lambda file, due: settle(world.files, file, due)
    world.fetch()
    assert world.media.get("at_1", ANA).state is FileState.WAITING, "it is leased"
    world.pass_(minutes=6)
    world.fetch()

    assert world.media.get("at_1", ANA).state is FileState.READY
    assert set(world.blobs) == {"at_1/2/original"}


def test_who_was_taken_for_dead_clears_up_after_itself(world):
    world.source.files["m1"] = JPEG
    world.expect(incoming())
    slow = world.files.take_due(world.now, world.now + timedelta(minutes=5))
    world.pass_(minutes=6)
    world.fetch()
    world.files.take_due = lambda *_: slow
    world.media.fetchers.fetch_one()

    assert set(world.blobs) == {"at_1/2/original"}
    assert world.told == [("ready", "")]


def test_a_file_that_kills_who_opens_it_is_given_up(world):
    world.expect(incoming())
    for _ in range(11):
        world.files.take_due(world.now, world.now)
    world.fetch()

    assert world.told == [("failed", "FETCH_FAILED")]
    assert world.source.asked == []


def test_a_failed_file_is_fetched_again_when_somebody_asks(world):
    """ATT-11: a fresh one is obtained on demand."""
    world.source.files["m1"] = Gone("GONE")
    world.expect(incoming())
    world.fetch()
    world.source.files["m1"] = JPEG

    again = world.media.fetch_again("at_1", ANA)
    assert again.state is FileState.WAITING
    world.fetch()
    assert world.media.fetch_again("at_1", ANA).state is FileState.READY
    assert world.told == [("failed", "GONE"), ("waiting", ""), ("ready", "")]


def test_one_that_is_too_large_stays_so(world):
    world.source.files["m1"] = Gone("TOO_LARGE")
    world.expect(incoming())
    world.fetch()

    assert world.media.fetch_again("at_1", ANA).reason == "TOO_LARGE"


# Uploads.


def test_an_upload_sent_twice_is_one_file(world, tmp_path):
    first = upload(world, tmp_path)
    second = upload(world, tmp_path, b"%PDF- other bytes")

    assert first == second
    assert (first.kind, first.state) == (FileKind.IMAGE, FileState.READY)
    assert len(world.blobs) == 1


def test_an_upload_that_broke_off_is_taken_the_second_time(world, tmp_path):
    put = world.media.blobs.put

    def broken(*_, **__):
        raise Unavailable("the disk is full")

    world.media.blobs.put = broken
    with pytest.raises(Unavailable):
        upload(world, tmp_path)
    world.media.blobs.put = put

    assert upload(world, tmp_path).state is FileState.READY
    assert len(world.blobs) == 1


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"body": b""}, errors.FileEmpty),
        ({"body": b"MZ\x90 program"}, errors.TypeRefused),
        ({"body": b"%PDF-1.7 EICAR"}, errors.TypeRefused),
        ({"request_id": "short"}, errors.RequestIdInvalid),
        ({"request_id": ""}, errors.RequestIdInvalid),
        ({"allowed": {"application/pdf": 9}}, errors.TypeRefused),
        ({"allowed": {"image/jpeg": 9}}, errors.FileTooLarge),
    ],
)
def test_what_cannot_be_taken_is_refused_and_not_kept(world, tmp_path, fields, refusal):
    with pytest.raises(refusal):
        upload(world, tmp_path, **fields)
    assert world.blobs == {}


def test_a_refused_upload_may_be_sent_again_as_something_else(world, tmp_path):
    with pytest.raises(errors.TypeRefused):
        upload(world, tmp_path, b"MZ\x90 program")

    assert upload(world, tmp_path).state is FileState.READY


def test_where_a_picture_was_taken_is_left_out_if_asked(world, tmp_path):
    plain = upload(world, tmp_path)
    stripped = upload(world, tmp_path, request_id="rq_00000002", strip_location=True)

    bodies = {
        found.attachment_id: world.blobs[f"{found.attachment_id}/1/original"]
        for found in (plain, stripped)
    }
    assert b"GPS" in bodies[plain.attachment_id]
    assert b"GPS" not in bodies[stripped.attachment_id]


def test_an_upload_is_its_senders_until_it_is_sent(world, tmp_path):
    found = upload(world, tmp_path).attachment_id
    colleague = caller(user_id="us_bob", sees=["ch_wa"])
    stranger = caller(user_id="us_ana", sees=["ch_other"])
    elsewhere = caller(user_id="us_ana", sees=["ch_wa"], account_id="ac_2")

    assert world.media.get(found, ANA).state is FileState.READY
    for other in (colleague, elsewhere):
        with pytest.raises(errors.AttachmentUnknown):
            world.media.get(found, other)
    world.media.keep([found], "ac_1")
    assert world.media.get(found, colleague).state is FileState.READY
    for other in (stranger, elsewhere):
        with pytest.raises(errors.AttachmentUnknown):
            world.media.get(found, other)


def test_an_upload_without_a_message_is_deleted_after_a_day(world, tmp_path):
    unsent = upload(world, tmp_path).attachment_id
    sent = upload(world, tmp_path, request_id="rq_00000002").attachment_id
    world.media.prepared(sent, "ac_1", rule(FileKind.IMAGE))
    assert world.media.sweep() == 0
    world.pass_(days=1, seconds=1)

    assert world.media.sweep() == 1
    with pytest.raises(errors.AttachmentUnknown):
        world.media.get(unsent, ANA)
    assert set(world.blobs) == {f"{sent}/1/original"}
    assert world.media.sweep() == 0


def test_a_visitors_file_becomes_part_of_their_message_only(world, tmp_path):
    found = upload(world, tmp_path, uploader_id="vs_1").attachment_id
    for channel_id, visitor_id in (("ch_wa", "vs_2"), ("ch_other", "vs_1")):
        with pytest.raises(errors.AttachmentUnknown):
            world.media.claim(found, channel_id, visitor_id, "vs_2:c1")

    claimed = world.media.claim(found, "ch_wa", "vs_1", "vs_1:c1")
    assert claimed == world.media.claim(found, "ch_wa", "vs_1", "vs_1:c1")
    assert world.media.get(found, ANA) == claimed
    world.pass_(days=9)
    assert world.media.sweep() == 0


# Sending.


def prepared(world, tmp_path, body, kind, *, to=Kind.WHATSAPP_CLOUD, **fields):
    found = upload(world, tmp_path, body, **fields).attachment_id
    file = world.media.prepared(found, "ac_1", rule(kind, to))
    return file, b"".join(file.chunks())


def test_a_file_that_fits_goes_as_it_is(world, tmp_path):
    file, body = prepared(world, tmp_path, JPEG, FileKind.IMAGE)

    assert body == JPEG
    assert (file.media_type, file.file_name) == ("image/jpeg", "photo.jpg")
    assert file.size_bytes == len(JPEG)


def test_a_csv_keeps_its_suffix(world, tmp_path):
    """ATT-8: the name ends in .csv, however the channel has it declared."""
    file, _ = prepared(
        world, tmp_path, b"a;b\n1;2\n", FileKind.DOCUMENT, file_name="LIST.txt"
    )

    assert (file.media_type, file.file_name) == ("text/csv", "LIST.txt.csv")


@pytest.mark.parametrize(
    ("sound", "voice", "goes_as_it_is"),
    [
        ("opus:1", True, True),
        ("opus:2", True, False),
        ("vorbis:1", False, False),
    ],
)
def test_whatsapp_gets_opus_of_one_channel(
    world, tmp_path, sound, voice, goes_as_it_is
):
    """ATT-9: what WhatsApp calls audio/ogg is Opus, mono."""
    world.workshop.facts["audio/ogg"] = {"sound": sound}
    file, body = prepared(
        world, tmp_path, OGG, FileKind.AUDIO, voice=voice, file_name="a.ogg"
    )

    assert (body == OGG) is goes_as_it_is
    assert (file.media_type, file.file_name) == ("audio/ogg", "a.ogg")


def test_a_browsers_recording_is_converted_once(world, tmp_path):
    """ATT-9: Chrome records WebM, which WhatsApp refuses."""
    world.workshop.look = lambda *_, **__: Look("audio/webm", sound="opus:1")
    found = upload(world, tmp_path, WEBM, voice=True, file_name="voice.webm")
    files = [
        world.media.prepared(found.attachment_id, "ac_1", rule(FileKind.AUDIO))
        for _ in range(2)
    ]

    assert {(f.media_type, f.file_name) for f in files} == {("audio/ogg", "voice.ogg")}
    assert files[0].key == files[1].key
    assert len(world.blobs) == 2


def test_safaris_recording_becomes_a_voice_note_too(world, tmp_path):
    """ATT-9: Safari records MP4, which would be shown as a piece of music."""
    world.workshop.look = lambda *_, **__: Look("audio/mp4", sound="aac:1")
    voice, _ = prepared(
        world, tmp_path, b"mp4", FileKind.AUDIO, voice=True, file_name="v.mp4"
    )
    music, _ = prepared(
        world, tmp_path, b"mp4", FileKind.AUDIO, request_id="rq_00000002"
    )

    assert (voice.media_type, music.media_type) == ("audio/ogg", "audio/mp4")


def test_a_webp_goes_as_a_jpeg_where_the_rule_says_so(world, tmp_path):
    world.workshop.look = lambda *_, **__: Look("image/webp")
    cloud, _ = prepared(world, tmp_path, b"webp", FileKind.IMAGE, file_name="a.webp")
    messenger, _ = prepared(world, tmp_path, b"webp", FileKind.IMAGE, to=Kind.MESSENGER)

    assert (cloud.media_type, cloud.file_name) == ("image/jpeg", "a.jpg")
    assert messenger.media_type == "image/webp"


@pytest.mark.parametrize(
    ("body", "kind"),
    [(b"%PDF-1.7", FileKind.IMAGE), (b"<svg/>", FileKind.DOCUMENT)],
)
def test_what_the_rule_does_not_take_is_refused(world, tmp_path, body, kind):
    """ATT-3: decided by content, whatever the name says."""
    with pytest.raises(FileRefused):
        prepared(world, tmp_path, body, kind, file_name="photo.jpg")


def test_what_is_larger_than_the_rule_takes_is_refused(world, tmp_path):
    """ATT-7: pictures of up to 5 MB on WhatsApp."""
    with pytest.raises(FileRefused, match="5242880"):
        prepared(world, tmp_path, JPEG + bytes(5 << 20), FileKind.IMAGE)


def test_what_is_not_there_cannot_be_sent(world, tmp_path):
    found = upload(world, tmp_path).attachment_id
    world.source.files["m1"] = Gone("GONE")
    world.expect(incoming(), incoming("at_2", media_id="m2"))
    world.fetch()

    for file_id, account_id in ((found, "ac_2"), ("at_none", "ac_1"), ("at_1", "ac_1")):
        with pytest.raises(FileGone):
            world.media.prepared(file_id, account_id, rule(FileKind.IMAGE))
    with pytest.raises(Unavailable):
        world.media.prepared("at_2", "ac_1", rule(FileKind.IMAGE))


def test_what_cannot_be_converted_is_refused(world, tmp_path):
    world.workshop.look = lambda *_, **__: Look("image/webp")
    world.workshop.convert = lambda *_: None
    with pytest.raises(FileRefused):
        prepared(world, tmp_path, b"webp", FileKind.IMAGE)


def test_a_provider_fetches_by_a_link_what_it_can_take(world, tmp_path):
    """ATT-10: the type is the true one, the name is in the address."""
    world.workshop.look = lambda *_, **__: Look("image/webp")
    found = upload(world, tmp_path, b"webp", file_name="a b.webp").attachment_id
    url = world.media.public_link(
        found, "ac_1", rule(FileKind.IMAGE, Kind.WHATSAPP_TWILIO)
    )

    assert url.startswith("http://ingest.test/media/public/")
    assert url.endswith("/a%20b.jpg")
    opened = world.media.open_link(url.split("/")[-2])
    assert opened.copy.media_type == "image/jpeg"


def test_a_copy_that_was_not_made_is_unknown(world, tmp_path):
    found = upload(world, tmp_path).attachment_id
    with pytest.raises(errors.AttachmentUnknown):
        world.media.open(found, ANA, PREVIEW)
    with pytest.raises(errors.AttachmentUnknown):
        world.media.open_link("forged")
