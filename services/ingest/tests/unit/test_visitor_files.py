"""Files in the web chat: from the upload to the line that shows them."""

from __future__ import annotations

import json

import pytest
from builders import NOON, SEALER, line, webchat
from house import House
from recado.ingest.v1.events_pb2 import WebchatFrameAdded
from sockets import Client

from chassis.errors import Unavailable
from ingest.domain import visitors
from ingest.domain.content import Attachment, FileKind, FileState
from ingest.domain.events import TranscriptGrew
from ingest.media.uploading import Upload
from ingest.providers import readers
from ingest.wire.events import write_event

JPEG = b"\xff\xd8\xff\xe0 0123456789"


@pytest.fixture
def house(tmp_path):
    return House(tmp_path, webchat())


@pytest.fixture
def client(house):
    found = Client(house.site)
    yield found
    found.close()


TOKEN = visitors.issue("ch_web", b"1" * 16, SEALER.visitor_keys[0])
VISITOR = visitors.visitor_id(TOKEN)


def upload(house, tmp_path, **fields):
    path = tmp_path / "body"
    path.write_bytes(JPEG)
    found = {
        "account_id": "ac_1",
        "channel_id": "ch_web",
        "uploader_id": VISITOR,
        "request_id": "client-0001",
        "file_name": "peça.jpg",
    } | fields
    return house.media.upload(Upload(**found), path)


def greet(socket):
    socket.send_json(
        {
            "op": "session.start",
            "website_token": "wt_website",
            "visitor_token": TOKEN,
        }
    )
    frames = []
    while not frames or frames[-1]["ev"] != "history.complete":
        frames.append(socket.receive_json())
    return [f for f in frames if f["ev"] == "message.created"]


def say(socket, upload_id, **fields):
    frame = {
        "op": "message.create",
        "client_id": "client-0002",
        "type": "file",
        "file": {"upload_id": upload_id, "mime": "text/html", "kind": "document"},
    } | fields
    socket.send_json(frame)
    return socket.receive_json()


def parts(house):
    [call] = house.broker.calls
    return readers.read(call)


def test_a_visitors_file_is_told_as_it_is_and_not_as_they_say(client, house, tmp_path):
    found = upload(house, tmp_path)
    with client.connect() as socket:
        greet(socket)
        assert say(socket, found.attachment_id, text="a peça")["ev"] == "ack"

    [written] = parts(house)
    assert (written.kind, written.text) == ("image", "a peça")
    assert written.content.attachments == (found,)
    assert written.provider_message_id == f"{VISITOR}:client-0002"
    assert house.media.files.find(found.attachment_id).sent


def test_a_file_needs_no_words(client, house, tmp_path):
    found = upload(house, tmp_path)
    with client.connect() as socket:
        greet(socket)
        assert say(socket, found.attachment_id)["ev"] == "ack"

    assert [p.text for p in parts(house)] == [""]


@pytest.mark.parametrize("owner", ["vs_other", "us_ana"])
def test_another_persons_file_cannot_be_sent(client, house, tmp_path, owner):
    found = upload(house, tmp_path, uploader_id=owner)
    with client.connect() as socket:
        greet(socket)
        answer = say(socket, found.attachment_id)

    assert (answer["ev"], answer["reason"]) == ("refused", "FILE_UNKNOWN")
    assert house.broker.calls == []
    assert not house.media.files.find(found.attachment_id).sent


@pytest.mark.parametrize(
    "file", [{"upload_id": "at_" + "0" * 26}, {"upload_id": {"$ne": 1}}, "at_1", [1]]
)
def test_a_file_that_is_not_there_cannot_be_sent(client, house, file):
    with client.connect() as socket:
        greet(socket)
        answer = say(socket, "", file=file, text="x")

    assert (answer["ev"], answer["reason"]) == ("refused", "FILE_UNKNOWN")


def test_without_the_database_a_file_is_refused_for_now(client, house, tmp_path):
    found = upload(house, tmp_path)

    def away(*_):
        raise Unavailable("away")

    house.media.files.find = away
    with client.connect() as socket:
        greet(socket)
        answer = say(socket, found.attachment_id)

    assert (answer["ev"], answer["reason"]) == ("refused", "UNAVAILABLE")


def test_a_line_shows_its_files_by_links_that_work_without_a_token(
    client, house, tmp_path
):
    found = upload(house, tmp_path)
    house.media.keep([found.attachment_id], "ac_1")
    house.transcripts.append(
        [
            line("ms_1", visitor_id=VISITOR, from_visitor=False, attachments=(found,)),
            line("ms_2", visitor_id=VISITOR, from_visitor=False),
        ],
        [],
    )
    with client.connect() as socket:
        shown, plain = greet(socket)

    [file] = shown["message"]["attachments"]
    assert shown["message"]["type"] == "file"
    assert (file["kind"], file["file_name"]) == ("image", "peça.jpg")
    token = file["url"].split("/")[3]
    assert house.media.open_link(token).file.file_id == found.attachment_id
    assert file["preview_url"] is None
    assert (plain["message"]["type"], plain["message"]["attachments"]) == ("text", [])
    # Nothing of the inside, and nothing that proves who the visitor is.
    assert TOKEN not in json.dumps(shown)
    assert "us_" not in json.dumps(shown)


def test_a_new_line_brings_its_files_over_the_bus():
    film = Attachment(
        "at_1",
        FileKind.VIDEO,
        FileState.READY,
        media_type="video/mp4",
        size_bytes=9,
        duration_seconds=1.5,
        has_preview=True,
    )
    grew = TranscriptGrew(line("ms_1", sequence=1, attachments=(film,)), NOON)
    body = write_event(grew, SEALER.seal).message.SerializeToString()

    [told] = WebchatFrameAdded.FromString(body).attachments
    assert (told.attachment_id, told.duration_seconds) == ("at_1", 1.5)
