"""Files over HTTP: upload, download, and links for those without an identity."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from chassis import telemetry
from chassis.errors import Conflict, Unavailable
from chassis.http import problem
from chassis.identity import Forged, Identity, verify

from .. import metrics
from ..domain.capabilities import capabilities_of
from ..domain.channels import Channel
from ..domain.errors import ChannelUnknown
from ..media import errors
from ..media.files import ORIGINAL, PLAYABLE, PREVIEW, SHOWN, renamed, safe_name
from ..media.media import Media, Opened
from ..media.ports import BlobMissing
from ..media.uploading import Upload
from ..media.wire import shown
from .bodies import Bodies
from .directory import Directory, Keeper
from .ranges import Stored, serve

VARIANTS = {"": ORIGINAL, PREVIEW: PREVIEW, PLAYABLE: PLAYABLE}

STATUS: dict[str, int] = {
    errors.AttachmentUnknown.reason: HTTPStatus.NOT_FOUND,
    errors.AttachmentWaiting.reason: HTTPStatus.CONFLICT,
    errors.AttachmentFailed.reason: HTTPStatus.CONFLICT,
    errors.FileEmpty.reason: HTTPStatus.BAD_REQUEST,
    errors.FileTooLarge.reason: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    errors.TypeRefused.reason: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    errors.RequestIdInvalid.reason: HTTPStatus.BAD_REQUEST,
    ChannelUnknown.reason: HTTPStatus.NOT_FOUND,
}

PRIVATE = "private, max-age=86400"
BRIEF = "private, max-age=300"
RETRY = {"retry-after": "5"}
CLOSE = {"connection": "close"}

log = telemetry.get(__name__)

Handler = Callable[[Request], Awaitable[Response]]


def refusing(handler: Handler) -> Handler:
    """Return *handler* with what it refuses turned into problems."""

    async def handle(request: Request) -> Response:
        try:
            return await handler(request)
        except Forged:
            return problem(401, "IDENTITY_MISSING", "nobody says who asks")
        except (errors.MediaError, ChannelUnknown) as error:
            facts = {k: int(v) if k == "limit" else v for k, v in error.facts.items()}
            # What is left of a body that is not taken is not worth reading.
            headers = CLOSE if request.method == "POST" else {}
            status = STATUS[error.reason]
            return problem(status, error.reason, str(error), headers=headers, **facts)
        except (Unavailable, Conflict) as error:
            return problem(503, "UNAVAILABLE", str(error), headers=RETRY | CLOSE)
        except OSError:
            log.exception("file_not_written")
            words = "there is no room for the file now; send it again later"
            return problem(503, "UNAVAILABLE", words, headers=RETRY | CLOSE)

    return handle


class MediaPages:
    """Serves `/media`."""

    def __init__(
        self,
        media: Media,
        directory: Directory,
        keeper: Keeper,
        *,
        bodies: Bodies,
        identity_key: str,
        max_bytes: int,
    ) -> None:
        self._media = media
        self._directory = directory
        self._keeper = keeper
        self._bodies = bodies
        self._identity_key = identity_key
        self._max_bytes = max_bytes

    def routes(self) -> list[Route]:
        """Return the routes; GET serves HEAD too."""
        return [
            Route("/media", refusing(self.upload), methods=["POST"]),
            Route("/media/public/{token}/{file_name}", refusing(self.public)),
            Route("/media/{attachment_id}", refusing(self.download)),
        ]

    async def upload(self, request: Request) -> Response:
        """Take a file in; the same request again answers the same."""
        caller = self._caller(request)
        asked = request.query_params
        channel = await self._channel(asked.get("channel_id", ""), caller)
        limit = min(self._max_bytes, largest(channel))
        upload = Upload(
            account_id=caller.account_id,
            channel_id=channel.channel_id,
            uploader_id=caller.user_id,
            request_id=asked.get("request_id", ""),
            file_name=asked.get("file_name", ""),
            declared_type=request.headers.get("content-type", "")[:128],
            voice=asked.get("voice") == "1",
            strip_location=asked.get("strip_location") == "1",
        )
        try:
            async with self._bodies.received(request, limit) as path:
                found = await self._bodies.work(self._media.upload, upload, path)
        except errors.MediaError:
            metrics.UPLOADS.labels("refused").inc()
            raise
        metrics.UPLOADS.labels("ready").inc()
        return JSONResponse(shown(found), HTTPStatus.CREATED)

    async def download(self, request: Request) -> Response:
        """Send a file, or a copy of it, to somebody who may see it."""
        caller = self._caller(request)
        name = VARIANTS.get(request.query_params.get("variant", ""))
        if name is None:
            raise errors.AttachmentUnknown("there is no such copy of a file")
        found = await asyncio.to_thread(
            self._media.open, request.path_params["attachment_id"], caller, name
        )
        return await self._send(request, found, PRIVATE)

    async def public(self, request: Request) -> Response:
        """Send the copy of a file that a link names, to whoever has the link."""
        found = await asyncio.to_thread(
            self._media.open_link, request.path_params["token"]
        )
        return await self._send(request, found, BRIEF)

    async def _send(self, request: Request, found: Opened, caching: str) -> Response:
        copy = found.copy
        told = found.file.attachment.file_name or found.file.attachment.kind.value
        # A copy is of another type; the file itself keeps the name it came with.
        called = safe_name if found.name == ORIGINAL else renamed
        stored = Stored(
            media_type=copy.media_type,
            file_name=called(told, copy.media_type),
            size_bytes=copy.size_bytes,
            etag=copy.etag,
            inline=copy.media_type in SHOWN
            and request.query_params.get("download") != "1",
            caching=caching,
        )

        async def opened(start: int, end: int) -> Iterator[bytes]:
            try:
                return await asyncio.to_thread(
                    self._media.blobs.open, copy.key, start, end
                )
            except BlobMissing:
                raise Unavailable("the bytes of the file are not there") from None

        return await serve(request, stored, opened)

    def _caller(self, request: Request) -> Identity:
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer":
            raise Forged("no identity")
        caller = verify(token.strip(), self._identity_key)
        request.state.account_id, request.state.user_id = (
            caller.account_id,
            caller.user_id,
        )
        return caller

    async def _channel(self, channel_id: str, caller: Identity) -> Channel:
        found = self._directory.channel(channel_id)
        if found is None and channel_id:
            await self._keeper.look_again()
            found = self._directory.channel(channel_id)
        if (
            found is None
            or found.account_id != caller.account_id
            or not caller.sees(channel_id)
        ):
            raise ChannelUnknown("there is no such channel", channel_id=channel_id)
        return found


def largest(channel: Channel) -> int:
    """Return the most bytes of any file that *channel* carries."""
    rules = capabilities_of(channel.kind).media
    return max((rule.max_bytes for rule in rules), default=0)
