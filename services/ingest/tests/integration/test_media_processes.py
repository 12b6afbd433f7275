"""Files end to end, through the real processes, broker and database."""

from __future__ import annotations

import hashlib

import httpx
import pytest
import samples
from builders import caller, cloud, message, signed
from processes import IDENTITY_KEY, until
from recado.ingest.v1 import content_pb2 as content
from recado.ingest.v1.events_pb2 import (
    AttachmentChanged,
    DeliveryChanged,
    MessageReceived,
)

from chassis.identity import sign
from ingest.domain.channels import Kind

PERSON = ["phone:+15550142233"]


@pytest.fixture
def client(processes):
    """Acts for a user who sees every channel; the token lives a minute."""
    sees = [channel.channel_id for channel in processes.channels.values()]
    token = sign(caller(user_id="us_ana", sees=sees), IDENTITY_KEY)
    headers = {"authorization": f"Bearer {token}"}
    with httpx.Client(base_url=processes.url, headers=headers, timeout=30) as found:
        yield found


def arrives(processes, media_id, body, kind, **fields):
    """Have a person send a file by WhatsApp."""
    told = {
        "id": media_id,
        "mime_type": "application/octet-stream",
        "sha256": hashlib.sha256(body).hexdigest(),
    } | fields
    sent = message(f"wamid.{media_id}", type=kind, **{kind: told})
    raw = httpx.Request("POST", "http://x", json=cloud({"messages": [sent]})).content
    answer = httpx.post(
        f"{processes.url}/webhooks/meta/app-1", content=raw, headers=signed(raw)
    )
    assert answer.status_code == 200


def fetched(ear, media_id):
    found = ear.wait_for(
        lambda m: (
            isinstance(m, AttachmentChanged)
            and m.provider_message_id == f"wamid.{media_id}"
        ),
        f"the file {media_id}",
    )
    return found.attachment


def upload(client, processes, body, kind=Kind.WHATSAPP_CLOUD, **query):
    answer = client.post(
        "/media",
        params={"channel_id": processes.channels[kind].channel_id, **query},
        content=body,
    )
    assert answer.status_code == 201, answer.text
    return answer.json()


def attached(shown):
    return content.Attachment(
        attachment_id=shown["id"],
        kind=content.Attachment.Kind.Value(f"KIND_{shown['kind'].upper()}"),
        state=content.Attachment.STATE_READY,
        media_type=shown["media_type"],
        file_name=shown["file_name"],
        size_bytes=shown["size_bytes"],
        voice=shown["voice"],
    )


def test_a_picture_that_a_person_sends_is_fetched_and_shown(
    processes, provider, ear, client
):
    """ATT-11, ATT-12."""
    body = samples.picture(size=(1600, 900))
    provider.files["777001"] = body
    arrives(processes, "777001", body, "image", caption="look")
    received = ear.wait_for(
        lambda m: (
            isinstance(m, MessageReceived) and m.provider_message_id == "wamid.777001"
        ),
        "the message",
    )
    [waiting] = received.content.attachments
    found = fetched(ear, "777001")

    assert waiting.state == content.Attachment.STATE_WAITING
    assert (found.attachment_id, found.state) == (
        waiting.attachment_id,
        content.Attachment.STATE_READY,
    )
    assert (found.media_type, found.width, found.height) == ("image/jpeg", 1600, 900)
    whole = client.get(f"/media/{found.attachment_id}")
    part = client.get(
        f"/media/{found.attachment_id}", headers={"range": "bytes=100-199"}
    )
    small = client.get(f"/media/{found.attachment_id}?variant=preview")
    assert whole.content == body
    assert (part.status_code, part.content) == (206, body[100:200])
    assert 0 < len(small.content) < len(body)


def test_a_voice_note_that_a_person_sends_plays_everywhere(
    processes, provider, ear, client
):
    body = samples.sound("ogg")
    provider.files["777002"] = body
    arrives(processes, "777002", body, "audio", voice=True)
    found = fetched(ear, "777002")

    assert (found.voice, found.has_playable) == (True, True)
    copy = client.get(f"/media/{found.attachment_id}?variant=playable")
    assert copy.headers["content-type"] == "audio/mp4"
    assert copy.headers["content-disposition"].startswith("inline")


def test_a_recording_goes_out_as_a_voice_note(processes, provider, ear, client):
    """ATT-9: what Chrome records is handed to Meta as Opus in Ogg."""
    shown = upload(
        client,
        processes,
        samples.sound("webm"),
        request_id="recording-1",
        file_name="voice.webm",
        voice="1",
    )
    assert (shown["kind"], shown["media_type"]) == ("audio", "audio/webm")
    ear.queue_message(
        "ms_voice",
        processes.channels[Kind.WHATSAPP_CLOUD].channel_id,
        keys=PERSON,
        text="",
        conversation="cv_voice",
        attachments=[attached(shown)],
    )
    ear.wait_for(
        lambda m: (
            isinstance(m, DeliveryChanged)
            and (m.message_id, m.status) == ("ms_voice", DeliveryChanged.STATUS_SENT)
        ),
        "the sending",
    )

    [handed] = [each for each in provider.handed if b"OggS" in each]
    assert b"audio/ogg; codecs=opus" in handed
    assert provider.calls[-1]["type"] == "audio"


def test_a_large_file_is_taken_once_and_read_in_parts(processes, client):
    body = b"%PDF-1.7\n" + bytes(range(256)) * 80_000
    first = upload(
        client, processes, body, request_id="large-000001", file_name="a.pdf"
    )
    again = upload(
        client, processes, body, request_id="large-000001", file_name="a.pdf"
    )
    assert first == again
    assert first["size_bytes"] == len(body)

    tail = client.get(f"/media/{first['id']}", headers={"range": "bytes=-70000"})
    assert (tail.status_code, tail.content) == (206, body[-70_000:])
    digest = hashlib.sha256()
    with client.stream("GET", f"/media/{first['id']}") as whole:
        for piece in whole.iter_raw():
            digest.update(piece)
    assert digest.digest() == hashlib.sha256(body).digest()
    head = client.head(f"/media/{first['id']}")
    assert head.headers["content-length"] == str(len(body))
    assert head.headers["content-disposition"].startswith("attachment")


def test_a_file_that_is_too_large_is_refused_before_it_is_read(processes, client):
    """ATT-7: 16 MB at Twilio, and the answer reaches who sends."""
    channel_id = processes.channels[Kind.WHATSAPP_TWILIO].channel_id
    answer = client.post(
        "/media",
        params={"channel_id": channel_id, "request_id": "too-large-1"},
        content=bytes((16 << 20) + 1),
    )

    assert (answer.status_code, answer.json()["reason"]) == (413, "FILE_TOO_LARGE")


def test_files_outlive_the_process_that_took_them(processes, client):
    shown = upload(client, processes, samples.picture(), request_id="lasting-0001")
    processes.kill("http")
    processes.start("http")
    processes.ready()

    def there():
        return client.get(f"/media/{shown['id']}").status_code == 200

    until(there, "the file")
