"""Knowing people better: more ids, another number, what they want to hear."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ..domain.contact import Sender
from ..domain.conversation import Conversation
from ..ports import Clock, Consents, Conversations, IdentityKey
from .outcome import Outcome
from .racing import until_agreed
from .turns import Turns


@dataclass(frozen=True, slots=True)
class IdentifyPerson:
    """
    Know whoever had *former_keys* as *person*, too.

    *replaced* says that they have those keys no more.
    """

    account_id: str
    channel_id: str
    former_keys: tuple[str, ...]
    person: Sender
    cause_id: str
    replaced: bool = False


@dataclass(frozen=True, slots=True)
class NoteConsent:
    """Note whether somebody wants marketing messages, as told at a moment."""

    account_id: str
    channel_id: str
    person: Sender
    marketing: bool
    at: datetime
    cause_id: str


Knowing = IdentifyPerson | NoteConsent


@dataclass(frozen=True, slots=True)
class People:
    """Applies what is told of people."""

    conversations: Conversations
    consents: Consents
    clock: Clock
    turns: Turns

    def know(self, commands: Sequence[Knowing]) -> list[Outcome]:
        """Apply *commands* one by one; they are rare."""
        return [
            self._identify(command)
            if isinstance(command, IdentifyPerson)
            else self._consent(command)
            for command in commands
        ]

    def _identify(self, command: IdentifyPerson) -> Outcome:
        """
        Join the new keys to the conversation of the former ones.

        A key that is another conversation's stays there: two conversations
        are never merged, which could not be undone.
        """

        def identify(
            conversation: Conversation, found: dict[IdentityKey, Conversation]
        ) -> None:
            own = tuple(
                key
                for key in command.person.keys
                if found.get((command.channel_id, key), conversation) is conversation
            )
            conversation.identify(
                replace(command.person, keys=own),
                former_keys=command.former_keys if command.replaced else (),
                now=self.clock(),
                cause_id=command.cause_id,
            )

        keys = (*command.former_keys, *command.person.keys)
        return self._change(command, command.former_keys, keys, identify)

    def _consent(self, command: NoteConsent) -> Outcome:
        keys = command.person.keys
        for key in keys:
            self.consents.put(
                command.account_id,
                (command.channel_id, key),
                marketing=command.marketing,
                at=command.at,
            )

        def consent(conversation: Conversation, _: object) -> None:
            own = [(command.channel_id, key) for key in keys]
            # What counts is the newest that was told, in whatever order.
            refused = bool(self.consents.refused(command.account_id, own))
            conversation.consent(
                marketing=not refused, now=self.clock(), cause_id=command.cause_id
            )

        return self._change(command, keys, keys, consent)

    def _change(
        self,
        command: Knowing,
        of: Sequence[str],
        keys: Sequence[str],
        change: Callable[[Conversation, dict[IdentityKey, Conversation]], None],
    ) -> Outcome:
        def attempt() -> Outcome:
            found = self.conversations.find_by_keys(
                command.account_id, [(command.channel_id, key) for key in keys]
            )
            home = next(
                (
                    found[command.channel_id, key]
                    for key in of
                    if (command.channel_id, key) in found
                ),
                None,
            )
            if home is None:
                return Outcome.UNKNOWN
            change(home, found)
            if not home.events:
                return Outcome.UNCHANGED
            self.conversations.save(command.account_id, [home])
            return Outcome.APPLIED

        with self.turns.alone(command.account_id):
            return until_agreed(attempt)
