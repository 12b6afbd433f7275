"""HTTP answers that the providers' and the control API share."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from simulator.failures import Fate
from simulator.model import Answering, Channel
from simulator.world import World

# Bodies longer than this are not kept for `/control/calls`.
KEPT_BYTES = 20_000


class LostAnswer(Response):
    """
    Drops the connection where the answer should be.

    It promises one byte and sends none, at which the server closes the
    connection and the caller cannot know what became of the request.
    """

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Start an answer that never comes."""
        headers = [(b"content-length", b"1"), (b"connection", b"close")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b""})


def problem(status: int, reason: str, detail: str, **facts: Any) -> JSONResponse:
    """Answer the control API's caller with a problem (RFC 9457)."""
    body = {
        "type": "about:blank",
        "title": reason.replace("_", " ").lower(),
        "status": status,
        "reason": reason,
        "detail": detail,
        **facts,
    }
    return JSONResponse(body, status, media_type="application/problem+json")


async def after_accepting(channel: Channel, answer: Response, fate: Fate) -> Response:
    """Return *answer* to an accepted send the way *fate* and the modes say."""
    if fate.answer_lost or channel.modes.answering is Answering.LOST_ANSWER:
        return LostAnswer()
    return await slowly(channel, answer)


async def slowly(channel: Channel, answer: Response) -> Response:
    """Return *answer*, late if the provider is slow."""
    if channel.modes.answering is Answering.SLOW:
        await asyncio.sleep(channel.modes.delay_seconds)
    return answer


async def hold(fate: Fate) -> Response:
    """Keep the caller waiting, and answer nothing in the end."""
    await asyncio.sleep(fate.hold_seconds or 0.0)
    return LostAnswer()


def note_call(
    world: World, request: Request, channel_id: str, body: Any, answer: Response
) -> None:
    """Keep the business's call and its answer for `/control/calls`."""
    lost = isinstance(answer, LostAnswer)
    world.calls.append(
        {
            "at": time.time(),
            "channel_id": channel_id,
            "method": request.method,
            "path": request.url.path,
            "query": request.url.query,
            "body": body,
            "status": None if lost else answer.status_code,
            "answer": None if lost else _told(answer),
        }
    )
    world.tallies[channel_id, "provider_calls"] += 1
    if answer.status_code >= 400:
        world.tallies[channel_id, "provider_calls_refused"] += 1


def shown_body(raw: bytes) -> str:
    """Return a request's body for `/control/calls`; only the size of a file."""
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return f"{len(raw)} bytes"
    return text if len(raw) <= KEPT_BYTES else f"{len(raw)} bytes"


def _told(answer: Response) -> Any:
    body = bytes(answer.body)
    if "json" not in (answer.media_type or ""):
        return f"{len(body)} bytes" if body else None
    return json.loads(body or b"null")
