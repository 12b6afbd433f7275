"""How far one user has read one conversation."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadMark:
    """
    One user's place in one conversation.

    `inbound_count` is the conversation's when they last read it, and never
    falls; `marked_unread` is their own note to come back to it (FLT-2).
    """

    conversation_id: str
    user_id: str
    inbound_count: int = 0
    marked_unread: bool = False

    def read_up_to(self, inbound_count: int) -> ReadMark:
        """Return the mark after the user read that many inbound messages."""
        return ReadMark(
            self.conversation_id, self.user_id, max(self.inbound_count, inbound_count)
        )

    def unread(self) -> ReadMark:
        """Return the mark after the user marked it as unread."""
        return ReadMark(
            self.conversation_id, self.user_id, self.inbound_count, marked_unread=True
        )
