"""
A conversation: all that was ever said between one person and one channel.

The aggregate of this service. Each change is one event or more, with its
place in the conversation; saving stores state, thread and events together.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from . import events as facts
from .contact import CrmContact, Sender, with_crm
from .entries import echo_message, outbound_message
from .errors import RetryRefused
from .message import Delivery, Message, TimelineEntry
from .moves import Assigned, Echo, Inbound, Outbound
from .place import State
from .record import Record
from .replying import REGARDLESS, check_reply


@dataclass(slots=True)
class Conversation(Record):
    """What can happen to a conversation; see `Record` for what it holds."""

    def receive(
        self, inbound: Inbound, *, now: datetime, timeline_id: str = ""
    ) -> None:
        """
        Take in what the person wrote, opening or reopening if need be.

        *timeline_id* is for the entry of a reopening; required when closed.
        Nobody has read it yet. The window restarts (WIN-8). The keys of the
        sender that are new become this conversation's.
        """
        if inbound.is_notice:
            self._note(inbound, now)
            return
        opening = self.sequence == 0
        reopening = not self.is_open and self._reopens(inbound)
        former, shown = self.assignee_id, self.contact.name
        if reopening:
            self._open()
        # What opens comes first: one event, or two of a reopening.
        sequence = self.sequence + 1 + opening + 2 * reopening
        message = self._take(inbound, sequence, now)
        opener, cause_id = message.message_id, inbound.cause_id
        if opening:
            self._record(facts.ConversationOpened, now, cause_id, opener)
        if reopening:
            self._record(facts.ConversationReopened, now, cause_id, "", former, opener)
            entry = TimelineEntry("reopened", from_id=former, reason="inbound")
            self._add_entry(entry, timeline_id, now, cause_id)
        self._record(facts.MessageAdded, now, cause_id, message, opening or reopening)
        if self.contact.contact_id and self.contact.name != shown:
            # They had but an id for a name until now, in the CRM as well.
            self._record(facts.ContactChanged, now, cause_id)

    def send(self, outbound: Outbound, *, now: datetime) -> Message:
        """
        Queue a message to the person and return it; what the channel can carry
        is checked before.

        Raises:
            ConversationClosed: It has to be reopened first (LIF-9).
            WindowEnded: The window shut; its end is exclusive (WIN-1).
            StaleReply: The person wrote after what the writer had seen.
        """
        check_reply(self, outbound.seen_sequence, now, by_template=outbound.by_template)
        return self._queue(outbound, now)

    def _queue(self, outbound: Outbound, now: datetime) -> Message:
        message = outbound_message(
            outbound,
            conversation_id=self.conversation_id,
            sequence=self.sequence + 1,
            now=now,
        )
        self.last_message = message.preview()
        self.activity_time = now
        self._record(facts.MessageQueued, now, outbound.request_id, message)
        return message

    def deliver(
        self, message: Message, delivery: Delivery, *, now: datetime, cause_id: str
    ) -> Message:
        """
        Apply what became of *message* and return it as it is now.

        No news changes nothing. Never reopens and is no activity (LIF-9).
        """
        changed = message.after(delivery)
        if changed is message:
            return message
        self._update_last(changed)
        linked = changed.provider_message_id != message.provider_message_id
        self._record(facts.MessageStatusChanged, now, cause_id, changed, linked)
        return changed

    def close(
        self, *, actor_id: str, timeline_id: str, now: datetime, cause_id: str
    ) -> None:
        """Close it, keeping the assignee (D-17); closed already is no change."""
        if not self.is_open:
            return
        self.state = State.CLOSED
        self.waiting = False
        self.close_time = now
        self.activity_time = now
        self._record(facts.ConversationClosed, now, cause_id, actor_id)
        entry = TimelineEntry("closed", actor_id=actor_id, reason="manual")
        self._add_entry(entry, timeline_id, now, cause_id)

    def reopen(
        self, *, actor_id: str, timeline_id: str, now: datetime, cause_id: str
    ) -> None:
        """
        Open it without assignee until routing decides; open is no change.

        The window stays as it was (LIF-4).
        """
        if self.is_open:
            return
        former = self.assignee_id
        self._open()
        self.activity_time = now
        self._record(facts.ConversationReopened, now, cause_id, actor_id, former, "")
        entry = TimelineEntry(
            "reopened", actor_id=actor_id, from_id=former, reason="manual"
        )
        self._add_entry(entry, timeline_id, now, cause_id)

    def assign(self, assigned: Assigned, *, now: datetime) -> None:
        """
        Show who has it, as routing says; an older version changes nothing.

        The thread gets an entry if somebody came or went.
        """
        if assigned.version <= self.assignment_version:
            return
        former = self.assignee_id
        self.assignee_id = assigned.assignee_id
        self.sector_id = assigned.sector_id
        self.assignment_version = assigned.version
        self.waiting = assigned.waiting and self.is_open
        entry = None
        if former != assigned.assignee_id:
            self.activity_time = now
            what = "assigned" if assigned.assignee_id else "unassigned"
            entry = self._entry(
                TimelineEntry(
                    what,
                    actor_id=assigned.actor_id,
                    from_id=former,
                    to_id=assigned.assignee_id,
                    reason=assigned.reason,
                ),
                assigned.timeline_id,
                now,
            )
        self._record(facts.AssignmentChanged, now, assigned.cause_id, entry)

    def start(self, outbound: Outbound, *, timeline_id: str, now: datetime) -> Message:
        """
        Open it for its author, who writes first, and queue what they write.

        It is to be theirs: routing is told (ACT-7). A conversation that is
        there already is reopened.
        """
        starter, cause_id = outbound.author_id, outbound.request_id
        if self.sequence == 0:
            self._record(facts.ConversationOpened, now, cause_id, "", starter)
        elif not self.is_open:
            former = self.assignee_id
            self._open()
            self._record(
                facts.ConversationReopened, now, cause_id, starter, former, "", starter
            )
        entry = TimelineEntry("started", actor_id=starter, reason="manual")
        self._add_entry(entry, timeline_id, now, cause_id)
        return self._queue(outbound, now)

    def write_quietly(self, outbound: Outbound, *, now: datetime) -> Message:
        """Queue what a campaign sends; open or closed, it stays so (ACT-7)."""
        return self._queue(outbound, now)

    def echo(self, echo: Echo, *, now: datetime) -> Message:
        """Add what was written to the person elsewhere; nobody is notified."""
        message = echo_message(
            echo,
            conversation_id=self.conversation_id,
            channel_id=self.channel_id,
            sequence=self.sequence + 1,
            now=now,
        )
        self.last_message = message.preview()
        self.activity_time = now
        self._record(facts.MessageAdded, now, echo.cause_id, message)
        return message

    def retry(self, message: Message, *, now: datetime, cause_id: str) -> Message:
        """
        Queue *message* once more and return it.

        Raises:
            RetryRefused: It is on its way, or arrived.
            ConversationClosed, WindowEnded: See `send`.
        """
        if not message.may_be_retried:
            raise RetryRefused("the message is on its way or arrived; nothing to retry")
        by_template = message.kind == "template"
        check_reply(self, REGARDLESS, now, by_template=by_template)
        changed = message.retried(now)
        self._update_last(changed)
        self._record(facts.MessageRetried, now, cause_id, changed)
        return changed

    def change(
        self,
        before: Message,
        after: Message,
        what: str,
        *,
        now: datetime,
        cause_id: str,
    ) -> bool:
        """Note that a message is now *after*; False if that is no news."""
        if after is before:
            return False
        self._update_last(after)
        self._record(facts.MessageChanged, now, cause_id, after, what)
        return True

    def identify(
        self,
        sender: Sender,
        *,
        former_keys: tuple[str, ...] = (),
        now: datetime,
        cause_id: str,
    ) -> None:
        """
        Know the person by more keys, or by another number, from now on.

        *former_keys* are theirs no more: whoever gets that number next is
        somebody else.
        """
        contact, keys = self.contact, self.identity_keys
        self._know(sender)
        lost = [k for k in former_keys if k in keys and k not in sender.keys]
        if len(lost) < len(self.identity_keys):
            self.identity_keys = tuple(k for k in self.identity_keys if k not in lost)
            self.lost_keys += tuple(lost)
        if sender.phone and self.contact.phone != sender.phone:
            self.contact = replace(self.contact, phone=sender.phone)
        if (contact, keys) != (self.contact, self.identity_keys):
            self._record(facts.ContactChanged, now, cause_id)

    def consent(self, *, marketing: bool, now: datetime, cause_id: str) -> None:
        """Note whether the person wants marketing messages."""
        if self.opted_out == (not marketing):
            return
        self.opted_out = not marketing
        self._record(facts.ContactChanged, now, cause_id)

    def warn(self, *, now: datetime) -> None:
        """Warn, once for each window, that it shuts soon (WIN-11)."""
        shuts = self.window_close_time
        if shuts is None or self.warned_time == shuts or not self.is_open:
            return
        self.warned_time = shuts
        minutes = max(int((shuts - now).total_seconds() // 60), 0)
        self._record(facts.WindowClosing, now, "", minutes)

    def match(self, crm: CrmContact, *, now: datetime, cause_id: str) -> None:
        """Show the person as the CRM knows them; no news changes nothing."""
        changed = with_crm(self.contact, crm, self.identity_keys)
        if changed is self.contact:
            return
        self.contact = changed
        self._record(facts.ContactChanged, now, cause_id)
