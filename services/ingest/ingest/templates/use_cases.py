"""What people do with templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chassis import ids
from chassis.identity import Identity

from ..domain.capabilities import capabilities_of
from ..domain.channels import Channel
from ..domain.errors import (
    ChannelBroken,
    ChannelUnknown,
    ProviderDown,
    TemplateLocked,
    TemplateRefused,
    TemplatesExhausted,
    TemplatesUnsupported,
    TemplateUnknown,
)
from ..domain.template_listing import Given
from ..domain.template_rules import checked_name, checked_words
from ..domain.templates import EDITABLE, Category, State, Template
from ..use_cases.channels import list_channels, require
from .commands import SaveTemplate
from .reading import TemplateReader, given_back

MANAGE = "templates.manage"


@dataclass(frozen=True, slots=True)
class TemplateDesk(TemplateReader):
    """What people do with templates, with the ports filled in."""

    most_names: int = 250

    def list(
        self, channel_id: str, state: State | None, caller: Identity
    ) -> list[Template]:
        """Return the templates of the channels that *caller* may see (TPL-1)."""
        seen = {each.channel_id for each in self._seen(caller)}
        wanted = seen & {channel_id} if channel_id else seen
        return [
            each
            for each in self.templates.of_channels(wanted)
            if each.state is state
            or (state is None and each.state is not State.REMOVED)
        ]

    def get(self, template_id: str, caller: Identity) -> Template:
        """
        Raises:
            TemplateUnknown: There is none on a channel the caller may see.
        """
        found = self.templates.by_id(template_id)
        seen = {each.channel_id for each in self._seen(caller)}
        if found is None or found.channel_id not in seen:
            raise TemplateUnknown("there is no such template", template_id=template_id)
        return found

    def save(self, command: SaveTemplate, caller: Identity) -> Template:
        """
        Store a draft, new or changed; repeating the request is safe (TPL-5).

        Raises:
            PermissionMissing: The caller may not manage templates (TPL-11).
            TemplateInvalid: A field is missing or would be refused.
            TemplateNameTaken, TemplateUnknown, ChannelUnknown: As they say.
            TemplateLocked: It is under review, approved, disabled or removed.
            TemplatesUnsupported: The channel has none (TPL-8).
            TemplatesExhausted: There are as many names as there may be (TPL-10).
        """
        require(caller, MANAGE)
        checked_name(command.name, command.language)
        tidy = replace(command, words=checked_words(command.words, command.category))
        if command.template_id:
            return self._changed(tidy, caller)
        first = self.templates.of_request(caller.account_id, command.request_id)
        return first or self._made(tidy, caller)

    def submit(self, template_id: str, caller: Identity) -> Template:
        """
        Hand a draft in; one that is under review already is left alone (TPL-3).

        Raises:
            TemplateRefused: It stays a draft, with the provider's words.
            ProviderDown, ChannelBroken: Likewise.
            TemplateLocked: It is no draft.
        """
        require(caller, MANAGE)
        found = self.get(template_id, caller)
        if found.state is State.PENDING:
            return found
        channel = self._channel(found.channel_id, caller)
        claimed = self.change(template_id, self._claimed)
        hand_in = self.provider.edit if claimed.provider_id else self.provider.create
        try:
            given = hand_in(channel, claimed)
        except (TemplateRefused, ProviderDown, ChannelBroken) as refused:
            words = str(refused)
            self.change(template_id, lambda now: given_back(now, words))
            self.note_health(channel, refused)
            raise
        return self.change(template_id, lambda now: _handed_in(now, given))

    def remove(self, template_id: str, caller: Identity) -> None:
        """
        Remove a template here and at the provider.

        Raises:
            TemplateLocked: It is disabled: providers keep those.
            TemplateRefused, ProviderDown, ChannelBroken: It stays.
        """
        require(caller, MANAGE)
        found = self.get(template_id, caller)
        if found.state is State.DISABLED:
            raise TemplateLocked("a disabled template stays", state=found.state.value)
        if found.provider_id and found.state is not State.REMOVED:
            channel = self._channel(found.channel_id, caller)
            try:
                self.provider.remove(channel, found)
            except ChannelBroken as refused:
                self.note_health(channel, refused)
                raise
        self.templates.remove(template_id)

    def sync(self, channel_id: str, caller: Identity) -> int:
        """
        Read a channel's templates from the provider; return how many are there.

        Raises:
            ChannelUnknown, TemplatesUnsupported, ProviderDown, ChannelBroken.
        """
        require(caller, MANAGE)
        channel = self._channel(channel_id, caller)
        try:
            return self.read(channel)
        except ChannelBroken as refused:
            self.note_health(channel, refused)
            raise

    # Parts of the above.

    def _made(self, command: SaveTemplate, caller: Identity) -> Template:
        channel = self._channel(command.channel_id, caller)
        held = self.templates.of_channels([channel.channel_id])
        names = {each.name for each in held if each.state is not State.REMOVED}
        if command.name not in names and len(names) >= self.most_names:
            raise TemplatesExhausted(
                "remove a template first", limit=str(self.most_names)
            )
        made = Template(
            template_id=ids.new("tp"),
            account_id=channel.account_id,
            channel_id=channel.channel_id,
            channel_kind=channel.kind,
            name=command.name,
            language=command.language,
            category=command.category,
            words=command.words,
            update_time=self.clock(),
        )
        return self.templates.add(made, command.request_id)

    def _changed(self, command: SaveTemplate, caller: Identity) -> Template:
        self.get(command.template_id, caller)

        def change(now: Template) -> Template:
            same = replace(
                now,
                name=command.name,
                language=command.language,
                category=command.category,
                words=command.words,
            )
            if same == now:
                return now
            _refuse_locked(now)
            if now.provider_id and (now.name, now.language) != (
                command.name,
                command.language,
            ):
                raise TemplateLocked(
                    "the provider knows it by that name: make a new one",
                    state=now.state.value,
                )
            return replace(same, state=State.DRAFT, reason="", update_time=self.clock())

        return self.change(command.template_id, change)

    def _claimed(self, now: Template) -> Template:
        """Take a draft in hand, so that nobody else hands it in as well."""
        _refuse_locked(now)
        return replace(now, state=State.PENDING, reason="", update_time=self.clock())

    def _channel(self, channel_id: str, caller: Identity) -> Channel:
        for each in self._seen(caller):
            if each.channel_id == channel_id:
                if not capabilities_of(each.kind).templates:
                    raise TemplatesUnsupported(
                        "this channel has no templates", channel_id=channel_id
                    )
                return each
        raise ChannelUnknown("there is no such channel", channel_id=channel_id)

    def _seen(self, caller: Identity) -> Sequence[Channel]:
        return list_channels(caller=caller, channels=self.channels)


def _refuse_locked(template: Template) -> None:
    if template.state not in EDITABLE:
        raise TemplateLocked(
            "a template in this state cannot be changed: make a new one",
            state=template.state.value,
        )


def _handed_in(now: Template, given: Given) -> Template:
    """Return it under review, unless a webhook was faster and says more."""
    state = given.state if now.state is State.PENDING else now.state
    return replace(
        now,
        provider_id=given.provider_id or now.provider_id,
        category=given.category or now.category,
        state=state,
        named=now.category is not Category.AUTHENTICATION,
    )
