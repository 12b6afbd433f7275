"""Bodies of the control API about channels and what they do, as they are checked."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from simulator.model import Answering, Kind

Text = Annotated[str, StringConstraints(min_length=1, max_length=4096)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=80)]
Url = Annotated[str, StringConstraints(pattern=r"^(https?://.+)?$")]

_META = ("app_secret", "verify_token", "access_token")
# What each kind cannot work without.
NEEDED = {
    Kind.WHATSAPP_CLOUD: ("phone_number_id", "waba_id", *_META),
    Kind.WHATSAPP_TWILIO: ("account_sid", "auth_token", "sender"),
    Kind.MESSENGER: ("page_id", *_META),
    Kind.INSTAGRAM: ("instagram_id", *_META),
    Kind.WEBCHAT: ("token", "script_url"),
}
SENDER = re.compile(r"whatsapp:\+\d{6,15}")


class Strict(BaseModel):
    """A body in which an unknown field is a mistake."""

    model_config = ConfigDict(extra="forbid")


class RegisterChannel(Strict):
    """Registers a channel, or replaces what was registered under its id."""

    kind: Kind
    name: Name = ""
    # Empty while the account exists but calls nobody yet.
    webhook_url: Url = ""
    phone_number_id: str = ""
    waba_id: str = ""
    # Digits as WhatsApp displays them.
    phone_number: str = ""
    app_id: str = ""
    app_secret: str = ""
    verify_token: str = ""
    access_token: str = ""
    page_id: str = ""
    instagram_id: str = ""
    username: str = ""
    account_sid: str = ""
    auth_token: str = ""
    sender: str = ""
    status_callback: Url = ""
    token: str = ""
    script_url: Url = ""

    @model_validator(mode="after")
    def _complete(self) -> RegisterChannel:
        missing = [name for name in NEEDED[self.kind] if not getattr(self, name)]
        if missing:
            msg = f"{self.kind} needs {', '.join(missing)}"
            raise ValueError(msg)
        if self.sender and not SENDER.fullmatch(self.sender):
            msg = "sender must look like whatsapp:+14155238886"
            raise ValueError(msg)
        return self

    @property
    def channel_id(self) -> str:
        """Return the provider's own id of the account."""
        match self.kind:
            case Kind.WHATSAPP_CLOUD:
                return self.phone_number_id
            case Kind.WHATSAPP_TWILIO:
                return self.sender.removeprefix("whatsapp:+")
            case Kind.MESSENGER:
                return self.page_id
            case Kind.INSTAGRAM:
                return self.instagram_id
        return self.token


class OrderError(Strict):
    """Orders a documented error for the next calls."""

    code: int = 0
    times: Annotated[int, Field(ge=1, le=1000)] = 1
    how: Literal["", "answer", "status", "timeout", "lost_answer"] = ""
    call: Literal["send", "media", "templates", "account"] = "send"
    kind: str = ""
    to: str = ""
    retry_after: Annotated[int, Field(ge=0, le=86_400)] = 0
    hold_seconds: Annotated[float, Field(ge=0, le=600)] = 60.0

    @property
    def needs_code(self) -> bool:
        """Whether the provider answers at all, so that it must say something."""
        return self.how not in ("timeout", "lost_answer")


class ChangeModes(Strict):
    """Changes how a provider behaves; what is absent stays."""

    answering: Answering | None = None
    delay_seconds: Annotated[float, Field(ge=0, le=120)] | None = None
    errors: list[OrderError] | None = None
    automatic_statuses: bool | None = None
    reads: bool | None = None
    duplicates: Annotated[int, Field(ge=0, le=20)] | None = None
    shuffle: bool | None = None
    shuffle_seconds: Annotated[float, Field(ge=0, le=30)] | None = None
    clock_shift_seconds: Annotated[float, Field(ge=0, le=10**8)] | None = None
    strangers: bool | None = None
    review: Literal["approve", "reject", "hold"] | None = None
    reject_reason: str | None = None
    messages_per_second: Annotated[int, Field(ge=0, le=10_000)] | None = None
    pair_limit: bool | None = None


class ChangeTemplate(Strict):
    """Decides about a template; each change is told as Meta would."""

    status: (
        Literal["PENDING", "APPROVED", "REJECTED", "PAUSED", "DISABLED", "ARCHIVED"]
        | None
    ) = None
    reason: str = ""
    quality: Literal["GREEN", "YELLOW", "RED", "UNKNOWN"] | None = None
    category: Literal["MARKETING", "UTILITY", "AUTHENTICATION"] | None = None


class Notify(Strict):
    """Lets the provider say something about the account."""

    what: Literal[
        "account_restricted",
        "number_quality",
        "business_username",
        "number_error",
        "policy_warning",
        "policy_block",
        "policy_unblock",
    ]
    # With `number_error`: a code of the table.
    code: int = 130429


class SendRaw(Strict):
    """Sends a webhook of the caller's own making, signed as the provider's."""

    # Meta's channels.
    body: dict[str, Any] | None = None
    # Twilio.
    form: dict[str, str] | None = None


class SetStatus(Strict):
    """Brings a message of the business to a status by hand."""

    status: Literal["sent", "delivered", "read", "played", "failed"]
    # Needed with `failed`: a code of the provider's table.
    code: int = 0
