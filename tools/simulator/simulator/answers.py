"""HTTP answers that the providers' and the control API share."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from simulator.model import Answering, Channel
from simulator.world import World


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


async def after_accepting(channel: Channel, answer: Response) -> Response:
    """Return *answer* to an accepted send the way the channel's modes say."""
    match channel.modes.answering:
        case Answering.LOST_ANSWER:
            return LostAnswer()
        case Answering.SLOW:
            await asyncio.sleep(channel.modes.delay_seconds)
    return answer


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
            "answer": None if lost else json.loads(bytes(answer.body) or b"null"),
        }
    )
    world.tallies[channel_id, "provider_calls"] += 1
    if answer.status_code >= 400:
        world.tallies[channel_id, "provider_calls_refused"] += 1
