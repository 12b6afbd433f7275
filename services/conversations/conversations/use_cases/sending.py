"""Writing to people: sending, sending again, reacting, starting."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..domain.carrying import Channel
from ..domain.content import Reaction
from ..domain.conversation import Conversation
from ..domain.errors import (
    ConversationUnknown,
    EmojiInvalid,
    InProgress,
    MessageUnknown,
    OptedOut,
    RequestReused,
    StartRefused,
    WindowEnded,
)
from ..domain.events import ReactionQueued
from ..domain.message import Direction, Message, request_key
from ..domain.reading import ReadMark
from ..domain.replying import REGARDLESS, check_reply, window_is_open
from .drafting import Draft, Drafting, e164
from .racing import until_agreed
from .viewer import View, Viewer, visible


@dataclass(frozen=True, slots=True)
class SendMessage:
    """Write *draft*; *seen_sequence* is the last inbound the writer saw, or -1."""

    viewer: Viewer
    conversation_id: str
    request_id: str
    draft: Draft
    seen_sequence: int


@dataclass(frozen=True, slots=True)
class RetryMessage:
    """Send a failed message, or one of unknown fate, once more."""

    viewer: Viewer
    conversation_id: str
    message_id: str
    request_id: str


@dataclass(frozen=True, slots=True)
class ReactToMessage:
    """React with *emoji*; empty takes the reaction back."""

    viewer: Viewer
    conversation_id: str
    message_id: str
    request_id: str
    emoji: str


@dataclass(frozen=True, slots=True)
class StartConversation:
    """Write to the person with *phone* first."""

    viewer: Viewer
    channel_id: str
    request_id: str
    phone: str
    name: str
    draft: Draft


@dataclass(frozen=True, slots=True)
class Desk(Drafting):
    """Does what users do with messages."""

    def send(self, command: SendMessage) -> tuple[Message, View]:
        """
        Queue a message and return it; the writer has then read the conversation.

        Repeating a `request_id` returns the first message, whatever was refused
        since, even when both come at once.

        Raises:
            ConversationUnknown: Not there, or not to be seen.
            RequestReused: The request was for another conversation.
            ConversationsError: The channel cannot carry it, or the conversation
                cannot take it: see `domain.carrying`, `domain.template` and
                `Conversation.send`.
        """
        return until_agreed(lambda: self._send(command))

    def retry(self, command: RetryMessage) -> Message:
        """
        Queue a message once more and return it.

        Raises:
            ConversationUnknown, MessageUnknown: Not there, or not to be seen.
            RetryRefused, ConversationClosed, WindowEnded, ChannelStopped.
        """

        def attempt() -> Message:
            conversation, message = self._message(command)
            if message.direction is not Direction.OUTBOUND or message.origin:
                raise MessageUnknown("only what was sent from here can be retried")
            self._channel(conversation).check_running()
            again = conversation.retry(
                message, now=self.clock(), cause_id=command.request_id
            )
            self.conversations.save(command.viewer.account_id, [conversation])
            return again

        return until_agreed(attempt)

    def react(self, command: ReactToMessage) -> Message:
        """
        React to a message and return it.

        Raises:
            ConversationUnknown, MessageUnknown: Not there, or not to be seen.
            EmojiInvalid: It is not one emoji.
            KindRefused, ConversationClosed, WindowEnded, ChannelStopped.
        """
        _check_emoji(command.emoji)
        return until_agreed(lambda: self._react(command))

    def start(self, command: StartConversation) -> tuple[Message, View]:
        """
        Begin a conversation and return what was sent and where.

        Raises:
            ConversationUnknown: The channel is not to be seen.
            PhoneInvalid, StartRefused, InProgress, OptedOut: It may not begin.
            ConversationsError: As `send`.
        """
        return until_agreed(lambda: self._start(command))

    # Sending.

    def _send(self, command: SendMessage) -> tuple[Message, View]:
        viewer = command.viewer
        conversation = visible(
            viewer, command.conversation_id, conversations=self.conversations
        )
        mark = self._mark(viewer, conversation)
        key = request_key(viewer.account_id, command.request_id)
        first = self._first(viewer, key, conversation.conversation_id)
        if first is not None:
            return first, View(conversation, mark)
        draft = command.draft
        check_reply(
            conversation,
            command.seen_sequence,
            self.clock(),
            by_template=draft.template is not None,
        )
        outbound = replace(
            self.outbound(draft, self._channel(conversation), conversation),
            natural_key=key,
            request_id=command.request_id,
            author_id=viewer.user_id,
            seen_sequence=command.seen_sequence,
        )
        message = conversation.send(outbound, now=self.clock())
        read = mark.read_up_to(conversation.inbound_count)
        self.conversations.save(
            viewer.account_id, [conversation], mark=None if read == mark else read
        )
        return message, View(conversation, read)

    def _first(
        self, viewer: Viewer, key: str, conversation_id: str = ""
    ) -> Message | None:
        """Return the message of the same wish, sent before."""
        first = self.messages.find(viewer.account_id, key)
        if first is not None and conversation_id not in ("", first.conversation_id):
            raise RequestReused(
                "this request_id was used elsewhere; make a new one", field="request_id"
            )
        return first

    # Reacting.

    def _react(self, command: ReactToMessage) -> Message:
        conversation, message = self._message(command)
        channel, now = self._channel(conversation), self.clock()
        channel.check_running()
        channel.check_reaction()
        check_reply(conversation, REGARDLESS, now)
        if not message.provider_message_id:
            raise MessageUnknown("the provider does not know this message yet")
        reaction = Reaction(command.emoji, now, command.viewer.user_id)
        after = message.reacted(reaction)
        cause_id = command.request_id
        if conversation.change(message, after, "reaction", now=now, cause_id=cause_id):
            queued = ReactionQueued(
                conversation=conversation,
                message=after,
                reaction_id=self.new_id("rx"),
                emoji=command.emoji,
                at=now,
                cause_id=cause_id,
            )
            self.conversations.save(
                command.viewer.account_id, [conversation], reaction=queued
            )
        return after

    # Starting.

    def _start(self, command: StartConversation) -> tuple[Message, View]:
        viewer = command.viewer
        if command.channel_id not in viewer.channel_ids:
            raise ConversationUnknown("no such channel", channel_id=command.channel_id)
        key = request_key(viewer.account_id, command.request_id)
        first = self._first(viewer, key)
        if first is not None:
            conversation = visible(
                viewer, first.conversation_id, conversations=self.conversations
            )
            return first, View(conversation, self._mark(viewer, conversation))
        channel = self.channels.find(viewer.account_id, command.channel_id)
        if channel is None or not channel.capabilities.templates:
            raise StartRefused(
                "on this channel only the person can begin; wait for them to write"
            )
        conversation = self.person(
            viewer.account_id, channel, e164(command.phone), command.name
        )
        self._check_start(conversation, command.draft, channel)
        outbound = replace(
            self.outbound(command.draft, channel, conversation),
            natural_key=key,
            request_id=command.request_id,
            author_id=viewer.user_id,
        )
        message = conversation.start(
            outbound, timeline_id=self.new_id("ms"), now=self.clock()
        )
        self.conversations.save(viewer.account_id, [conversation])
        return message, View(conversation, self._mark(viewer, conversation))

    def _check_start(
        self, conversation: Conversation, draft: Draft, channel: Channel
    ) -> None:
        known = conversation.sequence > 0
        if known and conversation.is_open:
            raise InProgress(
                "there is an open conversation with this person; write there",
                conversation_id=conversation.conversation_id,
            )
        if draft.template is None:
            if not known or not window_is_open(conversation, self.clock()):
                raise WindowEnded("only a template can begin here; choose one")
            return
        template = self.template(conversation.account_id, draft.template, channel)
        keys = [(channel.channel_id, key) for key in conversation.identity_keys]
        refused = self.consents.refused(conversation.account_id, keys)
        if template.marketing and (conversation.opted_out or refused):
            raise OptedOut("this person wants no marketing messages")

    # What they are made of.

    def _message(
        self, command: RetryMessage | ReactToMessage
    ) -> tuple[Conversation, Message]:
        conversation = visible(
            command.viewer, command.conversation_id, conversations=self.conversations
        )
        return conversation, self._find(conversation, command.message_id)

    def _mark(self, viewer: Viewer, conversation: Conversation) -> ReadMark:
        conversation_id = conversation.conversation_id
        found = self.marks.find(viewer.account_id, viewer.user_id, [conversation_id])
        return found.get(conversation_id) or ReadMark(conversation_id, viewer.user_id)


MOST_UNITS = 16
"""Code points of the longest emoji: families of four with skin tones."""


def _check_emoji(emoji: str) -> None:
    """
    Raises:
        EmojiInvalid: It is neither empty nor one emoji.
    """
    words = any(c.isspace() or c.isalpha() for c in emoji)
    # Keycaps begin with a digit, and go on.
    plain = len(emoji) == 1 and emoji.isascii()
    if words or plain or len(emoji) > MOST_UNITS:
        raise EmojiInvalid("react with one emoji", field="emoji")
