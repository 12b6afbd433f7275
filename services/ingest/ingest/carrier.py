"""Calls the providers over HTTP; whatever happens is a verdict."""

from __future__ import annotations

import httpx

from chassis.errors import Conflict, Unavailable

from .domain import failures
from .domain.channels import Channel, Kind
from .domain.content import Attachment
from .domain.delivery import (
    FileGone,
    FileRefused,
    Later,
    Lost,
    Refused,
    Request,
    Send,
    Verdict,
)
from .domain.forms import Form
from .domain.parts import Feeling, Handed, Part
from .ports import SendFiles, SendForms, Uploads
from .providers import (
    cloud_media,
    cloud_send,
    graph_send,
    instagram_send,
    messenger_send,
    twilio_send,
)
from .providers.waits import retry_after
from .readying import Readying, Settled, attachment_of

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 15.0

HAND_OVER_SECONDS = 120.0
"""How long Meta may take to swallow a file of 100 MB."""

# Nothing of the message can have left us with these.
NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

NO_ADDRESS = Refused(
    failures.RECIPIENT_UNREACHABLE, "the contact has no address on this channel"
)

STALE = frozenset({failures.MEDIA_REFUSED, failures.REQUEST_REFUSED})
"""Refusals that may mean that Meta has forgotten a file of ours."""


class HttpCarrier:
    """The `Carrier` port over HTTP. Blocking; cooperative in the worker."""

    def __init__(
        self,
        client: httpx.Client,
        public_url: str,
        *,
        files: SendFiles,
        uploads: Uploads,
        forms: SendForms,
    ) -> None:
        self._client = client
        self._public_url = public_url
        self._ready = Readying(files, forms)
        self._uploads = uploads

    def send(self, channel: Channel, send: Send, part: Part) -> Verdict:
        """Make one attempt at one part."""
        try:
            form = self._ready.form(channel, part)
            if channel.kind is Kind.WHATSAPP_CLOUD:
                return self._over_cloud(channel, send, part, form)
            handed = self._ready.linked(channel, part)
            return self._over_others(channel, send, part, form, handed)
        except Settled as settled:
            return settled.verdict
        except FileGone as error:
            return Refused(failures.FILE_GONE, str(error))
        except FileRefused as error:
            return Refused(failures.TYPE_REFUSED, str(error))
        except (Unavailable, Conflict) as error:
            # Ours, and nothing has left us yet.
            return Later(failures.FILE_GONE, str(error), pair_only=True)

    def look_up(self, channel: Channel, send: Send, part: Part) -> list[str]:
        """Return ids of messages that may be *part*; Meta has no look-up."""
        if channel.kind is not Kind.WHATSAPP_TWILIO:
            return []
        try:
            answer = self._call(twilio_send.look_up(channel, send))
        except httpx.HTTPError:
            return []
        return (
            twilio_send.found(answer.content, send, part) if answer.is_success else []
        )

    def _over_cloud(
        self, channel: Channel, send: Send, part: Part, form: Form | None
    ) -> Verdict:
        """Send over the Cloud API, which wants the file first."""
        attachment = attachment_of(part)
        if attachment is None:
            return self._to_somebody(channel, send, part, form, None)
        handed, fresh = self._uploaded(channel, attachment)
        verdict = self._to_somebody(channel, send, part, form, handed)
        if fresh or not isinstance(verdict, Refused) or verdict.reason not in STALE:
            return verdict
        # It was refused, so nothing went out: hand the file over anew.
        self._uploads.forget(channel.channel_id, attachment.attachment_id)
        handed, _ = self._uploaded(channel, attachment)
        return self._to_somebody(channel, send, part, form, handed)

    def _to_somebody(
        self,
        channel: Channel,
        send: Send,
        part: Part,
        form: Form | None,
        handed: Handed | None,
    ) -> Verdict:
        """Try the person's ids in turn; the next only if one was refused."""
        first: Verdict | None = None
        for to in cloud_send.addresses(send):
            request = cloud_send.request(
                channel, send, part, to, handed=handed, form=form
            )
            answer = self._asked(request)
            if not isinstance(answer, httpx.Response):
                return answer
            verdict = cloud_send.verdict(*_told(answer))
            if not isinstance(verdict, Refused):
                return verdict
            first = first or verdict
            if cloud_send.error_code(answer.content) not in cloud_send.ADDRESS_CODES:
                break
        return first or NO_ADDRESS

    def _over_others(
        self,
        channel: Channel,
        send: Send,
        part: Part,
        form: Form | None,
        handed: Handed | None,
    ) -> Verdict:
        """Send over a channel that fetches the file from us."""
        request = self._request(channel, send, part, form, handed)
        if request is None:
            return NO_ADDRESS
        answer = self._asked(request)
        if not isinstance(answer, httpx.Response):
            return answer
        status, body, after = _told(answer)
        if channel.kind is Kind.WHATSAPP_TWILIO:
            return twilio_send.verdict(status, body, after)
        return graph_send.verdict(
            status,
            body,
            after,
            reaction=isinstance(part, Feeling),
            instagram=channel.kind is Kind.INSTAGRAM,
        )

    def _request(
        self,
        channel: Channel,
        send: Send,
        part: Part,
        form: Form | None,
        handed: Handed | None,
    ) -> Request | None:
        """Return the call; None when the person cannot be addressed there."""
        match channel.kind:
            case Kind.MESSENGER:
                return messenger_send.request(channel, send, part, handed)
            case Kind.INSTAGRAM:
                return instagram_send.request(channel, send, part, handed)
            case Kind.WHATSAPP_TWILIO:
                return twilio_send.request(
                    channel, send, part, self._public_url, handed=handed, form=form
                )
        return None

    def _uploaded(
        self, channel: Channel, attachment: Attachment
    ) -> tuple[Handed, bool]:
        """Return the file with Meta's id of it, and whether it went there just now."""
        file = self._ready.prepared(channel, attachment)
        channel_id, attachment_id = channel.channel_id, attachment.attachment_id
        known = self._uploads.find(channel_id, attachment_id)
        if known:
            return Handed(known, file.media_type, file.file_name), False
        answer = self._asked(
            cloud_media.upload(channel, file), seconds=HAND_OVER_SECONDS
        )
        if not isinstance(answer, httpx.Response):
            # Only the file was on its way: handing it over again does no harm.
            raise Settled(Later(failures.PROVIDER_DOWN, answer.detail))
        media_id = cloud_media.uploaded(*_told(answer))
        if not isinstance(media_id, str):
            raise Settled(media_id)
        self._uploads.keep(channel_id, attachment_id, media_id)
        return Handed(media_id, file.media_type, file.file_name), True

    def _asked(
        self, request: Request, seconds: float = ANSWER_SECONDS
    ) -> httpx.Response | Later | Lost:
        """Return the answer, or what it means that there is none."""
        try:
            return self._call(request, seconds)
        except NOT_SENT as error:
            return Later(
                failures.PROVIDER_DOWN, f"no connection: {type(error).__name__}"
            )
        except httpx.HTTPError as error:
            return Lost(f"no answer: {type(error).__name__}")

    def _call(
        self, request: Request, seconds: float = ANSWER_SECONDS
    ) -> httpx.Response:
        return self._client.request(
            request.method,
            request.url,
            headers=dict(request.headers),
            json=request.json,
            data=dict(request.form) if request.form is not None else None,
            params=dict(request.query) if request.query is not None else None,
            content=request.body,
            timeout=httpx.Timeout(seconds, connect=CONNECT_SECONDS),
        )


def client() -> httpx.Client:
    """Return a client with our limits; redirects are not followed."""
    return httpx.Client(
        timeout=httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS),
        limits=httpx.Limits(max_connections=200, max_keepalive_connections=50),
        follow_redirects=False,
    )


def _told(answer: httpx.Response) -> tuple[int, bytes, float | None]:
    """Return status, body, and how long to wait if it says so."""
    return answer.status_code, answer.content, retry_after(answer.headers)
