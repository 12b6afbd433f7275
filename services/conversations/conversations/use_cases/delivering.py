"""Keeping up with what became of outbound messages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..domain.conversation import Conversation
from ..domain.message import Message
from ..ports import Clock, Conversations, Messages, Notice, Waiting
from .outcome import Outcome
from .racing import until_agreed
from .turns import Turns


@dataclass(frozen=True, slots=True)
class RecordDelivery:
    """Note what became of one message."""

    account_id: str
    notice: Notice


def record_deliveries(
    commands: Sequence[RecordDelivery],
    *,
    conversations: Conversations,
    messages: Messages,
    waiting: Waiting,
    clock: Clock,
    turns: Turns,
) -> list[Outcome]:
    """
    Note *commands* and return what became of each, in their order.

    A notice may come before its message is known by the provider's id: then
    it waits, and is applied with the notice that links the two. Statuses
    commute, so neither order nor repetition matters (MSG-2).
    """
    outcomes: dict[int, Outcome] = {}
    by_account: dict[str, list[int]] = {}
    for index, command in enumerate(commands):
        by_account.setdefault(command.account_id, []).append(index)
    for account_id, indexes in by_account.items():
        post = _Post(account_id, conversations, messages, waiting, clock)
        notices = [commands[index].notice for index in indexes]
        with turns.alone(account_id):
            became = post.record(notices)
        outcomes.update(zip(indexes, became, strict=True))
    return [outcomes[index] for index in range(len(commands))]


@dataclass(slots=True)
class _Post:
    """The notices of one account."""

    account_id: str
    conversations: Conversations
    messages: Messages
    waiting: Waiting
    clock: Clock

    def record(self, notices: Sequence[Notice]) -> list[Outcome]:
        """
        Park what has no message, apply the rest, then look at the parked.

        Parking writes, then looks for the link; linking writes, then looks
        for the parked. Whichever of two processes is second sees the other.
        """
        known = self._messages_of(notices)
        homeless = [n for n in notices if not _found(n, known) and not n.message_id]
        if homeless:
            self.waiting.add(self.account_id, homeless)
        outcomes = until_agreed(lambda: self._apply(notices))
        refs = {ref for n in notices for ref in n.refs}
        parked = self.waiting.find(self.account_id, refs)
        if parked:
            until_agreed(lambda: self._apply(parked, settle=True))
        return outcomes

    def _apply(
        self, notices: Sequence[Notice], *, settle: bool = False
    ) -> list[Outcome]:
        known = self._messages_of(notices)
        homes = {m.conversation_id for m in known.values()}
        found = self.conversations.find(self.account_id, homes)
        present = {m.message_id: m for m in known.values()}
        touched: dict[str, Conversation] = {}
        outcomes, settled = [], []
        for notice in notices:
            message = _found(notice, known)
            home = found.get(message.conversation_id) if message else None
            if message is None or home is None:
                outcomes.append(
                    Outcome.UNKNOWN if notice.message_id else Outcome.WAITING
                )
                continue
            settled.append(notice)
            before = present[message.message_id]
            after = home.deliver(
                before, notice.delivery, now=self.clock(), cause_id=notice.cause_id
            )
            present[message.message_id] = after
            if after is not before:
                touched[home.conversation_id] = home
            outcomes.append(Outcome.UNCHANGED if after is before else Outcome.APPLIED)
        if touched or (settle and settled):
            self.conversations.save(
                self.account_id,
                list(touched.values()),
                settled=settled if settle else (),
            )
        return outcomes

    def _messages_of(self, notices: Iterable[Notice]) -> dict[str, Message]:
        refs = {ref for notice in notices for ref in notice.refs}
        return self.messages.find_outbound(self.account_id, refs)


def _found(notice: Notice, known: dict[str, Message]) -> Message | None:
    return next((known[ref] for ref in notice.refs if ref in known), None)
