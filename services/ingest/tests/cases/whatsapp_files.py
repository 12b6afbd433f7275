"""WhatsApp Cloud API: files."""

from __future__ import annotations

from ingest.domain.content import (
    Content,
    FileSource,
    Referral,
)

from .common import (
    file,
)
from .whatsapp_common import (
    LOOKASIDE,
    filed,
    kept,
)

FILES = {
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
}

CASES = {f"whatsapp_cloud/{name}.json": parts for name, parts in FILES.items()}
