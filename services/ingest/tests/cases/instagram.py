"""Instagram."""

from __future__ import annotations

from ingest.domain.content import (
    Choice,
    Content,
    Referral,
    Share,
)
from ingest.domain.inbound import Ignored, Status
from ingest.domain.news import ReadUpTo

from .common import (
    IGSID,
    INSTAGRAM,
    MILLISECONDS,
    echoed,
    file,
    reacted,
    revised,
    written,
)
from .pages_common import at, came_by, strange

LOOKASIDE = "https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id="


IG_OURS = (
    "aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEZ3YSgofvLLjq15go5bdvbu-9VTeMMqb4pZR4XF4OWZcZD"
)


IG_TEXT = (
    "aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEYotJ2W3N6XpDDdT1l3BYmeCalo95NJHktwTK4zpA3AIZD"
)


def dm(kind, text="", content=None, **fields):
    return [written(INSTAGRAM, kind, text, content or Content(), **fields)]


MESSAGES = {
    "msg_text": dm("text", "Olá! Qual o preço?"),
    "msg_inline_reply": dm("text", "this one", reply_to="ig_ours"),
    "msg_quick_reply": dm(
        "choice", "Prices", Content(choice=Choice("quick_reply", "PRICES", "Prices"))
    ),
    "msg_ctd_ad_referral": dm(
        "text",
        "Hi",
        Content(
            referral=Referral(
                "ad",
                "120229990001112299",
                headline="Autumn",
                ref="autumn",
                image_url=f"{LOOKASIDE}1011&signature=AbxExample",
            )
        ),
    ),
    "msg_product_referral": dm(
        "text", "Stock?", Content(referral=Referral("product", "6611"))
    ),
    "msg_image": dm(
        "image",
        files=(file("image", source=at(f"{LOOKASIDE}1001&signature=AbxExample")),),
    ),
    "msg_multi_attachments": dm(
        "image",
        files=(
            file("image", source=at(f"{LOOKASIDE}1002&signature=AbxExample")),
            file("video", source=at(f"{LOOKASIDE}1003&signature=AbxExample")),
        ),
    ),
    "msg_audio": dm(
        "audio",
        files=(file("audio", source=at(f"{LOOKASIDE}1004&signature=AbxExample")),),
    ),
    "msg_video": dm(
        "video",
        files=(file("video", source=at(f"{LOOKASIDE}1005&signature=AbxExample")),),
    ),
    "msg_file": dm(
        "document",
        files=(file("document", source=at(f"{LOOKASIDE}1006&signature=AbxExample")),),
    ),
    "msg_ephemeral": dm("image", files=(file("image", reason="VIEW_ONCE"),)),
    "msg_share": dm("share", content=Content(share=Share("post", f"{LOOKASIDE}1007"))),
    "msg_ig_reel": dm(
        "share",
        content=Content(
            share=Share("reel", f"{LOOKASIDE}1008&signature=AbxExample", "My reel")
        ),
    ),
    "msg_reel": dm(
        "share",
        content=Content(
            share=Share("reel", "https://lookaside.fbsbx.com/ig/?asset_id=1", "Reel")
        ),
    ),
    # What is in a story is gone with it, so it is fetched at once.
    "msg_story_mention": dm(
        "share",
        content=Content(
            share=Share("story_mention", f"{LOOKASIDE}1009&signature=AbxExample")
        ),
        files=(file("image", source=at(f"{LOOKASIDE}1009&signature=AbxExample")),),
    ),
    "msg_story_reply": dm(
        "share",
        "😍",
        Content(share=Share("story_reply", f"{LOOKASIDE}1010&signature=AbxExample")),
    ),
    "msg_unsupported": dm(**strange("unsupported")),
    "msg_deleted": [revised(INSTAGRAM, IG_TEXT, f"{IG_TEXT}:deleted", deleted=True)],
    "message_edit": [
        revised(
            INSTAGRAM, IG_TEXT, f"{IG_TEXT}:edit:1", text="Olá! Qual o preço do azul?"
        )
    ],
    "reaction_add": [reacted(INSTAGRAM, IG_OURS, "❤️")],
    "reaction_remove": [reacted(INSTAGRAM, "ig_ours", "")],
    "seen": [
        ReadUpTo(
            INSTAGRAM,
            IGSID,
            Status.READ,
            MILLISECONDS,
            provider_message_id=IG_OURS,
        )
    ],
    "echo_own": [echoed(INSTAGRAM, "text", "Sim!", "other_app")],
    "echo_self_message": [Ignored("message_to_self", INSTAGRAM)],
    "standby_text": dm("text", "hello?"),
    "referral_igme": came_by(dm, Referral("link", ref="bio"), "bio"),
    "postback_icebreaker": dm(
        "choice",
        "Where are you?",
        Content(choice=Choice("postback", "ICE_PLACE", "Where are you?")),
    ),
    "comment": [Ignored("field:comments", INSTAGRAM)],
    "entry_in_array": dm("text", "wrapped"),
}


CASES = {f"instagram/{name}.json": parts for name, parts in MESSAGES.items()}
