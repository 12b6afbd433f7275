"""Bodies of the control API, as they are checked."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from simulator.model import Answering, Kind

Text = Annotated[str, StringConstraints(min_length=1, max_length=4096)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=80)]
Url = Annotated[str, StringConstraints(pattern=r"^(https?://.+)?$")]

# What each kind cannot work without.
NEEDED = {
    Kind.WHATSAPP_CLOUD: (
        "webhook_url",
        "phone_number_id",
        "waba_id",
        "app_secret",
        "verify_token",
        "access_token",
    ),
    Kind.WHATSAPP_TWILIO: ("webhook_url", "account_sid", "auth_token", "sender"),
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
    webhook_url: Url = ""
    phone_number_id: str = ""
    waba_id: str = ""
    # Digits as WhatsApp displays them.
    phone_number: str = ""
    app_secret: str = ""
    verify_token: str = ""
    access_token: str = ""
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
        return self.token


class OrderError(Strict):
    """Orders a documented error for the next sends."""

    code: int
    times: Annotated[int, Field(ge=1, le=1000)] = 1
    how: Literal["", "answer", "status"] = ""


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


class ChangeCustomer(Strict):
    """Names a customer, or moves the time they last wrote."""

    name: Name | None = None
    # Unix seconds; more than 24 hours ago shuts the reply window.
    wrote_at: float | None = None


class Write(Strict):
    """A customer writes."""

    text: Text
    name: Name | None = None
    quoted_id: str = ""


class SetStatus(Strict):
    """Brings a message of the business to a status by hand."""

    status: Literal["sent", "delivered", "read", "failed"]
    # Needed with `failed`: a code of the provider's table.
    code: int = 0
