"""Writing to people: sending, sending again, reacting, starting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import phonenumbers

from ..domain.carrying import Channel, unheard_of
from ..domain.contact import Sender
from ..domain.content import Content, File, Quote, Reaction, TemplateUse
from ..domain.conversation import Conversation
from ..domain.entries import quote_of
from ..domain.errors import (
    ConversationUnknown,
    EmojiInvalid,
    InProgress,
    KindRefused,
    MessageUnknown,
    OptedOut,
    PhoneInvalid,
    ReplyRefused,
    RequestReused,
    StartRefused,
    TemplateRefused,
    WindowEnded,
)
from ..domain.events import ReactionQueued
from ..domain.message import Direction, Message, request_key
from ..domain.moves import Outbound
from ..domain.opening import begun
from ..domain.reading import ReadMark
from ..domain.replying import REGARDLESS, check_reply, window_is_open
from ..domain.template import Filled, Template
from ..ports import (
    Channels,
    Clock,
    Consents,
    Conversations,
    Marks,
    Messages,
    NewId,
    Templates,
)
from .racing import until_agreed
from .viewer import View, Viewer, visible

EncodeUse = Callable[[Template, TemplateUse, Filled], Content]
"""Writes down a template as it was filled, for the thread and for ingest."""


@dataclass(frozen=True, slots=True)
class Draft:
    """
    What to write: a text, a file with a text, a place, or a template.

    *location* is the place, encoded; at most one of the three is set.
    """

    text: str = ""
    file: File | None = None
    location: Content | None = None
    template: TemplateUse | None = None
    reply_to_id: str = ""


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
class Desk:
    """Does what users do with messages."""

    conversations: Conversations
    messages: Messages
    marks: Marks
    channels: Channels
    templates: Templates
    consents: Consents
    clock: Clock
    new_id: NewId
    encode_use: EncodeUse

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

    def outbound(
        self, draft: Draft, channel: Channel, conversation: Conversation | None
    ) -> Outbound:
        """Return what is sent, once the channel can carry it."""
        channel.check_running()
        made = Outbound(
            message_id=self.new_id("ms"),
            natural_key="",
            request_id="",
            author_id="",
            text=draft.text,
            seen_sequence=REGARDLESS,
        )
        if draft.template is not None:
            account_id = conversation.account_id if conversation else ""
            return self._templated(made, draft.template, channel, account_id)
        if draft.location is not None:
            channel.check_location()
            made = replace(made, kind="location", content=draft.location, text="")
        elif draft.file is not None:
            channel.check_file(draft.file)
            channel.check_text(draft.text, optional=True)
            made = replace(
                made, kind=draft.file.kind, content=Content(files=(draft.file,))
            )
        else:
            channel.check_text(draft.text)
        if draft.reply_to_id and conversation is not None:
            made = replace(made, quote=self._quote(draft, channel, conversation))
        return made

    def _templated(
        self, made: Outbound, use: TemplateUse, channel: Channel, account_id: str
    ) -> Outbound:
        template = self.template(account_id, use, channel)
        filled = template.filled(use)
        return replace(
            made,
            kind="template",
            text=filled.body,
            content=self.encode_use(template, use, filled),
            by_template=True,
        )

    def template(self, account_id: str, use: TemplateUse, channel: Channel) -> Template:
        """
        Return the template of *use*, which may be sent on *channel*.

        Raises:
            KindRefused: The channel has none (TPL-8, WIN-6).
            TemplateRefused: It is not there, or not to be sent (TPL-2).
        """
        if not channel.capabilities.templates:
            raise KindRefused(
                "there are no templates on this channel",
                kind="template",
                channel_kind=channel.kind.value,
            )
        template = self.templates.find(account_id, use.template_id)
        if template is None:
            raise TemplateRefused("there is no such template", state="unknown")
        template.check_sendable(channel.channel_id)
        return template

    def _quote(
        self, draft: Draft, channel: Channel, conversation: Conversation
    ) -> Quote:
        channel.check_reply()
        answered = self._find(conversation, draft.reply_to_id)
        if not answered.provider_message_id or answered.delete_time is not None:
            raise ReplyRefused("this message cannot be quoted; just write")
        return quote_of(answered)

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

    def person(
        self, account_id: str, channel: Channel, phone: str, name: str
    ) -> Conversation:
        """Return the conversation with a phone, or one in which nothing happened."""
        key = channel.channel_id, f"phone:{phone}"
        found = self.conversations.find_by_keys(account_id, [key])
        if key in found:
            return found[key]
        return begun(
            Sender(keys=(key[1],), display_name=name.strip(), phone=phone),
            conversation_id=self.new_id("cv"),
            account_id=account_id,
            channel_id=channel.channel_id,
            channel_kind=channel.kind,
            now=self.clock(),
        )

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

    def _find(self, conversation: Conversation, message_id: str) -> Message:
        found = self.messages.find_in(
            conversation.account_id, conversation.conversation_id, message_id
        )
        if found is None or found.direction is Direction.INTERNAL:
            raise MessageUnknown("no such message", message_id=message_id)
        return found

    def _channel(self, conversation: Conversation) -> Channel:
        channel_id = conversation.channel_id
        found = self.channels.find(conversation.account_id, channel_id)
        return found or unheard_of(channel_id, conversation.channel_kind)

    def _mark(self, viewer: Viewer, conversation: Conversation) -> ReadMark:
        conversation_id = conversation.conversation_id
        found = self.marks.find(viewer.account_id, viewer.user_id, [conversation_id])
        return found.get(conversation_id) or ReadMark(conversation_id, viewer.user_id)


def e164(phone: str) -> str:
    """
    Return *phone* as E.164.

    Raises:
        PhoneInvalid: It is none; without a + nobody can tell the country.
    """
    try:
        number = phonenumbers.parse(phone, None)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise PhoneInvalid(
            "write the number with + and the country, like +5511987654321",
            field="phone",
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


MOST_UNITS = 16
"""Code points of the longest emoji: families of four with skin tones."""


def _check_emoji(emoji: str) -> None:
    """
    Raises:
        EmojiInvalid: It is neither empty nor one emoji.
    """
    if (
        len(emoji) > MOST_UNITS
        or any(c.isalnum() and c.isascii() and len(emoji) == 1 for c in emoji)
        or any(c.isspace() or c.isalpha() for c in emoji)
    ):
        raise EmojiInvalid("react with one emoji", field="emoji")
