"""
The providers' documented errors.

Codes and wording: reference of WhatsApp Cloud, section 13; of Twilio, section 9;
of Messenger, section 9; of Instagram, section 7; checked 2026-11-21. Only codes
are a contract; texts are shown to people.
"""

from __future__ import annotations

from dataclasses import dataclass

from simulator.model import Kind


@dataclass(frozen=True, slots=True)
class Failure:
    """
    A documented error.

    `late` errors usually come as a status after the send was accepted. `key`
    names it among its provider's: the subcode where that tells it apart.
    """

    code: int
    title: str
    http_status: int = 400
    late: bool = False
    details: str = ""
    subcode: int = 0

    @property
    def key(self) -> int:
        """Return what an order of this error names."""
        return self.subcode or self.code


def _table(*failures: Failure) -> dict[int, Failure]:
    return {failure.key: failure for failure in failures}


META = _table(
    Failure(0, "Authentication error", 401),
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
    Failure(130403, "The recipient was blocked by this business", late=True),
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
    Failure(131037, "Display name approval is needed", 403),
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
    Failure(
        131050,
        "Unable to deliver the message",
        late=True,
        details="This recipient has chosen to stop receiving marketing messages "
        "on WhatsApp from your business",
    ),
    Failure(131051, "Unsupported message type"),
    Failure(131052, "Media download error", late=True),
    Failure(131053, "Media upload error", late=True),
    Failure(131055, "Method not allowed"),
    Failure(131056, "(Business Account, Consumer Account) pair rate limit hit", 429),
    Failure(131057, "Account in maintenance mode", 503),
    Failure(
        131062,
        "Business-scoped User ID (BSUID) recipients are not supported for this message.",
    ),
    Failure(131063, "Business is not eligible for this action", 403),
    Failure(131064, "Message limit reached", late=True),
    Failure(132000, "Number of parameters does not match the expected number"),
    Failure(132001, "Template name does not exist in the translation", 404),
    Failure(132005, "Translated text too long"),
    Failure(132007, "Template content violates a WhatsApp policy"),
    Failure(132012, "Parameter format does not match format in the created template"),
    Failure(132015, "Template is paused"),
    Failure(132016, "Template is disabled"),
    Failure(132018, "There is an issue with the parameters in your template"),
    Failure(132068, "Flow is blocked"),
    Failure(132069, "Flow is throttled"),
    Failure(133004, "Server temporarily unavailable", 503),
    Failure(133010, "Phone number not registered"),
    Failure(135000, "Generic user error"),
    # Of templates.
    Failure(100, "Message template limit exceeded", subcode=2388019),
    Failure(100, "A template with this name exists in this language", subcode=2388024),
    Failure(100, "Variables cannot begin or end the text", subcode=2388299),
)

TWILIO = _table(
    Failure(20001, "Invalid parameter"),
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
    Failure(21620, "Invalid media URL"),
    Failure(21623, "Number of media files exceeds allowed limit"),
    Failure(21655, "The ContentSid is invalid"),
    Failure(21656, "The ContentVariables parameter is invalid"),
    Failure(63001, "Channel could not authenticate the request", late=True),
    Failure(63002, "Channel could not find From address", late=True),
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
    Failure(63022, "Invalid vname certificate", late=True),
    Failure(63024, "Invalid message recipient", late=True),
    Failure(63025, "Media already exists", late=True),
    Failure(63027, "Template does not exist for a language and locale", late=True),
    Failure(63028, "Number of parameters provided does not match", late=True),
    Failure(63029, "The receiver failed to download the template", late=True),
    Failure(63030, "Unsupported parameter for type of channels message", late=True),
    Failure(63032, "We cannot send this message to this user", late=True),
    Failure(63040, "Template rejected", late=True),
    Failure(63041, "Template paused", late=True),
    Failure(63042, "Template disabled", late=True),
    Failure(63049, "Meta chose not to deliver this marketing message", late=True),
    Failure(63051, "Business account is locked", late=True),
)

_PAGES = (
    Failure(1, "An unknown error occurred", 500),
    Failure(2, "Service temporarily unavailable", 503),
    Failure(4, "Application request limit reached", 429),
    Failure(10, "Application does not have permission for this action", 403),
    Failure(17, "User request limit reached", 429),
    Failure(33, "Object does not exist, cannot be loaded, or is not supported"),
    Failure(100, "Invalid parameter"),
    Failure(190, "Error validating access token: Session has expired", 401),
    Failure(230, "User consent is required to access user profile", 403),
    Failure(368, "Temporarily blocked for policies violations", 403),
    Failure(551, "This person isn't receiving messages from you right now."),
)
MESSENGER = _table(
    *_PAGES,
    Failure(1, "Message could not be sent, perhaps", 500, subcode=99),
    Failure(1, "Invalid JSON reply although sent", 500, subcode=1357046),
    Failure(4, "Too many sends to phone numbers", 429, subcode=2018022),
    Failure(
        10, "This message is sent outside of allowed window.", 403, subcode=2018278
    ),
    Failure(10, "This person can not receive messages", 403, subcode=2018108),
    Failure(10, "Another app controls this thread now.", 403, subcode=2018300),
    Failure(10, "The app has no advanced access", 403, subcode=2018028),
    Failure(32, "Page request limit reached", 429),
    Failure(100, "No matching user found", subcode=2018001),
    Failure(100, "Failed to fetch the file from the url", subcode=2018008),
    Failure(100, "Invalid data", subcode=2018032),
    Failure(100, "Upload attachment failure", subcode=2018047),
    Failure(100, "The attachment exceeds the size limit", subcode=2018109),
    Failure(200, "This person can not receive messages", 403, subcode=1545041),
    Failure(613, "Calls to this api have exceeded the rate limit.", 429),
    Failure(1200, "Temporary send message failure", 500),
)
INSTAGRAM = _table(
    *_PAGES,
    Failure(
        10, "This message is sent outside of allowed window.", 403, subcode=2534022
    ),
    Failure(10, "The account is temporarily restricted", 403, subcode=1893063),
    Failure(100, "No matching Instagram user", subcode=2534014),
    Failure(100, "Account blocked from the messaging API", subcode=2534029),
    Failure(100, "Failed to fetch the file from the url", subcode=2018008),
    Failure(100, "Upload attachment failure", subcode=2018047),
    Failure(
        200,
        "The account owner has disabled access to instagram direct messages.",
        403,
        subcode=2534041,
    ),
    Failure(613, "Calls to this api have exceeded the rate limit.", 429),
    Failure(613, "Too many messages to this thread", 429, subcode=2534040),
)

TABLES = {
    Kind.WHATSAPP_CLOUD: META,
    Kind.WHATSAPP_TWILIO: TWILIO,
    Kind.MESSENGER: MESSENGER,
    Kind.INSTAGRAM: INSTAGRAM,
}
# What a provider answers when it is out of order.
OUTAGE = {
    Kind.WHATSAPP_CLOUD: META[131016],
    Kind.WHATSAPP_TWILIO: TWILIO[20503],
    Kind.MESSENGER: MESSENGER[2],
    Kind.INSTAGRAM: INSTAGRAM[2],
}
# Free text more than 24 hours after the customer last wrote.
WINDOW_SHUT = {
    Kind.WHATSAPP_CLOUD: META[131047],
    Kind.WHATSAPP_TWILIO: TWILIO[63016],
    Kind.MESSENGER: MESSENGER[2018278],
    Kind.INSTAGRAM: INSTAGRAM[2534022],
}
WINDOW_SECONDS = 24 * 3600
# How long a person of the business may still write on pages, with a tag.
HUMAN_AGENT_SECONDS = 7 * WINDOW_SECONDS
