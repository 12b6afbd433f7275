"""
Templates at Meta.

Source: Meta, "Template management" and "Resumable upload", as of 2026-11-21.
"""

from __future__ import annotations

from typing import Any

from ..asking import Asker, Question, Refused, graph
from ..domain.channels import Channel
from ..domain.errors import ChannelBroken, TemplateRefused
from ..domain.template_listing import Given, Listed
from ..domain.templates import FILE_HEADERS, Category, State, Template
from ..ports import SendFiles
from ..providers.shape import items, mapping, text
from .graph_words import CATEGORIES, STATES, components, listed
from .samples import refusing_samples, sample

THERE_ALREADY = 2388024
"""Subcode: there is a template of that name and language."""

PAGE = 100
MOST_PAGES = 100
FIELDS = (
    "id,name,status,category,language,components,parameter_format,"
    "rejected_reason,quality_score"
)


class GraphTemplates:
    """The `TemplateProvider` port over Meta's Graph API."""

    def __init__(self, asker: Asker, files: SendFiles) -> None:
        self._asker = asker
        self._files = files

    def create(self, channel: Channel, template: Template) -> Given:
        """Hand a new template in."""
        named = template.category is not Category.AUTHENTICATION
        body = {
            "name": template.name,
            "language": template.language,
            "category": template.category.name,
            "components": self._components(channel, template),
            **({"parameter_format": "NAMED"} if named else {}),
        }
        try:
            answer = self._asker.ask(channel, Question("POST", _all(channel), body))
        except Refused as refused:
            there = self._there(channel, template, refused)
            if there is None:
                raise _ours(refused) from refused
            return there
        return Given(
            provider_id=str(answer.get("id", "")),
            state=STATES.get(text(answer.get("status")).upper(), State.PENDING),
            category=CATEGORIES.get(text(answer.get("category")).upper()),
        )

    def edit(self, channel: Channel, template: Template) -> Given:
        """Hand a changed template in."""
        body = {
            "category": template.category.name,
            "components": self._components(channel, template),
        }
        url = graph(channel, template.provider_id)
        self._ask(channel, Question("POST", url, body))
        return Given(template.provider_id)

    def remove(self, channel: Channel, template: Template) -> None:
        """Remove a template in its language, and no other."""
        query = {"name": template.name, "hsm_id": template.provider_id}
        try:
            self._asker.ask(channel, Question("DELETE", _all(channel), query=query))
        except Refused as refused:
            if any(e.provider_id == template.provider_id for e in self.every(channel)):
                raise _ours(refused) from refused

    def every(self, channel: Channel) -> list[Listed]:
        """Return all of them, page after page."""
        return self._list(channel, {})

    def _list(self, channel: Channel, wanted: dict[str, str]) -> list[Listed]:
        found: list[Listed] = []
        query = {"fields": FIELDS, "limit": str(PAGE), **wanted}
        for _ in range(MOST_PAGES):
            page = self._ask(channel, Question("GET", _all(channel), query=query))
            found += filter(None, map(listed, items(page.get("data"))))
            after = _after(page)
            if not after or after == query.get("after"):
                break
            query = {**query, "after": after}
        return found

    def _there(
        self, channel: Channel, template: Template, refused: Refused
    ) -> Given | None:
        """Return what an earlier attempt, whose answer was lost, handed in."""
        if THERE_ALREADY not in (refused.code, refused.subcode):
            return None
        same = template.words.shape(named=True)
        for each in self._list(channel, {"name": template.name}):
            if (each.name, each.language) == (template.name, template.language) and (
                each.words.shape(named=True) == same
            ):
                return Given(each.provider_id, each.state, each.category)
        return None

    def _components(self, channel: Channel, template: Template) -> list[Any]:
        header = template.words.header
        handle = ""
        if header is not None and header.kind in FILE_HEADERS:
            handle = self._uploaded(channel, template)
        return components(template, handle)

    def _uploaded(self, channel: Channel, template: Template) -> str:
        """Upload the header's sample and return its handle."""
        with refusing_samples():
            file = self._files.prepared(*sample(channel, template))
        query = {
            "file_name": file.file_name,
            "file_length": str(file.size_bytes),
            "file_type": file.media_type,
        }
        url = graph(channel, f"{channel.app_id}/uploads")
        begun = self._ask(channel, Question("POST", url, query=query))
        token = channel.secrets["access_token"]
        done = self._ask(
            channel,
            Question(
                "POST",
                graph(channel, text(begun.get("id"))),
                headers={"authorization": f"OAuth {token}", "file_offset": "0"},
                content=b"".join(file.chunks()),
            ),
        )
        return text(done.get("h"), 4096)

    def _ask(self, channel: Channel, question: Question) -> dict[str, Any]:
        try:
            return self._asker.ask(channel, question)
        except Refused as refused:
            raise _ours(refused) from refused


def _all(channel: Channel) -> str:
    return graph(channel, f"{channel.facts['waba_id']}/message_templates")


def _after(page: dict[str, Any]) -> str:
    paging = mapping(page.get("paging"))
    # Meta gives cursors on the last page too, but no address of a next one;
    # where neither is there, the page that is not full is the last.
    full = len(list(items(page.get("data")))) >= PAGE
    if not paging.get("next") and not full:
        return ""
    return text(mapping(paging.get("cursors")).get("after"), 2048)


def _ours(refused: Refused) -> TemplateRefused | ChannelBroken:
    kind = ChannelBroken if refused.broken else TemplateRefused
    return kind(refused.words, detail=refused.words)
