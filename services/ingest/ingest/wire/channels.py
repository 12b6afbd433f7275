"""Channels between protobuf and the domain."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime

from recado.ingest.v1 import channel_pb2, channel_service_pb2, events_pb2

from chassis.envelope import Outgoing, stamp

from ..domain.capabilities import Capabilities, capabilities_of
from ..domain.channels import Canary, Channel, Health, Kind, Visibility
from ..domain.errors import ChannelInvalid, PageInvalid
from ..domain.inbound import Entry
from ..domain.notices import ChannelNotice
from ..use_cases.channels import ChangeChannel, ConnectChannel
from ..use_cases.ledger import LARGEST_PAGE
from ..use_cases.tending import ChangeCredentials
from .content import FILE_KINDS

_Proto = channel_pb2.Channel

KINDS = {
    Kind.WHATSAPP_CLOUD: _Proto.KIND_WHATSAPP_CLOUD,
    Kind.WHATSAPP_TWILIO: _Proto.KIND_WHATSAPP_TWILIO,
    Kind.MESSENGER: _Proto.KIND_MESSENGER,
    Kind.INSTAGRAM: _Proto.KIND_INSTAGRAM,
    Kind.WEBCHAT: _Proto.KIND_WEBCHAT,
}
VISIBILITIES = {
    Visibility.PRIVATE: _Proto.VISIBILITY_PRIVATE,
    Visibility.SHARED: _Proto.VISIBILITY_SHARED,
}
HEALTHS = {
    Health.CONNECTED: _Proto.HEALTH_CONNECTED,
    Health.DISCONNECTED: _Proto.HEALTH_DISCONNECTED,
}
_KIND_OF = {number: kind for kind, number in KINDS.items()}
_VISIBILITY_OF = {number: each for each, number in VISIBILITIES.items()}
_HEALTH_OF = {number: health for health, number in HEALTHS.items()}


def write_channel(channel: Channel) -> _Proto:
    """Return *channel* without anything secret."""
    message = _Proto(
        channel_id=channel.channel_id,
        account_id=channel.account_id,
        kind=KINDS[channel.kind],
        name=channel.name,
        installer_id=channel.installer_id,
        visibility=VISIBILITIES[channel.visibility],
        provider_id=channel.provider_id,
        health=HEALTHS[channel.health],
        health_detail=channel.health_detail,
        provider_facts=dict(channel.facts),
        webhook_path=channel.webhook_path,
        capabilities=write_capabilities(capabilities_of(channel.kind)),
        stopped=channel.stopped,
    )
    message.create_time.FromDatetime(channel.create_time)
    if channel.canary is not None:
        message.canary.check_time.FromDatetime(channel.canary.check_time)
        message.canary.good = channel.canary.good
        message.canary.milliseconds = channel.canary.milliseconds
        message.canary.detail = channel.canary.detail
    return message


def write_capabilities(can: Capabilities) -> channel_pb2.Capabilities:
    """Return what a channel can carry."""
    return channel_pb2.Capabilities(
        text_length=can.text_length,
        text_in_bytes=can.text_in_bytes,
        caption_length=can.caption_length,
        media=[
            channel_pb2.MediaRule(
                kind=FILE_KINDS[rule.kind],
                media_types=rule.media_types,
                converted_media_types=rule.converted_media_types,
                max_bytes=rule.max_bytes,
            )
            for rule in can.media
        ],
        replies=can.replies,
        reactions=can.reactions,
        locations=can.locations,
        templates=can.templates,
        window_hours=can.window_hours,
    )


def fingerprint(channel: Channel) -> str:
    """
    Return what is equal for channels that would be announced alike.

    The canary is left out: it is announced by a rule of its own.
    """
    message = write_channel(channel)
    message.ClearField("canary")
    raw = message.SerializeToString(deterministic=True)
    return hashlib.sha256(raw).hexdigest()[:24]


def write_removed(channel: Channel, at: datetime) -> Outgoing:
    """Return the event that a channel was removed."""
    message = events_pb2.ChannelRemoved(channel=write_channel(channel))
    stamp(message, account_id=channel.account_id, at=at)
    return Outgoing("channel_removed", message, subject=channel.channel_id)


def read_channel(
    message: _Proto, secrets: Mapping[str, str], secret_prints: tuple[str, ...]
) -> Channel | None:
    """Return the channel of an event; None for a kind from a newer version."""
    if message.kind not in _KIND_OF:
        return None
    return Channel(
        channel_id=message.channel_id,
        account_id=message.account_id,
        kind=_KIND_OF[message.kind],
        name=message.name,
        installer_id=message.installer_id,
        visibility=_VISIBILITY_OF.get(message.visibility, Visibility.PRIVATE),
        provider_id=message.provider_id,
        facts=dict(message.provider_facts),
        secrets=secrets,
        api_base_url="",
        create_time=message.create_time.ToDatetime(tzinfo=UTC),
        secret_prints=secret_prints,
        health=_HEALTH_OF.get(message.health, Health.CONNECTED),
        health_detail=message.health_detail,
        stopped=message.stopped,
        canary=_read_canary(message),
    )


def _read_canary(message: _Proto) -> Canary | None:
    if not message.HasField("canary"):
        return None
    return Canary(
        check_time=message.canary.check_time.ToDatetime(tzinfo=UTC),
        good=message.canary.good,
        milliseconds=message.canary.milliseconds,
        detail=message.canary.detail,
    )


def read_connect(
    request: channel_service_pb2.ConnectChannelRequest,
) -> ConnectChannel:
    """
    Raises:
        ChannelInvalid: The kind or the request id is missing.
    """
    if request.kind not in _KIND_OF:
        raise ChannelInvalid("choose a kind", field="kind")
    if not request.request_id:
        raise ChannelInvalid("a request id is required", field="request_id")
    return ConnectChannel(
        request_id=request.request_id,
        kind=_KIND_OF[request.kind],
        name=request.name,
        visibility=_VISIBILITY_OF.get(request.visibility, Visibility.SHARED),
        facts=dict(request.provider_facts),
        secrets=dict(request.secrets),
        api_base_url=request.api_base_url,
    )


def read_change(request: channel_service_pb2.ChangeChannelRequest) -> ChangeChannel:
    """
    Raises:
        ChannelInvalid: The visibility is neither private nor shared.
    """
    visibility = None
    if request.HasField("visibility"):
        visibility = _VISIBILITY_OF.get(request.visibility)
        if visibility is None:
            raise ChannelInvalid("choose private or shared", field="visibility")
    return ChangeChannel(
        channel_id=request.channel_id,
        name=request.name if request.HasField("name") else None,
        visibility=visibility,
    )


def read_credentials(
    request: channel_service_pb2.ChangeCredentialsRequest,
) -> ChangeCredentials:
    """Return the wish to replace secrets or the address."""
    address = request.api_base_url if request.HasField("api_base_url") else None
    return ChangeCredentials(request.channel_id, dict(request.secrets), address)


def read_size(size: int) -> int:
    """
    Raises:
        PageInvalid: It is no size of a page.
    """
    if not 0 <= size <= LARGEST_PAGE:
        raise PageInvalid(f"expected 1 to {LARGEST_PAGE}", field="page_size")
    return size


def write_notice(notice: ChannelNotice) -> channel_service_pb2.ChannelNotice:
    """Return what a provider told of a channel."""
    message = channel_service_pb2.ChannelNotice(
        notice_id=notice.notice_id,
        channel_id=notice.channel_id,
        what=notice.what,
        severity=notice.severity,
        detail=notice.detail,
    )
    message.notice_time.FromDatetime(notice.at)
    return message


def write_call(
    entry: Entry,
) -> channel_service_pb2.ListProviderCallsResponse.ProviderCall:
    """Return a ledger entry as the ledger shows it."""
    return channel_service_pb2.ListProviderCallsResponse.ProviderCall(
        call_id=entry.call.call_id,
        channel_id=entry.channel_id,
        fate=entry.fate.value,
        reason=entry.reason,
        receive_time=entry.call.receive_time.isoformat(timespec="milliseconds").replace(
            "+00:00", "Z"
        ),
        body_bytes=entry.body_bytes,
        provider=entry.call.provider,
        counts=entry.counts,
        replay_of=entry.call.replay_of,
    )
