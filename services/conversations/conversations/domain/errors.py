"""
Everything conversations can refuse to do.

* ConversationsError
  - ConversationUnknown    CONVERSATION_UNKNOWN
  - ConversationClosed     CONVERSATION_CLOSED
  - WindowEnded            WINDOW_ENDED
  - StaleReply             STALE_REPLY
  - TextEmpty              TEXT_EMPTY
  - TextTooLong            TEXT_TOO_LONG
  - KindRefused            KIND_REFUSED
  - TypeRefused            TYPE_REFUSED
  - FileTooLarge           FILE_TOO_LARGE
  - ReplyRefused           REPLY_REFUSED
  - ChannelStopped         CHANNEL_STOPPED
  - TemplateRefused        TEMPLATE_REFUSED
  - VariableMissing        VARIABLE_MISSING
  - MessageUnknown         MESSAGE_UNKNOWN
  - RetryRefused           RETRY_REFUSED
  - EmojiInvalid           EMOJI_INVALID
  - StartRefused           START_REFUSED
  - InProgress             IN_PROGRESS
  - OptedOut               OPTED_OUT
  - PhoneInvalid           PHONE_INVALID
  - PermissionMissing      PERMISSION_MISSING
  - CampaignInvalid        CAMPAIGN_INVALID
  - CampaignUnknown        CAMPAIGN_UNKNOWN
  - CampaignEnded          CAMPAIGN_ENDED
  - RequestInvalid         REQUEST_INVALID
  - RequestReused          REQUEST_REUSED
  - PageTokenInvalid       PAGE_TOKEN_INVALID
  - PositionGone           POSITION_GONE
  - StreamsExhausted       STREAMS_EXHAUSTED

`reason` is part of the contract: it is what a caller sees in
`google.rpc.ErrorInfo.reason`, and it never changes once released.
"""

from __future__ import annotations

from chassis.errors import Refusal


class ConversationsError(Refusal):
    """A rule of conversations said no."""


class ConversationUnknown(ConversationsError):
    """There is no such conversation, or the caller may not see it."""

    reason = "CONVERSATION_UNKNOWN"


class ConversationClosed(ConversationsError):
    """Nothing is sent while a conversation is closed; reopen it first."""

    reason = "CONVERSATION_CLOSED"


class WindowEnded(ConversationsError):
    """The reply window has shut; only a new message by the person opens it."""

    reason = "WINDOW_ENDED"


class StaleReply(ConversationsError):
    """The person wrote since the writer last looked; read, then send again."""

    reason = "STALE_REPLY"


class TextEmpty(ConversationsError):
    """The text has nothing to see in it."""

    reason = "TEXT_EMPTY"


class TextTooLong(ConversationsError):
    """The channel takes less; the fact `limit` says how much."""

    reason = "TEXT_TOO_LONG"


class KindRefused(ConversationsError):
    """The channel cannot carry this kind of message."""

    reason = "KIND_REFUSED"


class TypeRefused(ConversationsError):
    """The channel does not take this type of file; the fact names it."""

    reason = "TYPE_REFUSED"


class FileTooLarge(ConversationsError):
    """The channel takes smaller files; the fact `limit` says how large."""

    reason = "FILE_TOO_LARGE"


class ReplyRefused(ConversationsError):
    """The channel cannot quote a message, or not this one."""

    reason = "REPLY_REFUSED"


class ChannelStopped(ConversationsError):
    """The channel was stopped or removed; start it to write."""

    reason = "CHANNEL_STOPPED"


class TemplateRefused(ConversationsError):
    """The template may not be sent; the fact `state` says why."""

    reason = "TEMPLATE_REFUSED"


class VariableMissing(ConversationsError):
    """A variable of the template has no value; the fact names it."""

    reason = "VARIABLE_MISSING"


class MessageUnknown(ConversationsError):
    """There is no such message in this conversation."""

    reason = "MESSAGE_UNKNOWN"


class RetryRefused(ConversationsError):
    """The message is on its way, or arrived; it is not sent twice."""

    reason = "RETRY_REFUSED"


class EmojiInvalid(ConversationsError):
    """A reaction is one emoji, or nothing to take it back."""

    reason = "EMOJI_INVALID"


class StartRefused(ConversationsError):
    """On this channel only the person can begin (ACT-3)."""

    reason = "START_REFUSED"


class InProgress(ConversationsError):
    """There is an open conversation with the person (ACT-1)."""

    reason = "IN_PROGRESS"


class OptedOut(ConversationsError):
    """The person wants no marketing messages (ACT-4)."""

    reason = "OPTED_OUT"


class PhoneInvalid(ConversationsError):
    """The phone is not a number in E.164; write it with + and country."""

    reason = "PHONE_INVALID"


class PermissionMissing(ConversationsError):
    """The caller lacks a permission; the fact names it."""

    reason = "PERMISSION_MISSING"


class CampaignInvalid(ConversationsError):
    """A field of the campaign makes no sense; the fact names it."""

    reason = "CAMPAIGN_INVALID"


class CampaignUnknown(ConversationsError):
    """There is no such campaign, or the caller may not see it."""

    reason = "CAMPAIGN_UNKNOWN"


class CampaignEnded(ConversationsError):
    """The campaign is over; make a new one."""

    reason = "CAMPAIGN_ENDED"


class RequestInvalid(ConversationsError):
    """A field of the request makes no sense; the fact `field` names it."""

    reason = "REQUEST_INVALID"


class RequestReused(ConversationsError):
    """The `request_id` was used for another conversation; make a new one."""

    reason = "REQUEST_REUSED"


class PageTokenInvalid(ConversationsError):
    """The page token is not one of ours; start from the first page."""

    reason = "PAGE_TOKEN_INVALID"


class PositionGone(ConversationsError):
    """The feed no longer keeps what follows; load a fresh picture."""

    reason = "POSITION_GONE"


class StreamsExhausted(ConversationsError):
    """As many subscribers as this process can stream to are here; try another."""

    reason = "STREAMS_EXHAUSTED"
