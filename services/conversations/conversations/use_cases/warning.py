"""Warning of reply windows that shut soon."""

from __future__ import annotations

from datetime import timedelta

from ..domain.conversation import Conversation
from ..ports import Clock, Conversations, Lists
from .racing import until_agreed
from .turns import Turns

AT_ONCE = 200
"""Conversations looked at in one round."""


def warn(
    before: timedelta,
    *,
    conversations: Conversations,
    lists: Lists,
    clock: Clock,
    turns: Turns,
) -> int:
    """
    Warn of windows that shut within *before*; return of how many.

    Once for each window, however many processes look. Zero warns of none.
    """
    if not before:
        return 0
    now = clock()
    due = lists.window_ends(now, now + before, limit=AT_ONCE)
    return sum(_warn(found, conversations, clock, turns) for found in due)


def _warn(
    due: Conversation, conversations: Conversations, clock: Clock, turns: Turns
) -> bool:
    def attempt() -> bool:
        found = conversations.find(due.account_id, [due.conversation_id])
        conversation = found.get(due.conversation_id)
        # It may have been answered, closed or written in since it was listed.
        if conversation is None:
            return False
        if conversation.window_close_time != due.window_close_time:
            return False
        conversation.warn(now=clock())
        if not conversation.events:
            return False
        conversations.save(due.account_id, [conversation])
        return True

    with turns.alone(due.account_id):
        return until_agreed(attempt)
