"""What messages hold beside their text, between documents and the domain."""

from __future__ import annotations

from typing import Any

from ..domain.content import Content, File, Quote, Reaction
from ..domain.message import Message

Document = dict[str, Any]


def written_parts(message: Message) -> Document:
    """Return the parts of *message* that are there; a plain text has none."""
    parts: Document = {}
    if message.content is not None:
        parts["content"] = {
            "body": message.content.body,
            "files": [file_document(file) for file in message.content.files],
        }
    if message.quote is not None:
        quote = message.quote
        parts["quote"] = {
            "message_id": quote.message_id,
            "direction": quote.direction,
            "kind": quote.kind,
            "text": quote.text,
            "provider_message_id": quote.provider_message_id,
        }
    if message.reactions:
        parts["reactions"] = [
            {"emoji": each.emoji, "at": each.at, "user_id": each.user_id}
            for each in message.reactions
        ]
    if message.former_texts:
        parts["former_texts"] = list(message.former_texts)
    return parts


def read_parts(document: Document) -> Document:
    """Return the parts of a stored message, as arguments of `Message`."""
    parts: Document = {}
    if content := document.get("content"):
        parts["content"] = Content(
            bytes(content["body"]), tuple(file_of(file) for file in content["files"])
        )
    if quote := document.get("quote"):
        parts["quote"] = Quote(**quote)
    if reactions := document.get("reactions"):
        parts["reactions"] = tuple(Reaction(**each) for each in reactions)
    if texts := document.get("former_texts"):
        parts["former_texts"] = tuple(texts)
    return parts


def file_document(file: File) -> Document:
    """Return a file of a message."""
    return {
        "attachment_id": file.attachment_id,
        "kind": file.kind,
        "media_type": file.media_type,
        "size_bytes": file.size_bytes,
        "body": file.body,
    }


def file_of(document: Document) -> File:
    """Return the file that *document* holds."""
    return File(
        attachment_id=document["attachment_id"],
        kind=document["kind"],
        media_type=document["media_type"],
        size_bytes=document["size_bytes"],
        body=bytes(document["body"]),
    )
