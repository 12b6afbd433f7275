"""Find out which channels the parts of calls are for, and who may say so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..domain.channels import Channel, Kind
from ..domain.inbound import Address, Call, Ignored, Quarantined
from ..domain.news import Part
from ..ports import KnownChannels
from ..providers import readers

Read = Sequence[tuple[Call, Sequence[Part]]]


@dataclass(frozen=True, slots=True)
class Item:
    """
    One part of a call and the channel it is for, None if unknown.

    `several` is true when it is about more channels of the same account than
    this one, and is told once.
    """

    number: int
    part: Part
    channel: Channel | None
    several: bool = False

    @property
    def key(self) -> str:
        """The natural key over all channels; empty where there is none."""
        key: str = getattr(self.part, "key", "")
        return f"{self.channel.channel_id}:{key}" if self.channel and key else ""


def place(calls: Sequence[Call], channels: KnownChannels) -> list[list[Item]]:
    """Read the calls and find the channels of each part."""
    read = [(call, readers.read(call)) for call in calls]
    found = _find(read, channels)
    if any(_stale(call, part, found) for call, parts in read for part in parts):
        # The app's secret may have been changed a moment ago.
        channels.forget()
        found = _find(read, channels)
    return [
        [
            item
            for number, part in enumerate(parts)
            for item in _items(call, number, part, found, channels)
        ]
        for call, parts in read
    ]


def owner(call: Call, items: Sequence[Item], channels: KnownChannels) -> Channel | None:
    """Return a channel of the account that may see what nobody could place."""
    for item in items:
        if item.channel is not None:
            return item.channel
    if call.provider != "meta":
        return channels.by_id([call.target]).get(call.target)
    return next(iter(channels.of_app(call.target, call.secret_print)), None)


def _find(read: Read, channels: KnownChannels) -> Mapping[Address, Channel]:
    addresses = {
        part.address for _, parts in read for part in parts if part.address is not None
    }
    by_id = {each.channel_id for each in addresses if each.channel_id}
    by_provider = {
        (each.kind, each.provider_id)
        for each in addresses
        if each.kind is not None and each.provider_id
    }
    found: dict[Address, Channel] = {}
    if by_id:
        for channel_id, channel in channels.by_id(by_id).items():
            found[Address(channel_id=channel_id)] = channel
    if by_provider:
        for (kind, provider_id), channel in channels.by_provider_id(
            by_provider
        ).items():
            found[Address(kind=kind, provider_id=provider_id)] = channel
    return found


def _stale(call: Call, part: Part, found: Mapping[Address, Channel]) -> bool:
    channel = found.get(part.address) if part.address else None
    return channel is not None and not _entitled(call, channel)


def _entitled(call: Call, channel: Channel) -> bool:
    """Tell whether who signed *call* may speak for *channel*."""
    return call.provider != "meta" or call.secret_print in channel.secret_prints


def _items(
    call: Call,
    number: int,
    part: Part,
    found: Mapping[Address, Channel],
    channels: KnownChannels,
) -> Iterator[Item]:
    """Yield the part with its channels, quarantined if it has no right to one."""
    address = part.address
    if address is None:
        yield Item(number, part, None)
    elif address.waba_id:
        yield from _of_account(call, number, part, address, channels)
    elif address not in found:
        yield Item(number, Quarantined("channel_unknown"), None)
    elif not _entitled(call, found[address]):
        yield Item(number, Quarantined("signed_by_another_app"), None)
    elif found[address].stopped and not isinstance(part, Quarantined):
        # Kept for the day when it is started again and the call is replayed.
        yield Item(number, Ignored("channel_stopped", address), found[address])
    else:
        yield Item(number, part, found[address])


def _of_account(
    call: Call, number: int, part: Part, address: Address, channels: KnownChannels
) -> Iterator[Item]:
    """Yield what is about several numbers once for each account of ours."""
    about = [
        each
        for each in channels.of_app(call.target, call.secret_print)
        if _concerns(address, each)
    ]
    if not about:
        yield Item(number, Quarantined("channel_unknown"), None)
    else:
        by_account: dict[str, list[Channel]] = {}
        for each in about:
            by_account.setdefault(each.account_id, []).append(each)
        for first, *rest in by_account.values():
            yield Item(number, part, first, several=bool(rest))


def _concerns(address: Address, channel: Channel) -> bool:
    if channel.kind is not Kind.WHATSAPP_CLOUD:
        return False
    number = channel.facts.get("phone_number", "").lstrip("+")
    return channel.facts.get("waba_id") == address.waba_id and (
        not address.phone or number == address.phone
    )
