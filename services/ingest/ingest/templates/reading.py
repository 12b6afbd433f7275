"""Keeps templates as the provider has them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chassis import ids
from chassis.errors import Conflict

from ..domain.capabilities import capabilities_of
from ..domain.channels import Channel, Health
from ..domain.errors import (
    ChannelBroken,
    IngestError,
    ProviderDown,
    TemplateNameTaken,
    TemplateRefused,
    TemplateUnknown,
)
from ..domain.template_listing import Listed, listed
from ..domain.templates import State, Template
from ..ports import Channels, Clock, Turns
from .ports import Change, TemplateProvider, Templates

INTERRUPTED = timedelta(minutes=5)
"""How long handing in may take; then its process is taken for dead."""


@dataclass(frozen=True, slots=True)
class TemplateReader:
    """Reads providers' lists, with the ports filled in."""

    channels: Channels
    templates: Templates
    provider: TemplateProvider
    clock: Clock

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
                self.note_health(channel, refused)
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
                self.change(template.template_id, lambda now: _missed(now, at))
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

    def change(self, template_id: str, change: Change) -> Template:
        found = self.templates.change(template_id, change)
        if found is None:
            raise TemplateUnknown("there is no such template", template_id=template_id)
        return found

    def note_health(self, channel: Channel, refused: IngestError) -> None:
        if isinstance(refused, ChannelBroken):
            self.channels.change_health(channel, Health.DISCONNECTED, str(refused))


def given_back(now: Template, words: str) -> Template:
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
        return given_back(now, "handing it in was interrupted: try again")
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
