"""
Templates at Twilio: contents, handed in to WhatsApp.

Source: Twilio, "Content API resources", as of 2026-11-21. A content cannot be
changed once it was handed in: a changed template is a new one there.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from ..asking import Asker, Question, Refused
from ..domain.channels import Channel
from ..domain.drafts import TWILIO_API
from ..domain.errors import ChannelBroken, TemplateRefused
from ..domain.template_listing import Given, Listed
from ..domain.templates import FILE_HEADERS, Template
from ..ports import SendFiles
from ..providers.shape import items, mapping, text
from .content_words import STATES, content, listed
from .samples import refusing_samples, sample

CONTENT_API = "https://content.twilio.com"
GONE = 20404
PAGE = 100
MOST_PAGES = 100


class ContentTemplates:
    """The `TemplateProvider` port over Twilio's Content API."""

    def __init__(self, asker: Asker, files: SendFiles) -> None:
        self._asker = asker
        self._files = files

    def create(self, channel: Channel, template: Template) -> Given:
        """Make a content and hand it in; take it back if that is refused."""
        url = ""
        header = template.words.header
        if header is not None and header.kind in FILE_HEADERS:
            with refusing_samples():
                url = self._files.public_link(*sample(channel, template))
        body = content(template, url)
        made = self._ask(channel, Question("POST", _content(channel), body))
        sid = text(made.get("sid"))
        wish = {"name": template.name, "category": template.category.name}
        address = f"{_content(channel, sid)}/ApprovalRequests/whatsapp"
        try:
            answer = self._asker.ask(channel, Question("POST", address, wish))
        except Refused as refused:
            self._drop(channel, sid)
            raise _ours(refused) from refused
        status = text(answer.get("status")).lower()
        given = Given(sid)
        return Given(sid, STATES.get(status, given.state))

    def edit(self, channel: Channel, template: Template) -> Given:
        """Hand a changed template in as a new content; drop the old one."""
        given = self.create(channel, template)
        self._drop(channel, template.provider_id)
        return given

    def remove(self, channel: Channel, template: Template) -> None:
        """Remove a content."""
        try:
            self._asker.ask(
                channel, Question("DELETE", _content(channel, template.provider_id))
            )
        except Refused as refused:
            if refused.code != GONE:
                raise _ours(refused) from refused

    def every(self, channel: Channel) -> list[Listed]:
        """Return all that were handed in, page after page."""
        found: list[Listed] = []
        url = f"{_host(channel)}/v1/ContentAndApprovals"
        query = {"PageSize": str(PAGE)}
        for _ in range(MOST_PAGES):
            page = self._ask(channel, Question("GET", url, query=query))
            found += filter(None, map(listed, items(page.get("contents"))))
            following = urlsplit(text(mapping(page.get("meta")).get("next_page_url")))
            if not following.query:
                break
            # Only the place in the list is taken from the answer, not the host.
            url, query = f"{_host(channel)}{following.path}?{following.query}", {}
        return found

    def _drop(self, channel: Channel, sid: str) -> None:
        """Remove what is of no use, if it can be; it is not listed anyway."""
        try:
            self._asker.ask(channel, Question("DELETE", _content(channel, sid)))
        except Refused:
            return

    def _ask(self, channel: Channel, question: Question) -> dict[str, Any]:
        try:
            return self._asker.ask(channel, question)
        except Refused as refused:
            raise _ours(refused) from refused


def _host(channel: Channel) -> str:
    own = channel.api_base_url
    return CONTENT_API if own == TWILIO_API else own


def _content(channel: Channel, sid: str = "") -> str:
    return f"{_host(channel)}/v1/Content" + (f"/{sid}" if sid else "")


def _ours(refused: Refused) -> TemplateRefused | ChannelBroken:
    kind = ChannelBroken if refused.broken else TemplateRefused
    return kind(refused.words, detail=refused.words)
