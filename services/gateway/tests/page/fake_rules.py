"""What each kind of channel carries, as the fake gateway tells it (SPEC 0.2, ATT-3 to ATT-7)."""

from __future__ import annotations

from fake_feed import Json

MEGABYTE = 1 << 20
OFFICE = [
    "application/pdf",
    "text/csv",
    "text/plain",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
]


def rule(kind: str, types: list[str], most: int, *converted: str) -> Json:
    """Makes the rule for files of one kind."""
    return {
        "kind": kind,
        "media_types": types,
        "converted_media_types": list(converted),
        "max_bytes": most,
    }


def rules(text: int, media: list[Json], *can: str, **facts: object) -> Json:
    """Makes the capabilities of one kind of channel; *can* names what it also does."""
    return {
        "text_length": text,
        "text_in_bytes": False,
        "caption_length": 0,
        "media": media,
        "window_hours": 24,
        **{k: k in can for k in ("replies", "reactions", "locations", "templates")},
        **facts,
    }


IMAGE = rule("image", ["image/jpeg", "image/png"], 5 * MEGABYTE, "image/webp")
SOUND = rule(
    "audio",
    ["audio/ogg", "audio/mpeg", "audio/mp4"],
    16 * MEGABYTE,
    "audio/webm",
    "audio/wav",
)
FILM = rule("video", ["video/mp4", "video/3gpp"], 16 * MEGABYTE)
WHATSAPP = [IMAGE, FILM, SOUND, rule("document", OFFICE, 100 * MEGABYTE)]

CAPABILITIES: dict[str, Json] = {
    "whatsapp_cloud": rules(
        4096, WHATSAPP, "replies", "reactions", "locations", "templates",
        caption_length=1024,
    ),
    "whatsapp_twilio": rules(
        1600, WHATSAPP, "locations", "templates", caption_length=1024
    ),
    "messenger": rules(2000, [IMAGE, FILM, SOUND], "replies", "reactions"),
    "instagram": rules(
        1000, [IMAGE, FILM, SOUND], "replies", "reactions", text_in_bytes=True
    ),
    "webchat": rules(
        4096,
        [rule("image", ["image/jpeg", "image/png", "image/gif"], 16 * MEGABYTE), FILM],
        caption_length=4096,
        window_hours=0,
    ),
}  # fmt: skip
"""By kind of channel."""
