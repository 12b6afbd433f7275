"""What people do with templates, and how they stay as the provider has them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chassis import ids
from chassis.errors import Conflict
from chassis.identity import Identity

from ..domain.capabilities import capabilities_of
from ..domain.channels import Channel, Health
from ..domain.errors import (
    ChannelBroken,
    ChannelUnknown,
    IngestError,
    ProviderDown,
    TemplateLocked,
    TemplateNameTaken,
    TemplateRefused,
    TemplatesExhausted,
    TemplatesUnsupported,
    TemplateUnknown,
)
from ..domain.template_rules import checked_name, checked_words
from ..domain.templates import (
    EDITABLE,
    Category,
    Given,
    Listed,
    State,
    Template,
    listed,
)
from ..ports import Channels, Clock, Turns
from ..use_cases.channels import list_channels, require
from .commands import SaveTemplate
from .ports import Change, TemplateProvider, Templates

MANAGE = "templates.manage"

INTERRUPTED = timedelta(minutes=5)
"""How long handing in may take; then its process is taken for dead."""


@dataclass(frozen=True, slots=True)
class TemplateDesk:
    """The use cases of templates, with their ports filled in."""

    channels: Channels
    templates: Templates
    provider: TemplateProvider
    clock: Clock
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
        claimed = self._change(template_id, self._claimed)
        hand_in = self.provider.edit if claimed.provider_id else self.provider.create
        try:
            given = hand_in(channel, claimed)
        except (TemplateRefused, ProviderDown, ChannelBroken) as refused:
            words = str(refused)
            self._change(template_id, lambda now: _given_back(now, words))
            self._note_health(channel, refused)
            raise
        return self._change(template_id, lambda now: _handed_in(now, given))

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
                self._note_health(channel, refused)
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
            self._note_health(channel, refused)
            raise

    # What is due.

    def sync_due(self, every: timedelta, turns: Turns) -> tuple[int, int]:
        """
        Read the templates of channels whose turn it is (TPL-6).

        Returns how many readings were done and how many failed.
        """
        done = failed = 0
        for channel in self.channels.all():
            now = self.clock()
            if channel.stopped or not capabilities_of(channel.kind).templates:
                continue
            if turns.take(f"templates:{channel.channel_id}", now, every, now) is None:
                continue
            try:
                self.read(channel)
                done += 1
            except ChannelBroken as refused:
                self._note_health(channel, refused)
                failed += 1
            except (ProviderDown, Conflict):
                failed += 1
        return done, failed

    def read(self, channel: Channel) -> int:
        """
        Make the templates of *channel* what the provider lists; safe to repeat.

        Raises:
            ProviderDown, ChannelBroken: Nothing is changed then.
        """
        at = self.clock()
        try:
            there = self.provider.every(channel)
        except TemplateRefused as refused:
            raise ChannelBroken(str(refused), **refused.facts) from refused
        held = self.templates.of_channels([channel.channel_id])
        matched = _matched(held, there)
        for found in there:
            template = matched.get(found.provider_id)
            if template is None:
                self._adopt(channel, found, at)
            else:
                self._take(template, found, at)
        kept = {each.template_id for each in matched.values()}
        for template in held:
            if template.template_id not in kept:
                self._change(template.template_id, lambda now: _missed(now, at))
        return len(there)

    def _take(self, template: Template, found: Listed, at: datetime) -> None:
        try:
            self.templates.change(
                template.template_id, lambda now: listed(now, found, at)
            )
        except TemplateNameTaken:
            return

    def _adopt(self, channel: Channel, found: Listed, at: datetime) -> None:
        """Store a template that was made elsewhere."""
        template_id = ids.new("tp")
        fresh = Template(
            template_id=template_id,
            account_id=channel.account_id,
            channel_id=channel.channel_id,
            channel_kind=channel.kind,
            name=found.name,
            language=found.language,
            category=found.category,
            words=found.words,
            state=found.state,
            quality=found.quality,
            reason=found.reason,
            provider_id=found.provider_id,
            named=found.named,
            update_time=at,
            sync_time=at,
        )
        try:
            # What makes it the same one when two readings race.
            request_id = f"{channel.channel_id}:{found.provider_id}"
            self.templates.add(fresh, request_id)
        except TemplateNameTaken:
            return

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

        return self._change(command.template_id, change)

    def _claimed(self, now: Template) -> Template:
        """Take a draft in hand, so that nobody else hands it in as well."""
        _refuse_locked(now)
        return replace(now, state=State.PENDING, reason="", update_time=self.clock())

    def _change(self, template_id: str, change: Change) -> Template:
        found = self.templates.change(template_id, change)
        if found is None:
            raise TemplateUnknown("there is no such template", template_id=template_id)
        return found

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

    def _note_health(self, channel: Channel, refused: IngestError) -> None:
        if isinstance(refused, ChannelBroken):
            self.channels.change_health(channel, Health.DISCONNECTED, str(refused))


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


def _given_back(now: Template, words: str) -> Template:
    """Return it as a draft with the reason (TPL-3)."""
    if now.state is not State.PENDING:
        return now
    return replace(now, state=State.DRAFT, reason=words)


def _missed(now: Template, at: datetime) -> Template:
    """Return a template as it is when the provider's list does not have it."""
    recent = now.update_time is not None and now.update_time > at - INTERRUPTED
    if recent or now.state is State.REMOVED:
        return now
    if now.state is State.PENDING and not now.provider_id:
        return _given_back(now, "handing it in was interrupted: try again")
    if now.provider_id:
        return replace(now, state=State.REMOVED, sync_time=at)
    return now


def _matched(
    held: Collection[Template], there: Sequence[Listed]
) -> dict[str, Template]:
    """Return which of ours each listed one is, by the provider's id."""
    by_id = {each.provider_id: each for each in held if each.provider_id}
    listed_ids = {each.provider_id for each in there}
    # Handed in by an attempt whose answer was lost, or made anew over there.
    loose = {
        (each.name, each.language): each
        for each in held
        if each.provider_id not in listed_ids
        and each.state in (State.PENDING, State.REJECTED, State.APPROVED)
    }
    found: dict[str, Template] = {}
    for each in there:
        match = by_id.get(each.provider_id)
        if match is None:
            match = loose.pop((each.name, each.language), None)
        if match is not None:
            found[each.provider_id] = match
    return found
