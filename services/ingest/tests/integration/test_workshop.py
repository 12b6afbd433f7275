"""Real files, honest and hostile, opened by the real child process."""

from __future__ import annotations

import io
import os
import signal

import av
import pytest
import samples
from PIL import Image

from ingest.domain.content import FileKind
from ingest.media import workshop as workshops
from ingest.media.files import kind_of
from ingest.media.jobs import MOST_PIXELS
from ingest.media.sniff import media_type_of
from ingest.media.workshop import Bench

UNKNOWN = "application/octet-stream"


@pytest.fixture
def bench():
    return Bench()


@pytest.fixture
def look(bench, tmp_path):
    def looking(body, name="", **options):
        path = tmp_path / "body"
        path.write_bytes(body)
        return bench.look(path, media_type_of(path, name), **options)

    return looking


@pytest.fixture
def change(bench, tmp_path):
    """Converts, or strips if no type is wanted; returns the bytes made."""

    def changing(body, wanted=""):
        path = tmp_path / "body"
        path.write_bytes(body)
        found = bench.look(path, media_type_of(path), playable=False)
        made = (
            bench.convert(path, found.media_type, wanted)
            if wanted
            else bench.strip(path, found.media_type)
        )
        return made.read_bytes() if made else None

    return changing


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_has_a_size_and_a_small_copy(look, kind):
    found = look(samples.picture(kind, size=(1600, 900)))

    assert found.media_type == f"image/{kind.lower()}"
    assert (found.width, found.height, found.animated) == (1600, 900, False)
    with Image.open(found.preview) as small:
        assert small.size == (480, 270)
        assert found.preview_type == f"image/{small.format.lower()}" == "image/jpeg"


def test_what_shows_through_a_picture_shows_through_its_copy(look):
    found = look(samples.picture("PNG", alpha=True))

    assert found.preview_type == "image/webp"
    with Image.open(found.preview) as small:
        assert small.convert("RGBA").getpixel((5, 5))[3] == 0


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
def test_a_moving_picture_says_so(look, kind):
    found = look(samples.moving(kind))

    assert (found.width, found.height, found.animated) == (60, 40, True)
    assert found.preview is not None


def test_a_picture_taken_on_its_side_is_shown_upright(look):
    found = look(samples.located(orientation=6))

    assert (found.width, found.height) == (32, 64)
    with Image.open(found.preview) as small:
        assert small.size == (32, 64)
        assert not small.getexif()


@pytest.mark.parametrize(
    ("body", "media_type", "sound"),
    [
        (samples.sound("ogg"), "audio/ogg", "opus:1"),
        (samples.sound("webm"), "audio/webm", "opus:1"),
        (samples.sound("webm", channels=2), "audio/webm", "opus:2"),
        (samples.sound("amr", "amr_nb", rate=8000), "audio/amr", "amr_nb:1"),
        (samples.sound("3gp", "amr_nb", rate=8000), "audio/3gpp", "amr_nb:1"),
    ],
)
def test_sound_that_some_browser_refuses_gets_a_copy_that_all_play(
    look, body, media_type, sound
):
    found = look(body)

    assert (found.media_type, found.sound) == (media_type, sound)
    assert 0.9 < found.duration_seconds < 1.1
    assert found.playable_type == "audio/mp4"
    with av.open(str(found.playable)) as copy:
        [stream] = copy.streams.audio
        assert stream.codec_context.codec.canonical_name == "aac"
        assert 0.9 < copy.duration / av.time_base < 1.2


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (samples.sound("mp3", "libmp3lame", channels=2, rate=44_100), "audio/mpeg"),
        (samples.sound("mp4", "aac", channels=2, rate=44_100), "audio/mp4"),
    ],
)
def test_sound_that_every_browser_plays_needs_no_copy(look, body, media_type):
    found = look(body)

    assert (found.media_type, found.playable) == (media_type, None)
    assert kind_of(found.media_type) is FileKind.AUDIO


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (samples.film("mp4", size=(1280, 720)), "video/mp4"),
        (samples.film("webm", "libvpx", size=(1280, 720)), "video/webm"),
        (samples.film("mov", size=(1280, 720)), "video/quicktime"),
    ],
)
def test_a_film_has_a_picture_of_its_first_frame(look, body, media_type):
    found = look(body)

    assert (found.media_type, found.width, found.height) == (media_type, 1280, 720)
    assert found.duration_seconds == pytest.approx(1, abs=0.2)
    with Image.open(found.preview) as small:
        assert small.size == (480, 270)


def test_an_old_phones_film_gets_a_copy_that_plays(look):
    found = look(samples.film("3gp", "h263", size=(176, 144)))

    assert (found.media_type, found.playable_type) == ("video/3gpp", "video/mp4")
    with av.open(str(found.playable)) as copy:
        assert copy.streams.video[0].codec_context.name == "h264"


@pytest.mark.parametrize(
    ("body", "name"),
    [
        pytest.param(samples.bomb(), "bomb.png", id="decompression-bomb"),
        pytest.param(
            b"GIF89a<script>alert(1)</script>" + bytes(99), "a.gif", id="polyglot"
        ),
        pytest.param(
            b"\xff\xd8\xff\xe0" + b"<html>" * 9, "a.jpg", id="page-in-a-picture"
        ),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(99), "a.png", id="torn-picture"),
        pytest.param(b"OggS" + bytes(999), "a.ogg", id="no-sound"),
        pytest.param(b"\0\0\0\x18ftypisom" + bytes(999), "a.mp4", id="no-film"),
        pytest.param(b"\x1aE\xdf\xa3" + b"webm" + bytes(99), "a.webm", id="torn-film"),
    ],
)
def test_what_is_not_what_it_pretends_to_be_is_shown_by_nobody(look, body, name):
    found = look(body, name)

    assert (found.media_type, found.preview, found.playable) == (UNKNOWN, None, None)
    assert kind_of(found.media_type, FileKind.IMAGE) is FileKind.DOCUMENT


def test_a_playlist_reads_no_other_file(look, tmp_path):
    """Some formats name other files and addresses: none of them is ever opened."""
    secret = tmp_path / "secret.ts"
    secret.write_bytes(samples.film("mpegts", "mpeg2video"))
    playlist = f"#EXTM3U\n#EXTINF:1,\nfile://{secret}\n".encode()

    found = look(playlist, "film.mp4")

    assert (found.media_type, found.preview) == ("text/plain", None)


@pytest.mark.parametrize("text", [b"<svg onload='x()'/>", b"<html>", b"%PDF-1.7"])
def test_nothing_else_is_opened_at_all(look, text, monkeypatch):
    monkeypatch.setattr(workshops.subprocess, "Popen", None)

    assert look(text).preview is None


def test_a_picture_at_the_limit_is_opened_and_one_beyond_is_not(look):
    side = int(MOST_PIXELS**0.5)
    flat = Image.new("1", (side, side))
    beyond = Image.new("1", (side + 100, side + 100))

    def png(picture):
        buffer = io.BytesIO()
        picture.save(buffer, "PNG")
        return buffer.getvalue()

    assert look(png(flat)).width == side
    assert look(png(beyond)).media_type == UNKNOWN


def test_a_child_that_does_not_end_is_ended(tmp_path, monkeypatch):
    """Nothing of it is left, and its place is free for the next."""
    popen, children = workshops.subprocess.Popen, []

    def watched(*args, **options):
        children.append(popen(*args, **options))
        return children[-1]

    monkeypatch.setattr(workshops.subprocess, "Popen", watched)
    bench = Bench(at_once=1, seconds=0.0)
    path = tmp_path / "body"
    path.write_bytes(samples.picture())

    for _ in range(2):
        assert bench.look(path, "image/jpeg").media_type == UNKNOWN
    for child in children:
        assert child.returncode == -signal.SIGKILL
        with pytest.raises(ProcessLookupError):
            os.kill(child.pid, 0)


def test_a_child_that_crashes_takes_nobody_with_it(look, monkeypatch):
    popen = workshops.subprocess.Popen

    def shot(*args, **options):
        child = popen(*args, **options)
        child.send_signal(signal.SIGSEGV)
        return child

    monkeypatch.setattr(workshops.subprocess, "Popen", shot)

    assert look(samples.picture()).media_type == UNKNOWN


def test_the_child_knows_no_secrets(look, monkeypatch):
    seen = {}
    popen = workshops.subprocess.Popen

    def watched(*args, **options):
        seen.update(options["env"])
        return popen(*args, **options)

    monkeypatch.setenv("INGEST_SECRET_KEY", "s" * 40)
    monkeypatch.setattr(workshops.subprocess, "Popen", watched)
    look(samples.picture())

    assert seen
    assert not [name for name in seen if name.startswith("INGEST_")]


# Conversions.


@pytest.mark.parametrize(
    "body",
    [
        samples.sound("webm"),
        samples.sound("webm", channels=2),
        samples.sound("ogg", channels=2),
        samples.sound("mp4", "aac", rate=44_100),
    ],
    ids=["chrome", "stereo", "firefox-stereo", "safari"],
)
def test_a_browsers_recording_becomes_opus_of_one_channel(change, look, body):
    """ATT-9: `audio/ogg; codecs=opus`, mono, as long as it was."""
    found = look(change(body, "audio/ogg"))

    assert (found.media_type, found.sound) == ("audio/ogg", "opus:1")
    assert 0.9 < found.duration_seconds < 1.1


def test_a_recording_becomes_what_instagram_takes(change, look):
    found = look(change(samples.sound("webm"), "audio/mp4"))

    assert (found.media_type, found.sound) == ("audio/mp4", "aac:1")


def test_a_webp_becomes_a_jpeg_on_white(change):
    with Image.open(
        io.BytesIO(change(samples.picture("WEBP", alpha=True), "image/jpeg"))
    ) as made:
        assert made.format == "JPEG"
        assert made.size == (640, 360)
        assert all(part > 245 for part in made.getpixel((20, 20)))


def test_the_first_frame_of_a_gif_becomes_a_png(change):
    with Image.open(io.BytesIO(change(samples.moving(), "image/png"))) as made:
        assert (made.format, made.size) == ("PNG", (60, 40))


def test_what_cannot_be_converted_is_not(change):
    assert change(samples.picture(), "audio/ogg") is None
    assert change(samples.film(), "audio/ogg") is None
    assert change(b"%PDF-1.7", "image/jpeg") is None


# Places.


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_forgets_where_it_was_taken_and_keeps_its_look(change, kind):
    body = samples.located(kind)
    with Image.open(io.BytesIO(body)) as before:
        assert before.getexif().get_ifd(0x8825)
        pixels = before.convert("RGB").tobytes()

    made = change(body)

    assert b"SpyCam" not in made
    with Image.open(io.BytesIO(made)) as after:
        assert not after.getexif().get_ifd(0x8825)
        assert after.convert("RGB").tobytes() == pixels
        if kind == "JPEG":
            assert after.getexif()[0x0112] == 6, "it still stands upright"


def test_a_progressive_picture_with_a_second_one_behind_it_is_stripped(change):
    """Phones hide a whole second picture, with facts of its own, after the end."""
    behind = samples.located()
    body = samples.picture(progressive=True, exif=b"Exif\0\0" + b"SpyCam" * 9)

    made = change(body + behind)

    assert b"SpyCam" not in made
    assert made.endswith(b"\xff\xd9")
    with Image.open(io.BytesIO(made)) as after:
        after.load()
        assert after.size == (640, 360)


def test_a_film_forgets_where_it_was_taken(change, look):
    body = samples.film("mov", location="+38.7077-009.1365/")
    assert b"+38.7077" in body

    made = change(body)

    assert b"+38.7077" not in made
    found = look(made)
    assert (found.width, found.height) == (320, 240)


@pytest.mark.parametrize("body", [b"\xff\xd8\xff\xe1\xff\xff", b"%PDF-1.7"])
def test_what_cannot_be_stripped_is_not(bench, tmp_path, body):
    path = tmp_path / "body"
    path.write_bytes(body)

    assert bench.strip(path, "image/jpeg") is None
