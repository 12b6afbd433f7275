"""What a web chat visitor sees: their own messages and the agents' replies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .content import Attachment
from .inbound import Status


@dataclass(frozen=True, slots=True)
class Line:
    """
    One message of a visitor's transcript.

    `sequence` is 1, 2, 3 … per visitor, 0 while not yet stored. `message_id`
    is the visitor's own (`client_id`) or ours. `seen` says how far an agent's
    line got; a visitor's own stays at sent. Its files are as they were when it
    was written: none of them is still to be fetched.
    """

    account_id: str
    channel_id: str
    visitor_id: str
    from_visitor: bool
    message_id: str
    text: str
    at: datetime
    sequence: int = 0
    seen: Status = Status.SENT
    attachments: tuple[Attachment, ...] = ()

    @property
    def key(self) -> str:
        """What makes it the same line, within the visitor's transcript."""
        return f"{'v' if self.from_visitor else 'a'}:{self.message_id}"
