"""Channels, and the ledger of what their providers sent."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints
from recado.ingest.v1 import channel_service_pb2 as channels

from .. import shapes_admin as shapes
from .. import wire, wire_admin
from ..domain.people import CHANNELS_MANAGE, LEDGER_VIEW
from ..endpoint import Call, Endpoint
from ..inputs import Body, NoBody, NoQuery, Page

KINDS: dict[str, Any] = {name: number for number, name in wire.KINDS.items()}
VISIBILITIES: dict[str, Any] = {
    name: number for number, name in wire_admin.VISIBILITIES.items()
}

Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)
]
FactName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
Fact = Annotated[str, StringConstraints(max_length=4096)]
Facts = Annotated[dict[FactName, Fact], Field(max_length=32)]


class NewChannel(Body):
    """A channel to connect."""

    kind: Literal[
        "whatsapp_cloud", "whatsapp_twilio", "messenger", "instagram", "webchat"
    ]
    name: Name
    visibility: Literal["private", "shared"] = "shared"
    provider_facts: Facts = Field(default_factory=dict)
    """Ids at the provider that are no secrets, by kind of channel."""
    secrets: Facts = Field(default_factory=dict)
    """What must be kept secret; never shown again."""
    api_base_url: Annotated[
        str, StringConstraints(pattern=r"^(https?://[^\s]+)?$", max_length=500)
    ] = ""
    """The provider's address, for test installations. Empty: the public one."""


class ChannelChange(Body):
    """What to change; what is absent stays."""

    name: Name | None = None
    visibility: Literal["private", "shared"] | None = None


class LedgerFilter(Page):
    """Which provider calls."""

    fate: Literal["", "forwarded", "duplicate", "quarantined", "ignored", "failed"] = ""
    """Only those of this fate."""


async def list_channels(call: Call[NoBody, NoQuery]) -> shapes.Channels:
    """List the channels that the user may see."""
    answer = await call.ask(
        call.gateway.backends.channels.ListChannels, channels.ListChannelsRequest()
    )
    return {"items": [_channel(call, channel) for channel in answer.channels]}


async def connect_channel(call: Call[NewChannel, NoQuery]) -> shapes.Channel:
    """Connect a channel; the user is its installer."""
    body = call.body
    request = channels.ConnectChannelRequest(
        request_id=call.request_id,
        kind=KINDS[body.kind],
        name=body.name,
        visibility=VISIBILITIES[body.visibility],
        provider_facts=body.provider_facts,
        secrets=body.secrets,
        api_base_url=body.api_base_url,
    )
    answer = await call.ask(call.gateway.backends.channels.ConnectChannel, request)
    call.gateway.know_channel(answer.channel)
    return _channel(call, answer.channel)


async def change_channel(call: Call[ChannelChange, NoQuery]) -> shapes.Channel:
    """Rename a channel, or change who may see it (PRM-8)."""
    body = call.body
    request = channels.ChangeChannelRequest(
        channel_id=call.ids["channel_id"],
        name=body.name,
        visibility=VISIBILITIES[body.visibility] if body.visibility else None,
    )
    answer = await call.ask(call.gateway.backends.channels.ChangeChannel, request)
    call.gateway.know_channel(answer.channel)
    return _channel(call, answer.channel)


async def list_calls(call: Call[NoBody, LedgerFilter]) -> shapes.Ledger:
    """List what providers sent and what became of it."""
    request = channels.ListProviderCallsRequest(
        fate=call.query.fate, page_size=call.query.limit, page_token=call.query.cursor
    )
    answer = await call.ask(call.gateway.backends.channels.ListProviderCalls, request)
    return {
        "items": [wire_admin.write_call(each) for each in answer.calls],
        "next_cursor": answer.next_page_token or None,
    }


def _channel(call: Call[Any, Any], channel: Any) -> shapes.Channel:
    return wire_admin.write_channel(channel, call.gateway.config.ingest_public_url)


ENDPOINTS: tuple[Endpoint[Any, Any], ...] = (
    Endpoint(
        method="GET",
        path="/api/v1/channels",
        summary="The channels that the user may see, oldest first.",
        tag="channels",
        handler=list_channels,
        answer=shapes.Channels,
    ),
    Endpoint(
        method="POST",
        path="/api/v1/channels",
        summary="Connect a channel.",
        tag="channels",
        handler=connect_channel,
        body=NewChannel,
        answer=shapes.Channel,
        status=201,
        permission=CHANNELS_MANAGE,
        refusals={
            409: ["CHANNEL_NAME_TAKEN", "PROVIDER_ID_TAKEN"],
            422: ["CHANNEL_INVALID"],
        },
    ),
    Endpoint(
        method="PATCH",
        path="/api/v1/channels/{channel_id}",
        summary="Rename a channel, or change who may see it; its installer only.",
        tag="channels",
        handler=change_channel,
        body=ChannelChange,
        answer=shapes.Channel,
        refusals={
            403: ["INSTALLER_ONLY"],
            404: ["CHANNEL_UNKNOWN"],
            409: ["CHANNEL_NAME_TAKEN"],
        },
    ),
    Endpoint(
        method="GET",
        path="/api/v1/ledger",
        summary="Calls of providers and their fate, newest first.",
        tag="channels",
        handler=list_calls,
        query=LedgerFilter,
        answer=shapes.Ledger,
        permission=LEDGER_VIEW,
        refusals={422: ["PAGE_TOKEN_INVALID"]},
    ),
)
