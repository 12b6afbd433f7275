"""What a conversation is made of, and how its changes become facts."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from . import events as facts
from .channel import ChannelKind, window_after
from .contact import Contact, Sender, with_sender
from .entries import inbound_message, timeline_message
from .message import Message, TimelineEntry
from .moves import Inbound
from .place import Place, State

REOPENING_TOLERANCE = timedelta(minutes=2)
"""
How much older than the close an inbound message may be and still reopen.

By provider time: clocks differ, and what is older was written before the
agent closed. It is stored and unread, but the close stands (LIF-5).
"""


@dataclass(slots=True)
class Record:
    """
    The state of one conversation.

    `sequence` is that of its newest event. `inbound_count` only grows.
    `assignee_id` stays while closed, for information (D-17). `last_message`
    is the newest by or to the person, its text cut to a preview. `referral`
    is what last led the person to write, encoded. `warned_time` is the end of
    the window that was warned of.

    `version` counts saves and `saved_place` is the place at the last; both
    are the repository's to change. `events`, `new_keys` and `lost_keys` are
    facts and identity keys not yet saved.
    """

    conversation_id: str
    account_id: str
    channel_id: str
    channel_kind: ChannelKind
    identity_keys: tuple[str, ...]
    contact: Contact
    create_time: datetime
    activity_time: datetime
    state: State = State.OPEN
    assignee_id: str = ""
    sector_id: str = ""
    assignment_version: int = 0
    waiting: bool = False
    last_message: Message | None = None
    sequence: int = 0
    inbound_count: int = 0
    last_inbound_sequence: int = 0
    window_close_time: datetime | None = None
    close_time: datetime | None = None
    referral: bytes = b""
    opted_out: bool = False
    warned_time: datetime | None = None
    version: int = 0
    saved_place: Place | None = None
    new_keys: tuple[str, ...] = ()
    lost_keys: tuple[str, ...] = ()
    events: list[facts.Event] = field(default_factory=list)

    @property
    def place(self) -> Place:
        """Where it is listed."""
        return Place(self.is_open, self.assignee_id if self.is_open else "")

    @property
    def is_open(self) -> bool:
        """Whether it is in one of the three open sections."""
        return self.state is State.OPEN

    def _note(self, inbound: Inbound, now: datetime) -> None:
        """Show what a provider tells of the person; nobody wrote, none is unread."""
        message = inbound_message(
            inbound,
            conversation_id=self.conversation_id,
            channel_id=self.channel_id,
            sequence=self.sequence + 1,
            now=now,
        )
        self._know(inbound.sender)
        self._record(facts.MessageAdded, now, inbound.cause_id, message)

    def _update_last(self, message: Message) -> None:
        last = self.last_message
        if last is not None and last.message_id == message.message_id:
            self.last_message = message.preview()

    def _reopens(self, inbound: Inbound) -> bool:
        return (
            self.close_time is None
            or inbound.provider_time >= self.close_time - REOPENING_TOLERANCE
        )

    def _take(self, inbound: Inbound, sequence: int, now: datetime) -> Message:
        """Return the entry for *inbound*, and note all that it changes."""
        message = inbound_message(
            inbound,
            conversation_id=self.conversation_id,
            channel_id=self.channel_id,
            sequence=sequence,
            now=now,
        )
        self._know(inbound.sender)
        self.inbound_count += 1
        self.last_inbound_sequence = sequence
        self.last_message = message.preview()
        self.activity_time = now
        self.referral = inbound.referral or self.referral
        if inbound.opens_window:
            self.window_close_time = window_after(
                self.channel_kind,
                self.window_close_time,
                written_at=inbound.provider_time,
                now=now,
            )
        return message

    def _know(self, sender: Sender) -> None:
        fresh = tuple(key for key in sender.keys if key not in self.identity_keys)
        self.identity_keys += fresh
        self.new_keys += fresh
        self.contact = with_sender(self.contact, sender, self.identity_keys)

    def _open(self) -> None:
        self.state = State.OPEN
        self.assignee_id = ""
        self.waiting = False

    def _add_entry(
        self, entry: TimelineEntry, message_id: str, now: datetime, cause_id: str
    ) -> None:
        message = self._entry(entry, message_id, now)
        self._record(facts.MessageAdded, now, cause_id, message)

    def _entry(self, entry: TimelineEntry, message_id: str, now: datetime) -> Message:
        return timeline_message(
            entry,
            message_id=message_id,
            conversation_id=self.conversation_id,
            sequence=self.sequence + 1,
            now=now,
        )

    def _record(
        self,
        event: Callable[..., facts.Event],
        now: datetime,
        cause_id: str,
        *rest: object,
    ) -> None:
        self.sequence += 1
        after = copy.copy(self)
        after.events = []
        self.events.append(event(after, self.sequence, now, cause_id, *rest))
