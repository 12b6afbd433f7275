"""The JSON of deliveries and campaigns; see `shapes`."""

from __future__ import annotations

from pydantic import with_config
from typing_extensions import TypedDict

from .documented import DOCUMENTED
from .shapes import Conversation, Message


@with_config(DOCUMENTED)
class DeliveryStep(TypedDict):
    """One thing that happened to a message on its way out."""

    what: str
    """`attempt`, `waiting`, `sent`, `delivered`, `read`, `failed`, `unknown`,
    `looked_up`."""
    step_time: str | None
    attempt: int
    """0 when the provider reported it by itself."""
    reason: str
    detail: str
    retry_time: str | None


class Delivery(TypedDict):
    """The story of a message on its way out, oldest first."""

    status: str
    steps: list[DeliveryStep]


class ChangedMessage(TypedDict):
    """A message after it."""

    message: Message


class Started(TypedDict):
    """A conversation that a user began, and what was sent."""

    conversation: Conversation
    message: Message


class CampaignCounts(TypedDict):
    """How many recipients stand where."""

    total: int
    planned: int
    skipped: int
    queued: int
    sent: int
    delivered: int
    read: int
    failed: int
    replied: int


@with_config(DOCUMENTED)
class Campaign(TypedDict):
    """A template sent to a list of people."""

    id: str
    name: str
    channel_id: str
    template_id: str
    state: str
    """`ready`, `running`, `paused`, `stopped` or `finished`."""
    reason: str
    """Why it is paused: `user`, `daily_limit`, `template` or `channel`."""
    counts: CampaignCounts
    batch_size: int
    batch_seconds: int
    daily_limit: int
    creator_id: str
    purpose: str
    create_time: str
    end_time: str | None
    next_time: str | None


class Campaigns(TypedDict):
    """Campaigns, newest first."""

    items: list[Campaign]
    next_cursor: str | None


@with_config(DOCUMENTED)
class Recipient(TypedDict):
    """One person of a campaign's list."""

    line: int
    given_phone: str
    phone: str
    name: str
    variables: dict[str, str]
    opt_in: str
    state: str
    """`planned`, `skipped`, `queued`, `sent`, `delivered`, `read`, `failed`."""
    reason: str
    message_id: str | None
    replied: bool


class Recipients(TypedDict):
    """Recipients in the order of the list."""

    items: list[Recipient]
    next_cursor: str | None


@with_config(DOCUMENTED)
class MadeCampaign(TypedDict):
    """A campaign that is ready, and whom it leaves out."""

    campaign: Campaign
    skipped: list[Recipient]
    """The first hundred."""
