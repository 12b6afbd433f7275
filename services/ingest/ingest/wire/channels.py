"""Channels between protobuf and the domain."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC

from recado.ingest.v1 import channel_pb2, channel_service_pb2

from ..domain.channels import Channel, Health, Kind, Visibility
from ..domain.errors import ChannelInvalid
from ..domain.inbound import Entry
from ..use_cases.channels import ChangeChannel, ConnectChannel

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
    )
    message.create_time.FromDatetime(channel.create_time)
    return message


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
    )
