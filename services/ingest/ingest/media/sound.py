"""Sound and film, in the child process: facts, first frame, playable copies."""

from __future__ import annotations

import itertools
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.audio.resampler import AudioResampler

from .jobs import DEMUXERS
from .pictures import Undecodable, save_small

MOST_PACKETS = 200_000
"""Packets looked at to find out how long a recording without a header is."""

MOST_FILM_PIXELS = 1920 * 1920
FILM_SIDE = 640

# What each type is written as: container, codec, bits and samples per second.
SOUNDS = {
    "audio/ogg": ("ogg", "libopus", 32_000, 48_000, "mono"),
    "audio/mp4": ("mp4", "aac", 64_000, 44_100, "stereo"),
    "audio/mpeg": ("mp3", "libmp3lame", 96_000, 44_100, "stereo"),
}


def look(path: Path, media_type: str, preview: Path) -> dict[str, Any]:
    """
    Return what is in a container, and a picture of its first frame.

    Raises:
        Undecodable: It is no such container, or is empty.
    """
    try:
        with opened(path, media_type) as found:
            return _facts(found, media_type, preview)
    except (av.FFmpegError, OSError, ValueError) as error:
        raise Undecodable(type(error).__name__) from error


def opened(path: Path, media_type: str) -> Any:
    """Open a container with the one reader for its type, and no other file."""
    return av.open(
        path.open("rb"),
        format=DEMUXERS[media_type],
        metadata_errors="ignore",
        options={"protocol_whitelist": "none"},
    )


def _facts(found: Any, media_type: str, preview: Path) -> dict[str, Any]:
    films = [
        stream
        for stream in found.streams.video
        if not stream.disposition & stream.disposition.attached_pic
    ]
    sounds = list(found.streams.audio)
    if not films and not sounds:
        raise Undecodable("nothing to play")
    facts: dict[str, Any] = {
        "media_type": _exact(media_type, film=bool(films)),
        "sound": "",
        "duration_seconds": _duration(found),
    }
    if sounds:
        context = sounds[0].codec_context
        facts["sound"] = f"{context.codec.canonical_name}:{context.channels}"
    if films:
        facts |= {"width": films[0].width, "height": films[0].height}
        if films[0].width * films[0].height <= MOST_FILM_PIXELS:
            facts |= _first_frame(found, films[0], preview)
    return facts


def _exact(media_type: str, *, film: bool) -> str:
    """Return the type of a container that holds, or does not hold, a picture."""
    name = media_type.partition("/")[2]
    if film:
        return f"video/{name}"
    return "audio/mp4" if name == "quicktime" else f"audio/{name}"


def _duration(found: Any) -> float:
    if found.duration:
        return round(float(found.duration) / av.time_base, 2)
    # A browser's recording does not say; its last packet does.
    ends = Fraction(0)
    for number, packet in enumerate(found.demux()):
        if number >= MOST_PACKETS:
            break
        if packet.pts is not None:
            ends = max(ends, (packet.pts + (packet.duration or 0)) * packet.time_base)
    found.seek(0)
    return round(float(ends), 2)


def _first_frame(found: Any, stream: Any, preview: Path) -> dict[str, Any]:
    stream.thread_type = "NONE"
    try:
        frame = next(found.decode(stream), None)
    except av.FFmpegError:
        return {}
    if frame is None:
        return {}
    picture = frame.to_image()
    turned = getattr(frame, "rotation", 0)
    if turned:
        picture = picture.rotate(turned, expand=True)
    size = {"width": picture.width, "height": picture.height}
    return {**size, "preview_type": save_small(picture, preview)}


def convert(path: Path, media_type: str, wanted: str, target: Path) -> None:
    """
    Write sound as *wanted*, without any picture or tag.

    Raises:
        Undecodable: There is no sound in it that can be read.
    """
    container, codec, bits, rate, layout = SOUNDS[wanted]
    options = {"movflags": "+faststart"} if container == "mp4" else {}
    try:
        with (
            opened(path, media_type) as found,
            av.open(str(target), "w", format=container, options=options) as made,
        ):
            if not found.streams.audio:
                raise Undecodable("no sound")
            heard = found.streams.audio[0]
            if heard.codec_context.channels == 1:
                layout = "mono"
            stream = _sink(made, codec, rate, layout)
            stream.bit_rate = bits
            _sound(found.decode(heard), stream, made, layout, rate)
    except (av.FFmpegError, OSError, ValueError) as error:
        raise Undecodable(type(error).__name__) from error


def _sink(made: Any, codec: str, rate: int, layout: str) -> Any:
    return made.add_stream(codec, rate=rate, layout=layout)


def _sound(frames: Any, stream: Any, made: Any, layout: str, rate: int) -> None:
    resampler = AudioResampler(
        format=stream.codec_context.format, layout=layout, rate=rate
    )
    heard = 0
    for frame in itertools.chain(frames, [None]):
        for part in resampler.resample(frame):
            part.pts = heard
            part.time_base = Fraction(1, rate)
            heard += part.samples
            made.mux(stream.encode(part))
    if not heard:
        raise Undecodable("no sound")
    made.mux(stream.encode(None))


def film(path: Path, media_type: str, target: Path) -> None:
    """
    Write a film as every browser plays it: small, H.264 and AAC.

    Raises:
        Undecodable: It cannot be read.
    """
    try:
        with (
            opened(path, media_type) as found,
            av.open(
                str(target), "w", format="mp4", options={"movflags": "+faststart"}
            ) as made,
        ):
            _film(found, made)
    except (av.FFmpegError, OSError, ValueError) as error:
        raise Undecodable(type(error).__name__) from error


def _film(found: Any, made: Any) -> None:
    seen = found.streams.video[0]
    if seen.width * seen.height > MOST_FILM_PIXELS:
        raise Undecodable("too many pixels")
    shrink = min(1.0, FILM_SIDE / max(seen.width, seen.height))
    stream = made.add_stream("libx264", rate=Fraction(min(seen.average_rate or 25, 30)))
    stream.width = max(int(seen.width * shrink) // 2 * 2, 2)
    stream.height = max(int(seen.height * shrink) // 2 * 2, 2)
    stream.pix_fmt = "yuv420p"
    stream.options = {"crf": "28", "preset": "veryfast"}
    for frame in found.decode(seen):
        small = frame.reformat(stream.width, stream.height, "yuv420p")
        made.mux(stream.encode(small))
    made.mux(stream.encode(None))
