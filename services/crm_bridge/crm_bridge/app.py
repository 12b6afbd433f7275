"""Wires the use cases to the real world. The only place that does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chassis import clock, mongo
from chassis.clock import Clock
from chassis.identity import Identity
from chassis.outbox import Outbox
from chassis.publisher import Publisher

from . import metrics
from .domain.contact import Contact
from .phones import Normaliser
from .ports import Contacts, Normalise
from .settings import Settings
from .store.collections import prepare
from .store.store import MongoContacts
from .use_cases import matching, naming, people
from .use_cases.outcome import Outcome


@dataclass(frozen=True, slots=True)
class App:
    """The use cases with their ports filled in."""

    contacts: Contacts
    normalise: Normalise
    clock: Clock = clock.now

    def follow(
        self, commands: Sequence[matching.MatchConversation | naming.NameProfile]
    ) -> list[Outcome]:
        """
        Take in what conversations tell; outcomes in the order of *commands*.

        Openings come first: whom the others name may be with them.
        """
        outcomes: dict[int, Outcome] = {}
        takers: Sequence[tuple[type, Callable[[Any], list[Outcome]]]] = (
            (matching.MatchConversation, self.match_conversations),
            (naming.NameProfile, self.name_profiles),
        )
        for kind, take in takers:
            chosen = {n: c for n, c in enumerate(commands) if isinstance(c, kind)}
            if chosen:
                outcomes |= zip(chosen, take([*chosen.values()]), strict=True)
        return [outcomes[place] for place in range(len(commands))]

    def match_conversations(
        self, commands: Sequence[matching.MatchConversation]
    ) -> list[Outcome]:
        """Link conversations to contacts, one atomic step per account."""
        outcomes = self._by_account(matching.match_conversations, commands)
        for outcome in outcomes:
            metrics.MATCHES.labels(outcome.value).inc()
        return outcomes

    def name_profiles(self, commands: Sequence[naming.NameProfile]) -> list[Outcome]:
        """Name profiles as their conversations do, one atomic step per account."""
        outcomes = self._by_account(naming.name_profiles, commands)
        metrics.NAMED.inc(outcomes.count(Outcome.NAMED))
        return outcomes

    def _by_account(
        self, take: Callable[..., list[Outcome]], commands: Sequence[Any]
    ) -> list[Outcome]:
        places: dict[str, list[int]] = defaultdict(list)
        for place, command in enumerate(commands):
            places[command.account_id].append(place)
        outcomes: dict[int, Outcome] = {}
        for account_id, mine in places.items():
            made = take(
                account_id,
                [commands[place] for place in mine],
                contacts=self.contacts,
                clock=self.clock,
            )
            outcomes.update(zip(mine, made, strict=True))
        return [outcomes[place] for place in range(len(commands))]

    def get_contact(self, contact_id: str, caller: Identity) -> Contact:
        """Return a contact."""
        return people.get_contact(contact_id, caller=caller, contacts=self.contacts)

    def get_conversation_contact(
        self, conversation_id: str, caller: Identity
    ) -> Contact:
        """Return the contact behind a conversation."""
        return people.get_conversation_contact(
            conversation_id, caller=caller, contacts=self.contacts
        )

    def list_contacts(
        self, text: str, after: str, size: int, caller: Identity
    ) -> Sequence[Contact]:
        """Return a page of contacts by name."""
        return people.list_contacts(
            text, after=after, size=size, caller=caller, contacts=self.contacts
        )

    def create_contact(
        self, wanted: Mapping[str, str], request_id: str, caller: Identity
    ) -> Contact:
        """Create a contact."""
        return people.create_contact(
            wanted,
            request_id=request_id,
            caller=caller,
            contacts=self.contacts,
            clock=self.clock,
            normalise=self.normalise,
        )

    def change_contact(
        self, command: people.ChangeContact, caller: Identity
    ) -> Contact:
        """Change a contact."""
        return people.change_contact(
            command,
            caller=caller,
            contacts=self.contacts,
            clock=self.clock,
            normalise=self.normalise,
        )


def build(config: Settings) -> tuple[App, Outbox, Callable[[], bool]]:
    """
    Return the app on the real store, its outbox, and whether it is ready.

    Creates what collections and indexes are missing.
    """
    database: Any = mongo.connect(config.mongo_url, name=config.mongo_name)
    outbox = Outbox(
        database,
        source="crm_bridge",
        publisher=Publisher(config.amqp_url, exchange="crm_bridge.events"),
    )
    prepare(database)
    outbox.prepare()
    app = App(MongoContacts(database, outbox), Normaliser(config.phone_region))
    return app, outbox, outbox.alive
