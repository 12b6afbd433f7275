"""Which provider keeps a channel's templates."""

from __future__ import annotations

from ..asking import Asker
from ..domain.channels import Channel, Kind
from ..domain.template_listing import Given, Listed
from ..domain.templates import Template
from ..ports import SendFiles
from .content import ContentTemplates
from .graph import GraphTemplates
from .ports import TemplateProvider


class HttpTemplates:
    """The `TemplateProvider` port over whichever provider it is."""

    def __init__(self, asker: Asker, files: SendFiles) -> None:
        self._graph = GraphTemplates(asker, files)
        self._content = ContentTemplates(asker, files)

    def create(self, channel: Channel, template: Template) -> Given:
        """Hand a new template in."""
        return self._of(channel).create(channel, template)

    def edit(self, channel: Channel, template: Template) -> Given:
        """Hand a changed template in."""
        return self._of(channel).edit(channel, template)

    def remove(self, channel: Channel, template: Template) -> None:
        """Remove a template."""
        self._of(channel).remove(channel, template)

    def every(self, channel: Channel) -> list[Listed]:
        """Return all of them."""
        return list(self._of(channel).every(channel))

    def _of(self, channel: Channel) -> TemplateProvider:
        twilio = channel.kind is Kind.WHATSAPP_TWILIO
        return self._content if twilio else self._graph
