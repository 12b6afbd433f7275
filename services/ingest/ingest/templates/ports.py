"""What the use cases of templates need from outside."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Protocol

from ..domain.channels import Channel
from ..domain.template_listing import Given, Listed
from ..domain.templates import Template

Change = Callable[[Template], Template]
"""Returns a template as it shall be; may be called again, with a newer one."""


class Templates(Protocol):
    """The templates of every channel."""

    def by_id(self, template_id: str) -> Template | None:
        """Return a template; None if there is none."""
        ...

    def of_channels(self, channel_ids: Collection[str]) -> Sequence[Template]:
        """Return the templates of channels, removed ones too, by name."""
        ...

    def of_request(self, account_id: str, request_id: str) -> Template | None:
        """Return what the request made; None if it is new."""
        ...

    def add(self, template: Template, request_id: str) -> Template:
        """
        Store a new template and announce it.

        Raises:
            TemplateNameTaken: The channel has one of that name and language.
        """
        ...

    def change(self, template_id: str, change: Change) -> Template | None:
        """
        Store a template as *change* makes it; announce it if others see a change.

        Returns None if there is none. What *change* raises, is raised.

        Raises:
            TemplateNameTaken: The channel has one of the new name and language.
        """
        ...

    def remove(self, template_id: str) -> None:
        """Remove a template and announce that; safe to repeat."""
        ...


class TemplateProvider(Protocol):
    """
    The provider's side of templates.

    Every method raises ProviderDown when it does not answer, and ChannelBroken
    when it refuses the channel.
    """

    def create(self, channel: Channel, template: Template) -> Given:
        """
        Hand a new template in; one that is there already counts as handed in.

        Raises:
            TemplateRefused: With the provider's words.
        """
        ...

    def edit(self, channel: Channel, template: Template) -> Given:
        """
        Hand a changed template in.

        Raises:
            TemplateRefused: With the provider's words.
        """
        ...

    def remove(self, channel: Channel, template: Template) -> None:
        """
        Remove a template; one that is gone already counts as removed.

        Raises:
            TemplateRefused: With the provider's words.
        """
        ...

    def every(self, channel: Channel) -> Sequence[Listed]:
        """Return all of them."""
        ...
