"""Channels: connecting them, and how they are."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints
from recado.ingest.v1 import channel_service_pb2 as channels

from .. import shapes_channels as shapes
from .. import wire, wire_channels
from ..domain.people import CHANNELS_MANAGE
from ..endpoint import PATIENT, Call, Endpoint, Reply
from ..inputs import Body, IdOrEmpty, NoBody, NoQuery, Page

KINDS: dict[str, Any] = {name: number for number, name in wire.KINDS.items()}
VISIBILITIES: dict[str, Any] = {
    name: number for number, name in wire_channels.VISIBILITIES.items()
}

Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)
]
FactName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
Fact = Annotated[str, StringConstraints(max_length=4096)]
Facts = Annotated[dict[FactName, Fact], Field(max_length=32)]
ApiBaseUrl = Annotated[
    str, StringConstraints(pattern=r"^(https?://[^\s]+)?$", max_length=500)
]

ONE = "/api/v1/channels/{channel_id}"

UNKNOWN = {404: ["CHANNEL_UNKNOWN"]}


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
    api_base_url: ApiBaseUrl = ""
    """The provider's address, for test installations. Empty: the public one."""


class ChannelChange(Body):
    """What to change; what is absent stays."""

    name: Name | None = None
    visibility: Literal["private", "shared"] | None = None


class Credentials(Body):
    """What to replace; secrets that are not named stay."""

    secrets: Facts = Field(default_factory=dict)
    api_base_url: ApiBaseUrl | None = None
    """The provider's address, for test installations."""


class OfChannel(Page):
    """Which notices."""

    channel: IdOrEmpty = ""
    """Only of this channel."""


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
    answer = await call.ask(
        call.gateway.backends.channels.ConnectChannel, request, seconds=PATIENT
    )
    return _known(call, answer.channel)


async def change_channel(call: Call[ChannelChange, NoQuery]) -> shapes.Channel:
    """Rename a channel, or change who may see it (PRM-8)."""
    body = call.body
    request = channels.ChangeChannelRequest(
        channel_id=call.ids["channel_id"],
        name=body.name,
        visibility=VISIBILITIES[body.visibility] if body.visibility else None,
    )
    answer = await call.ask(call.gateway.backends.channels.ChangeChannel, request)
    return _known(call, answer.channel)


async def check_channel(call: Call[NoBody, NoQuery]) -> shapes.Channel:
    """Ask the provider now whether the channel works."""
    request = channels.CheckChannelRequest(channel_id=call.ids["channel_id"])
    answer = await call.ask(
        call.gateway.backends.channels.CheckChannel, request, seconds=PATIENT
    )
    return _known(call, answer.channel)


async def change_credentials(call: Call[Credentials, NoQuery]) -> shapes.Channel:
    """Replace secrets, checked at the provider first (CHN-5)."""
    request = channels.ChangeCredentialsRequest(
        channel_id=call.ids["channel_id"],
        secrets=call.body.secrets,
        api_base_url=call.body.api_base_url,
    )
    answer = await call.ask(
        call.gateway.backends.channels.ChangeCredentials, request, seconds=PATIENT
    )
    return _known(call, answer.channel)


async def stop_channel(call: Call[NoBody, NoQuery]) -> shapes.Channel:
    """Stop a channel: nothing goes out, what comes in is only kept."""
    return await _stop(call, stopped=True)


async def start_channel(call: Call[NoBody, NoQuery]) -> shapes.Channel:
    """Start a stopped channel again."""
    return await _stop(call, stopped=False)


async def _stop(call: Call[NoBody, NoQuery], *, stopped: bool) -> shapes.Channel:
    request = channels.StopChannelRequest(
        channel_id=call.ids["channel_id"], stopped=stopped
    )
    answer = await call.ask(call.gateway.backends.channels.StopChannel, request)
    return _known(call, answer.channel)


async def remove_channel(call: Call[NoBody, NoQuery]) -> Reply:
    """Remove a channel with its secrets; its conversations stay."""
    request = channels.RemoveChannelRequest(channel_id=call.ids["channel_id"])
    await call.ask(call.gateway.backends.channels.RemoveChannel, request)
    return Reply(None)


async def list_notices(call: Call[NoBody, OfChannel]) -> shapes.ChannelNotices:
    """List what providers told of channels, newest first."""
    request = channels.ListNoticesRequest(
        channel_id=call.query.channel, page_size=call.query.limit
    )
    answer = await call.ask(call.gateway.backends.channels.ListNotices, request)
    return {"items": [wire_channels.write_notice(each) for each in answer.notices]}


def _known(call: Call[Any, Any], channel: Any) -> shapes.Channel:
    call.gateway.know_channel(channel)
    return _channel(call, channel)


def _channel(call: Call[Any, Any], channel: Any) -> shapes.Channel:
    return wire_channels.write_channel(channel, call.gateway.config.ingest_public_url)


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
            409: ["CHANNEL_NAME_TAKEN", "PROVIDER_ID_TAKEN", "CREDENTIALS_REFUSED"],
            422: ["CHANNEL_INVALID"],
        },
    ),
    Endpoint(
        method="PATCH",
        path=ONE,
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
        method="DELETE",
        path=ONE,
        summary="Remove the channel with its secrets; its installer only.",
        tag="channels",
        handler=remove_channel,
        answer=None,
        status=204,
        refusals={**UNKNOWN, 403: ["INSTALLER_ONLY"]},
    ),
    Endpoint(
        method="PUT",
        path=f"{ONE}/credentials",
        summary="Replace secrets, checked at the provider first.",
        tag="channels",
        handler=change_credentials,
        body=Credentials,
        answer=shapes.Channel,
        permission=CHANNELS_MANAGE,
        refusals={
            **UNKNOWN,
            409: ["CREDENTIALS_REFUSED"],
            422: ["CHANNEL_INVALID"],
        },
    ),
    *(
        Endpoint(
            method="POST",
            path=f"{ONE}/{verb}",
            summary=summary,
            tag="channels",
            handler=handler,
            answer=shapes.Channel,
            permission=CHANNELS_MANAGE,
            refusals=UNKNOWN,
        )
        for verb, summary, handler in (
            ("check", "Ask the provider now whether it works.", check_channel),
            ("stop", "Stop it: nothing goes out.", stop_channel),
            ("start", "Start it again.", start_channel),
        )
    ),
    Endpoint(
        method="GET",
        path="/api/v1/channels/notices",
        summary="What providers told of channels, newest first.",
        tag="channels",
        handler=list_notices,
        query=OfChannel,
        answer=shapes.ChannelNotices,
    ),
)
