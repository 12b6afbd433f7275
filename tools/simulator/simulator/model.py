"""What exists in the simulated world; plain values, kept by `world`."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """The messaging app and the way the business reaches it."""

    WHATSAPP_CLOUD = "whatsapp_cloud"
    WHATSAPP_TWILIO = "whatsapp_twilio"
    WEBCHAT = "webchat"


class Answering(StrEnum):
    """How the provider's API answers sends."""

    NORMAL = "normal"
    # Answers after `delay_seconds`.
    SLOW = "slow"
    # Every second call gets 503.
    FLAPPING = "flapping"
    # Every call gets 503.
    DOWN = "down"
    # Takes the message, then drops the connection instead of answering.
    LOST_ANSWER = "lost_answer"


@dataclass(slots=True)
class ErrorOrder:
    """A documented error that the next *times* sends will meet."""

    code: int
    times: int = 1
    # "answer": the call is refused. "status": the call is accepted and the
    # message fails afterwards. "": whichever the provider is known for.
    how: str = ""


@dataclass(slots=True)
class Modes:
    """How a channel's provider behaves until told otherwise."""

    answering: Answering = Answering.NORMAL
    # For `slow`: how long the answer takes.
    delay_seconds: float = 3.0
    # Errors ordered for the next sends, first one first.
    errors: list[ErrorOrder] = field(default_factory=list)
    # Whether statuses follow by themselves or are set by hand.
    automatic_statuses: bool = True
    # The customer has the chat open, so that `read` follows `delivered`.
    reads: bool = True
    # Copies sent of each webhook beyond the first.
    duplicates: int = 0
    # Webhooks are held up to `shuffle_seconds` at random, so that they overtake
    # one another.
    shuffle: bool = False
    shuffle_seconds: float = 1.0


@dataclass(slots=True)
class Channel:
    """
    One business account at one provider, as registered through `/control`.

    `id` is the provider's own id of it: the phone number id, the sender's
    digits, or the website token. Fields of the other kinds are empty.
    """

    id: str
    kind: Kind
    name: str
    webhook_url: str = ""
    # WhatsApp Cloud.
    phone_number_id: str = ""
    waba_id: str = ""
    phone_number: str = ""
    app_secret: str = ""
    verify_token: str = ""
    access_token: str = ""
    # Twilio; the sender is `whatsapp:+<digits>`.
    account_sid: str = ""
    auth_token: str = ""
    sender: str = ""
    status_callback: str = ""
    # Web chat.
    token: str = ""
    script_url: str = ""
    modes: Modes = field(default_factory=Modes)


@dataclass(slots=True)
class Customer:
    """A person with a phone; *phone* is digits only, country code first."""

    channel_id: str
    phone: str
    name: str
    # Unix seconds of their newest message; 0 means they never wrote.
    wrote_at: float = 0.0
    # Unix seconds until which the business shows as typing.
    typing_until: float = 0.0

    @property
    def key(self) -> str:
        """Identify the customer among all channels."""
        return f"{self.channel_id}/{self.phone}"


@dataclass(slots=True)
class Message:
    """
    One message, seen from the customer.

    `direction` is `in` when the customer wrote it and `out` when the business
    did. `status` of an `in` message is pending (not yet accepted by the
    webhook), accepted, refused (given up) or read (by the business); of an
    `out` message queued, sent, delivered, read or failed.
    """

    id: str
    channel_id: str
    phone: str
    direction: str
    text: str
    # Unix seconds.
    at: float
    status: str
    error_code: int = 0
    # Provider id of the message it quotes.
    quoted_id: str = ""
    # `biz_opaque_callback_data`, returned in each status.
    opaque: str = ""
    # Twilio: where its statuses go.
    status_callback: str = ""
    # For `out`: each status reported so far and whether its webhook was
    # accepted.
    reported: dict[str, bool] = field(default_factory=dict)
    # Unix seconds at which `status` was reached.
    status_at: float = 0.0


@dataclass(slots=True)
class Webhook:
    """A call to the business that has not been accepted yet."""

    id: str
    channel_id: str
    url: str
    content_type: str
    # Exact bytes that are signed and sent; both providers send pure ASCII.
    body: str
    message_id: str
    # The status it reports; empty for a customer's message.
    status: str = ""
    attempts: int = 0


@dataclass(slots=True)
class Mail:
    """An e-mail that the catcher took instead of delivering."""

    id: str
    at: float
    sender: str
    recipients: list[str]
    subject: str
    text: str
    html: str
