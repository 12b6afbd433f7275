"""Taking in what people write."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ..domain.channel import ChannelKind
from ..domain.content import Quote
from ..domain.conversation import Conversation
from ..domain.entries import quote_of
from ..domain.message import Message, inbound_key
from ..domain.moves import Inbound
from ..domain.opening import opened
from ..ports import Clock, Conversations, IdentityKey, Messages, NewId
from .outcome import Outcome
from .racing import until_agreed
from .turns import Turns

PARCEL_LENGTH = 1_000_000
"""
Characters of text in one save, so that no document of it comes near the
16 MB that MongoDB takes: a character has up to 4 bytes.
"""


@dataclass(frozen=True, slots=True)
class ReceiveMessage:
    """Take in one message by a person."""

    account_id: str
    channel_id: str
    channel_kind: ChannelKind
    inbound: Inbound

    @property
    def natural_key(self) -> str:
        """What makes the message one, however often it comes (MSG-3)."""
        return inbound_key(self.channel_id, self.inbound.provider_message_id)

    @property
    def place(self) -> tuple[str, str]:
        """The channel, and the provider's id of the message."""
        return self.channel_id, self.inbound.provider_message_id

    @property
    def identity(self) -> tuple[IdentityKey, ...]:
        """Who wrote."""
        return tuple((self.channel_id, key) for key in self.inbound.sender.keys)


def receive_messages(
    commands: Sequence[ReceiveMessage],
    *,
    conversations: Conversations,
    messages: Messages,
    clock: Clock,
    new_id: NewId,
    turns: Turns,
    settle: Callable[[str, Sequence[tuple[str, str]]], None],
) -> list[Outcome]:
    """
    Take in *commands* and return what became of each, in their order.

    One save per account, save for very long texts. Safe to repeat: a message
    whose natural key is stored, or came before in *commands*, does nothing.
    *settle* is told of the messages stored, for what waited for them.
    """
    outcomes: dict[int, Outcome] = {}
    for indexes in _parcels(commands):
        account_id = commands[indexes[0]].account_id
        intake = _Intake(account_id, conversations, messages, clock, new_id)
        parcel = [commands[index] for index in indexes]
        with turns.alone(account_id):
            took = until_agreed(functools.partial(intake.take, parcel))
        settle(account_id, [command.place for command in parcel])
        outcomes.update(zip(indexes, took, strict=True))
    return [outcomes[index] for index in range(len(commands))]


def _parcels(commands: Sequence[ReceiveMessage]) -> list[list[int]]:
    """Return the indexes of *commands*, per account, in parcels for one save."""
    parcels: list[list[int]] = []
    current: dict[str, tuple[list[int], int]] = {}
    for index, command in enumerate(commands):
        length = len(command.inbound.text)
        parcel, total = current.get(command.account_id, ([], 0))
        if not parcel or total + length > PARCEL_LENGTH:
            parcel, total = [], 0
            parcels.append(parcel)
        parcel.append(index)
        current[command.account_id] = (parcel, total + length)
    return parcels


@dataclass(slots=True)
class _Intake:
    """One attempt at the messages of one account."""

    account_id: str
    conversations: Conversations
    messages: Messages
    clock: Clock
    new_id: NewId

    def take(self, commands: Sequence[ReceiveMessage]) -> list[Outcome]:
        seen = self.messages.known(self.account_id, {c.natural_key for c in commands})
        fresh = [c for c in commands if c.natural_key not in seen]
        found = self.conversations.find_by_keys(
            self.account_id, {key for c in fresh for key in c.identity}
        )
        touched: dict[str, Conversation] = {}
        outcomes = []
        for command in self._quoting(commands):
            if command.natural_key in seen:
                outcomes.append(Outcome.DUPLICATE)
                continue
            seen.add(command.natural_key)
            if command.inbound.is_notice and not _known(command, found):
                outcomes.append(Outcome.UNKNOWN)
                continue
            conversation, outcome = self._take(command, found)
            touched[conversation.conversation_id] = conversation
            outcomes.append(outcome)
        if touched:
            self.conversations.save(self.account_id, list(touched.values()))
        return outcomes

    def _quoting(self, commands: Sequence[ReceiveMessage]) -> list[ReceiveMessage]:
        """Return *commands* with what each answers, as far as we know it."""
        wanted: dict[str, set[str]] = {}
        for command in commands:
            if command.inbound.reply_to:
                wanted.setdefault(command.channel_id, set()).add(
                    command.inbound.reply_to
                )
        known = {
            (channel_id, id_): message
            for channel_id, ids in wanted.items()
            for id_, message in self.messages.find_by_provider(
                self.account_id, channel_id, ids
            ).items()
        }
        return [
            _with_quote(command, known) if wanted else command for command in commands
        ]

    def _take(
        self, command: ReceiveMessage, found: dict[IdentityKey, Conversation]
    ) -> tuple[Conversation, Outcome]:
        """Apply *command*; *found* learns of the keys it brings."""
        now = self.clock()
        known = next((found[k] for k in command.identity if k in found), None)
        if known is None:
            conversation = opened(
                command.inbound,
                conversation_id=self.new_id("cv"),
                account_id=self.account_id,
                channel_id=command.channel_id,
                channel_kind=command.channel_kind,
                now=now,
            )
            outcome = Outcome.OPENED
        else:
            conversation = known
            was_open = known.is_open
            known.receive(
                _claimable(command, known, found),
                now=now,
                timeline_id="" if was_open else self.new_id("ms"),
            )
            reopened = known.is_open and not was_open
            outcome = Outcome.REOPENED if reopened else Outcome.ADDED
        for key in command.identity:
            found.setdefault(key, conversation)
        return conversation, outcome


def _known(command: ReceiveMessage, found: dict[IdentityKey, Conversation]) -> bool:
    return any(key in found for key in command.identity)


def _with_quote(
    command: ReceiveMessage, known: dict[tuple[str, str], Message]
) -> ReceiveMessage:
    reply_to = command.inbound.reply_to
    if not reply_to:
        return command
    answered = known.get((command.channel_id, reply_to))
    quote = Quote() if answered is None else quote_of(answered)
    return replace(command, inbound=replace(command.inbound, quote=quote))


def _claimable(
    command: ReceiveMessage,
    conversation: Conversation,
    found: dict[IdentityKey, Conversation],
) -> Inbound:
    """Leave out keys of the sender that are another conversation's already."""
    keys = tuple(
        key
        for key in command.inbound.sender.keys
        if found.get((command.channel_id, key), conversation) is conversation
    )
    sender = command.inbound.sender
    if keys == sender.keys:
        return command.inbound
    return replace(command.inbound, sender=replace(sender, keys=keys))
