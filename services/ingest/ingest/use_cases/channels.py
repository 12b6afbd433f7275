"""Who sees which channels, connecting one, and changing how it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from chassis.identity import Identity

from ..domain.channels import Channel, Kind, Visibility
from ..domain.drafts import checked_name, draft
from ..domain.errors import ChannelUnknown, InstallerOnly, PermissionMissing
from ..ports import Channels, Clock
from ..ports_desk import Inspector

MANAGE = "channels.manage"
GATEWAY = "system.gateway"


@dataclass(frozen=True, slots=True)
class ConnectChannel:
    """A person's wish to connect a channel."""

    request_id: str
    kind: Kind
    name: str
    visibility: Visibility
    facts: Mapping[str, str]
    secrets: Mapping[str, str] = field(repr=False)
    api_base_url: str


@dataclass(frozen=True, slots=True)
class ChangeChannel:
    """A person's wish to change a channel; None leaves a field alone."""

    channel_id: str
    name: str | None
    visibility: Visibility | None


def list_channels(*, caller: Identity, channels: Channels) -> list[Channel]:
    """
    Return the channels *caller* may see, oldest first (PRM-7).

    A gateway acts for nobody's account and keeps a copy of all of them.
    """
    if caller.may(GATEWAY) and not caller.account_id:
        return list(channels.all())
    found = channels.of_account(caller.account_id)
    if sees_all(caller):
        return list(found)
    return [channel for channel in found if _sees(caller, channel)]


def connect_channel(
    command: ConnectChannel,
    *,
    caller: Identity,
    channels: Channels,
    inspector: Inspector,
    website_token: str,
    clock: Clock,
) -> Channel:
    """
    Connect a channel; repeating the request returns the first answer.

    The provider is asked first, so that what is stored works (CHN-2).

    Raises:
        PermissionMissing: The caller may not manage channels (PRM-6).
        ChannelInvalid: A field is missing or makes no sense.
        CredentialsRefused, ProviderDown: See `Inspector.check`.
        ChannelNameTaken, ProviderIdTaken: See `Channels.connect`.
    """
    require(caller, MANAGE)
    first = channels.of_request(caller.account_id, command.request_id)
    if first is not None:
        return first
    checked = draft(
        command.kind,
        name=command.name,
        visibility=command.visibility,
        facts=command.facts,
        secrets=command.secrets,
        api_base_url=command.api_base_url,
        website_token=website_token,
    )
    wished = checked.channel("", caller.account_id, caller.user_id, clock())
    channels.refuse_taken(wished)
    inspector.check(wished)
    inspector.subscribe(wished)
    return channels.connect(
        checked,
        account_id=caller.account_id,
        installer_id=caller.user_id,
        request_id=command.request_id,
    )


def change_channel(
    command: ChangeChannel, *, caller: Identity, channels: Channels
) -> Channel:
    """
    Rename a channel or change who may see it.

    Raises:
        ChannelUnknown: There is none that the caller may see.
        InstallerOnly: Somebody else connected it (PRM-8).
        ChannelNameTaken: Another channel of the account is called so.
    """
    channel = visible(command.channel_id, caller, channels)
    refuse_others(channel, caller)
    name = None if command.name is None else checked_name(command.name)
    unchanged = name in (None, channel.name)
    if unchanged and command.visibility in (None, channel.visibility):
        return channel
    return channels.change(channel, name=name, visibility=command.visibility)


def visible(channel_id: str, caller: Identity, channels: Channels) -> Channel:
    """
    Return a channel that *caller* may see.

    Raises:
        ChannelUnknown: There is none.
    """
    channel = channels.by_id([channel_id]).get(channel_id)
    if (
        channel is None
        or channel.account_id != caller.account_id
        or not (sees_all(caller) or _sees(caller, channel))
    ):
        raise ChannelUnknown("there is no such channel", channel_id=channel_id)
    return channel


def refuse_others(channel: Channel, caller: Identity) -> None:
    """
    Raises:
        InstallerOnly: Somebody else connected it (PRM-8).
    """
    if channel.installer_id != caller.user_id:
        raise InstallerOnly(
            "only who connected the channel may do that",
            channel_id=channel.channel_id,
        )


def _sees(caller: Identity, channel: Channel) -> bool:
    return caller.sees(channel.channel_id) or channel.installer_id == caller.user_id


def sees_all(caller: Identity) -> bool:
    """Tell whether *caller* may see every channel of the account."""
    return caller.may(MANAGE) or caller.may(GATEWAY)


def require(caller: Identity, permission: str) -> None:
    """
    Raises:
        PermissionMissing: The caller lacks *permission*.
    """
    if not caller.may(permission):
        raise PermissionMissing("this needs a permission", permission=permission)
