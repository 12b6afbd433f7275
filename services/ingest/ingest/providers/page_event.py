"""One event of Messenger or Instagram, and who it is between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..domain.channels import Kind
from ..domain.inbound import Address, Sender


@dataclass(frozen=True, slots=True)
class Event:
    """
    One event: its body, the account of ours, the person, and when it was.

    `person` is None where nobody is named that we can know by an id. `by_us`
    is true when our side did it, with whatever app.
    """

    body: Mapping[str, Any]
    address: Address
    person: Sender | None
    at: datetime
    person_id: str
    by_us: bool


@dataclass(frozen=True, slots=True)
class App:
    """A messaging app: its kind of channel, and the prefix of people's ids."""

    kind: Kind
    prefix: str
