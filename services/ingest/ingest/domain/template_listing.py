"""Templates as providers list them, and what that means for ours."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from .templates import (
    Category,
    Quality,
    State,
    Template,
    TemplateTold,
    Words,
    told,
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A template as the provider lists it."""

    provider_id: str
    name: str
    language: str
    category: Category
    state: State
    words: Words
    quality: Quality = Quality.UNKNOWN
    reason: str = ""
    named: bool = True


@dataclass(frozen=True, slots=True)
class Given:
    """What the provider answered when a template was handed in."""

    provider_id: str
    state: State = State.PENDING
    category: Category | None = None


READING = timedelta(minutes=1)
"""
How much older than its beginning what a reading tells may be.

Providers tell moments in whole seconds and by their own clocks: news from about
the time of a reading count.
"""


def listed(template: Template, found: Listed, at: datetime) -> Template:
    """
    Return *template* as it is after a reading that began *at* found it so.

    Names, properties and examples of ours stay where the words are the same.
    Words changed here and not yet handed in stay, too, and so does what the
    provider told later than *at*.
    """
    theirs, ours = found.words, template.words
    same = theirs.shape(named=found.named) == ours.shape(named=found.named)
    if template.state is State.DRAFT and template.provider_id and not same:
        return replace(template, sync_time=at)
    news = TemplateTold(
        at=at - READING,
        state=found.state,
        quality=found.quality,
        category=found.category,
        reason=found.reason,
    )
    words = ours if same else _merged(ours, theirs)
    return replace(
        told(template, news),
        provider_id=found.provider_id,
        named=found.named,
        words=words,
        sync_time=at,
    )


def _merged(ours: Words, theirs: Words) -> Words:
    known = {each.name: each for each in ours.variables}
    sample = ours.header.sample_attachment_id if ours.header else ""
    header = theirs.header
    if header is not None and ours.header and header.kind == ours.header.kind:
        header = replace(header, sample_attachment_id=sample)
    variables = tuple(
        replace(
            each,
            property=known[each.name].property,
            example=each.example or known[each.name].example,
        )
        if each.name in known
        else each
        for each in theirs.variables
    )
    return replace(theirs, header=header, variables=variables)
