"""Asks Twilio what came in, over HTTP."""

from __future__ import annotations

from datetime import datetime

import httpx

from chassis import telemetry

from .domain.channels import Channel
from .domain.delivery import Request
from .domain.missed import Listed
from .providers import twilio_missed

MOST_PAGES = 20

log = telemetry.get(__name__)


class TwilioMailbox:
    """The `Mailbox` port over Twilio's list of messages."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def inbound(self, channel: Channel, since: datetime) -> list[Listed] | None:
        """Return what came in, oldest first; None when Twilio does not say."""
        found: list[Listed] = []
        request = twilio_missed.first_page(channel, since)
        for _ in range(MOST_PAGES):
            body = self._get(channel, request)
            if body is None:
                return None
            page, following = twilio_missed.read_page(channel, body, since)
            found += page
            if not following:
                break
            request = twilio_missed.at(channel, following)
        return sorted(found, key=lambda each: each.made)

    def media(self, channel: Channel, listed: Listed) -> list[tuple[str, str]] | None:
        """Return addresses and types of its files; None when Twilio does not say."""
        if not listed.media_uri:
            return []
        body = self._get(channel, twilio_missed.at(channel, listed.media_uri))
        return None if body is None else twilio_missed.read_media(channel, body)

    def _get(self, channel: Channel, request: Request) -> bytes | None:
        try:
            answer = self._client.request(
                request.method,
                request.url,
                headers=dict(request.headers),
                params=dict(request.query) if request.query is not None else None,
            )
        except httpx.HTTPError as error:
            log.warning(
                "mailbox_away", channel_id=channel.channel_id, error=repr(error)
            )
            return None
        if not answer.is_success:
            log.warning(
                "mailbox_refused",
                channel_id=channel.channel_id,
                status=answer.status_code,
            )
            return None
        return answer.content
