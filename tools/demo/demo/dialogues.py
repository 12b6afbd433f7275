"""What the demo's conversations are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

CLOUD, TWILIO, WEBCHAT = "whatsapp_cloud", "whatsapp_twilio", "webchat"
MESSENGER, INSTAGRAM = "messenger", "instagram"


@dataclass(frozen=True, slots=True)
class Says:
    """
    The customer writes.

    `kind` and `details` are what the simulator's control API takes beside the
    text; `hours_ago` is how late the provider passes it on.
    """

    text: str = ""
    kind: str = "text"
    details: Mapping[str, Any] = field(default_factory=dict)
    hours_ago: float = 0.0


@dataclass(frozen=True, slots=True)
class Reacts:
    """The customer reacts to the newest answer."""

    emoji: str


@dataclass(frozen=True, slots=True)
class Claims:
    """An agent takes the conversation."""

    agent: str


@dataclass(frozen=True, slots=True)
class Answers:
    """An agent writes, having read what came before."""

    agent: str
    text: str


@dataclass(frozen=True, slots=True)
class Sends:
    """An agent sends a file, one of the simulator's samples."""

    agent: str
    sample: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Likes:
    """An agent reacts to the customer's newest message."""

    agent: str
    emoji: str


@dataclass(frozen=True, slots=True)
class Resumes:
    """An agent takes up a conversation whose window is over, by a template."""

    agent: str
    template: str
    variables: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Closes:
    """An agent closes the conversation."""

    agent: str


Step = Says | Reacts | Claims | Answers | Sends | Likes | Resumes | Closes


@dataclass(frozen=True, slots=True)
class Dialogue:
    """
    One conversation, from its first message on.

    `phone` is digits only: a person's id on Messenger and Instagram; empty for a
    web chat visitor, who is known by name.
    """

    kind: str
    name: str
    phone: str
    steps: Sequence[Step]


@dataclass(frozen=True, slots=True)
class KnownContact:
    """A contact that the CRM had before they wrote; `owner` is an agent or empty."""

    name: str
    phone: str
    email: str
    city: str
    company: str
    owner: str
    notes: str
