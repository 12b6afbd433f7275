"""
The ways work can fail that are nobody's business rule, and refusals.

* Malformed    will never succeed: dead-letter it, answer INVALID_ARGUMENT
* Conflict     lost a race: reload and try again, answer ABORTED
* Unavailable  something we need is down: try later, answer UNAVAILABLE
* Refusal      a rule said no; each service derives its own tree from it
"""

from __future__ import annotations

from typing import ClassVar


class Malformed(Exception):
    """The message cannot be understood, now or ever."""


class Conflict(Exception):
    """The thing changed between read and save."""


class Unavailable(Exception):
    """A dependency did not answer, or what is needed is not here yet."""


class Refusal(Exception):
    """
    A rule said no.

    `reason` is part of the contract and never changes once released; `facts`
    are safe to log and to return to the caller.
    """

    reason: ClassVar[str] = "REFUSED"

    def __init__(self, message: str, **facts: str) -> None:
        super().__init__(message)
        self.facts = facts
