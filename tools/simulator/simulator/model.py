"""What exists in the simulated world; plain values, kept by `world`."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """The messaging app and the way the business reaches it."""

    WHATSAPP_CLOUD = "whatsapp_cloud"
    WHATSAPP_TWILIO = "whatsapp_twilio"
    MESSENGER = "messenger"
    INSTAGRAM = "instagram"
    WEBCHAT = "webchat"

    @property
    def by_meta(self) -> bool:
        """Whether Meta calls the webhook: signed, escaped, repeated for days."""
        return self not in (Kind.WHATSAPP_TWILIO, Kind.WEBCHAT)

    @property
    def whatsapp(self) -> bool:
        """Whether customers are known by their phone, and templates exist."""
        return self in (Kind.WHATSAPP_CLOUD, Kind.WHATSAPP_TWILIO)


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
    """A documented error that the next *times* calls will meet."""

    # The key of the provider's table; 0 with `timeout` and `lost_answer`.
    code: int = 0
    times: int = 1
    # "answer": the call is refused. "status": the call is accepted and the
    # message fails afterwards. "timeout": not accepted, and no answer for
    # `hold_seconds`. "lost_answer": accepted, then the connection drops.
    # "": refusal or status, whichever the provider is known for.
    how: str = ""
    # Which calls count: send, media, templates or account.
    call: str = "send"
    # Only messages of this kind, or to this person; empty for all.
    kind: str = ""
    to: str = ""
    # Seconds that the refusal asks to wait; 0 leaves the header out.
    retry_after: int = 0
    hold_seconds: float = 60.0


@dataclass(slots=True)
class Modes:
    """How a channel's provider behaves until told otherwise."""

    answering: Answering = Answering.NORMAL
    # For `slow`: how long the answer takes.
    delay_seconds: float = 3.0
    # Errors ordered for the next calls, first one first.
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
    # How far ahead of ours the provider's clock runs when it judges the reply
    # window and the age of a media address.
    clock_shift_seconds: float = 0.0
    # Whether people who never wrote here may be sent free text: their messages
    # reach the business past the simulator, from a load generator.
    strangers: bool = False
    # What becomes of templates handed in: approve, reject or hold.
    review: str = "approve"
    reject_reason: str = "INVALID_FORMAT"
    # Messages a second, 0 for any number (WhatsApp's own limit is 80), and
    # whether one person gets at most 45 within 6 seconds.
    messages_per_second: int = 0
    pair_limit: bool = False


@dataclass(slots=True)
class Channel:
    """
    One business account at one provider, as registered through `/control`.

    `id` is the provider's own id of it: the phone number id, the sender's
    digits, the page's or Instagram account's id, or the website token. Fields
    of the other kinds are empty.
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
    app_id: str = ""
    # Messenger, Instagram.
    page_id: str = ""
    instagram_id: str = ""
    username: str = ""
    # Fields the app is subscribed to at a page, an account, or a WABA.
    subscribed: list[str] = field(default_factory=list)
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
    """
    A person with a phone.

    *phone* is digits only, country code first; on Messenger and Instagram it is
    the person's id as scoped to the page or account.
    """

    channel_id: str
    phone: str
    name: str
    # Unix seconds of their newest message; 0 means they never wrote.
    wrote_at: float = 0.0
    # Unix seconds until which the business shows as typing.
    typing_until: float = 0.0
    # Their name to be found by: Instagram has one always, WhatsApp perhaps.
    username: str = ""
    # WhatsApp: the business is told their user id only, never the phone.
    hides_phone: bool = False
    # WhatsApp: they want no more marketing.
    opted_out: bool = False

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
    `out` message queued, sent, delivered, read, played or failed.

    `kind` is text, image, audio, video, document, sticker, location, contacts,
    choice, order, postback, share, story, template, interactive, system or
    unsupported. `content` holds by name what the kind needs beside `text`:
    files, location, contacts, choice, order, postback, share, story, template,
    interactive, referral, forwarded, notice.
    """

    id: str
    channel_id: str
    phone: str
    direction: str
    text: str
    # Unix seconds.
    at: float
    status: str
    # Key of the provider's error table.
    error_code: int = 0
    # Provider id of the message it quotes.
    quoted_id: str = ""
    # `biz_opaque_callback_data` or `metadata`, returned with what follows.
    opaque: str = ""
    # Twilio: where its statuses go.
    status_callback: str = ""
    # For `out`: each status reported so far and whether its webhook was
    # accepted.
    reported: dict[str, bool] = field(default_factory=dict)
    # Unix seconds at which `status` was reached.
    status_at: float = 0.0
    kind: str = "text"
    content: dict[str, Any] = field(default_factory=dict)
    # Emoji by who reacted: `in` the customer, `out` the business.
    reactions: dict[str, str] = field(default_factory=dict)
    # How often the text was edited, and whether it was taken back.
    edits: int = 0
    deleted: bool = False
    # `app` when somebody of the business wrote it in the app itself.
    origin: str = ""
    # Whether the business named the customer by user id instead of phone.
    by_user_id: bool = False


@dataclass(slots=True)
class Media:
    """A file that a provider keeps; its bytes are with `media.Files`."""

    id: str
    channel_id: str
    media_type: str
    file_name: str
    size: int
    # Hex.
    sha256: str
    # Unix seconds.
    at: float
    # customer, business, or template (a sample handed in with one).
    source: str
    # What makes its address on the content network hard to guess.
    token: str


@dataclass(slots=True)
class Template:
    """
    A message text that needs approval.

    `owner` is the WhatsApp Business Account or the Twilio account. Meta's has
    `components`; Twilio's has `types`, `variables` and a status `unsubmitted`
    until it is handed in. Statuses are in capitals as Meta writes them.
    """

    id: str
    owner: str
    name: str
    language: str
    category: str
    status: str
    # Unix seconds.
    at: float
    components: list[dict[str, Any]] = field(default_factory=list)
    # NAMED for `{{name}}`, POSITIONAL for `{{1}}`.
    parameter_format: str = "POSITIONAL"
    types: dict[str, Any] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    # Twilio: the name it was handed in under.
    approval_name: str = ""
    reason: str = ""
    quality: str = "UNKNOWN"
    # Handed in while reviews were held: it waits until it is decided by hand.
    held: bool = False


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
