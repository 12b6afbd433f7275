"""Files over HTTP: who may have them, which part, and what it is called."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from builders import SEALER, caller, channel, twilio, webchat
from house import House

from chassis.errors import Unavailable
from chassis.identity import sign
from ingest.domain import visitors
from ingest.domain.capabilities import capabilities_of
from ingest.domain.channels import Kind
from ingest.domain.content import Attachment, FileKind, FileSource, IncomingFile
from ingest.media.jobs import Look

KEY = "identity-key"
JPEG = b"\xff\xd8\xff\xe0 0123456789"
HTML = b"<!doctype html><script>steal(document.cookie)</script>"


@pytest.fixture
def house(tmp_path):
    return House(
        tmp_path,
        channel(),
        twilio(),
        webchat(),
        webchat(
            "ch_shop",
            provider_id="wt_shop",
            facts={"allowed_origins": "https://shop.example"},
        ),
    )


def as_(user_id="us_ana", sees=("ch_wa", "ch_tw"), **fields):
    token = sign(caller(user_id=user_id, sees=sees), KEY, **fields)
    return {"authorization": f"Bearer {token}"}


def serve(house, talk):
    async def serving():
        async with house.open() as client:
            return await talk(client)

    return asyncio.run(serving())


async def post(client, body=JPEG, *, headers=None, **query):
    asked = {
        "request_id": "rq_00000001",
        "channel_id": "ch_wa",
        "file_name": "cat.jpg",
    } | query
    return await client.post(
        "/media", params=asked, content=body, headers=headers or as_()
    )


def test_a_file_is_uploaded_and_comes_back(house):
    async def talk(client):
        made = await post(client)
        again = await post(client, b"something else")
        return (
            made,
            again,
            await client.get(f"/media/{made.json()['id']}", headers=as_()),
        )

    made, again, got = serve(house, talk)

    assert made.status_code == 201
    assert made.json() == again.json()
    shown = made.json()
    assert (shown["kind"], shown["state"], shown["size_bytes"]) == (
        "image",
        "ready",
        len(JPEG),
    )
    assert got.content == JPEG
    assert got.headers["content-type"] == "image/jpeg"
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert got.headers["content-disposition"].startswith('inline; filename="cat.jpg"')
    assert got.headers["accept-ranges"] == "bytes"


@pytest.mark.parametrize(
    ("query", "body", "status", "reason"),
    [
        ({}, b"", 400, "FILE_EMPTY"),
        ({"channel_id": "ch_tw"}, b"x" * ((16 << 20) + 1), 413, "FILE_TOO_LARGE"),
        ({"channel_id": "ch_none"}, JPEG, 404, "CHANNEL_UNKNOWN"),
        ({"channel_id": "ch_web"}, JPEG, 404, "CHANNEL_UNKNOWN"),
        ({"channel_id": ""}, JPEG, 404, "CHANNEL_UNKNOWN"),
        ({"request_id": ""}, JPEG, 400, "REQUEST_ID_INVALID"),
        ({}, b"MZ\x90 program", 415, "TYPE_REFUSED"),
    ],
)
def test_what_cannot_be_taken_says_why(house, query, body, status, reason):
    answer = serve(house, lambda client: post(client, body, **query))

    assert (answer.status_code, answer.json()["reason"]) == (status, reason)
    assert answer.headers["content-type"] == "application/problem+json"
    if reason == "FILE_TOO_LARGE":
        assert answer.json()["limit"] == 16 << 20
    assert house.media.blobs.blobs == {}


def test_a_body_of_unknown_length_is_counted_as_it_comes(house):
    async def endless():
        for _ in range(40):
            yield bytes(1 << 20)

    answer = serve(house, lambda client: post(client, endless(), channel_id="ch_tw"))

    assert (answer.status_code, answer.json()["reason"]) == (413, "FILE_TOO_LARGE")


def test_without_the_store_an_upload_is_to_be_sent_again(house):
    def away(*_, **__):
        raise Unavailable("the database is away")

    house.media.files.begin_upload = away
    answer = serve(house, post)

    assert (answer.status_code, answer.json()["reason"]) == (503, "UNAVAILABLE")
    assert "retry-after" in answer.headers


def test_a_disk_that_is_full_says_so_and_nothing_else(house):
    def full(*_):
        raise OSError(28, "No space left on device", "/secret/place")

    house.media.upload = full
    answer = serve(house, post)

    assert (answer.status_code, answer.json()["reason"]) == (503, "UNAVAILABLE")
    assert "/secret" not in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": "Bearer nonsense"},
        {"authorization": "Basic dXM6cHc="},
        as_(now=1.0),
    ],
)
def test_nobody_gets_in_without_an_identity(house, headers):
    async def talk(client):
        up = await client.post("/media?channel_id=ch_wa", content=JPEG, headers=headers)
        return up, await client.get("/media/at_1", headers=headers)

    for answer in serve(house, talk):
        assert (answer.status_code, answer.json()["reason"]) == (
            401,
            "IDENTITY_MISSING",
        )


def test_a_file_is_not_there_for_who_may_not_see_it(house):
    async def talk(client):
        made = (await post(client)).json()["id"]
        return [
            await client.get(f"/media/{made}", headers=as_("us_bob")),
            await client.get("/media/at_none", headers=as_()),
            await client.get(f"/media/{made}?variant=preview", headers=as_()),
            await client.get(f"/media/{made}?variant=../secrets", headers=as_()),
        ]

    for answer in serve(house, talk):
        assert (answer.status_code, answer.json()["reason"]) == (
            404,
            "ATTACHMENT_UNKNOWN",
        )


async def uploaded(client, body=JPEG, **query):
    made = (await post(client, body, **query)).json()["id"]

    async def get(method="GET", path="", **headers):
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return await client.request(
            method, f"/media/{made}{path}", headers=as_() | sent
        )

    return get


@pytest.mark.parametrize(
    ("given", "status", "start", "end"),
    [
        ("bytes=0-3", 206, 0, 4),
        ("bytes=4-", 206, 4, 15),
        ("bytes=-5", 206, 10, 15),
        ("bytes=0-99999", 206, 0, 15),
        ("bytes=0-1,3-4", 200, 0, 15),
        ("bytes=9-2", 200, 0, 15),
        ("pages=1", 200, 0, 15),
    ],
)
def test_a_part_is_sent_where_one_is_asked_for(house, given, status, start, end):
    async def talk(client):
        get = await uploaded(client)
        return await get(range=given)

    answer = serve(house, talk)

    assert answer.status_code == status
    assert answer.content == JPEG[start:end]
    assert answer.headers["content-length"] == str(end - start)
    told = f"bytes {start}-{end - 1}/15" if status == 206 else None
    assert answer.headers.get("content-range") == told


def test_a_part_beyond_the_end_is_refused(house):
    async def talk(client):
        get = await uploaded(client)
        return await get(range="bytes=15-")

    answer = serve(house, talk)

    assert (answer.status_code, answer.headers["content-range"]) == (416, "bytes */15")


def test_what_the_caller_has_already_is_not_sent_again(house):
    async def talk(client):
        get = await uploaded(client)
        etag = (await get()).headers["etag"]
        return (
            [await get(if_none_match=each) for each in (etag, f'W/{etag}, "x"', "*")],
            await get(if_none_match='"other"'),
            await get(if_range=etag, range="bytes=0-1"),
            await get(if_range='"other"', range="bytes=0-1"),
            await get(if_range="Tue, 01 Jan 2030 00:00:00 GMT", range="bytes=0-1"),
        )

    same, other, still, changed, dated = serve(house, talk)

    for answer in same:
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"]
    assert other.status_code == 200
    assert (still.status_code, still.content) == (206, JPEG[:2])
    assert (changed.status_code, dated.status_code) == (200, 200)


def test_a_head_tells_all_but_the_bytes(house):
    async def talk(client):
        get = await uploaded(client)
        return await get("HEAD"), await get("HEAD", range="bytes=0-1"), await get()

    head, ranged, got = serve(house, talk)

    assert (head.status_code, ranged.status_code) == (200, 200)
    assert head.content == b""
    for name in ("content-length", "content-type", "etag", "content-disposition"):
        assert head.headers[name] == got.headers[name] == ranged.headers[name]


@pytest.mark.parametrize(
    ("body", "name", "media_type"),
    [
        (HTML, "cat.jpg", "text/html"),
        (b"<svg onload='x()'/>", "logo.svg", "image/svg+xml"),
        (b"%PDF-1.7", "a.pdf", "application/pdf"),
        (b"# words", "notes.md", "text/plain"),
    ],
)
def test_what_could_run_in_a_page_is_only_saved(house, body, name, media_type):
    async def talk(client):
        get = await uploaded(client, body, file_name=name)
        return await get()

    answer = serve(house, talk)

    assert answer.headers["content-type"].partition(";")[0] == media_type
    shown = answer.headers["content-disposition"]
    wanted = name if name != "cat.jpg" else "cat.jpg.html"
    assert shown.startswith(f'attachment; filename="{wanted}"')
    assert "sandbox" in answer.headers["content-security-policy"]


def test_a_picture_is_saved_on_demand(house):
    async def talk(client):
        get = await uploaded(client, file_name="c\r\nat.jpg")
        return await get(path="?download=1")

    answer = serve(house, talk)

    assert answer.headers["content-disposition"] == (
        "attachment; filename=\"cat.jpg\"; filename*=UTF-8''cat.jpg"
    )


def test_what_is_not_here_says_whether_it_may_come(house):
    files = [
        IncomingFile(Attachment(f"at_{n}", FileKind.IMAGE), FileSource(media_id=n))
        for n in ("m1", "m2")
    ]
    house.media.expect(channel(), "wamid.1", files)
    house.media.files.files["at_m1"] = house.media.files.files["at_m1"].failed(
        "TOO_LARGE"
    )

    async def talk(client):
        return [await client.get(f"/media/at_{n}", headers=as_()) for n in ("m1", "m2")]

    failed, waiting = serve(house, talk)

    assert (failed.status_code, failed.json()["reason"]) == (409, "ATTACHMENT_FAILED")
    assert failed.json()["why"] == "TOO_LARGE"
    assert (waiting.status_code, waiting.json()["reason"]) == (
        409,
        "ATTACHMENT_WAITING",
    )


def test_a_provider_fetches_by_its_link_without_an_identity(house):
    """ATT-10: HEAD and GET, the true type, and the name."""
    house.media._workshop.look = lambda *_, **__: Look("image/webp")
    rule = capabilities_of(Kind.WHATSAPP_TWILIO).rule(FileKind.IMAGE)

    async def talk(client):
        made = (await post(client, b"webp", file_name="a b.webp")).json()["id"]
        url = httpx.URL(house.media.public_link(made, "ac_1", rule))
        return (
            await client.head(url.path),
            await client.get(url.path, headers={"range": "bytes=0-1"}),
            await client.get(url.path.replace("/public/", "/public/A")),
        )

    head, got, forged = serve(house, talk)

    assert (head.status_code, head.headers["content-type"]) == (200, "image/jpeg")
    assert 'filename="a b.jpg"' in head.headers["content-disposition"]
    assert (got.status_code, got.content) == (206, b"as")
    assert forged.status_code == 404


def test_bytes_that_are_lost_are_not_a_bug(house):
    async def talk(client):
        get = await uploaded(client)
        house.media.blobs.blobs.clear()
        return await get()

    assert serve(house, talk).status_code == 503


# Visitors.


def visitor(channel_id="ch_web", number=b"1"):
    return visitors.issue(channel_id, number * 16, SEALER.visitor_keys[0])


def visitor_post(client, body=JPEG, *, token=None, headers=None, **query):
    asked = {
        "website_token": "wt_website",
        "client_id": "client-0001",
        "file_name": "cat.jpg",
    } | query
    sent = {"authorization": f"Bearer {token or visitor()}"} | (headers or {})
    return client.post("/webchat/files", params=asked, content=body, headers=sent)


def test_a_visitor_sends_a_file_and_sees_it(house):
    async def talk(client):
        made = await visitor_post(client)
        return made, await client.get(made.json()["url"])

    made, got = serve(house, talk)

    assert made.status_code == 201
    assert made.json()["kind"] == "image"
    assert got.content == JPEG


@pytest.mark.parametrize(
    ("fields", "status", "reason"),
    [
        ({"token": "vt_forged"}, 401, "VISITOR_UNKNOWN"),
        ({"website_token": "wt_none"}, 404, "WEBSITE_UNKNOWN"),
        ({"website_token": "wt_shop"}, 401, "VISITOR_UNKNOWN"),
        ({"body": HTML}, 415, "TYPE_REFUSED"),
        ({"body": b"<svg/>"}, 415, "TYPE_REFUSED"),
        ({"body": b"OggS sound"}, 415, "TYPE_REFUSED"),
        ({"body": b"PK\x03\x04 archive"}, 415, "TYPE_REFUSED"),
        ({"body": b""}, 400, "FILE_EMPTY"),
        ({"body": JPEG + bytes(16 << 20)}, 413, "FILE_TOO_LARGE"),
        ({"client_id": ""}, 400, "REQUEST_ID_INVALID"),
    ],
)
def test_a_visitors_file_that_is_not_taken_says_why(house, fields, status, reason):
    """ATT-4: no sound; and nothing that could run."""
    answer = serve(house, lambda client: visitor_post(client, **fields))

    assert (answer.status_code, answer.json()["reason"]) == (status, reason)
    assert house.media.blobs.blobs == {}


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("https://evil.example", 403),
        ("https://shop.example", 201),
        ("http://ingest.test", 201),
    ],
)
def test_only_welcome_pages_send_files(house, origin, status):
    answer = serve(
        house,
        lambda client: visitor_post(
            client,
            token=visitor("ch_shop"),
            website_token="wt_shop",
            headers={"origin": origin},
        ),
    )

    assert answer.status_code == status


def test_a_flood_of_files_is_held_back(house):
    async def talk(client):
        return [
            (await visitor_post(client, client_id=f"client-{n:04d}")).status_code
            for n in range(25)
        ]

    answers = serve(house, talk)

    assert answers[:20] == [201] * 20
    assert 429 in answers[20:]
