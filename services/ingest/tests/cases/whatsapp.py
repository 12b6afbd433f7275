"""WhatsApp Cloud API: what people wrote, pressed and shared."""

from __future__ import annotations

from ingest.domain.content import (
    Choice,
    ContactCard,
    Content,
    Location,
    Order,
    OrderItem,
    Referral,
)
from ingest.domain.inbound import Ignored, Sender

from .common import (
    BSUID,
    PHONE,
    WHATSAPP,
)
from .whatsapp_common import (
    HANDLED,
    OURS,
    said,
    strange,
)

AD = Referral(
    source="ad",
    source_id="120229990001112223",
    url="https://fb.me/5aBcDeFgH",
    headline="Chat with us",
    body="Autumn sale on ceramic pots",
    click_id="AfgExampleClickId_0123456789-abcdef",
    image_url="https://scontent.example-fbcdn.net/v/ad.jpg",
)


STATUS_AD = Referral(
    source="ad",
    source_id="120229990001112223",
    url="https://fb.me/5aBcDeFgH",
    headline="Chat with us",
    body="Autumn sale on ceramic pots",
    image_url="https://scontent.example-fbcdn.net/v/ad_t.jpg",
)


def chosen(choice, **fields):
    return said("choice", choice.title, Content(choice=choice), **fields)


MESSAGES = {
    "msg_text": said("text", "Oi, vocês entregam em Lisboa? 🚚"),
    "msg_text_bsuid_only": said("text", "Do you have this in blue?", sender=HANDLED),
    "msg_text_bsuid_phone_username_parent": said(
        "text",
        "All of me",
        sender=Sender(
            (BSUID, "parent:US.ENT.7788990011", PHONE),
            "Marta Oliveira",
            "+15550142233",
            "marta.oliveira",
        ),
    ),
    "msg_text_legacy_no_bsuid": said(
        "text", "Hello", sender=Sender((PHONE,), "Marta Oliveira", "+15550142233")
    ),
    "msg_text_forwarded": said("text", "Look at this offer", Content(forwarded=True)),
    "msg_text_frequently_forwarded": said(
        "text", "Look at this offer", Content(frequently_forwarded=True)
    ),
    "msg_text_product_inquiry": said(
        "text",
        "Is it in stock?",
        Content(referral=Referral("product", "SKU-0042", ref="774400112233445")),
        reply_to=("wamid.HBgLMTU1NTAxNDIyMzMVAgASGBRGNkM0MzNBQ0FDMkEyN0NDMDZBMAA="),
    ),
    "msg_text_referral_ad_image": said(
        "text", "Hello! Can I get more info on this?", Content(referral=AD)
    ),
    "msg_text_referral_status_ad_no_clid": said(
        "text", "Info please", Content(referral=STATUS_AD)
    ),
    "msg_text_reply": said("text", "Yes, that one", reply_to=OURS),
    "msg_location_pin": said(
        "location", content=Content(location=Location(38.7139092, -9.1334762))
    ),
    "msg_location_named": said(
        "location",
        content=Content(
            location=Location(
                -23.5614, -46.6559, "MASP", "Av. Paulista, 1578", "https://masp.org.br"
            )
        ),
    ),
    "msg_contacts": said(
        "contacts",
        content=Content(
            cards=(
                ContactCard(
                    "Rui Costa",
                    ("+351910000001",),
                    ("rui@example.com",),
                    "Costa & Filhos",
                ),
                ContactCard("Ana", ("+351910000002",)),
            )
        ),
    ),
    # The card they sent on our request holds their own phone.
    "msg_contacts_request_contact_info": said(
        "contacts",
        content=Content(cards=(ContactCard(phones=("+15550142233",), own=True),)),
        sender=Sender(
            (BSUID, PHONE), "Marta Oliveira", "+15550142233", "marta.oliveira"
        ),
    ),
    "msg_button_template_quick_reply": chosen(
        Choice("template_button", "unsubscribe", "Stop promotions"),
        reply_to="wamid.HBgLMTU1NTAxNDIyMzMVAgASGBQ3RjA0NkY2OTk5MEE4NTA2RjIyQQA=",
    ),
    "msg_interactive_button_reply": chosen(
        Choice("button", "confirm:4711", "Confirm"), reply_to="wamid.ASKED"
    ),
    "msg_interactive_list_reply": chosen(
        Choice("list", "slot:2026-11-23T10", "Mon 10:00", "45 minutes"),
        reply_to="wamid.HBgLMTU1NTAxNDIyMzMVAgASGBRCMEFEQ0ZENjBERjJBQTlDMDcwNgA=",
    ),
    "msg_interactive_flow_reply": chosen(
        Choice("form", "flow", "Sent", form_json='{"date": "2026-11-23", "guests": 2}'),
        reply_to="wamid.ASKED",
    ),
    "msg_interactive_with_value_error": [
        *strange(
            "interactive",
            "interactive",
            reply_to="wamid.HBgLMTU1NTAxNDIyMzMVAgASGBRGNzI4QUY5MzUwMjkzMDU4MzlFMAA=",
        ),
        Ignored("error_beside_message", WHATSAPP),
    ],
    "msg_order": said(
        "order",
        "By Friday, please",
        Content(
            order=Order(
                "774400112233445",
                (
                    OrderItem("SKU-0042", 2, 19.9, "EUR"),
                    OrderItem("SKU-0043", 1, 5.0, "EUR"),
                ),
            )
        ),
    ),
    "msg_unsupported_edit": strange("edit", "edit"),
    "msg_unsupported_typed": strange("poll_creation", "poll_creation"),
    "msg_unsupported_untyped": strange("unsupported", "unsupported"),
    "msg_unknown_kind": strange("hologram", "hologram"),
    "msg_request_welcome": [Ignored("kind:request_welcome", WHATSAPP)],
    "msg_group_text": [Ignored("group_message", WHATSAPP)],
}

CASES = {f"whatsapp_cloud/{name}.json": parts for name, parts in MESSAGES.items()}
