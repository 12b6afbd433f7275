"""Files to test with, made on the spot by the libraries that open them."""

from __future__ import annotations

import io
import math
import struct
import zlib
from fractions import Fraction

import av
from PIL import Image

RATE = 48_000


def picture(kind="JPEG", size=(640, 360), colour=(200, 30, 30), **options):
    """Return a picture; with `alpha=True` its left half lets the page through."""
    made = Image.new("RGB", size, colour)
    if options.pop("alpha", False):
        made = made.convert("RGBA")
        made.paste((0, 0, 0, 0), (0, 0, size[0] // 2, size[1]))
    buffer = io.BytesIO()
    made.save(buffer, kind, **options)
    return buffer.getvalue()


def moving(kind="GIF", frames=3):
    several = [Image.new("RGB", (60, 40), (n * 60, 0, 0)) for n in range(frames)]
    buffer = io.BytesIO()
    several[0].save(buffer, kind, save_all=True, append_images=several[1:], duration=80)
    return buffer.getvalue()


def located(kind="JPEG", orientation=6):
    """Return a picture that says where and with what it was taken, on its side."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SpyCam"
    exif.get_ifd(0x8825)[1] = "S"
    exif.get_ifd(0x8825)[2] = (23.0, 33.0, 1.0)
    return picture(kind, size=(64, 32), exif=exif)


def bomb():
    """Return a small PNG that claims, and would unpack to, 30,000 x 30,000."""

    def chunk(name, body):
        return (
            struct.pack(">I", len(body))
            + name
            + body
            + struct.pack(">I", zlib.crc32(name + body))
        )

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    packed = zlib.compress(bytes(90_001) * 300, 9)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", packed)
        + chunk(b"IEND", b"")
    )


def sound(container="ogg", codec="libopus", *, seconds=1, channels=1, rate=RATE):
    """Return a tone as a browser or a phone records it."""
    buffer = io.BytesIO()
    layout = "mono" if channels == 1 else "stereo"
    with av.open(buffer, "w", format=container) as made:
        stream = made.add_stream(codec, rate=rate, layout=layout)
        step = 960 * rate // RATE
        for start in range(0, seconds * rate, step):
            frame = av.AudioFrame("s16", layout, step)
            tone = b"".join(
                struct.pack("<h", int(9000 * math.sin((start + n) * 2 * math.pi / 90)))
                * channels
                for n in range(step)
            )
            frame.planes[0].update(tone)
            frame.sample_rate = rate
            frame.pts = start
            frame.time_base = Fraction(1, rate)
            made.mux(stream.encode(frame))
        made.mux(stream.encode(None))
    return buffer.getvalue()


def film(container="mp4", codec="libx264", *, frames=10, size=(320, 240), **tags):
    """Return a film without sound; *tags* go into the container."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format=container) as made:
        made.metadata.update(tags)
        stream = made.add_stream(codec, rate=10)
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        for number in range(frames):
            shade = Image.new("RGB", size, (number * 20, 90, 30))
            made.mux(stream.encode(av.VideoFrame.from_image(shade)))
        made.mux(stream.encode(None))
    return buffer.getvalue()
