"""Messenger."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from unittest.mock import ANY

from ingest.domain.content import (
    Choice,
    Content,
    Location,
    Referral,
    Share,
)
from ingest.domain.inbound import Ignored, Status
from ingest.domain.news import Consented, ReadUpTo, Told

from .common import (
    MESSENGER,
    MILLISECONDS,
    PSID,
    echoed,
    file,
    reacted,
    reported,
    revised,
    written,
)
from .pages_common import at, came_by, strange

CDN = "https://cdn.example-fbsbx.com/v/t59/"


OURS = "m_Z3YSgofvLLjq15go5bdvbu-9VTeMMqb4pZR4XF4OWZcAA"


def said(kind, text="", content=None, **fields):
    return [written(MESSENGER, kind, text, content or Content(), **fields)]


def shared(what, url="", title="", text=""):
    return said("share", text, Content(share=Share(what, url, title)))


def told(what, severity, detail):
    return [Told(MESSENGER, what, severity, detail, MILLISECONDS)]


def watermark(status, milliseconds):
    moment = datetime.fromtimestamp(milliseconds // 1000, UTC)
    moment += timedelta(milliseconds=milliseconds % 1000)
    return ReadUpTo(MESSENGER, PSID, status, ANY, moment)


AUTUMN = Referral(
    "ad",
    "120229990001112223",
    headline="Autumn sale",
    ref="autumn_sale",
    image_url=f"{CDN}ad.jpg",
)


MESSAGES = {
    "msg_text": said("text", "Hi, are you open today? 😀"),
    "msg_text_quick_reply": said(
        "choice", "Yes", Content(choice=Choice("quick_reply", "CONFIRM_YES", "Yes"))
    ),
    "msg_text_reply_to": said("text", "this one", reply_to=OURS),
    "msg_text_ads_referral": said(
        "text", "Hello, I saw your ad", Content(referral=AUTUMN)
    ),
    "msg_text_product_referral": said(
        "text", "Available?", Content(referral=Referral("product", "6611"))
    ),
    "msg_image": said(
        "image", files=(file("image", source=at(f"{CDN}p.jpg?oh=1&oe=2")),)
    ),
    "msg_images_multi": said(
        "image",
        files=tuple(file("image", source=at(f"{CDN}{n}.jpg")) for n in (1, 2, 3)),
    ),
    "msg_image_text": said(
        "image", "this one", files=(file("image", source=at(f"{CDN}p.jpg")),)
    ),
    "msg_sticker": said(
        "sticker",
        files=(
            file("sticker", source=at("https://cdn.example-fbsbx.com/v/t39/thumb.png")),
        ),
    ),
    "msg_audio": said(
        "audio", files=(file("audio", source=at(f"{CDN}audioclip-1795100400.mp4")),)
    ),
    "msg_video": said("video", files=(file("video", source=at(f"{CDN}v.mp4")),)),
    "msg_file": said(
        "document",
        files=(
            file(
                "document",
                file_name="contract.pdf",
                source=at(f"{CDN}contract.pdf?oe=2"),
            ),
        ),
    ),
    "msg_location": said(
        "location",
        content=Content(
            location=Location(
                38.7139, -9.1334, "Pinned", url="https://maps.example.com/x"
            )
        ),
    ),
    "msg_fallback_link": shared(
        "link", "https://example.com/x", "Example X", "see https://example.com/x"
    ),
    "msg_fallback_no_payload": said(**strange("fallback")),
    "msg_unknown_attachment": said(**strange("hologram")),
    "msg_post_share": shared(
        "post", "https://www.facebook.com/example/posts/1", "Our launch"
    ),
    "msg_reel_share": shared(
        "reel", "https://www.facebook.com/reel/99", "How we build"
    ),
    "msg_product_template": shared("product", title="Ceramic pot (SKU-0042)"),
    "msg_appointment_booking": shared(
        "appointment", title="requested, 2026-11-20 10:00 UTC to 2026-11-20 11:00 UTC"
    ),
    "msg_from_dashboard": said("text", "TEST_MESSAGE"),
    "batch_two_entries": [
        *said("text", "one"),
        *said("text", "two", provider_time=MILLISECONDS + timedelta(milliseconds=50)),
    ],
    "standby_text": said("text", "are you there?"),
    "postback_button": said(
        "choice",
        "Opening hours",
        Content(choice=Choice("postback", "MENU_HOURS", "Opening hours")),
    ),
    "postback_without_mid": said(
        "choice",
        "Opening hours",
        Content(choice=Choice("postback", "MENU_HOURS", "Opening hours")),
        provider_message_id="postback:7300112244556677:1795100400123:MENU_HOURS",
    ),
    "postback_get_started_referral": said(
        "choice",
        "Get started",
        Content(
            choice=Choice("postback", "GET_STARTED", "Get started"),
            referral=Referral("link", ref="flyer-12"),
        ),
    ),
    "referral_ad": came_by(said, AUTUMN, "autumn_sale"),
    "referral_mme": came_by(said, Referral("link", ref="flyer-11"), "flyer-11"),
    "optin_plugin": came_by(said, Referral("link", ref="checkout"), "checkout"),
    "optin_checkbox": [Ignored("referral_without_person", MESSENGER)],
    "optin_marketing_stop": [Consented(MESSENGER, PSID, False, MILLISECONDS)],
    "reaction_add": [reacted(MESSENGER, OURS, "❤️")],
    "reaction_named_only": [reacted(MESSENGER, "m_ours", "😠")],
    "reaction_remove": [reacted(MESSENGER, OURS, "")],
    "message_edit": [
        revised(
            MESSENGER,
            "m_YotJ2W3N6XpDDdT1l3BYmeCalo95NJHktwTK4zpA3AIAA",
            "m_YotJ2W3N6XpDDdT1l3BYmeCalo95NJHktwTK4zpA3AIAA:edit:1",
            text="Hi, are you open tomorrow?",
        )
    ],
    "message_edit_string_count": [
        revised(MESSENGER, "m_edited", "m_edited:edit:2", text="second try")
    ],
    "delivery_mids": [
        reported(MESSENGER, Status.DELIVERED, OURS, provider_time=ANY),
        watermark(Status.DELIVERED, 1795100400823),
    ],
    "delivery_watermark": [watermark(Status.DELIVERED, 1795100400823)],
    "read": [watermark(Status.READ, 1795100401823)],
    "echo_page_inbox": [
        echoed(
            MESSENGER,
            "text",
            "Answered from Business Suite",
            "page_inbox",
            app_id="26390203743090",
        )
    ],
    "echo_image": [
        echoed(
            MESSENGER,
            "image",
            "",
            "page_inbox",
            app_id="26390203743090",
            files=(file("image", source=at(f"{CDN}o.jpg")),),
        )
    ],
    # Whether the app is ours is known with the channel: see `test_inbound_news`.
    "echo_our_app": [
        echoed(
            MESSENGER,
            "text",
            "Yes, until 18:00",
            "other_app",
            app_id="5550001112223",
            provider_message_id=OURS,
        )
    ],
    "echo_with_metadata": [
        echoed(
            MESSENGER,
            "text",
            "Yes",
            "other_app",
            app_id="5550001112223",
            message_id="ms_01jz4b1yc8d9e0f1g2h3j4k5m6",
        )
    ],
    "echo_other_app": [
        echoed(MESSENGER, "text", "I am a bot", "other_app", app_id="777")
    ],
    "handover_take_thread_control": told(
        "thread_control",
        "warning",
        "take thread control, by app 26390203743090, person 7300112244556677",
    ),
    "handover_pass_thread_control": told(
        "thread_control",
        "warning",
        "pass thread control, by app 5550001112223, person 7300112244556677",
    ),
    "handover_app_roles": told(
        "thread_control", "warning", "app roles, 5550001112223 is primary_receiver"
    ),
    "policy_enforcement": told("policy", "error", "block: Spam"),
    "feed_change": [Ignored("field:feed", MESSENGER)],
    "account_linking": [Ignored("event:account_linking", MESSENGER)],
}


CASES = {f"messenger/{name}.json": parts for name, parts in MESSAGES.items()}
