"""
Files: giving one to be sent, and looking at those of a thread.

The bytes flow through from and to ingest, which decides; nothing is kept here.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

from pydantic import StringConstraints
from recado.ingest.v1 import media_service_pb2 as media
from starlette.responses import StreamingResponse

from .. import shapes_content as shapes
from .. import wire_content
from ..endpoint import Call, Endpoint, Reply
from ..inputs import Id, NoBody, NoQuery, Query
from ..problems import Problem

ASKED = ("range", "if-range", "if-none-match", "if-modified-since")
"""Headers of a request that decide which bytes are answered."""

ANSWERED = frozenset(
    {
        "accept-ranges",
        "cache-control",
        "content-disposition",
        "content-length",
        "content-range",
        "content-security-policy",
        "content-type",
        "etag",
        "last-modified",
        "x-content-type-options",
    }
)
"""Headers of ingest's answer that are passed on."""

ONE = "/api/v1/media/{attachment_id}"

UNKNOWN = {404: ["ATTACHMENT_UNKNOWN"]}


class NewFile(Query):
    """What is known of a file before its bytes."""

    channel_id: Id
    """The channel it shall be sent on."""
    file_name: Annotated[str, StringConstraints(max_length=255)] = ""
    """The name to save it under."""
    voice: Literal["0", "1"] = "0"
    """`1` for a voice note."""
    strip_location: Literal["0", "1"] = "0"
    """`1` takes the place and the camera out of a picture."""


class Which(Query):
    """Which form of a file."""

    variant: Literal["", "preview", "playable"] = ""
    """`preview`: a small picture; `playable`: a copy every browser plays."""
    download: Literal["0", "1"] = "0"
    """`1` asks the browser to save it."""


async def upload(call: Call[NoBody, NewFile]) -> Any:
    """Store a file that is to be sent."""
    query = call.query
    answer = await call.gateway.backends.files(
        "POST",
        "/media",
        call.identity,
        headers={"Content-Type": call.headers.get("content-type", "")},
        params={
            "request_id": call.request_id,
            "channel_id": query.channel_id,
            "file_name": query.file_name,
            "voice": query.voice,
            "strip_location": query.strip_location,
        },
        content=call.pieces,
    )
    try:
        await answer.aread()
    finally:
        await answer.aclose()
    found = answer.json()
    if answer.is_error:
        raise _refused(answer.status_code, found)
    return Reply(_with_addresses(found), status=201)


async def download(call: Call[NoBody, Which]) -> StreamingResponse:
    """Stream a file, or the part that is asked for."""
    answer = await call.gateway.backends.files(
        call.method,
        f"/media/{call.ids['attachment_id']}",
        call.identity,
        headers={n: call.headers[n] for n in ASKED if n in call.headers},
        params={"variant": call.query.variant, "download": call.query.download},
    )
    if answer.is_error and answer.status_code != 416:  # noqa: PLR2004  # told by headers
        try:
            await answer.aread()
        finally:
            await answer.aclose()
        raise _refused(answer.status_code, answer.json())
    headers = {n: v for n, v in answer.headers.items() if n in ANSWERED}
    return StreamingResponse(
        _flowing(answer), status_code=answer.status_code, headers=headers
    )


async def describe(call: Call[NoBody, NoQuery]) -> shapes.Attachment:
    """Return what is known of a file."""
    request = media.GetAttachmentRequest(attachment_id=call.ids["attachment_id"])
    answer = await call.ask(call.gateway.backends.media.GetAttachment, request)
    return wire_content.write_attachment(answer.attachment)


async def fetch_again(call: Call[NoBody, NoQuery]) -> shapes.Attachment:
    """Try again to get a file that did not come."""
    request = media.FetchAgainRequest(attachment_id=call.ids["attachment_id"])
    answer = await call.ask(call.gateway.backends.media.FetchAgain, request)
    return wire_content.write_attachment(answer.attachment)


async def _flowing(answer: Any) -> AsyncIterator[bytes]:
    try:
        async for piece in answer.aiter_raw():
            yield piece
    finally:
        await answer.aclose()


def _refused(status: int, problem: dict[str, Any]) -> Problem:
    own = ("type", "title", "status", "reason", "detail")
    return Problem(
        status,
        str(problem.get("reason", "FILE_REFUSED")),
        str(problem.get("detail", "")),
        **{name: value for name, value in problem.items() if name not in own},
    )


def _with_addresses(found: dict[str, Any]) -> dict[str, Any]:
    id_, address = found["id"], wire_content.address
    preview = found.pop("has_preview", False)
    playable = found.pop("has_playable", False)
    return found | {
        "url": address(id_),
        "preview_url": address(id_, "preview") if preview else None,
        "playable_url": address(id_, "playable") if playable else None,
    }


ENDPOINTS: tuple[Endpoint[Any, Any], ...] = (
    Endpoint(
        method="POST",
        path="/api/v1/media",
        summary="Give a file that is to be sent; the body is its bytes.",
        tag="media",
        handler=upload,
        query=NewFile,
        answer=shapes.Attachment,
        status=201,
        takes_file=True,
        refusals={
            400: ["FILE_EMPTY"],
            404: ["CHANNEL_UNKNOWN"],
            413: ["FILE_TOO_LARGE"],
        },
    ),
    Endpoint(
        method="GET",
        path=ONE,
        summary="A file, or a part of it by `Range`.",
        tag="media",
        handler=download,
        query=Which,
        answer=None,
        stream=True,
        media_type="application/octet-stream",
        refusals={**UNKNOWN, 409: ["ATTACHMENT_WAITING", "ATTACHMENT_FAILED"]},
    ),
    Endpoint(
        method="GET",
        path=f"{ONE}/info",
        summary="What is known of a file.",
        tag="media",
        handler=describe,
        answer=shapes.Attachment,
        refusals=UNKNOWN,
    ),
    Endpoint(
        method="POST",
        path=f"{ONE}/fetch",
        summary="Try again to get a file that did not come.",
        tag="media",
        handler=fetch_again,
        answer=shapes.Attachment,
        refusals=UNKNOWN,
    ),
)
