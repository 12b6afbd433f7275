"""What is written to people, once their channel can carry it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import phonenumbers

from ..domain.carrying import Channel, unheard_of
from ..domain.contact import Sender
from ..domain.content import Content, File, Quote, TemplateUse
from ..domain.conversation import Conversation
from ..domain.entries import quote_of
from ..domain.errors import (
    KindRefused,
    MessageUnknown,
    PhoneInvalid,
    ReplyRefused,
    TemplateRefused,
)
from ..domain.message import Direction, Message
from ..domain.moves import Outbound
from ..domain.opening import begun
from ..domain.replying import REGARDLESS
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
class Drafting:
    """Makes what is sent of what users, or campaigns, want to write."""

    conversations: Conversations
    messages: Messages
    marks: Marks
    channels: Channels
    templates: Templates
    consents: Consents
    clock: Clock
    new_id: NewId
    encode_use: EncodeUse

    def outbound(
        self, draft: Draft, channel: Channel, conversation: Conversation
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
            account_id = conversation.account_id
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
        if draft.reply_to_id:
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

    def _quote(
        self, draft: Draft, channel: Channel, conversation: Conversation
    ) -> Quote:
        channel.check_reply()
        answered = self._find(conversation, draft.reply_to_id)
        if not answered.provider_message_id or answered.delete_time is not None:
            raise ReplyRefused("this message cannot be quoted; just write")
        return quote_of(answered)

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
