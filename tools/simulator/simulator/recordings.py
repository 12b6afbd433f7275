"""Turns what a browser records into what phones send."""

from __future__ import annotations

import io

import av

from simulator.media import base_type

# What a voice note is sent as.
OGG = "audio/ogg; codecs=opus"


def as_voice(content: bytes, media_type: str) -> tuple[bytes, str]:
    """Return a browser's WebM as Ogg, unchanged inside; anything else as it is."""
    if base_type(media_type) not in ("audio/webm", "video/webm"):
        return content, media_type
    file = io.BytesIO()
    try:
        with (
            av.open(io.BytesIO(content), mode="r") as recorded,
            av.open(file, "w", format="ogg") as output,
        ):
            source = recorded.streams.audio[0]
            stream = output.add_stream_from_template(source)
            for packet in recorded.demux(source):
                if packet.dts is not None:
                    packet.stream = stream
                    output.mux(packet)
    except (av.FFmpegError, IndexError):
        return content, media_type
    return file.getvalue(), OGG
