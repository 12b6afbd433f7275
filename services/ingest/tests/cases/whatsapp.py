"""WhatsApp Cloud API: messages, statuses and echoes."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import ANY

from ingest.domain.content import (
    Choice,
    ContactCard,
    Content,
    FileSource,
    Location,
    Notice,
    Order,
    OrderItem,
    Referral,
)
from ingest.domain.inbound import Ignored, Sender, Status
from ingest.domain.news import Consented, Rekeyed

from .common import (
    BSUID,
    MARTA,
    PHONE,
    SECONDS,
    WHATSAPP,
    echoed,
    file,
    reacted,
    reported,
    revised,
    written,
)

OURS = "wamid.HBgLMTU1NTAxNDIyMzMVAgASGBQ4RTc0QUJFMTYxQUExMjFGQjhBNQA="
ECHOED = "wamid.HBgLMTU1NTAxNDIyMzMVAgASGBQxOUE4MUI3M0E0Qzg3MTEzMjk0MQA="
MATCHED = Sender((BSUID, PHONE), phone="+15550142233")
HANDLED = Sender((BSUID,), "Marta Oliveira", handle="marta.oliveira")

LOOKASIDE = "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid="


def kept(media_id, sha256):
    """Return where WhatsApp keeps a file: an id, and an address for a while."""
    url = f"{LOOKASIDE}{media_id}&source=webhook&ext=1795100700&hash=ARm-sample"
    return FileSource(media_id, url, sha256)


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


def said(kind, text="", content=None, **fields):
    return [written(WHATSAPP, kind, text, content or Content(), **fields)]


def filed(kind, text, *files, **fields):
    return said(kind, text, files=files, **fields)


def chosen(choice, **fields):
    return said("choice", choice.title, Content(choice=choice), **fields)


def strange(text, provider_kind, **fields):
    return said(
        "unsupported", text, Content(raw=ANY), provider_kind=provider_kind, **fields
    )


def noticed(notice, sender, provider_kind):
    return written(
        WHATSAPP,
        "notice",
        content=Content(notice=notice),
        sender=sender,
        provider_kind=provider_kind,
        opens_window=False,
    )


def later(seconds, status):
    when = SECONDS + timedelta(seconds=seconds)
    return reported(WHATSAPP, status, OURS, provider_time=when)


def failed(reason, detail):
    return reported(
        WHATSAPP, Status.FAILED, OURS, error_reason=reason, error_detail=detail
    )


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
    "msg_image_referral_post": filed(
        "image",
        "",
        file(
            "image",
            "image/jpeg",
            source=FileSource(
                "900088", sha256="TNm3Zy1/vuj7UfseBJ9pA0IDX1Q6jv5zS3tf+wwVSkU="
            ),
        ),
        content=Content(
            referral=Referral(
                "post",
                "12033",
                "https://fb.me/9zYx",
                "Pots",
                image_url="https://scontent.example-fbcdn.net/v/ad.jpg",
            )
        ),
    ),
    "msg_text_reply": said("text", "Yes, that one", reply_to=OURS),
    "msg_image_caption": filed(
        "image",
        "This is the broken part",
        file(
            "image",
            "image/jpeg",
            source=kept(
                "900014920930501", "TNm3Zy1/vuj7UfseBJ9pA0IDX1Q6jv5zS3tf+wwVSkU="
            ),
        ),
    ),
    "msg_image_no_caption_no_url": filed(
        "image",
        "",
        file(
            "image",
            "image/png",
            source=FileSource(
                "900055380089478", "", "Qg/OMUF130Aq2+rjz7u4VmW3LYubwjRvRj4yqC9ksRQ="
            ),
        ),
    ),
    "msg_video": filed(
        "video",
        "It rattles",
        file(
            "video",
            "video/mp4",
            source=FileSource(
                "900077",
                f"{LOOKASIDE}900077",
                "uVhuOiEn1FLdKJ3Xx9uXJpKaOcZ3ZPGOySqsfh5jeHY=",
            ),
        ),
    ),
    "msg_audio_file": filed(
        "audio",
        "",
        file(
            "audio",
            "audio/mpeg",
            source=kept(
                "900049920989862", "LDpCSddwcAWGSdvYItyveVdYb85CjPssqIuUdB7aiwc="
            ),
        ),
    ),
    "msg_audio_voice": filed(
        "audio",
        "",
        file(
            "audio",
            "audio/ogg; codecs=opus",
            voice=True,
            source=kept(
                "900065124733371", "9V/xb2b0M2Ama5Xbb4/sAddgMQVDBq5KSzgFmPbP0RQ="
            ),
        ),
    ),
    "msg_document": filed(
        "document",
        "Is this right?",
        file(
            "document",
            "application/pdf",
            file_name="invoice 2026-11.pdf",
            source=kept(
                "900063912108232", "i1NjnxUsj8bvMIAv3kYroL6c8IX3WA3Gnv1y4AKruzU="
            ),
        ),
    ),
    "msg_sticker_static": filed(
        "sticker",
        "",
        file(
            "sticker",
            "image/webp",
            source=kept(
                "900026857733748", "6LwWPILu4YczKIx9SsY22zpt6wE+8tN7aDIr4g7cRcw="
            ),
        ),
    ),
    "msg_sticker_animated": filed(
        "sticker",
        "",
        file(
            "sticker",
            "image/webp",
            animated=True,
            source=kept(
                "900017722447053", "rTKIRqoYsyozWBY3RRHKwQY8cEuMV5meUdqfkIKQp6Q="
            ),
        ),
    ),
    "msg_media_too_large": filed(
        "document",
        "",
        file("document", reason="TOO_LARGE"),
        provider_kind="unsupported",
    ),
    "msg_video_lost": filed(
        "video", "", file("video", reason="FETCH_FAILED"), provider_kind="video"
    ),
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
    "msg_system_unknown": strange(
        "Chat theme changed", "theme_changed", opens_window=False
    ),
    "msg_request_welcome": [Ignored("kind:request_welcome", WHATSAPP)],
    "msg_group_text": [Ignored("group_message", WHATSAPP)],
    "msg_reaction": [reacted(WHATSAPP, "wamid.OURS", "👍", reaction_id="wamid.REACT")],
    "msg_reaction_removed_absent": [
        reacted(WHATSAPP, "wamid.OURS", "", reaction_id="wamid.UNREACT")
    ],
    "msg_reaction_removed_empty": [reacted(WHATSAPP, OURS, "", reaction_id=ANY)],
    "msg_edit_text": [
        revised(
            WHATSAPP,
            "wamid.HBgLMTU1NTAxNDIyMzMVAgASGBRFNTM1Mzg3OUJENjlCRkREQ0I0NgA=",
            text="Oi, vocês entregam no Porto?",
        )
    ],
    "msg_edit_image_caption": [
        revised(
            WHATSAPP,
            "wamid.HBgLMTU1NTAxNDIyMzMVAgASGBQzNzk1QjU0QzVCQTYyREY1MkY3RgA=",
            text="This is the OTHER part",
        )
    ],
    "msg_revoke": [
        revised(
            WHATSAPP,
            "wamid.HBgLMTU1NTAxNDIyMzMVAgASGBRFNTM1Mzg3OUJENjlCRkREQ0I0NgA=",
            deleted=True,
        )
    ],
    "msg_system_identity_changed": [
        noticed(Notice("identity_changed"), MARTA, "customer_identity_changed")
    ],
    "msg_system_user_changed_number": [
        noticed(
            Notice("number_changed", "+15550142233", "+15550149988"),
            Sender((PHONE,)),
            "user_changed_number",
        ),
        Rekeyed(
            address=WHATSAPP,
            former_keys=(PHONE,),
            identity=Sender(("phone:+15550149988",), phone="+15550149988"),
            reason="number_changed",
            provider_time=SECONDS,
            notice_id=ANY,
        ),
    ],
    "msg_system_user_changed_user_id": [
        noticed(
            Notice(
                "id_changed", BSUID.removeprefix("bsuid:"), "US.50000000000000000001"
            ),
            Sender((BSUID,)),
            "user_changed_user_id",
        ),
        Rekeyed(
            address=WHATSAPP,
            former_keys=(BSUID,),
            identity=Sender(("bsuid:US.50000000000000000001",)),
            reason="id_changed",
            provider_time=SECONDS,
            notice_id="wamid.NEWID",
        ),
    ],
}

STATUSES = {
    "status_sent": [reported(WHATSAPP, Status.SENT, OURS)],
    "status_sent_v23_conversation": [reported(WHATSAPP, Status.SENT, OURS)],
    "status_delivered": [later(2, Status.DELIVERED)],
    "status_read": [
        reported(
            WHATSAPP,
            Status.READ,
            "wamid.OURS",
            message_id="ms_01jz4b1yc8d9e0f1g2h3j4k5m6",
        )
    ],
    "status_played": [later(70, Status.READ)],
    "status_unknown": [Ignored("status:teleported", WHATSAPP)],
    "status_group_read": [Ignored("group_status", WHATSAPP)],
    "status_failed_130472_experiment": [
        failed(
            "POLICY_REFUSED",
            "130472: Failed to send message because this user's phone number is part"
            " of an experiment",
        )
    ],
    "status_failed_131026_undeliverable": [
        failed("RECIPIENT_UNREACHABLE", "131026: Message Undeliverable.")
    ],
    "status_failed_131049_ecosystem": [
        failed(
            "POLICY_REFUSED",
            "131049: In order to maintain a healthy ecosystem engagement, the message"
            " failed to be delivered.",
        )
    ],
    # What a person told WhatsApp is kept for the sends to come.
    "status_failed_131050_opted_out": [
        failed(
            "RECIPIENT_OPTED_OUT",
            "131050: This recipient has chosen to stop receiving marketing messages on"
            " WhatsApp from your business",
        ),
        Consented(WHATSAPP, Sender((PHONE,), phone="+15550142233"), False, SECONDS),
    ],
    "status_failed_131053_media": [
        failed("MEDIA_REFUSED", "131053: Unsupported media type or unreachable link")
    ],
    "status_failed_to_bsuid": [
        failed("RECIPIENT_UNREACHABLE", "131026: Message Undeliverable.")
    ],
}

ECHOES = {
    "echo_smb_text": [
        echoed(
            WHATSAPP,
            "text",
            "I will call you in 5 minutes",
            "phone_app",
            recipient=MATCHED,
            provider_message_id=ECHOED,
        )
    ],
    "echo_smb_image": [
        echoed(
            WHATSAPP,
            "image",
            "Here it is",
            "phone_app",
            recipient=MATCHED,
            files=(
                file(
                    "image",
                    "image/jpeg",
                    source=kept(
                        "900034541330037",
                        "fLqCQxHg2eJY3pvDBZb5ErPCZTETJFkDvBAt9o5u4vo=",
                    ),
                ),
            ),
        )
    ],
    "echo_smb_edit": [
        revised(WHATSAPP, ECHOED, sender=MATCHED, text="I will call you in 10 minutes")
    ],
    "echo_smb_revoke": [revised(WHATSAPP, ECHOED, sender=MATCHED, deleted=True)],
    "user_preferences_stop": [Consented(WHATSAPP, MARTA, False, SECONDS)],
    "user_preferences_resume": [
        Consented(WHATSAPP, MARTA, True, SECONDS + timedelta(seconds=100))
    ],
    "batch_multi": [
        written(WHATSAPP, "text", "first"),
        written(WHATSAPP, "text", "second", provider_time=ANY),
        reported(WHATSAPP, Status.READ, OURS),
        written(WHATSAPP, "text", "other account"),
    ],
    "group_lifecycle_update": [Ignored("field:group_lifecycle_update", WHATSAPP)],
    "history": [Ignored("field:history", WHATSAPP)],
}

CASES = {
    f"whatsapp_cloud/{name}.json": parts
    for cases in (MESSAGES, STATUSES, ECHOES)
    for name, parts in cases.items()
}
