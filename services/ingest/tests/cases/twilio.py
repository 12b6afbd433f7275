"""WhatsApp by Twilio."""

from __future__ import annotations

from unittest.mock import ANY

from builders import NOON

from ingest.domain.content import Choice, Content, FileSource, Location, Referral
from ingest.domain.inbound import Ignored, Sender, Status
from ingest.domain.news import Consented

from .common import BSUID, PHONE, TWILIO, file, reported, written

ACCOUNT = (
    "https://api.twilio.com/2010-04-01/Accounts/AC1673448ee7064c989d02579c534f6b66"
)
SENT = "SM9bdab36abd4002a5ba799112841e27ee"


def said(kind, text="", content=None, **fields):
    return [
        written(TWILIO, kind, text, content or Content(), provider_time=NOON, **fields)
    ]


def media(message, name):
    return FileSource(url=f"{ACCOUNT}/Messages/{message}/Media/{name}")


def chosen(choice, **fields):
    return said("choice", choice.title, Content(choice=choice), **fields)


def failed(reason, detail):
    return reported(
        TWILIO,
        Status.FAILED,
        SENT,
        provider_time=NOON,
        error_reason=reason,
        error_detail=detail,
    )


def status(reached):
    return [reported(TWILIO, reached, SENT, provider_time=NOON)]


def strange(text, provider_kind):
    return said("unsupported", text, Content(raw=ANY), provider_kind=provider_kind)


MESSAGES = {
    "in_text": said("text", "Oi, entregam em Lisboa? 🚚"),
    "in_text_bsuid_only": said(
        "text", "no phone", sender=Sender((BSUID,), "Marta Oliveira")
    ),
    "in_forwarded": said("text", "Look", Content(forwarded=True)),
    "in_referral_ad": said(
        "text",
        "Info please",
        Content(
            referral=Referral(
                "ad",
                "120229990001112223",
                "https://fb.me/5aBcDeFgH",
                "Chat with us",
                "Autumn sale",
                "AfgExampleClickId_0123456789",
                image_url="https://media.example.com/ad.jpg",
            )
        ),
    ),
    "in_image": said(
        "image",
        "broken part",
        files=(
            file(
                "image",
                "image/jpeg",
                source=media(
                    "MM1414c9756505ddfb8ba0a3b6fc9d691f",
                    "MEff548f70165446f3579bbb91cea5b994",
                ),
            ),
        ),
    ),
    "in_video": said(
        "video",
        files=(
            file(
                "video",
                "video/mp4",
                source=media(
                    "MMf4fe292eb01627a0219872d44a305ec5",
                    "MEded085da09a3c40b00b21b367c534d85",
                ),
            ),
        ),
    ),
    "in_audio": said(
        "audio",
        files=(
            file(
                "audio",
                "audio/ogg",
                source=FileSource(
                    url=(
                        "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages"
                        "/MMaudio/Media/ME1"
                    )
                ),
            ),
        ),
    ),
    "in_sticker": said(
        "sticker",
        files=(
            file(
                "sticker",
                "image/webp",
                source=media(
                    "MM2436f23b98933a71439259c4bca8674b",
                    "ME902dcb611a3388efa6a4e0289bdf92ed",
                ),
            ),
        ),
    ),
    # The name of a document comes as its text; words are a caption.
    "in_document": said(
        "document",
        files=(
            file(
                "document",
                "application/pdf",
                file_name="invoice 2026-11.pdf",
                source=media(
                    "MM9d1c815ede9bca71c14a44593b1dcc53",
                    "MEe3f4b42c50ff02ec26faeff4eaeca118",
                ),
            ),
        ),
    ),
    "in_document_caption": said(
        "document",
        "Is this right?",
        files=(
            file(
                "document",
                "application/pdf",
                source=FileSource(
                    url=(
                        "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages"
                        "/MMdoc/Media/ME2"
                    )
                ),
            ),
        ),
    ),
    "in_contacts": said(
        "contacts",
        provider_kind="contacts",
        files=(
            file(
                "document",
                "text/vcard",
                file_name="contact.vcf",
                source=media(
                    "MMf2eebf3df8eb7d5db757de1c2d00d74d",
                    "ME7c6dc467bce4c1a87dea1f622088b28c",
                ),
            ),
        ),
    ),
    "in_media_missing": said(
        "image", "look", files=(file("image", reason="FETCH_FAILED"),)
    ),
    "in_location": said(
        "location",
        content=Content(
            location=Location(
                38.7077507, -9.1365919, "Praça do Comércio", "1100-148 Lisboa"
            )
        ),
    ),
    "in_button_reply": chosen(
        Choice("button", "confirm:4711", "Confirm"),
        reply_to="MM93c3bbeffba9f812b4f648566a44cbf6",
    ),
    "in_template_button": chosen(
        Choice("template_button", "unsubscribe", "Stop promotions"),
        reply_to="MMfb3694a7b2eb439fa9d395e659e4e301",
    ),
    "in_list_reply": chosen(
        Choice("list", "slot:2026-11-23T10", "Mon 10:00"),
        reply_to="MM29b4b29e40e9fd200fd0951dee7f2cc8",
    ),
    "in_flow_reply": chosen(
        Choice("form", "", "Sent", form_json='{"date": "2026-11-23", "guests": "2"}')
    ),
    "in_emptied_unsupported": strange("unsupported", "unsupported"),
    "in_reaction": strange("👍", "reaction"),
}

STATUSES = {
    "status_queued": [Ignored("status:queued", TWILIO)],
    "status_sent": status(Status.SENT),
    "status_delivered": status(Status.DELIVERED),
    "status_read": status(Status.READ),
    "status_failed_63024": [
        failed("RECIPIENT_UNREACHABLE", "63024: Invalid message recipient")
    ],
    "status_undelivered_63016": [
        failed(
            "WINDOW_ENDED",
            "63016: Failed to send freeform message because you are outside the"
            " allowed window.",
        )
    ],
    "status_undelivered_63049": [failed("POLICY_REFUSED", "63049")],
    "status_failed_21610": [
        failed(
            "RECIPIENT_OPTED_OUT",
            "21610: Attempt to send to unsubscribed recipient",
        ),
        Consented(TWILIO, Sender((PHONE,), phone="+15550142233"), False, NOON),
    ],
}

CASES = {
    f"twilio_whatsapp/{name}.form": parts
    for cases in (MESSAGES, STATUSES)
    for name, parts in cases.items()
}
