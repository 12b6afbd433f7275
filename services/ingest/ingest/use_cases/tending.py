"""What people do with channels that are connected: credentials, checks, the end."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from chassis.errors import Conflict, Unavailable
from chassis.identity import Identity

from ..domain.channels import Canary, Channel, Health
from ..domain.drafts import changed_credentials
from ..domain.errors import CredentialsRefused, ProviderDown
from ..domain.notices import ChannelNotice
from ..ports import Channels, Clock, Notices, Turns
from ..ports_desk import Inspector
from .channels import MANAGE, list_channels, refuse_others, require, sees_all, visible

NOTICES = 30


@dataclass(frozen=True, slots=True)
class ChangeCredentials:
    """Secrets to replace; an *api_base_url* of None leaves the address."""

    channel_id: str
    secrets: Mapping[str, str] = field(repr=False)
    api_base_url: str | None = None


def change_credentials(
    command: ChangeCredentials,
    *,
    caller: Identity,
    channels: Channels,
    inspector: Inspector,
) -> Channel:
    """
    Replace secrets, once the provider has taken them.

    Raises:
        PermissionMissing: The caller may not manage channels.
        ChannelUnknown: There is none that the caller may see.
        ChannelInvalid: A secret is unknown or malformed.
        CredentialsRefused, ProviderDown: See `Inspector.check`.
    """
    require(caller, MANAGE)
    channel = visible(command.channel_id, caller, channels)
    wished = changed_credentials(channel, command.secrets, command.api_base_url)
    inspector.check(wished)
    inspector.subscribe(wished)
    changed = channels.change_credentials(channel, wished.secrets, wished.api_base_url)
    if changed.health is Health.CONNECTED:
        return changed
    channels.change_health(changed, Health.CONNECTED, "")
    return visible(channel.channel_id, caller, channels)


def check_channel(
    channel_id: str,
    *,
    caller: Identity,
    channels: Channels,
    inspector: Inspector,
    clock: Clock,
) -> Channel:
    """
    Ask now whether a channel works, and store what is found.

    Raises:
        ChannelUnknown: There is none that the caller may see.
    """
    channel = visible(channel_id, caller, channels)
    return look_at(channel, channels=channels, inspector=inspector, at=clock())


def stop_channel(
    channel_id: str, *, stopped: bool, caller: Identity, channels: Channels
) -> Channel:
    """
    Stop a channel, or start it again; doing it twice is once.

    Raises:
        PermissionMissing: The caller may not manage channels.
        ChannelUnknown: There is none that the caller may see.
    """
    require(caller, MANAGE)
    channel = visible(channel_id, caller, channels)
    return channels.stop(channel, stopped=stopped)


def remove_channel(channel_id: str, *, caller: Identity, channels: Channels) -> None:
    """
    Remove a channel with its secrets and templates; its name is free again.

    Raises:
        ChannelUnknown: There is none that the caller may see.
        InstallerOnly: Somebody else connected it (PRM-8).
    """
    channel = visible(channel_id, caller, channels)
    refuse_others(channel, caller)
    channels.remove(channel)


def list_notices(
    channel_id: str,
    size: int,
    *,
    caller: Identity,
    channels: Channels,
    notices: Notices,
) -> Sequence[ChannelNotice]:
    """
    Return what providers told of channels that *caller* may see, newest first.

    Raises:
        ChannelUnknown: A channel was named that the caller may not see.
    """
    if channel_id:
        wanted: set[str] | None = {visible(channel_id, caller, channels).channel_id}
    elif sees_all(caller):
        wanted = None
    else:
        mine = list_channels(caller=caller, channels=channels)
        wanted = {each.channel_id for each in mine}
    return notices.newest(caller.account_id, channel_ids=wanted, size=size or NOTICES)


def check_due(
    every: timedelta,
    *,
    channels: Channels,
    inspector: Inspector,
    turns: Turns,
    clock: Clock,
) -> list[Canary]:
    """Make the round trips that are due; return what they told."""
    found = []
    for channel in channels.all():
        now = clock()
        if channel.stopped:
            continue
        if turns.take(f"canary:{channel.channel_id}", now, every, now) is None:
            continue
        try:
            after = look_at(channel, channels=channels, inspector=inspector, at=now)
        except (Conflict, Unavailable):
            # The next round trip tells.
            continue
        if after.canary is not None:
            found.append(after.canary)
    return found


def look_at(
    channel: Channel, *, channels: Channels, inspector: Inspector, at: datetime
) -> Channel:
    """Ask the provider and our own webhook, and store what they told."""
    begun = time.monotonic()
    health: Health | None = Health.CONNECTED
    words = ""
    try:
        inspector.check(channel)
    except CredentialsRefused as refused:
        health, words = Health.DISCONNECTED, str(refused)
    except ProviderDown as down:
        health, words = None, str(down)
    trouble = words or inspector.webhook_trouble(channel)
    spent = int((time.monotonic() - begun) * 1000)
    canary = Canary(at, not trouble, spent, trouble)
    detail = words if health is Health.DISCONNECTED else ""
    return channels.note_canary(channel, canary, health, detail)
