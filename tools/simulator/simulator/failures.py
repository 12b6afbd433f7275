"""
The providers' documented errors, and which one a send meets.

Codes and wording: reference of WhatsApp Cloud, section 13, and of Twilio,
section 9, checked 2026-11-21. Only `code` is a contract at both providers;
texts are shown to people.
"""

from __future__ import annotations

from dataclasses import dataclass

from simulator.model import Answering, Channel, Kind


@dataclass(frozen=True, slots=True)
class Failure:
    """
    A documented error.

    `late` errors usually come as a status after the send was accepted.
    """

    code: int
    title: str
    http_status: int = 400
    late: bool = False
    details: str = ""


def _table(*failures: Failure) -> dict[int, Failure]:
    return {failure.code: failure for failure in failures}


META = _table(
    Failure(1, "An unknown error occurred", 500),
    Failure(2, "Service temporarily unavailable", 503),
    Failure(3, "Capability or permissions issue", 403),
    Failure(4, "Application request limit reached", 429),
    Failure(10, "Application does not have permission for this action", 403),
    Failure(33, "Parameter value is not valid"),
    Failure(100, "Invalid parameter"),
    Failure(190, "Error validating access token: Session has expired", 401),
    Failure(368, "Temporarily blocked for policies violations", 403),
    Failure(80007, "Rate limit issues", 429),
    Failure(130429, "Rate limit hit", 429),
    Failure(130472, "User's number is part of an experiment", late=True),
    Failure(130497, "Business account is restricted from messaging users", 403),
    Failure(131000, "Something went wrong", 500),
    Failure(131005, "Access denied", 403),
    Failure(131008, "Required parameter is missing"),
    Failure(131009, "Parameter value is not valid"),
    Failure(131016, "Service unavailable", 503),
    Failure(131021, "Recipient cannot be sender"),
    Failure(131026, "Message undeliverable", late=True),
    Failure(131030, "Recipient phone number not in allowed list"),
    Failure(131031, "Account has been locked", 403),
    Failure(131042, "Business eligibility payment issue", late=True),
    Failure(131045, "Incorrect certificate", 500),
    Failure(
        131047,
        "Re-engagement message",
        late=True,
        details="Message failed to send because more than 24 hours have passed "
        "since the customer last replied to this number.",
    ),
    Failure(131048, "Spam rate limit hit", late=True),
    Failure(
        131049,
        "This message was not delivered to maintain healthy ecosystem engagement.",
        late=True,
    ),
    Failure(131050, "Unable to deliver the message", late=True),
    Failure(131051, "Unsupported message type"),
    Failure(131052, "Media download error"),
    Failure(131053, "Media upload error", late=True),
    Failure(131056, "(Business Account, Consumer Account) pair rate limit hit", 429),
    Failure(131057, "Account in maintenance mode", 503),
    Failure(131062, "Business-scoped User ID recipients are not supported"),
    Failure(132001, "Template does not exist", 404),
    Failure(133004, "Server temporarily unavailable", 503),
    Failure(133010, "Phone number not registered"),
)

TWILIO = _table(
    Failure(20003, "Authenticate", 401),
    Failure(20404, "The requested resource was not found", 404),
    Failure(20429, "Too Many Requests", 429),
    Failure(20500, "Internal Server Error", 500),
    Failure(20503, "Service Unavailable", 503),
    Failure(21211, "Invalid 'To' Phone Number"),
    Failure(21602, "Message body is required"),
    Failure(21603, "A 'From' phone number is required"),
    Failure(21604, "A 'To' phone number is required"),
    Failure(21610, "Attempt to send to unsubscribed recipient"),
    Failure(21614, "'To' number is not a valid mobile number"),
    Failure(21617, "The concatenated message body exceeds the 1600 character limit"),
    Failure(21656, "The ContentVariables parameter is invalid"),
    Failure(63001, "Channel could not authenticate the request", late=True),
    Failure(63003, "Channel could not find To address", late=True),
    Failure(63005, "Channel did not accept given content", late=True),
    Failure(63007, "Twilio could not find a Channel with the specified From address"),
    Failure(63010, "Channels - Twilio Internal error", late=True),
    Failure(63012, "Channel provider returned an internal service error", late=True),
    Failure(63013, "Channel policy violation", late=True),
    Failure(63014, "Message delivery to the customer is blocked", late=True),
    Failure(63015, "Channel Sandbox can only send to joined phones", late=True),
    Failure(
        63016,
        "Failed to send freeform message because you are outside the allowed window.",
        late=True,
    ),
    Failure(63018, "Rate limit exceeded for Channel", late=True),
    Failure(63019, "Media failed to download", late=True),
    Failure(63020, "Business account is not configured for payment", late=True),
    Failure(63021, "Channel invalid content error", late=True),
    Failure(63024, "Invalid message recipient", late=True),
    Failure(63032, "We cannot send this message to this user", late=True),
    Failure(63049, "Meta chose not to deliver this marketing message", late=True),
    Failure(63051, "Business account is locked", late=True),
)

TABLES = {Kind.WHATSAPP_CLOUD: META, Kind.WHATSAPP_TWILIO: TWILIO}
# What a provider answers when it is out of order.
OUTAGE = {Kind.WHATSAPP_CLOUD: META[131016], Kind.WHATSAPP_TWILIO: TWILIO[20503]}
# Free text more than 24 hours after the customer last wrote.
WINDOW_SHUT = {Kind.WHATSAPP_CLOUD: META[131047], Kind.WHATSAPP_TWILIO: TWILIO[63016]}
WINDOW_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Fate:
    """What awaits one send: refused now, failing later, or None of both."""

    refusal: Failure | None = None
    late: Failure | None = None


class Switchboard:
    """Decides each send's fate from the channel's modes."""

    def __init__(self) -> None:
        self._flaps: dict[str, int] = {}

    def fate(self, channel: Channel) -> Fate:
        """Decide the next send's fate, using up an ordered error if any."""
        modes = channel.modes
        if modes.answering is Answering.DOWN or self._flaps_now(channel):
            return Fate(refusal=OUTAGE[channel.kind])
        if not modes.errors:
            return Fate()
        order = modes.errors[0]
        order.times -= 1
        if order.times <= 0:
            modes.errors.pop(0)
        failure = TABLES[channel.kind][order.code]
        late = failure.late if not order.how else order.how == "status"
        return Fate(late=failure) if late else Fate(refusal=failure)

    def _flaps_now(self, channel: Channel) -> bool:
        if channel.modes.answering is not Answering.FLAPPING:
            return False
        turn = self._flaps.get(channel.id, 0)
        self._flaps[channel.id] = turn + 1
        return turn % 2 == 0
