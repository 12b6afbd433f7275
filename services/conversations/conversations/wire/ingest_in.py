"""What ingest tells us, as commands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from recado.ingest.v1 import channel_pb2, template_pb2
from recado.ingest.v1 import events_pb2 as ingest

from chassis import ids
from chassis.errors import Malformed

from ..domain.carrying import Capabilities, Channel, MediaRule
from ..domain.content import Reaction, Revision
from ..domain.moves import Echo
from ..domain.template import Template
from ..ports import Change
from ..use_cases.changing import ChangeMessage
from ..use_cases.delivering import RecordDelivery
from ..use_cases.echoing import RecordEcho
from ..use_cases.knowing import IdentifyPerson, NoteConsent
from ..use_cases.receiving import ReceiveMessage
from ..use_cases.telling import Heard
from .content import FILE_KINDS, read_content, read_file
from .events_in import (
    channel_kind_of,
    moment_of,
    person_of,
    read_delivery_changed,
    read_message_received,
    require,
)
from .kinds import CHANNEL_KINDS_READ, moment

IngestCommand = (
    ReceiveMessage
    | RecordDelivery
    | RecordEcho
    | ChangeMessage
    | IdentifyPerson
    | NoteConsent
)

REPLACING = frozenset({"number_changed", "id_changed"})
"""Why somebody has other ids: with these, the former ones are theirs no more."""

States = template_pb2.Template
TEMPLATE_STATES = {
    States.STATE_DRAFT: "draft",
    States.STATE_PENDING: "pending",
    States.STATE_APPROVED: "approved",
    States.STATE_REJECTED: "rejected",
    States.STATE_PAUSED: "paused",
    States.STATE_DISABLED: "disabled",
    States.STATE_ARCHIVED: "archived",
    States.STATE_REMOVED: "removed",
}


def read_ingest_event(message: Any) -> IngestCommand:
    """
    Raises:
        Malformed: What it is about is missing or makes no sense.
    """
    return READERS[type(message)](message)


def read_message_echoed(message: ingest.MessageEchoed) -> RecordEcho:
    """
    Raises:
        Malformed: An id, the recipient or the kind is missing.
    """
    require(message, "channel_id", "provider_message_id", "kind")
    return RecordEcho(
        account_id=message.metadata.account_id,
        channel_id=message.channel_id,
        channel_kind=channel_kind_of(message),
        recipient=person_of(message.recipient),
        echo=Echo(
            message_id=ids.new("ms"),
            provider_message_id=message.provider_message_id,
            provider_time=moment_of(message, "provider_time"),
            kind=message.kind,
            text=message.text,
            origin=message.origin or "other_app",
            cause_id=message.metadata.event_id,
            content=(
                read_content(message.content) if message.HasField("content") else None
            ),
        ),
    )


def read_reaction(message: ingest.ReactionReceived) -> ChangeMessage:
    """
    Raises:
        Malformed: The message it is about is missing.
    """
    require(message, "channel_id", "target_provider_message_id")
    told = message.reaction
    at = told.react_time if told.HasField("react_time") else message.metadata.occur_time
    return _change(message, reaction=Reaction(told.emoji, moment(at)))


def read_revision(message: ingest.MessageRevised) -> ChangeMessage:
    """
    Raises:
        Malformed: The message it is about is missing.
    """
    require(message, "channel_id", "target_provider_message_id")
    at = moment_of(message, "revise_time")
    return _change(message, revision=Revision(at, message.text, message.deleted))


def read_attachment(message: ingest.AttachmentChanged) -> ChangeMessage:
    """
    Raises:
        Malformed: The message or the file is missing.
    """
    require(message, "channel_id", "provider_message_id")
    if not message.attachment.attachment_id:
        raise Malformed("attachment.attachment_id is empty")
    return ChangeMessage(
        message.metadata.account_id,
        Change(
            channel_id=message.channel_id,
            provider_message_id=message.provider_message_id,
            cause_id=message.metadata.event_id,
            file=read_file(message.attachment),
        ),
    )


def read_identity(message: ingest.IdentityChanged) -> IdentifyPerson:
    """
    Raises:
        Malformed: There are no keys, before or after.
    """
    require(message, "channel_id")
    if not message.former_keys or not all(message.former_keys):
        raise Malformed("former_keys is empty or holds an empty key")
    return IdentifyPerson(
        account_id=message.metadata.account_id,
        channel_id=message.channel_id,
        former_keys=tuple(message.former_keys),
        person=person_of(message.identity),
        cause_id=message.metadata.event_id,
        replaced=message.reason in REPLACING,
    )


def read_consent(message: ingest.ConsentChanged) -> NoteConsent:
    """
    Raises:
        Malformed: It names nobody.
    """
    require(message, "channel_id")
    return NoteConsent(
        account_id=message.metadata.account_id,
        channel_id=message.channel_id,
        person=person_of(message.identity),
        marketing=message.marketing,
        at=moment_of(message, "change_time"),
        cause_id=message.metadata.event_id,
    )


def read_channel_event(message: Any) -> Heard:
    """
    Raises:
        Malformed: The channel or the template has no id.
    """
    require(message)
    account_id = message.metadata.account_id
    at = moment(message.metadata.occur_time)
    if isinstance(message, ingest.TemplateChanged):
        return Heard(account_id, at, _template(message.template, account_id))
    removed = isinstance(message, ingest.ChannelRemoved)
    return Heard(account_id, at, _channel(message.channel, removed=removed))


def _change(message: Any, **what: Any) -> ChangeMessage:
    return ChangeMessage(
        message.metadata.account_id,
        Change(
            channel_id=message.channel_id,
            provider_message_id=message.target_provider_message_id,
            cause_id=message.metadata.event_id,
            **what,
        ),
    )


def _channel(channel: channel_pb2.Channel, *, removed: bool) -> Channel:
    kind = CHANNEL_KINDS_READ.get(channel.kind)
    if not channel.channel_id or kind is None:
        raise Malformed("the channel has no id, or a kind we do not know")
    able = channel.capabilities
    return Channel(
        channel_id=channel.channel_id,
        kind=kind,
        capabilities=Capabilities(
            text_length=able.text_length,
            text_in_bytes=able.text_in_bytes,
            caption_length=able.caption_length,
            media=tuple(_rule(rule) for rule in able.media if rule.kind in FILE_KINDS),
            replies=able.replies,
            reactions=able.reactions,
            locations=able.locations,
            templates=able.templates,
            window_hours=able.window_hours,
        ),
        stopped=channel.stopped,
        removed=removed,
    )


def _rule(rule: channel_pb2.MediaRule) -> MediaRule:
    return MediaRule(
        kind=FILE_KINDS[rule.kind],
        media_types=frozenset([*rule.media_types, *rule.converted_media_types]),
        max_bytes=rule.max_bytes,
    )


def _template(template: template_pb2.Template, account_id: str) -> Template:
    if not template.template_id or not template.channel_id:
        raise Malformed("the template has no id or no channel")
    return Template(
        template_id=template.template_id,
        account_id=account_id,
        channel_id=template.channel_id,
        name=template.name,
        language=template.language,
        state=TEMPLATE_STATES.get(template.state, "pending"),
        body=template.body,
        marketing=template.category == States.CATEGORY_MARKETING,
        header_kind=template.header.kind,
        header_text=template.header.text,
        footer=template.footer,
        buttons=tuple(button.text for button in template.buttons),
        variables=tuple(variable.name for variable in template.variables),
    )


READERS: dict[type, Callable[[Any], IngestCommand]] = {
    ingest.MessageReceived: read_message_received,
    ingest.DeliveryChanged: read_delivery_changed,
    ingest.MessageEchoed: read_message_echoed,
    ingest.ReactionReceived: read_reaction,
    ingest.MessageRevised: read_revision,
    ingest.AttachmentChanged: read_attachment,
    ingest.IdentityChanged: read_identity,
    ingest.ConsentChanged: read_consent,
}
