"""
Everything the notifier can refuse to do.

* NotifierError
  - NotAUser       NOT_A_USER

`reason` is part of the contract and never changes once released.
"""

from __future__ import annotations

from chassis.errors import Refusal


class NotifierError(Refusal):
    """Base of every refusal of the notifier."""


class NotAUser(NotifierError):
    """The caller is a program, and has nobody to notify."""

    reason = "NOT_A_USER"
