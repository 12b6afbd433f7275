"""
What a message holds beside its text, between ingest's contract and the domain.

The domain keeps it as it came, but for the files, which change by themselves.
"""

from __future__ import annotations

from typing import Any

from recado.conversations.v1 import message_pb2, message_service_pb2
from recado.ingest.v1 import content_pb2 as pb

from ..domain.content import Content, File, Quote, Reaction, TemplateUse
from ..domain.message import Direction, Message
from ..domain.template import Filled, Template
from .kinds import DIRECTIONS, timestamp

FILE_KINDS = {
    pb.Attachment.KIND_IMAGE: "image",
    pb.Attachment.KIND_VIDEO: "video",
    pb.Attachment.KIND_AUDIO: "audio",
    pb.Attachment.KIND_DOCUMENT: "document",
    pb.Attachment.KIND_STICKER: "sticker",
}


def read_file(attachment: pb.Attachment) -> File:
    """Return a file; a kind of tomorrow is a document."""
    attachment.DiscardUnknownFields()
    return File(
        attachment_id=attachment.attachment_id,
        kind=FILE_KINDS.get(attachment.kind, "document"),
        media_type=attachment.media_type,
        size_bytes=attachment.size_bytes,
        body=attachment.SerializeToString(),
    )


def read_content(content: pb.Content) -> Content:
    """Return what a message holds; its referral is the conversation's, too."""
    files = tuple(read_file(attachment) for attachment in content.attachments)
    rest = pb.Content()
    rest.CopyFrom(content)
    rest.ClearField("attachments")
    # What we cannot read, those we tell may read otherwise.
    rest.DiscardUnknownFields()
    return Content(rest.SerializeToString(), files)


def write_content(content: Content) -> pb.Content:
    """Return what a message holds, its files as they are now."""
    written = pb.Content.FromString(content.body)
    written.attachments.extend(pb.Attachment.FromString(f.body) for f in content.files)
    return written


def place_content(location: pb.Location) -> Content:
    """Return the content of a message that is a place."""
    return Content(pb.Content(location=location).SerializeToString())


def use_content(template: Template, use: TemplateUse, filled: Filled) -> Content:
    """Return the content of a message sent with a template (TPL-11)."""
    written = pb.Content(
        template=pb.TemplateUse(
            template_id=template.template_id,
            name=template.name,
            language=template.language,
            variables=dict(use.variables),
            header=filled.header,
            footer=filled.footer,
            buttons=filled.buttons,
        )
    )
    files = () if use.header is None else (use.header,)
    return Content(written.SerializeToString(), files)


def read_use(chosen: message_service_pb2.TemplateToSend) -> TemplateUse:
    """Return a template chosen and filled."""
    return TemplateUse(
        template_id=chosen.template_id,
        variables=dict(chosen.variables),
        header=read_file(chosen.header) if chosen.HasField("header") else None,
    )


def write_quote(quote: Quote) -> message_pb2.Quote:
    """Return the message that another answers."""
    return message_pb2.Quote(
        message_id=quote.message_id,
        direction=DIRECTIONS[Direction(quote.direction)] if quote.direction else None,
        kind=quote.kind,
        text=quote.text,
    )


def write_reaction(reaction: Reaction) -> pb.Reaction:
    """Return what somebody feels about a message."""
    return pb.Reaction(
        user_id=reaction.user_id,
        emoji=reaction.emoji,
        react_time=timestamp(reaction.at),
    )


def write_parts(message: Message) -> dict[str, Any]:
    """Return what only some messages have, as arguments of the contract's type."""
    m = message
    parts: dict[str, Any] = {
        "content": write_content(m.content) if m.content else None,
        "quote": write_quote(m.quote) if m.quote else None,
        # One that was taken back is kept for its time alone.
        "reactions": [write_reaction(r) for r in m.reactions if r.emoji],
        "edit_time": timestamp(m.edit_time),
        "delete_time": timestamp(m.delete_time),
        "former_texts": m.former_texts,
        "origin": m.origin,
        "retries": m.retries,
    }
    return {name: value for name, value in parts.items() if value}
