"""Keeping what ingest tells of channels and templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ..domain.carrying import Channel
from ..domain.template import Template
from ..ports import Channels, Templates
from .outcome import Outcome


@dataclass(frozen=True, slots=True)
class Heard:
    """A channel or a template as it is told to be at a moment."""

    account_id: str
    at: datetime
    what: Channel | Template


def keep(
    commands: Sequence[Heard], *, channels: Channels, templates: Templates
) -> list[Outcome]:
    """Keep what *commands* tell; older news than what is kept changes nothing."""
    outcomes = []
    for command in commands:
        what = command.what
        if isinstance(what, Template):
            news = templates.put(what, command.at)
        else:
            news = channels.put(command.account_id, what, command.at)
        outcomes.append(Outcome.APPLIED if news else Outcome.UNCHANGED)
    return outcomes
