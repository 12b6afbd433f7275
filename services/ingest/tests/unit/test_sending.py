"""What goes to each provider, held against the providers' own clients."""

from __future__ import annotations

import json
import logging
from email import message_from_bytes
from urllib.parse import parse_qs

import httpx
import pytest
import pywa
from builders import payload
from fakes import FakeFile, FakeUploads
from outgoing import (
    ACCEPTED,
    PLACE,
    Provider,
    attached,
    message,
    over,
    reaction,
)
from pywa.types import templates as official
from twilio.base.exceptions import TwilioRestException
from twilio.http import HttpClient
from twilio.http.response import Response
from twilio.rest import Client

from ingest.domain import failures
from ingest.domain.channels import Kind
from ingest.domain.content import Content, FileKind, TemplateUse
from ingest.domain.delivery import Accepted, FileGone, FileRefused, Later, Lost, Refused
from ingest.domain.forms import Form, FormButton

CLOUD, TWILIO = Kind.WHATSAPP_CLOUD, Kind.WHATSAPP_TWILIO
MESSENGER, INSTAGRAM = Kind.MESSENGER, Kind.INSTAGRAM

TO = "+15550142233"
OK = 200, ACCEPTED[CLOUD]


class Official:
    """Meta's Cloud API as pywa calls it; remembers the bodies."""

    def __init__(self):
        self.bodies = []
        client = httpx.Client(
            transport=httpx.MockTransport(self._answer),
            base_url="https://graph.facebook.com/v25.0",
        )
        self.client = pywa.WhatsApp("227711004455001", "token", session=client)

    def _answer(self, request):
        self.bodies.append(json.loads(request.read()))
        answer = {
            "contacts": [{"input": TO, "wa_id": TO[1:]}],
            "messages": [{"id": "wamid.9"}],
        }
        return httpx.Response(200, json=answer)


def same(ours, theirs):
    """Return both bodies without what is each one's own."""
    own = ("biz_opaque_callback_data", "to")
    return [{k: v for k, v in body.items() if k not in own} for body in (ours, theirs)]


def sent(send, **fields):
    provider = Provider(**fields)
    verdict = provider.send(over(send.channel_kind), send)
    assert isinstance(verdict, Accepted), verdict
    return provider.bodies[-1]


@pytest.mark.parametrize(
    ("file", "text", "call"),
    [
        (
            attached(FileKind.IMAGE),
            "look",
            lambda c: c.send_image(TO, "123", caption="look"),
        ),
        (
            attached(FileKind.VIDEO),
            "see",
            lambda c: c.send_video(TO, "123", caption="see"),
        ),
        (
            attached(FileKind.DOCUMENT),
            "read",
            lambda c: c.send_document(TO, "123", "offer.pdf", caption="read"),
        ),
        (attached(FileKind.AUDIO), "", lambda c: c.send_audio(TO, "123")),
        (attached(FileKind.STICKER), "", lambda c: c.send_sticker(TO, "123")),
    ],
)
def test_files_go_to_the_cloud_api_as_its_client_sends_them(file, text, call):
    """ATT-2."""
    theirs = Official()
    call(theirs.client)
    ours = sent(
        message(CLOUD, file, text=text),
        uploads=FakeUploads(**{file.attachment_id: "123"}),
    )

    one, other = same(ours, theirs.bodies[-1])
    assert one == other
    assert ours["biz_opaque_callback_data"] == "ms_1"
    assert ours["to"] == TO


def test_a_recording_goes_as_a_voice_note():
    """ATT-9: Ogg with its codec, or Meta refuses it."""
    file = attached(FileKind.AUDIO, voice=True, media_type="audio/ogg")
    provider = Provider(files={"at_audio": FakeFile("audio/ogg", "voice.ogg")})
    provider.send(over(), message(CLOUD, file, text=""))
    theirs = Official()
    theirs.client.send_voice(TO, "123")

    [upload, _] = provider.requests
    assert b"Content-Type: audio/ogg; codecs=opus\r\n" in upload.content
    assert provider.bodies[-1]["audio"] == {"id": "media-1", "voice": True}
    assert theirs.bodies[-1]["audio"] == {"id": "123", "voice": True}


@pytest.mark.parametrize(
    ("send", "call"),
    [
        (
            message(text="hi"),
            lambda c: c.send_message(TO, "hi", preview_url=True),
        ),
        (
            message(text="hi", reply_to="wamid.in"),
            lambda c: c.send_message(
                TO, "hi", preview_url=True, reply_to_message_id="wamid.in"
            ),
        ),
        (
            message(content=Content(location=PLACE)),
            lambda c: c.send_location(
                TO, PLACE.latitude, PLACE.longitude, PLACE.name, PLACE.address
            ),
        ),
        (reaction(), lambda c: c.send_reaction(TO, "👍", "wamid.in")),
        (reaction(emoji=""), lambda c: c.remove_reaction(TO, "wamid.in")),
    ],
)
def test_the_rest_goes_to_the_cloud_api_as_its_client_sends_it(send, call):
    """MSG-1."""
    theirs = Official()
    call(theirs.client)

    one, other = same(sent(send), theirs.bodies[-1])
    assert one == other


USE = TemplateUse(
    template_id="tp_1",
    name="order_ready",
    language="pt_BR",
    variables={"name": "Ana\n Maria", "order": "42", "code": "X7"},
)


def templated(form, *files, use=USE, kind=CLOUD):
    send = message(kind, text="Oi", content=Content(attachments=files, template=use))
    return send, {"forms": {"tp_1": form}}


def test_a_template_with_names_goes_as_the_client_sends_it():
    """TPL-5, TPL-9."""
    form = Form(
        "1234",
        body="Oi {{name}}, pedido {{order}}",
        header_kind="document",
        buttons=(
            FormButton("quick_reply"),
            FormButton("url", "https://shop.example/{{code}}"),
        ),
    )
    send, fields = templated(form, attached(FileKind.DOCUMENT))
    ours = sent(send, uploads=FakeUploads(at_document="123"), **fields)
    theirs = Official()
    theirs.client.send_template(
        TO,
        name="order_ready",
        language=official.TemplateLanguage.PORTUGUESE_BR,
        params=[
            official.HeaderDocument.params(document="123", filename="offer.pdf"),
            official.BodyText.params(name="Ana Maria", order="42"),
            official.URLButton.params(url_variable="X7", index=1),
        ],
    )

    one, other = same(ours, theirs.bodies[-1])
    assert _loose(one) == _loose(other)


def test_a_template_with_numbers_goes_in_order():
    """TPL-5."""
    form = Form("1234", "Oi {{name}}, {{order}}", "text", "{{code}}", named=False)
    send, fields = templated(form)

    assert sent(send, **fields)["template"] == {
        "name": "order_ready",
        "language": {"code": "pt_BR"},
        "components": [
            {"type": "header", "parameters": [{"type": "text", "text": "X7"}]},
            {
                "type": "body",
                "parameters": [
                    {"type": "text", "text": "Ana Maria"},
                    {"type": "text", "text": "42"},
                ],
            },
        ],
    }


def _loose(body):
    """Return a body without differences that make none: case, numbers as text."""
    return json.loads(json.dumps(body).lower().replace('"index": 1', '"index": "1"'))


@pytest.mark.parametrize(
    ("form", "files", "words"),
    [
        (None, (), "not approved"),
        (Form("1", "Oi {{nobody}}"), (), "no value for nobody"),
        (Form("1", "Oi", header_kind="image"), (), "do not go together"),
        (Form("1", "Oi"), (attached(),), "do not go together"),
        (
            Form("1", "Oi", header_kind="image"),
            (attached(FileKind.VIDEO),),
            "takes a file: image",
        ),
    ],
)
def test_a_template_that_cannot_be_filled_is_not_sent(form, files, words):
    """TPL-2, TPL-5, TPL-9."""
    send, _ = templated(form, *files)
    provider = Provider(forms={"tp_1": form})

    verdict = provider.send(over(), send)

    assert isinstance(verdict, Refused)
    assert verdict.reason == failures.TEMPLATE_REFUSED
    assert words in verdict.detail
    assert provider.requests == []


def test_a_file_goes_to_meta_before_the_message_and_once():
    """ATT-2: an upload of a while ago is used again."""
    provider = Provider()
    file = attached(FileKind.DOCUMENT)
    for message_id in ("ms_1", "ms_2"):
        provider.send(over(), message(CLOUD, file, message_id=message_id))

    upload, first, second = provider.requests
    assert upload.url.path.endswith("/v25.0/227711004455001/media")
    assert int(upload.headers["content-length"]) == len(upload.content)
    head = b"Content-Type: " + upload.headers["content-type"].encode() + b"\r\n\r\n"
    fields = message_from_bytes(head + upload.content).get_payload()
    assert [field.get_payload(decode=True) for field in fields] == [
        b"whatsapp",
        b"application/pdf",
        b"bytes",
    ]
    for request in (first, second):
        sent = json.loads(request.content)["document"]
        assert sent == {"id": "media-1", "filename": "offer.pdf", "caption": "hi"}


def test_a_csv_is_declared_as_plain_text_and_keeps_its_name():
    """ATT-8."""
    file = attached(FileKind.DOCUMENT, media_type="text/csv", file_name="list.csv")
    provider = Provider(files={"at_document": FakeFile("text/csv", "list.csv")})

    provider.send(over(), message(CLOUD, file))

    upload = provider.requests[0].content
    assert b'filename="file.csv"\r\nContent-Type: text/plain\r\n' in upload
    assert provider.bodies[0]["document"]["filename"] == "list.csv"


def test_a_hostile_file_name_cannot_break_out_of_the_upload():
    name = 'x"\r\nContent-Type: text/html\r\n\r\n.pdf\u202e'
    provider = Provider(files={"at_document": FakeFile("application/pdf", name)})

    provider.send(over(), message(CLOUD, attached(FileKind.DOCUMENT)))

    assert b"text/html" not in provider.requests[0].content


@pytest.mark.parametrize("code", [100, 131053])
def test_a_file_that_meta_forgot_is_handed_over_again(code):
    uploads = FakeUploads(at_image="media-old")
    provider = Provider((400, {"error": {"code": code}}), uploads=uploads)

    send = message(CLOUD, attached(), keys=(f"phone:{TO}",))
    verdict = provider.send(over(), send)

    assert verdict == Accepted("wamid.9")
    assert uploads.forgotten == ["at_image"]
    assert [body["image"]["id"] for body in provider.bodies] == ["media-old", "media-1"]


@pytest.mark.parametrize(
    ("answer", "kind", "reason"),
    [
        ((500, b"<html>"), Later, failures.PROVIDER_DOWN),
        ((400, {"error": {"code": 131053}}), Refused, failures.MEDIA_REFUSED),
        ((400, {"error": {"code": 190}}), Refused, failures.CHANNEL_BROKEN),
        ((429, b""), Later, failures.RATE_LIMITED),
    ],
)
def test_a_file_that_meta_does_not_take_leaves_no_doubt(answer, kind, reason):
    """Only the file was on its way, so nothing is unknown."""
    provider = Provider(answer)

    verdict = provider.send(over(), message(CLOUD, attached()))

    assert isinstance(verdict, kind)
    assert verdict.reason == reason
    assert len(provider.requests) == 1


@pytest.mark.parametrize("code", [100, 131009, 131062])
def test_the_other_id_of_a_person_is_tried_when_one_is_refused(code):
    provider = Provider((400, {"error": {"code": code}}))

    assert provider.send(over(), message()) == Accepted("wamid.9")
    first, second = provider.bodies
    assert (first["to"], second["recipient"]) == (TO, "US.1")


def test_when_both_ids_are_refused_the_first_refusal_is_told():
    refused = (
        (400, {"error": {"code": 131009, "message": "no such message"}}),
        (400, {"error": {"code": 131026, "message": "nobody"}}),
    )
    verdict = Provider(*refused).send(over(), message())

    assert verdict.detail.startswith("131009")


def test_another_refusal_does_not_try_the_other_id():
    provider = Provider((400, {"error": {"code": 131047}}))

    assert provider.send(over(), message()).reason == failures.WINDOW_ENDED
    assert len(provider.requests) == 1


class TwiliosOwn(HttpClient):
    """Stands in for the transport of Twilio's client; remembers the forms."""

    def __init__(self, status=201, body='{"sid": "SM9"}'):
        super().__init__(logging.getLogger("twilio"), is_async=False, timeout=None)
        self.answer = Response(status, body)
        self.forms = []

    def request(self, method, url, **call):
        self.forms.append({k: str(v) for k, v in call["data"].items()})
        return self.answer


@pytest.mark.parametrize(
    ("send", "fields", "call"),
    [
        (message(TWILIO, text="hi"), {}, {"body": "hi"}),
        (
            message(TWILIO, attached(), text="look"),
            {},
            {
                "body": "look",
                "media_url": "https://ingest.test/media/public/at_image/photo.jpg",
            },
        ),
        (
            message(TWILIO, content=Content(location=PLACE)),
            {},
            {"body": "MASP", "persistent_action": "geo:-23.561000,-46.656000|MASP"},
        ),
        (
            *templated(Form("HX1", "Oi {{name}}, {{order}}", named=False), kind=TWILIO),
            {
                "content_sid": "HX1",
                "content_variables": '{"1": "Ana Maria", "2": "42"}',
            },
        ),
        (
            *templated(
                Form("HX1", "Oi {{name}}", "image", named=False, media_place="2"),
                attached(),
                kind=TWILIO,
            ),
            {
                "content_sid": "HX1",
                "content_variables": '{"1": "Ana Maria", "2": '
                '"https://ingest.test/media/public/at_image/photo.jpg"}',
            },
        ),
    ],
)
def test_messages_go_to_twilio_as_its_client_sends_them(send, fields, call):
    """ATT-2, ATT-10, TPL-5: files by address, templates by their content."""
    transport = TwiliosOwn()
    Client("AC1", "token", http_client=transport).messages.create(
        to=f"whatsapp:{TO}",
        from_="whatsapp:+15550100200",
        status_callback="https://ingest.test/webhooks/twilio/ch_whatsapp_twilio"
        "?message_id=ms_1",
        **call,
    )
    provider = Provider(**fields)
    provider.send(over(TWILIO), send)

    [request] = provider.requests
    form = {k: v[0] for k, v in parse_qs(request.content.decode()).items()}
    theirs = {k: v.strip("[]'") for k, v in transport.forms[0].items()}
    assert form == theirs


def test_what_twilios_client_takes_for_an_error_we_do_too():
    body = payload("answers/twilio_api_error_20429.json")

    transport = TwiliosOwn(429, body.decode())
    client = Client("AC1", "token", http_client=transport)
    with pytest.raises(TwilioRestException) as theirs:
        client.messages.create(to="whatsapp:+1", from_="whatsapp:+2", body="hi")
    ours = Provider((429, body)).send(over(TWILIO), message(TWILIO))

    assert ours.detail.startswith(f"{theirs.value.code}:")


@pytest.mark.parametrize(
    ("send", "body"),
    [
        (
            message(MESSENGER, text="hi"),
            {
                "recipient": {"id": "7300"},
                "messaging_type": "RESPONSE",
                "message": {"text": "hi", "metadata": "ms_1"},
            },
        ),
        (
            message(MESSENGER, attached(FileKind.AUDIO), text="", reply_to="m_in"),
            {
                "recipient": {"id": "7300"},
                "messaging_type": "RESPONSE",
                "message": {
                    "attachment": {
                        "type": "audio",
                        "payload": {
                            "url": "https://ingest.test/media/public/at_audio/sound.m4a"
                        },
                    },
                    "metadata": "ms_1",
                },
                "reply_to": {"mid": "m_in"},
            },
        ),
        (
            reaction(MESSENGER, target="m_in"),
            {
                "recipient": {"id": "7300"},
                "sender_action": "react",
                "payload": {"message_id": "m_in", "reaction": "👍"},
            },
        ),
        (
            reaction(INSTAGRAM, target="m_in", emoji=""),
            {
                "recipient": {"id": "8800"},
                "sender_action": "unreact",
                "payload": {"message_id": "m_in"},
            },
        ),
        (
            message(INSTAGRAM, attached(), text=""),
            {
                "recipient": {"id": "8800"},
                "message": {
                    "attachment": {
                        "type": "image",
                        "payload": {
                            "url": "https://ingest.test/media/public/at_image/photo.jpg"
                        },
                    },
                    "metadata": "ms_1",
                },
            },
        ),
    ],
)
def test_messages_go_over_the_send_api(send, body):
    """MSG-1, ATT-2."""
    assert sent(send) == body


def test_instagram_is_reached_by_itself_or_through_its_page():
    for facts, sender in (({}, "17841400011122233"), ({"page_id": "204"}, "204")):
        provider = Provider()
        provider.send(over(INSTAGRAM, facts=facts), message(INSTAGRAM))
        assert provider.requests[0].url.path == f"/v25.0/{sender}/messages"


@pytest.mark.parametrize(
    ("facts", "emoji", "said"),
    [({}, "❤️", "❤️"), ({"page_id": "204"}, "❤️", "love"), ({}, "👍", "👍")],
)
def test_through_a_page_the_heart_has_a_name_on_instagram(facts, emoji, said):
    provider = Provider()
    provider.send(over(INSTAGRAM, facts=facts), reaction(INSTAGRAM, emoji))

    assert provider.bodies[0]["payload"]["reaction"] == said


def test_a_reaction_has_no_id_of_its_own():
    provider = Provider((200, {"recipient_id": "8800"}))
    assert provider.send(over(INSTAGRAM), reaction(INSTAGRAM)) == Accepted("")
    provider = Provider((200, {"recipient_id": "8800"}))
    assert isinstance(provider.send(over(INSTAGRAM), message(INSTAGRAM)), Lost)


@pytest.mark.parametrize(
    ("kind", "name", "verdict", "reason"),
    [
        (MESSENGER, "api_error_10_2018278", Refused, failures.WINDOW_ENDED),
        (MESSENGER, "api_error_100_2018001", Refused, failures.RECIPIENT_UNREACHABLE),
        (MESSENGER, "api_error_551", Refused, failures.RECIPIENT_UNREACHABLE),
        (MESSENGER, "api_error_613", Later, failures.RATE_LIMITED),
        (INSTAGRAM, "api_error_10_2534022", Refused, failures.WINDOW_ENDED),
        (INSTAGRAM, "api_error_100_2534014", Refused, failures.RECIPIENT_UNREACHABLE),
        (INSTAGRAM, "api_error_200_2534041", Refused, failures.CHANNEL_BROKEN),
    ],
)
def test_refusals_of_the_send_api(kind, name, verdict, reason):
    """WIN-9: whoever says that the window ended is understood."""
    body = payload(f"answers/{kind.value}_{name}.json")
    found = Provider((400, body)).send(over(kind), message(kind))

    assert isinstance(found, verdict)
    assert found.reason == reason


@pytest.mark.parametrize("kind", [MESSENGER, INSTAGRAM])
def test_answers_of_the_send_api_tell_the_id(kind):
    body = payload(f"answers/{kind.value}_api_send_ok.json")
    found = Provider((200, body)).send(over(kind), message(kind))

    assert found == Accepted(json.loads(body)["message_id"])


def test_an_answer_that_is_broken_although_the_message_went_out_is_lost():
    body = {"error": {"code": 1, "error_subcode": 1357046, "message": "invalid"}}

    assert isinstance(
        Provider((500, body)).send(over(MESSENGER), message(MESSENGER)), Lost
    )


@pytest.mark.parametrize("kind", [CLOUD, TWILIO, MESSENGER, INSTAGRAM])
@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (FileGone("it is gone"), failures.FILE_GONE),
        (FileRefused("it is no picture"), failures.TYPE_REFUSED),
        (FakeFile("application/pdf", "photo.jpg"), failures.TYPE_REFUSED),
        (FakeFile("image/jpeg", "photo.jpg", b"x" * (26 << 20)), "FILE_TOO_LARGE"),
    ],
)
def test_a_file_is_looked_at_before_the_provider_is_called(kind, file, reason):
    """ATT-3, ATT-7: by content and true size, whatever was declared."""
    provider = Provider(files={"at_image": file})

    verdict = provider.send(over(kind), message(kind, attached()))

    assert isinstance(verdict, Refused)
    assert verdict.reason == reason
    assert provider.requests == []
