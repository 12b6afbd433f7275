"""Files of the fake account: made here, uploaded by the page, served by their id."""

from __future__ import annotations

import io
import math
import random
import re
import struct
import wave
from typing import Any

from fake_feed import Json, Refused
from fake_world import World
from PIL import Image, ImageDraw

FILES: dict[str, tuple[str, bytes]] = {}
"""Media type and bytes by `<id>` and `<id>/preview`; ids are unlike each other."""

SAMPLES_A_SECOND = 8000


def picture(width: int, height: int, seed: int, form: str = "JPEG") -> bytes:
    """Paints hills under a sky, so that a crop or a stretch can be seen."""
    draw = random.Random(seed)
    sky = tuple(draw.randint(140, 230) for _ in range(3))
    image = Image.new("RGB", (width, height), sky)
    brush = ImageDraw.Draw(image)
    for row in range(height):
        shade = row / height * 40
        brush.line([(0, row), (width, row)], fill=tuple(int(c - shade) for c in sky))
    for layer in range(4):
        ground = height * (0.45 + layer * 0.14)
        tone = tuple(max(0, int(c * (0.75 - layer * 0.14))) for c in sky)
        wide, bend = draw.uniform(0.4, 1.1) * width, draw.uniform(0, 6)
        edge = [
            (x, ground + math.sin(x / wide * 6 + bend) * height * 0.07)
            for x in range(0, width + 8, 8)
        ]
        brush.polygon([*edge, (width + 8, height), (0, height)], fill=tone)
    side = min(width, height) * 0.16
    brush.ellipse(
        [width * 0.68, height * 0.12, width * 0.68 + side, height * 0.12 + side],
        fill=(255, 244, 214),
    )
    out = io.BytesIO()
    image.save(out, form)
    return out.getvalue()


def sound(seconds: float) -> bytes:
    """Hums louder and softer, as a voice does."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLES_A_SECOND)
        draw = random.Random(3)
        loud, frames = 0.5, bytearray()
        for at in range(int(seconds * SAMPLES_A_SECOND)):
            if at % 900 == 0:
                loud = draw.uniform(0.05, 0.9)
            wide = math.sin(at / SAMPLES_A_SECOND * 2 * math.pi * 180)
            frames += struct.pack("<h", int(wide * loud * 20000))
        file.writeframes(bytes(frames))
    return out.getvalue()


def film(seconds: int = 2, width: int = 480, height: int = 270) -> bytes:
    """Films a ball that rolls."""
    import av

    out = io.BytesIO()
    with av.open(out, "w", format="webm") as file:
        stream = file.add_stream("libvpx", rate=12)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for at in range(seconds * 12):
            image = Image.new("RGB", (width, height), (32, 60, 66))
            x = 30 + at * (width - 90) / (seconds * 12)
            ImageDraw.Draw(image).ellipse([x, 110, x + 60, 170], fill=(238, 180, 92))
            for packet in stream.encode(av.VideoFrame.from_image(image)):
                file.mux(packet)
        for packet in stream.encode(None):
            file.mux(packet)
    return out.getvalue()


def attachment(world: World, kind: str, content: bytes = b"", **facts: Any) -> Json:
    """Stores a file; without content it is one that is not there."""
    made = world.new_id("at")
    known: Json = {
        "id": made,
        "kind": kind,
        "state": "ready",
        "media_type": "application/octet-stream",
        "file_name": "",
        "size_bytes": len(content),
        "reason": "",
        "width": 0,
        "height": 0,
        "duration_seconds": 0,
        "voice": False,
        "animated": False,
        "url": f"/api/v1/media/{made}",
        "preview_url": None,
        "playable_url": None,
        **facts,
    }
    FILES[made] = (known["media_type"], content)
    return known


def photo(world: World, width: int, height: int, seed: int = 1, **facts: Any) -> Json:
    """Stores a painted picture with a small copy."""
    facts = {"media_type": "image/jpeg", "width": width, "height": height, **facts}
    made = attachment(world, "image", picture(width, height, seed), **facts)
    scale = min(1, 480 / max(width, height))
    small = picture(int(width * scale), int(height * scale), seed)
    FILES[f"{made['id']}/preview"] = ("image/jpeg", small)
    return {**made, "preview_url": f"{made['url']}?variant=preview"}


def upload(world: World, query: Json, declared: str, content: bytes) -> Json:
    """Takes a file from the page, as ingest would."""
    if query["channel_id"] not in world.channels:
        raise Refused(404, "CHANNEL_UNKNOWN", "There is no such channel.")
    if not content:
        raise Refused(400, "FILE_EMPTY", "The file is empty.")
    if len(content) > world.upload_limit:
        raise Refused(413, "FILE_TOO_LARGE", "Too large.", limit=world.upload_limit)
    media_type = declared.split(";", maxsplit=1)[0]
    family = media_type.split("/")[0]
    kind = family if family in ("image", "video", "audio") else "document"
    facts: Json = {"media_type": media_type, "file_name": query.get("file_name", "")}
    if kind == "image":
        facts["width"], facts["height"] = Image.open(io.BytesIO(content)).size
    made = attachment(world, kind, content, voice=query.get("voice") == "1", **facts)
    world.uploads[made["id"]] = {**made, "query": query}
    return made


def serve_file(attachment_id: str, query: Json) -> tuple[str, bytes]:
    """Finds the bytes of a file, or says that there are none."""
    key = (
        f"{attachment_id}/preview"
        if query.get("variant") == "preview"
        else attachment_id
    )
    if key not in FILES:
        raise Refused(404, "ATTACHMENT_UNKNOWN", "There is no such file.")
    return FILES[key]


def part_of(content: bytes, wanted: str | None) -> tuple[int, dict[str, str], bytes]:
    """Cuts out the part of a file that a player asks for."""
    asked = re.fullmatch(r"bytes=(\d+)-(\d*)", wanted or "")
    if asked is None:
        head = {"Content-Length": str(len(content)), "Accept-Ranges": "bytes"}
        return 200, head, content
    start = int(asked[1])
    part = content[start : int(asked[2]) + 1 if asked[2] else None]
    end = start + len(part) - 1
    return (
        206,
        {
            "Content-Length": str(len(part)),
            "Accept-Ranges": "bytes",
            "Content-Range": f"bytes {start}-{end}/{len(content)}",
        },
        part,
    )
