"""
Everything conversations can refuse to do.

* ConversationsError
  - ConversationUnknown    CONVERSATION_UNKNOWN
  - ConversationClosed     CONVERSATION_CLOSED
  - WindowEnded            WINDOW_ENDED
  - StaleReply             STALE_REPLY
  - TextEmpty              TEXT_EMPTY
  - TextTooLong            TEXT_TOO_LONG
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
