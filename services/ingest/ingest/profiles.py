"""Asks Messenger and Instagram what people are called."""

from __future__ import annotations

from urllib.parse import quote

from .asking import Asker, Question, Refused, graph
from .domain.channels import Channel
from .domain.people import Person, Profile
from .providers.page_profiles import FIELDS, profile


class HttpProfiles:
    """The `Profiles` port over HTTP."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker

    def of(self, channel: Channel, person: Person) -> Profile | None:
        """Return what the provider tells of a person; see `Profiles.of`."""
        fields = FIELDS.get(channel.kind)
        if fields is None:
            return None
        url = graph(channel, quote(person.provider_id, safe=""))
        try:
            found = self._asker.ask(
                channel, Question("GET", url, query={"fields": fields})
            )
        except Refused:
            # They took their consent back, blocked us, or are gone.
            return None
        return profile(found)
