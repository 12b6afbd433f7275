"""What a file is and is called, whatever it pretends to be."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.domain.content import FileKind
from ingest.http.ranges import disposition, part
from ingest.media.files import SHOWN, kind_of, renamed, safe_name, upload_id
from ingest.media.links import Link, Links
from ingest.media.sigv4 import Credentials, signed
from ingest.media.sniff import media_type_of

OFFICE = "application/vnd.openxmlformats-officedocument."
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def zipped(*names):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name in names:
            made.writestr(name, "x" * 100)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("body", "name", "wanted"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "photo.JPG", "application/pdf"),
        (b"\n%PDF-1.4 late", "x", "application/pdf"),
        (b"name;city\nAna;Lisboa\nRui;Porto\n", "LIST.TXT", "text/csv"),
        (b"just one line, with a comma", "notes.csv", "text/csv"),
        (b"Hello, Ana\nsee you tomorrow\n", "a.txt", "text/plain"),
        ("Olá, é só isto".encode("utf-16"), "a.txt", "text/plain"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "cat.jpg", "text/html"),
        (b"\xef\xbb\xbf  <HTML><body>", "a.txt", "text/html"),
        (b"hello <script src=//evil>", "a.txt", "text/html"),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>",
            "a.png",
            "image/svg+xml",
        ),
        (b"<?xml version='1.0'?><!-- --><svg/>", "a.jpg", "image/svg+xml"),
        (b"MZ\x90\x00\x03", "holiday.jpg", "application/x-msdownload"),
        (b"\x7fELF\x02\x01", "a.pdf", "application/x-executable"),
        (b"#!/bin/sh\nrm -rf /", "a.txt", "text/x-shellscript"),
        (
            zipped("[Content_Types].xml", "word/document.xml"),
            "a",
            OFFICE + "wordprocessingml.document",
        ),
        (
            zipped("[Content_Types].xml", "xl/workbook.xml"),
            "a",
            OFFICE + "spreadsheetml.sheet",
        ),
        (zipped("a.txt"), "a.docx", "application/zip"),
        (zipped("META-INF/MANIFEST.MF"), "a.docx", "application/java-archive"),
        (
            zipped("AndroidManifest.xml", "META-INF/MANIFEST.MF"),
            "a.zip",
            "application/vnd.android.package-archive",
        ),
        (OLE + "WordDocument".encode("utf-16-le"), "a.xls", "application/msword"),
        (OLE + bytes(600), "A.XLS", "application/vnd.ms-excel"),
        (b"BEGIN:VCARD\nFN:Ana", "a", "text/vcard"),
        (b"\x00\x01\x02", "a.jpg", "application/octet-stream"),
        (b"\0\0\0\x18ftyp3gp4", "a", "video/3gpp"),
        (b"\0\0\0\x18ftypM4A ", "a.mp4", "audio/mp4"),
        (b"\0\0\0\x18ftypheic", "a.jpg", "image/heic"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "a.pdf", "image/jpeg"),
        (b"", "a.txt", "text/plain"),
    ],
)
def test_the_content_says_what_a_file_is(tmp_path, body, name, wanted):
    """ATT-3: a renamed file is what it is; a name only tells CSV from other text."""
    path = tmp_path / "body"
    path.write_bytes(body)

    assert media_type_of(path, name) == wanted


@given(body=st.binary(max_size=400), name=st.text(max_size=40))
def test_any_bytes_have_some_type(tmp_path_factory, body, name):
    path = tmp_path_factory.getbasetemp() / "any"
    path.write_bytes(body)

    assert "/" in media_type_of(path, name)


@pytest.mark.parametrize(
    ("name", "media_type", "wanted"),
    [
        ("../../etc/passwd", "text/plain", "passwd"),
        ("C:\\temp\\a.jpg", "image/jpeg", "a.jpg"),
        ("photo\u202egpj.exe", "image/jpeg", "photogpj.exe.jpg"),
        ("invoice.jpg", "text/html", "invoice.jpg.html"),
        ("a\r\nSet-Cookie: x", "image/png", "aSet-Cookie: x.png"),
        ("", "application/pdf", "file.pdf"),
        ("...", "image/png", "file.png"),
        ("REPORT.PDF", "application/pdf", "REPORT.PDF"),
        ("não é só.csv", "text/csv", "não é só.csv"),
        ("notes", "text/plain", "notes"),
    ],
)
def test_a_name_is_safe_and_tells_the_type(name, media_type, wanted):
    assert safe_name(name, media_type) == wanted


def test_a_converted_file_gets_the_suffix_of_what_it_became():
    assert renamed("recording.webm", "audio/ogg") == "recording.ogg"
    assert renamed("recording", "audio/ogg") == "recording.ogg"
    assert renamed(".webm", "audio/ogg") == "webm.ogg"


def test_what_a_file_is_shown_as_follows_its_content():
    assert kind_of("image/png") is FileKind.IMAGE
    assert kind_of("image/webp", FileKind.STICKER) is FileKind.STICKER
    assert kind_of("text/html", FileKind.IMAGE) is FileKind.DOCUMENT
    assert kind_of("image/svg+xml", FileKind.IMAGE) is FileKind.DOCUMENT
    assert kind_of("image/png", FileKind.DOCUMENT) is FileKind.DOCUMENT
    assert kind_of("audio/webm") is FileKind.AUDIO
    assert not SHOWN & {"text/html", "image/svg+xml", "application/pdf", "text/plain"}


def test_an_upload_is_the_same_for_the_same_sender_and_request_only():
    same = upload_id("ac_1", "us_1", "rq_00000001")

    assert same == upload_id("ac_1", "us_1", "rq_00000001")
    others = {
        upload_id("ac_2", "us_1", "rq_00000001"),
        upload_id("ac_1", "us_2", "rq_00000001"),
        upload_id("ac_1", "us_1", "rq_00000002"),
    }
    assert len(others | {same}) == 4


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("bytes=0-0", (0, 1)),
        ("bytes=2-4", (2, 5)),
        ("bytes=5-", (5, 10)),
        ("bytes=-3", (7, 10)),
        ("bytes=-30", (0, 10)),
        ("bytes=0-999", (0, 10)),
        ("bytes= 2 - 4", (2, 5)),
        ("bytes=10-", (10, 10)),
        ("bytes=99-100", (10, 10)),
        ("bytes=-0", (10, 10)),
        ("", None),
        ("bytes=", None),
        ("bytes=-", None),
        ("bytes=4-2", None),
        ("bytes=a-b", None),
        ("bytes=0-1,4-5", None),
        ("items=0-1", None),
        ("bytes=0-1" + "0" * 40, None),
    ],
)
def test_a_range_is_heeded_where_it_makes_sense(header, wanted):
    """An empty range is one beyond the end: 416. None: the whole file."""
    assert part(header, 10) == wanted


@given(header=st.text(max_size=30), size=st.integers(1, 10**12))
def test_no_range_leads_out_of_the_file(header, size):
    found = part("bytes=" + header, size)

    assert found is None or 0 <= found[0] <= found[1] <= size


@given(name=st.text(max_size=60))
def test_no_name_breaks_out_of_the_header(name):
    header = disposition(safe_name(name, "image/jpeg"), inline=True)

    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2
    assert header.startswith('inline; filename="')


def test_a_name_of_any_language_survives_beside_a_plain_one():
    header = disposition("orçamento 100%.pdf", inline=False)

    assert header == (
        'attachment; filename="or_amento 100_.pdf"; '
        "filename*=UTF-8''or%C3%A7amento%20100%25.pdf"
    )


class TestLinks:
    links = Links([b"new", b"old"], "https://chat.example/")

    def token(self, links=None, **fields):
        made = (links or self.links).path(
            Link("at_1", "as_audio_ogg"),
            "a b.ogg",
            lifetime_seconds=60,
            now=1000,
            **fields,
        )
        assert made.startswith("/media/public/")
        assert made.endswith("/a%20b.ogg")
        return made.split("/")[3]

    def test_a_link_names_one_copy_until_it_ends(self):
        """ATT-10: what a provider fetches is short-lived."""
        assert self.links.read(self.token(), now=1059) == Link("at_1", "as_audio_ogg")
        assert self.links.read(self.token(), now=1061) is None

    def test_a_link_of_the_key_before_still_opens_and_a_forged_one_does_not(self):
        assert self.links.read(self.token(Links([b"old"], "")), now=1000)
        assert self.links.read(self.token(Links([b"other"], "")), now=1000) is None

    @pytest.mark.parametrize(
        "change",
        [
            lambda t: t[:-1],
            lambda t: t + "A",
            lambda t: "A" + t[1:],
            lambda _: "",
            lambda _: "%%%",
            lambda _: "é",
        ],
    )
    def test_a_token_that_was_changed_opens_nothing(self, change):
        token = self.token()

        changed = change(token)
        assert changed != token
        assert self.links.read(changed, now=1000) is None


def test_requests_are_signed_as_amazons_own_example():
    """Source: Amazon S3 API Reference, "Example: GET Object"."""
    headers = signed(
        "GET",
        "https://examplebucket.s3.amazonaws.com/test.txt",
        Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
        at=datetime(2013, 5, 24),
        headers={"Range": "bytes=0-9"},
    )

    assert headers["authorization"] == (
        "AWS4-HMAC-SHA256 "
        "Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
        "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, "
        "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
    )
