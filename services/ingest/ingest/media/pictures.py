"""Pictures, in the child process: size, preview, and other formats."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

from .jobs import MOST_JPEG_PIXELS, MOST_PIXELS, PREVIEW_PIXELS

FORMATS = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/gif": "GIF",
    "image/webp": "WEBP",
}
QUALITY = 82


class Undecodable(Exception):
    """It is not what it pretends to be, or is too large to be opened."""


def look(path: Path, media_type: str, preview: Path) -> dict[str, Any]:
    """
    Return size and preview of a picture.

    Raises:
        Undecodable: No page should try to show it either.
    """
    with opened(path, media_type) as picture:
        animated = getattr(picture, "n_frames", 1) > 1
        width, height = picture.size
        small = _upright(picture, PREVIEW_PIXELS)
        turned = picture.getexif().get(0x0112, 1) >= 5  # noqa: PLR2004  # EXIF: on its side
    kind = save_small(small, preview)
    return {
        "width": height if turned else width,
        "height": width if turned else height,
        "animated": animated,
        "preview_type": kind,
    }


def save_small(picture: Image.Image, target: Path) -> str:
    """Save a preview and return its media type."""
    picture.thumbnail((PREVIEW_PIXELS, PREVIEW_PIXELS))
    if _has_alpha(picture):
        picture.convert("RGBA").save(target, "WEBP", quality=QUALITY)
        return "image/webp"
    picture.convert("RGB").save(target, "JPEG", quality=QUALITY, optimize=True)
    return "image/jpeg"


def convert(path: Path, media_type: str, wanted: str, target: Path) -> None:
    """
    Save the first frame as *wanted*.

    Raises:
        Undecodable: It cannot be opened.
    """
    with opened(path, media_type) as picture:
        whole = _upright(picture)
    if wanted == "image/png":
        whole.convert("RGBA" if _has_alpha(whole) else "RGB").save(target, "PNG")
        return
    if _has_alpha(whole):
        # A JPEG has no transparency: what shows through is white.
        paper = Image.new("RGBA", whole.size, "white")
        paper.alpha_composite(whole.convert("RGBA"))
        whole = paper
    whole.convert("RGB").save(target, FORMATS[wanted], quality=90, optimize=True)


def opened(path: Path, media_type: str) -> Image.Image:
    """
    Open a picture with the one reader for its type.

    Raises:
        Undecodable: It cannot be opened, or has too many pixels.
    """
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = MOST_JPEG_PIXELS
    try:
        picture = Image.open(path, formats=[FORMATS[media_type]])
        most = MOST_JPEG_PIXELS if media_type == "image/jpeg" else MOST_PIXELS
        if picture.size[0] * picture.size[1] > most:
            raise Undecodable("too many pixels")
        if media_type == "image/jpeg":
            return picture
        picture.load()
    except Undecodable:
        raise
    except Exception as error:
        # Whatever a decoder makes of a hostile file, it is no picture to us.
        raise Undecodable(type(error).__name__) from error
    return picture


def _upright(picture: Image.Image, longest: int = 0) -> Image.Image:
    """Return the first frame the way up it was taken; small if *longest*."""
    try:
        if longest and picture.format == "JPEG":
            # Decodes at a fraction of the size: fast, and little memory.
            picture.draft("RGB", (longest * 2, longest * 2))
        picture.seek(0)
        picture.load()
        if longest and picture.mode in ("RGB", "RGBA"):
            # Before it is turned, which copies it.
            picture.thumbnail((longest, longest))
        return ImageOps.exif_transpose(picture)
    except Exception as error:
        raise Undecodable(type(error).__name__) from error


def _has_alpha(picture: Image.Image) -> bool:
    return picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
