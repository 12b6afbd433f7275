"""What a customer does with their phone, as it becomes a message's content."""

from __future__ import annotations

from typing import Any

from simulator import samples
from simulator.control import wrong
from simulator.customer_requests import FILE_KINDS, Share, Write, WriteInApp
from simulator.media import Files
from simulator.model import Channel, Kind, Media, Message
from simulator.world import World

# What each app lets its people send; the rest is answered with 409.
WHATSAPP = frozenset(
    [
        "text",
        "image",
        "audio",
        "voice",
        "video",
        "document",
        "sticker",
        "location",
        "contacts",
        "choice",
        "order",
        "unsupported",
    ]
)
OFFERED = {
    Kind.WHATSAPP_CLOUD: WHATSAPP,
    Kind.WHATSAPP_TWILIO: WHATSAPP - {"order"},
    Kind.MESSENGER: frozenset(
        [
            "text",
            "image",
            "audio",
            "voice",
            "video",
            "document",
            "sticker",
            "choice",
            "postback",
            "share",
            "unsupported",
        ]
    ),
    Kind.INSTAGRAM: frozenset(
        [
            "text",
            "image",
            "audio",
            "voice",
            "video",
            "document",
            "choice",
            "postback",
            "share",
            "story",
            "unsupported",
        ]
    ),
}
# As what a person's tap on a button is told.
PRESSED = {"quick_replies": "quick_reply", "list": "list"}


class Acts:
    """Turns what the control API was told into what a message holds."""

    def __init__(self, world: World, files: Files) -> None:
        self._world = world
        self._files = files

    def content(self, channel: Channel, body: Write) -> tuple[str, dict[str, Any]]:
        """
        Return the message's kind and content.

        Raises:
            Wrong: The channel's app has no such message, or a file is unknown.
        """
        if body.kind not in OFFERED[channel.kind]:
            detail = f"{channel.kind} has no messages of kind {body.kind}"
            raise wrong(409, "NOT_OFFERED", detail)
        content = _said(body)
        if body.kind in FILE_KINDS or body.media_ids:
            content["files"] = self._shown(channel, body)
        if body.kind == "contacts" and channel.kind is Kind.WHATSAPP_TWILIO:
            content["files"] = [self._vcard(channel, content["contacts"])]
        return "audio" if body.kind == "voice" else body.kind, content

    def echo(self, channel: Channel, body: WriteInApp) -> dict[str, Any]:
        """Return what a message that was written in the app holds."""
        if body.kind == "text":
            return {}
        return {"files": [self._file(channel, body.kind, "")]}

    def pressed(self, message: Message, index: int) -> tuple[str, dict[str, Any]]:
        """
        Return the text and choice of pressing a button of *message*.

        Raises:
            Wrong: It has no such button, or one that tells nobody.
        """
        template = message.content.get("template")
        interactive = message.content.get("interactive") or {}
        rows = interactive.get("rows") or []
        offered = (template or interactive).get("buttons", [])
        if index >= len(rows or offered):
            raise wrong(404, "BUTTON_UNKNOWN", "the message has no such button")
        if rows:
            row = rows[index]
            return row["title"], {"offered_as": "list", "form": {}, **row}
        button = offered[index]
        if button["kind"] not in ("quick_reply", "reply", "postback"):
            detail = f"pressing a {button['kind']} button tells the business nothing"
            raise wrong(409, "NOT_TOLD", detail)
        how = "template" if template else PRESSED.get(interactive["type"], "buttons")
        return button["text"], {
            "offered_as": how,
            "id": button["value"] or button["text"],
            "title": button["text"],
            "description": "",
            "form": {},
        }

    def _shown(self, channel: Channel, body: Write) -> list[dict[str, Any]]:
        kind = "image" if body.kind in ("story", "text") else body.kind
        found = [self._file(channel, kind, each) for each in body.media_ids or [""]]
        if len(found) > 1 and channel.kind.whatsapp:
            detail = "WhatsApp sends one file with each message"
            raise wrong(409, "NOT_OFFERED", detail)
        return [each | {"animated": body.animated} for each in found]

    def _file(self, channel: Channel, kind: str, wanted: str) -> dict[str, Any]:
        media = self._world.media.get(wanted)
        if media is None:
            media = self._sampled(channel, kind, wanted)
        return _described(media, kind)

    def _sampled(self, channel: Channel, kind: str, wanted: str) -> Media:
        name = wanted.removeprefix("sample:")
        if wanted and name not in samples.NAMES:
            detail = f"no file {wanted!r}; samples are {', '.join(samples.NAMES)}"
            raise wrong(422, "MEDIA_UNKNOWN", detail, "media_ids")
        found = samples.sample(name) if wanted else samples.fitting(kind)
        return self._files.keep(
            channel, found.content, found.media_type, file_name=found.file_name
        )

    def _vcard(self, channel: Channel, cards: list[dict[str, Any]]) -> dict[str, Any]:
        """Return the cards as the file that Twilio passes on instead."""
        lines = []
        for card in cards:
            lines += ["BEGIN:VCARD", "VERSION:3.0", f"FN:{card['name']}"]
            lines += [f"TEL;TYPE=CELL:{phone}" for phone in card["phones"]]
            lines += [f"EMAIL:{each}" for each in card["emails"]]
            if card["organization"]:
                lines.append(f"ORG:{card['organization']}")
            lines.append("END:VCARD")
        text = "\r\n".join(lines) + "\r\n"
        name = "contact.vcf"
        media = self._files.keep(channel, text.encode(), "text/vcard", file_name=name)
        return _described(media, "document")


def _said(body: Write) -> dict[str, Any]:
    """Return the content but for its files."""
    content: dict[str, Any] = {}
    for name in ("choice", "order", "referral", "product"):
        given = getattr(body, name)
        if given is not None:
            content[name] = given.model_dump()
    if body.location is not None:
        content["location"] = body.location.model_dump(exclude_defaults=True)
    if body.kind == "share":
        content["share"] = (body.share or Share()).model_dump()
    if body.contacts is not None:
        content["contacts"] = [each.model_dump() for each in body.contacts]
    if body.forwarded:
        content["forwarded"] = body.forwarded
    if body.kind == "unsupported":
        content["unsupported"] = {"what": body.unsupported}
    if body.kind == "postback":
        content["postback"] = {"payload": body.payload or body.text}
    if body.story is not None:
        content["story"] = body.story.model_dump() | {"reply": body.kind == "text"}
    return content


def _described(media: Media, kind: str) -> dict[str, Any]:
    return {
        "kind": "audio" if kind == "voice" else kind,
        "voice": kind == "voice",
        "media_id": media.id,
        "media_type": media.media_type,
        "file_name": media.file_name,
        "size": media.size,
    }
