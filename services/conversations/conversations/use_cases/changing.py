"""Applying what is told of messages later: reactions, edits, deletions, files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..domain.conversation import Conversation
from ..domain.message import Message
from ..ports import Change, Clock, Conversations, Messages, Parked
from .outcome import Outcome
from .racing import until_agreed
from .turns import Turns


@dataclass(frozen=True, slots=True)
class ChangeMessage:
    """Note a change of one message."""

    account_id: str
    change: Change


@dataclass(frozen=True, slots=True)
class Changing:
    """Applies changes, and keeps those whose message has not come yet."""

    conversations: Conversations
    messages: Messages
    parked: Parked
    clock: Clock
    turns: Turns

    def record(self, commands: Sequence[ChangeMessage]) -> list[Outcome]:
        """
        Apply *commands* and return what became of each, in their order.

        Parking writes, then looks for the message; storing messages writes,
        then looks at the parked (`settle`). Whichever of two processes is
        second sees the other. Changes commute: the newest by its time wins.
        """
        outcomes: dict[int, Outcome] = {}
        by_account: dict[str, list[int]] = {}
        for index, command in enumerate(commands):
            by_account.setdefault(command.account_id, []).append(index)
        for account_id, indexes in by_account.items():
            changes = [commands[index].change for index in indexes]
            became = self._record(account_id, changes)
            outcomes.update(zip(indexes, became, strict=True))
        return [outcomes[index] for index in range(len(commands))]

    def settle(self, account_id: str, refs: Sequence[tuple[str, str]]) -> None:
        """Apply what waited for messages (channel id, provider's id) just stored."""
        if not refs or not self.parked.any():
            return
        waiting = self.parked.find(account_id, refs)
        if waiting:
            self._apply(account_id, waiting)
            self.parked.remove(account_id, waiting)

    def _record(self, account_id: str, changes: Sequence[Change]) -> list[Outcome]:
        outcomes = self._apply(account_id, changes)
        homeless = [
            change
            for change, outcome in zip(changes, outcomes, strict=True)
            if outcome is Outcome.WAITING
        ]
        if homeless:
            self.parked.add(account_id, homeless)
            again = self._apply(account_id, homeless)
            found = [
                change
                for change, outcome in zip(homeless, again, strict=True)
                if outcome is not Outcome.WAITING
            ]
            self.parked.remove(account_id, found)
        return outcomes

    def _apply(self, account_id: str, changes: Sequence[Change]) -> list[Outcome]:
        with self.turns.alone(account_id):
            return until_agreed(lambda: self._attempt(account_id, changes))

    def _attempt(self, account_id: str, changes: Sequence[Change]) -> list[Outcome]:
        present = self._messages(account_id, changes)
        homes = {message.conversation_id for message in present.values()}
        found = self.conversations.find(account_id, homes)
        outcomes = []
        for change in changes:
            place = change.channel_id, change.provider_message_id
            before = present.get(place)
            home = found.get(before.conversation_id) if before else None
            if before is None or home is None:
                outcomes.append(Outcome.WAITING)
                continue
            after, what = changed(before, change)
            present[place] = after
            news = home.change(
                before, after, what, now=self.clock(), cause_id=change.cause_id
            )
            outcomes.append(Outcome.APPLIED if news else Outcome.UNCHANGED)
        self._save(account_id, list(found.values()))
        return outcomes

    def _messages(
        self, account_id: str, changes: Sequence[Change]
    ) -> dict[tuple[str, str], Message]:
        by_channel: dict[str, set[str]] = {}
        for change in changes:
            ids = by_channel.setdefault(change.channel_id, set())
            ids.add(change.provider_message_id)
        return {
            (channel_id, id_): message
            for channel_id, ids in by_channel.items()
            for id_, message in self.messages.find_by_provider(
                account_id, channel_id, ids
            ).items()
        }

    def _save(self, account_id: str, conversations: Sequence[Conversation]) -> None:
        touched = [c for c in conversations if c.events]
        if touched:
            self.conversations.save(account_id, touched)


def changed(message: Message, change: Change) -> tuple[Message, str]:
    """Return the message after *change*, and the word for it."""
    if change.reaction is not None:
        return message.reacted(change.reaction), "reaction"
    if change.revision is not None:
        what = "deleted" if change.revision.deleted else "edited"
        return message.revised(change.revision), what
    assert change.file is not None  # noqa: S101  # one of the three is set
    return message.with_file(change.file), "attachment"
