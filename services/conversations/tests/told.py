"""What ingest tells, as it comes over the bus."""

from __future__ import annotations

from builders import CHANNEL, KINDS, PHONE, delivery, stamped
from recado.ingest.v1 import content_pb2, template_pb2
from recado.ingest.v1 import events_pb2 as ingest

from chassis.testing import NOON
from conversations.wire.ingest_in import read_channel_event, read_ingest_event

Attachment = content_pb2.Attachment
Template = template_pb2.Template

CLOUD_MEDIA = {
    Attachment.KIND_IMAGE: ("image/jpeg", 5_000_000),
    Attachment.KIND_DOCUMENT: ("application/pdf", 100_000_000),
    Attachment.KIND_AUDIO: ("audio/ogg", 16_000_000),
}


def channel_event(*, channel_id=CHANNEL, kind="WHATSAPP_CLOUD", at=NOON, **able):
    """A channel with what it can carry; WhatsApp's by default."""
    message = ingest.ChannelChanged()
    channel = message.channel
    channel.channel_id = channel_id
    channel.kind = KINDS.Value(f"KIND_{kind}")
    channel.stopped = able.pop("stopped", False)
    media = able.pop("media", CLOUD_MEDIA)
    given = {
        "text_length": 4096,
        "replies": True,
        "reactions": True,
        "locations": True,
        "templates": True,
        "window_hours": 24,
        **able,
    }
    for name, value in given.items():
        setattr(channel.capabilities, name, value)
    for file_kind, (media_type, limit) in media.items():
        channel.capabilities.media.add(
            kind=file_kind, media_types=[media_type], max_bytes=limit
        )
    return read_channel_event(stamped(message, at=at))


def template_event(state="APPROVED", *, at=NOON, **fields):
    """A template with one variable."""
    given = {
        "template_id": "tp_1",
        "channel_id": CHANNEL,
        "name": "retorno",
        "language": "pt_BR",
        "body": "Oi {{nome}}!",
        "footer": "Responda PARAR",
        "category": Template.CATEGORY_UTILITY,
        **fields,
    }
    template = Template(state=Template.State.Value(f"STATE_{state}"), **given)
    template.variables.add(name="nome", property="contact.first_name")
    message = ingest.TemplateChanged(template=template)
    return read_channel_event(stamped(message, at=at))


def person(*keys):
    return ingest.ChannelIdentity(keys=keys or [f"phone:{PHONE}"], display_name="João")


def file(attachment_id="at_1", kind=Attachment.KIND_IMAGE, **fields):
    given = {"media_type": "image/jpeg", "size_bytes": 1000, **fields}
    return Attachment(attachment_id=attachment_id, kind=kind, **given)


def reaction(target="wamid.1", emoji="❤️", *, at=NOON):
    message = ingest.ReactionReceived(
        channel_id=CHANNEL, target_provider_message_id=target
    )
    message.reaction.emoji = emoji
    message.reaction.react_time.FromDatetime(at)
    return read_ingest_event(stamped(message, at=at))


def revision(target="wamid.1", text="corrigido", *, at=NOON, deleted=False):
    message = ingest.MessageRevised(
        channel_id=CHANNEL,
        target_provider_message_id=target,
        revision_id=f"rev-{at.timestamp()}",
        text=text,
        deleted=deleted,
    )
    message.revise_time.FromDatetime(at)
    return read_ingest_event(stamped(message, at=at))


def fetched(attachment, target="wamid.1"):
    message = ingest.AttachmentChanged(
        channel_id=CHANNEL, provider_message_id=target, attachment=attachment
    )
    return read_ingest_event(stamped(message))


def echo(provider_message_id="echo.1", text="do celular", *, keys=(), at=NOON):
    message = ingest.MessageEchoed(
        channel_id=CHANNEL,
        channel_kind=KINDS.KIND_WHATSAPP_CLOUD,
        recipient=person(*keys),
        provider_message_id=provider_message_id,
        kind="text",
        text=text,
        origin="phone_app",
    )
    message.provider_time.FromDatetime(at)
    return read_ingest_event(stamped(message, at=at))


def identity(former, *keys, phone="", reason="profile_known"):
    message = ingest.IdentityChanged(
        channel_id=CHANNEL, former_keys=former, identity=person(*keys), reason=reason
    )
    message.identity.phone = phone
    return read_ingest_event(stamped(message))


def delivered(message_id, provider_message_id, status="SENT", **fields):
    """What became of an outbound message."""
    return delivery(
        status,
        message_id=message_id,
        provider_message_id=provider_message_id,
        **fields,
    )


def consent(marketing, *, at=NOON):
    message = ingest.ConsentChanged(
        channel_id=CHANNEL, identity=person(), marketing=marketing
    )
    message.change_time.FromDatetime(at)
    return read_ingest_event(stamped(message, at=at))
