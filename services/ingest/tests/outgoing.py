"""What goes out in tests, and a provider that writes down what it is asked."""

from __future__ import annotations

import json

import httpx
from builders import channel, send
from fakes import FakeFile, FakeFiles, FakeForms, FakeUploads

from ingest.carrier import HttpCarrier
from ingest.domain.channels import Kind
from ingest.domain.content import Attachment, Content, FileKind, FileState, Location
from ingest.domain.delivery import REACTION
from ingest.domain.parts import plan

TYPES = {
    FileKind.IMAGE: ("image/jpeg", "photo.jpg"),
    FileKind.VIDEO: ("video/mp4", "film.mp4"),
    FileKind.AUDIO: ("audio/mp4", "sound.m4a"),
    FileKind.DOCUMENT: ("application/pdf", "offer.pdf"),
    FileKind.STICKER: ("image/webp", "sticker.webp"),
}

KEYS = {
    Kind.MESSENGER: ("psid:7300",),
    Kind.INSTAGRAM: ("igsid:8800",),
    Kind.WEBCHAT: ("visitor:vs_1",),
}

ACCEPTED = {
    Kind.WHATSAPP_CLOUD: {"messages": [{"id": "wamid.9"}]},
    Kind.WHATSAPP_TWILIO: {"sid": "SM9"},
    Kind.MESSENGER: {"recipient_id": "7300", "message_id": "m_9"},
    Kind.INSTAGRAM: {"recipient_id": "8800", "message_id": "m_9"},
}

PLACE = Location(-23.561, -46.656, "MASP", "Av. Paulista, 1578")


def attached(kind=FileKind.IMAGE, **fields):
    media_type, name = TYPES[kind]
    found = {
        "attachment_id": f"at_{kind.value}",
        "state": FileState.READY,
        "media_type": media_type,
        "file_name": name,
        "size_bytes": 5,
    } | fields
    return Attachment(kind=kind, **found)


def message(where=Kind.WHATSAPP_CLOUD, /, *files, text="hi", **fields):
    """Return a message for a channel of the kind *where*."""
    content = fields.pop("content", Content(attachments=files))
    found = {
        "channel_id": f"ch_{where.value}",
        "channel_kind": where,
        "text": text,
        "content": content,
    } | fields
    if where in KEYS:
        found.setdefault("keys", KEYS[where])
    return send(**found)


def reaction(where=Kind.WHATSAPP_CLOUD, /, emoji="👍", target="wamid.in", **fields):
    """Return a reaction for a channel of the kind *where*."""
    return message(
        where,
        text="",
        message_id=fields.pop("message_id", "rx_1"),
        **{"kind": REACTION, "emoji": emoji, "reply_to": target} | fields,
    )


def over(kind=Kind.WHATSAPP_CLOUD, **fields):
    """Return a channel of *kind*."""
    return channel(f"ch_{kind.value}", kind, **fields)


class Provider:
    """Takes whatever it is asked, or answers as it was told, in turn."""

    def __init__(self, *answers, files=None, uploads=None, forms=None):
        self.answers = list(answers)
        self.requests = []
        self.uploads = uploads if uploads is not None else FakeUploads()
        self.forms = FakeForms(**(forms or {}))
        self.files = FakeFiles(
            **{
                f"at_{kind.value}": FakeFile(media_type, name)
                for kind, (media_type, name) in TYPES.items()
            }
            | (files or {})
        )

    def carrier(self, kind):
        """Return what calls it, for channels of *kind*."""
        self._kind = kind
        return HttpCarrier(
            httpx.Client(transport=httpx.MockTransport(self._answer)),
            "https://ingest.test",
            files=self.files,
            uploads=self.uploads,
            forms=self.forms,
        )

    def send(self, channel, send, part=0):
        """Send the part number *part* and return what became of it."""
        carrier = self.carrier(channel.kind)
        return carrier.send(channel, send, plan(send, channel.kind)[part])

    def _answer(self, request):
        request.read()
        self.requests.append(request)
        if self.answers:
            status, body = self.answers.pop(0)
            raw = body if isinstance(body, bytes) else json.dumps(body).encode()
            return httpx.Response(status, content=raw)
        if request.url.path.endswith("/media"):
            return httpx.Response(200, json={"id": "media-1"})
        return httpx.Response(200, json=ACCEPTED[self._kind])

    @property
    def bodies(self):
        """The JSON bodies of what it was asked, uploads aside."""
        return [
            json.loads(request.content)
            for request in self.requests
            if request.headers.get("content-type") == "application/json"
        ]
