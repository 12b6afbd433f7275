"""Files on their way through the gateway."""

from contextlib import aclosing

import pytest
from house import open_house
from ingest_http import FILE

pytestmark = pytest.mark.anyio


@pytest.fixture
async def house():
    async with open_house() as found:
        yield found


@pytest.fixture
async def ana(house):
    async with aclosing(await house.signed_in("ana")) as client:
        yield client


async def test_a_file_is_handed_on_as_it_comes(house, ana):
    """ATT-2: for the user, with what they see, and idempotent."""
    answer = await ana.post(
        "/api/v1/media",
        params={"channel_id": "ch_1", "file_name": "sofá.png", "voice": "0"},
        content=b"\x89PNG" * 1000,
        headers={"Content-Type": "image/png", "Idempotency-Key": "k1"},
    )

    assert answer.status_code == 201, answer.text
    assert answer.json()["preview_url"] == "/api/v1/media/at_9?variant=preview"
    assert "has_preview" not in answer.json()
    [(_, path, query, headers, body)] = house.ingest.asked
    assert (path, query["file_name"], body) == ("/media", "sofá.png", b"\x89PNG" * 1000)
    assert query["request_id"].endswith(":k1")
    assert headers["content-type"] == "image/png"


@pytest.mark.parametrize(
    ("content", "status", "reason"),
    [(b"", 400, "FILE_EMPTY"), (b"x" * 1_000_001, 413, "FILE_TOO_LARGE")],
)
async def test_a_refused_file_says_why(ana, content, status, reason):
    """ATT-7."""
    answer = await ana.post("/api/v1/media?channel_id=ch_1", content=content)

    assert (answer.status_code, answer.json()["reason"]) == (status, reason)


async def test_a_part_of_a_file_is_answered_with_its_own_rules(ana):
    """ATT-11: resumable, and shown nowhere but in a sandbox."""
    answer = await ana.get("/api/v1/media/at_1", headers={"Range": "bytes=10-19"})

    assert (answer.status_code, answer.content) == (206, FILE[10:20])
    assert answer.headers["content-range"] == f"bytes 10-19/{len(FILE)}"
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "x-of-ours" not in answer.headers


async def test_the_head_of_a_file_has_no_body(house, ana):
    answer = await ana.head("/api/v1/media/at_1?variant=preview&download=1")

    assert (answer.status_code, answer.content) == (200, b"")
    assert house.ingest.asked[-1][0] == "HEAD"
    assert house.ingest.asked[-1][2] == {"variant": "preview", "download": "1"}


async def test_an_unknown_file_and_a_stranger_get_nothing(house, ana):
    unknown = await ana.get("/api/v1/media/at_0")
    async with house.client() as stranger:
        refused = await stranger.get("/api/v1/media/at_1")

    assert (unknown.status_code, refused.status_code) == (404, 401)
    assert unknown.json()["reason"] == "ATTACHMENT_UNKNOWN"


async def test_ingest_being_away_is_told(ana, house):
    house.ingest.stop()

    answer = await ana.get("/api/v1/media/at_1")

    assert (answer.status_code, answer.json()["reason"]) == (503, "UNAVAILABLE")


async def test_a_file_is_described_and_asked_for_again(ana):
    """ATT-11."""
    described = await ana.get("/api/v1/media/at_1/info")
    again = await ana.post("/api/v1/media/at_1/fetch")

    assert described.json() == again.json()
    assert described.json()["url"] == "/api/v1/media/at_1"
