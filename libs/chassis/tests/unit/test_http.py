"""HTTP answers: problems, one line per request, bodies with a limit."""

import asyncio
import json

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from structlog.testing import capture_logs

from chassis import http, telemetry


async def fine(_):
    return PlainTextResponse("fine")


async def broken(_):
    raise RuntimeError("the secret of the house")


def get(path, **headers):
    app = http.Canonical(
        Starlette(
            routes=[Route("/fine/{id}", fine), Route("/broken", broken)],
            exception_handlers={Exception: http.unexpected},
        )
    )

    async def call():
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://t"
        ) as client:
            return await client.get(path, headers=headers)

    return asyncio.run(call())


def test_a_problem_names_a_stable_reason_and_what_to_do():
    response = http.problem(409, "ALREADY_ASSIGNED", "Ana has it", assignee_id="us_ana")

    assert response.status_code == 409
    assert response.headers["content-type"] == "application/problem+json"
    assert json.loads(response.body) == {
        "type": "about:blank",
        "title": "Conflict",
        "status": 409,
        "reason": "ALREADY_ASSIGNED",
        "detail": "Ana has it",
        "assignee_id": "us_ana",
    }


def test_a_request_writes_one_line_that_names_the_route_and_no_id():
    with capture_logs() as lines:
        get("/fine/secret-id")

    [line] = [one for one in lines if one["event"] == "http_served"]
    assert line["route"] == "/fine/{id}"
    assert line["outcome"] == 200
    assert "secret-id" not in str(line)


def test_a_sound_request_id_is_kept_and_another_replaced():
    assert get("/fine/1", **{"X-Request-Id": "rq-1"}).headers["x-request-id"] == "rq-1"
    assert get("/fine/1", **{"X-Request-Id": "a b"}).headers["x-request-id"] != "a b"


def test_a_bug_says_nothing_of_the_inside():
    with capture_logs():
        response = get("/broken")

    assert response.status_code == 500
    assert response.json()["reason"] == "INTERNAL"
    assert "secret" not in response.text


@pytest.mark.parametrize(
    ("headers", "chunks"),
    [
        pytest.param([(b"content-length", b"11")], [], id="by its header"),
        pytest.param([], [b"123456", b"78901"], id="by count"),
    ],
)
def test_a_body_over_the_limit_is_not_read_to_its_end(headers, chunks):
    async def receive():
        return {"type": "http.request", "body": chunks.pop(0), "more_body": True}

    with pytest.raises(http.TooLarge):
        asyncio.run(http.body(receive, {"headers": headers}, max_bytes=10))


def test_metrics_never_carry_ids():
    get("/fine/another-secret")

    labels = {
        s.labels["route"] for m in telemetry.HTTP_SERVED.collect() for s in m.samples
    }
    assert not any("secret" in label for label in labels)
