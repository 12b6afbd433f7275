"""Small files made on the spot, of the kinds that people send."""

from __future__ import annotations

import io
import wave

from PIL import Image

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)

CSV = "produto;preço\nSofá;1899,90\n".encode()


def jpeg() -> bytes:
    """Return a picture."""
    out = io.BytesIO()
    Image.new("RGB", (64, 48), (30, 120, 110)).save(out, "JPEG")
    return out.getvalue()


def sound() -> bytes:
    """Return half a second of silence."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(bytes(16_000))
    return out.getvalue()
