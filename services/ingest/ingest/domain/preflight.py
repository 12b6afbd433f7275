"""
What a channel cannot carry is refused here, before its provider is called.

The same rules hold where a message is written; here they hold for whatever
way it came. By content: a name or a declared type decides nothing (ATT-3).
"""

from __future__ import annotations

from . import failures
from .capabilities import (
    STILL_STICKER_BYTES,
    Capabilities,
    MediaRule,
    capabilities_of,
)
from .channels import Channel, Kind
from .content import Attachment, FileKind, FileState
from .delivery import Refused, Send

TEMPLATE_TEXT_LENGTH = 1024
"""Most characters of a filled template through Twilio (TPL-10)."""


def objection(channel: Channel, send: Send) -> Refused | None:
    """Return why *send* cannot go out on *channel*; None when it can."""
    if channel.stopped:
        return Refused(failures.CHANNEL_STOPPED, "the channel was stopped by hand")
    can = capabilities_of(channel.kind)
    if send.is_reaction:
        return _reaction(send, can)
    if send.reply_to and not can.replies:
        return Refused(
            failures.REPLY_REFUSED, "this channel cannot quote what is answered"
        )
    return _kind(send, can) or _text(send, channel.kind) or _files(send, can)


def unfit(attachment: Attachment, rule: MediaRule) -> Refused | None:
    """Return why a file, as it will be handed over, breaks *rule*."""
    if attachment.media_type not in rule.media_types:
        return Refused(
            failures.TYPE_REFUSED,
            f"{attachment.file_name or 'the file'} is {attachment.media_type or '?'},"
            f" which this channel does not take as {rule.kind.value}",
        )
    most = rule.max_bytes
    if attachment.kind is FileKind.STICKER and not attachment.animated:
        most = min(most, STILL_STICKER_BYTES)
    if attachment.size_bytes > most:
        return Refused(
            failures.FILE_TOO_LARGE,
            f"{attachment.size_bytes:,} bytes; this channel takes {most:,}",
        )
    return None


def _reaction(send: Send, can: Capabilities) -> Refused | None:
    if not can.reactions:
        return Refused(failures.KIND_REFUSED, "this channel has no reactions")
    if not send.reply_to:
        return Refused(
            failures.REQUEST_REFUSED, "the provider does not know the message yet"
        )
    return None


def _kind(send: Send, can: Capabilities) -> Refused | None:
    content = send.content
    if content.template is not None and not can.templates:
        return Refused(failures.KIND_REFUSED, "this channel has no templates")
    if content.location is not None and not can.locations:
        return Refused(failures.KIND_REFUSED, "this channel cannot send a location")
    if not (send.text or content.attachments or content.location or content.template):
        return Refused(failures.REQUEST_REFUSED, "the message is empty")
    return None


def _text(send: Send, kind: Kind) -> Refused | None:
    can = capabilities_of(kind)
    most, length = can.text_length, can.measure(send.text)
    if send.content.template is not None and kind is Kind.WHATSAPP_TWILIO:
        most = TEMPLATE_TEXT_LENGTH
    if length <= most:
        return None
    unit = "bytes" if can.text_in_bytes else "characters"
    return Refused(
        failures.TEXT_TOO_LONG, f"{length:,} {unit}; this channel takes {most:,}"
    )


def _files(send: Send, can: Capabilities) -> Refused | None:
    for each in send.content.attachments:
        found = _file(each, can)
        if found is not None:
            return found
    return None


def _file(attachment: Attachment, can: Capabilities) -> Refused | None:
    rule = can.rule(attachment.kind)
    if rule is None:
        return Refused(
            failures.KIND_REFUSED,
            f"this channel does not take files of the kind {attachment.kind.value}",
        )
    if attachment.state is FileState.FAILED:
        return Refused(failures.FILE_GONE, "the file is not there any more")
    # What is converted gets another type and size; see `unfit`.
    if rule.converts(attachment.media_type):
        return None
    return unfit(attachment, rule)
