"""What people do with channels, and what the ledger shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from chassis.identity import Identity

from ..domain.channels import Channel, Kind, Visibility
from ..domain.drafts import checked_name, draft
from ..domain.errors import (
    ChannelUnknown,
    InstallerOnly,
    PageInvalid,
    PermissionMissing,
)
from ..domain.inbound import Entry, Fate
from ..ports import Channels, Ledger

MANAGE = "channels.manage"
VIEW_LEDGER = "ledger.view"
GATEWAY = "system.gateway"

PAGE_SIZE = 30
LARGEST_PAGE = 100


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
    if _sees_all(caller):
        return list(found)
    return [channel for channel in found if _sees(caller, channel)]


def connect_channel(
    command: ConnectChannel,
    *,
    caller: Identity,
    channels: Channels,
    website_token: str,
) -> Channel:
    """
    Connect a channel; repeating the request returns the first answer.

    Raises:
        PermissionMissing: The caller may not manage channels (PRM-6).
        ChannelInvalid: A field is missing or makes no sense.
        ChannelNameTaken, ProviderIdTaken: See `Channels.connect`.
    """
    _require(caller, MANAGE)
    checked = draft(
        command.kind,
        name=command.name,
        visibility=command.visibility,
        facts=command.facts,
        secrets=command.secrets,
        api_base_url=command.api_base_url,
        website_token=website_token,
    )
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
    channel = channels.by_id([command.channel_id]).get(command.channel_id)
    if (
        channel is None
        or channel.account_id != caller.account_id
        or not (_sees_all(caller) or _sees(caller, channel))
    ):
        raise ChannelUnknown("there is no such channel", channel_id=command.channel_id)
    if channel.installer_id != caller.user_id:
        raise InstallerOnly(
            "only who connected the channel may change it",
            channel_id=channel.channel_id,
        )
    name = None if command.name is None else checked_name(command.name)
    unchanged = name in (None, channel.name)
    if unchanged and command.visibility in (None, channel.visibility):
        return channel
    return channels.change(channel, name=name, visibility=command.visibility)


def list_calls(
    *,
    fate: str,
    page_size: int,
    page_token: str,
    caller: Identity,
    channels: Channels,
    ledger: Ledger,
) -> tuple[list[Entry], str]:
    """
    Return a page of the ledger, newest first, and the token of the next.

    Raises:
        PermissionMissing: The caller may not see the ledger.
        PageInvalid: The fate, the size or the token is none of ours.
    """
    _require(caller, VIEW_LEDGER)
    if fate and fate not in {each.value for each in Fate}:
        raise PageInvalid("there is no such fate", field="fate")
    if not 0 <= page_size <= LARGEST_PAGE:
        raise PageInvalid(f"expected 1 to {LARGEST_PAGE}", field="page_size")
    if page_token and not page_token.startswith("pc_"):
        raise PageInvalid("this token is not one of ours", field="page_token")
    size = page_size or PAGE_SIZE
    seen = None if _sees_all(caller) else {"", *_ids(caller, channels)}
    found = ledger.page(
        caller.account_id,
        channel_ids=seen,
        fate=Fate(fate) if fate else None,
        before=page_token,
        size=size + 1,
    )
    more = len(found) > size
    return list(found[:size]), found[size - 1].call.call_id if more else ""


def _ids(caller: Identity, channels: Channels) -> Sequence[str]:
    return [each.channel_id for each in list_channels(caller=caller, channels=channels)]


def _sees(caller: Identity, channel: Channel) -> bool:
    return caller.sees(channel.channel_id) or channel.installer_id == caller.user_id


def _sees_all(caller: Identity) -> bool:
    return caller.may(MANAGE) or caller.may(GATEWAY)


def _require(caller: Identity, permission: str) -> None:
    if not caller.may(permission):
        raise PermissionMissing("this needs a permission", permission=permission)
