"""
Small files that a person has on their phone, drawn and synthesised here.

Every run makes the same bytes of each, whoever asks.
"""

from __future__ import annotations

import io
import math
from array import array
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

import av
from PIL import Image, ImageDraw

# Samples a second of sound; Opus knows this rate only.
RATE = 48_000
# Pictures a second of the video.
PICTURES = 12


@dataclass(frozen=True, slots=True)
class Sample:
    """A file as a phone would send it."""

    name: str
    kind: str
    media_type: str
    file_name: str
    content: bytes


def _scene(width: int, height: int, turn: float = 0.0) -> Image.Image:
    """Draw a bowl on a table under a sky that *turn* (0 to 1) tints."""
    image = Image.new("RGB", (width, height), "#f3ece2")
    draw = ImageDraw.Draw(image)
    for y in range(height * 2 // 3):
        share = y / (height * 2 / 3)
        tint = int(30 * math.sin(turn * math.tau))
        colour = (214 + int(30 * share), 226 + tint // 2, 222 - int(20 * share) + tint)
        draw.line((0, y, width, y), fill=colour)
    draw.rectangle((0, height * 2 // 3, width, height), fill="#b98d62")
    middle = width // 2 + int(width * 0.12 * math.sin(turn * math.tau))
    radius = width // 4
    top = height // 2
    bowl = (middle - radius, top - radius, middle + radius, top + radius)
    draw.pieslice(bowl, 0, 180, fill="#24645e")
    rim = (middle - radius, top - radius // 5, middle + radius, top + radius // 5)
    draw.ellipse(rim, fill="#f8f4ee", outline="#24645e", width=max(2, width // 90))
    foot = (middle - radius // 3, top + radius - 6, middle + radius // 3, top + radius)
    draw.rectangle(foot, fill="#1b4d48")
    return image


def _picture(format_: str, size: tuple[int, int], **options: object) -> bytes:
    file = io.BytesIO()
    _scene(*size).save(file, format_, **options)
    return file.getvalue()


def _sticker() -> bytes:
    image = Image.new("RGBA", (512, 512), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.ellipse((40, 40, 472, 472), fill="#f2b632", outline="#8a5a00", width=14)
    for x in (180, 332):
        draw.ellipse((x - 26, 170, x + 26, 236), fill="#2b2926")
    draw.arc((150, 190, 362, 390), 20, 160, fill="#2b2926", width=22)
    file = io.BytesIO()
    image.save(file, "WEBP", quality=80)
    return file.getvalue()


def _tune(seconds: float) -> bytes:
    """Return a little melody that swells like speech, 16 bits a sample."""
    notes = (220.0, 277.2, 329.6, 277.2, 246.9, 329.6)
    samples = array("h")
    turn = 0.0
    for number in range(int(RATE * seconds)):
        moment = number / RATE
        turn += math.tau * notes[int(moment * 4) % len(notes)] / RATE
        swell = 0.25 + 0.75 * abs(math.sin(moment * math.pi * 4))
        samples.append(int(math.sin(turn) * swell * 9_000))
    return samples.tobytes()


def _sound(container: str, codec: str, seconds: float, rate: int = RATE) -> bytes:
    file = io.BytesIO()
    with av.open(file, "w", format=container) as output:
        stream = output.add_stream(codec, rate=rate, layout="mono")
        if not isinstance(stream, av.AudioStream):
            raise TypeError(f"{codec} is no codec of sound")
        stream.bit_rate = 32_000 if codec == "libopus" else 64_000
        frame = av.AudioFrame("s16", "mono", int(RATE * seconds))
        frame.planes[0].update(_tune(seconds))
        frame.sample_rate, frame.pts = RATE, 0
        resampler = av.AudioResampler(stream.format, "mono", rate)
        for part in [*resampler.resample(frame), *resampler.resample(None)]:
            output.mux(stream.encode(part))
        output.mux(stream.encode(None))
    return file.getvalue()


def _video() -> bytes:
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as output:
        stream = output.add_stream("libx264", rate=PICTURES)
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        stream.options = {"profile": "baseline", "crf": "30"}
        for number in range(PICTURES * 2):
            scene = _scene(320, 240, number / (PICTURES * 2))
            picture = av.VideoFrame(320, 240, "rgb24")
            picture.planes[0].update(scene.tobytes())
            output.mux(stream.encode(picture))
        output.mux(stream.encode(None))
    return file.getvalue()


def _pdf() -> bytes:
    words = b"BT /F1 22 Tf 60 760 Td (Orcamento 48213) Tj ET"
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
            b"/Resources<</Font<</F1 5 0 R>>>>>>"
        ),
        b"<</Length %d>>stream\n%s\nendstream" % (len(words), words),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    made = b"%PDF-1.4\n"
    places = []
    for number, each in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return made + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\n"
        b"startxref\n%d\n%%%%EOF\n" % (size, table, size, len(made))
    )


def _prices() -> bytes:
    return "peça;preço\nTigela Bruma;89,00\nVaso Serra;240,00\n".encode()


def _makers() -> dict[str, tuple[str, str, str, Callable[[], bytes]]]:
    return {
        "photo": (
            "image",
            "image/jpeg",
            "IMG-0142.jpg",
            partial(_picture, "JPEG", (960, 720), quality=82),
        ),
        "screenshot": (
            "image",
            "image/png",
            "screenshot.png",
            partial(_picture, "PNG", (480, 360)),
        ),
        "voice": (
            "voice",
            "audio/ogg; codecs=opus",
            "voice.ogg",
            partial(_sound, "ogg", "libopus", 4.0),
        ),
        "song": (
            "audio",
            "audio/mpeg",
            "sample.mp3",
            partial(_sound, "mp3", "libmp3lame", 6.0, 44_100),
        ),
        "video": ("video", "video/mp4", "VID-0007.mp4", _video),
        "document": ("document", "application/pdf", "orçamento 48213.pdf", _pdf),
        "table": ("document", "text/csv", "preços.csv", _prices),
        "sticker": ("sticker", "image/webp", "sticker.webp", _sticker),
    }


NAMES = tuple(_makers())


@cache
def sample(name: str) -> Sample:
    """Return the sample called *name*, one of `NAMES`."""
    kind, media_type, file_name, make = _makers()[name]
    return Sample(name, kind, media_type, file_name, make())


def fitting(kind: str) -> Sample:
    """Return the sample that a message of *kind* carries when none is given."""
    wanted = "voice" if kind == "voice" else kind
    found = next(n for n, maker in _makers().items() if maker[0] == wanted)
    return sample(found)
