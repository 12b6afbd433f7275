"""Taking in what was written to people elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..domain.channel import ChannelKind
from ..domain.contact import Sender
from ..domain.conversation import Conversation
from ..domain.moves import Echo
from ..domain.opening import begun
from ..domain.place import State
from ..ports import Clock, Conversations, Messages, NewId
from .outcome import Outcome
from .racing import until_agreed
from .turns import Turns


@dataclass(frozen=True, slots=True)
class RecordEcho:
    """Show what staff wrote on the phone app or in the provider's inbox."""

    account_id: str
    channel_id: str
    channel_kind: ChannelKind
    recipient: Sender
    echo: Echo


def record_echoes(
    commands: Sequence[RecordEcho],
    *,
    conversations: Conversations,
    messages: Messages,
    clock: Clock,
    new_id: NewId,
    turns: Turns,
) -> list[Outcome]:
    """
    Add *commands* to their conversations; nobody is notified, nothing opens.

    What was sent through us is known by its provider's id already, or by its
    natural key once it was echoed: then it is a `DUPLICATE`. Somebody who was
    never written to gets a conversation that is closed until they answer.
    """

    def record(command: RecordEcho) -> Outcome:
        def attempt() -> Outcome:
            echo, channel_id = command.echo, command.channel_id
            known = messages.find_by_provider(
                command.account_id, channel_id, [echo.provider_message_id]
            )
            if known:
                return Outcome.DUPLICATE
            conversation = _conversation(command, conversations, clock, new_id)
            conversation.echo(echo, now=clock())
            conversations.save(command.account_id, [conversation])
            return Outcome.ADDED

        with turns.alone(command.account_id):
            return until_agreed(attempt)

    return [record(command) for command in commands]


def _conversation(
    command: RecordEcho, conversations: Conversations, clock: Clock, new_id: NewId
) -> Conversation:
    keys = [(command.channel_id, key) for key in command.recipient.keys]
    found = conversations.find_by_keys(command.account_id, keys)
    for key in keys:
        if key in found:
            return found[key]
    return begun(
        command.recipient,
        conversation_id=new_id("cv"),
        account_id=command.account_id,
        channel_id=command.channel_id,
        channel_kind=command.channel_kind,
        now=clock(),
        state=State.CLOSED,
    )
