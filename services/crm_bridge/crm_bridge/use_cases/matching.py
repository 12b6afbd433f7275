"""Conversations open; each gets the contact behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chassis import ids
from chassis.clock import Clock

from ..domain.contact import Contact, Person, joined, recognise
from ..domain.phones import same_phone
from ..ports import Contacts, Link, Matched, Step
from .outcome import Outcome


@dataclass(frozen=True, slots=True)
class MatchConversation:
    """A person wrote on a channel for the first time."""

    account_id: str
    conversation_id: str
    channel_id: str
    person: Person
    cause_id: str


def match_conversations(
    account_id: str,
    commands: Sequence[MatchConversation],
    *,
    contacts: Contacts,
    clock: Clock,
) -> list[Outcome]:
    """
    Link each conversation to its contact; who is unknown gets a profile.

    All of one account, in one atomic step. Safe to repeat: a conversation
    that has its link keeps it, and the event is not told again.
    """

    def work(step: Step) -> list[Outcome]:
        matching = _Matching(step, commands, clock)
        outcomes = [matching.match(command) for command in commands]
        matching.save()
        return outcomes

    return contacts.change(account_id, work)


class _Matching:
    """One batch: what is known, what becomes of it, and what to save."""

    def __init__(
        self, step: Step, commands: Sequence[MatchConversation], clock: Clock
    ) -> None:
        self._step = step
        self._clock = clock
        self._links = dict(step.links({c.conversation_id for c in commands}))
        keys = {key for c in commands for key in c.person.keys}
        phones = {p for c in commands for p in same_phone(c.person.phone)}
        self._by_mark: dict[str, dict[str, Contact]] = {}
        for contact in step.candidates(keys, phones):
            self._remember(contact)
        self._changed: dict[str, Contact] = {}
        self._new_links: list[Link] = []
        self._facts: list[tuple[Link, str]] = []

    def match(self, command: MatchConversation) -> Outcome:
        """Find or make the contact of one conversation."""
        if command.conversation_id in self._links:
            return Outcome.UNCHANGED
        person = command.person
        found = recognise(person, self._candidates(person))
        outcome = Outcome.PROFILED if found is None else Outcome.MATCHED
        if found is None:
            found = self._profile(command)
        elif set(person.keys) - set(found.identity_keys):
            found = joined(found, person)
            self._changed[found.contact_id] = found
        self._remember(found)
        link = Link(command.conversation_id, command.channel_id, found.contact_id)
        self._links[link.conversation_id] = link
        self._new_links.append(link)
        self._facts.append((link, command.cause_id))
        return outcome

    def save(self) -> None:
        """Store the batch and tell of it."""
        if not self._new_links:
            return
        self._step.save(list(self._changed.values()))
        self._step.save_links(self._new_links)
        final = {c.contact_id: c for cs in self._by_mark.values() for c in cs.values()}
        self._step.tell(
            [
                Matched(link, final[link.contact_id], cause_id)
                for link, cause_id in self._facts
            ]
        )

    def _profile(self, command: MatchConversation) -> Contact:
        person = command.person
        contact = Contact(
            account_id=command.account_id,
            contact_id=ids.new("ct"),
            name=person.name or person.phone or person.keys[0].partition(":")[2],
            create_time=self._clock(),
            phone=person.phone,
            source=person.source,
            is_profile=True,
            identity_keys=list(person.keys),
        )
        self._changed[contact.contact_id] = contact
        return contact

    def _candidates(self, person: Person) -> list[Contact]:
        marks = [*person.keys, *same_phone(person.phone)]
        found: dict[str, Contact] = {}
        for mark in marks:
            found |= self._by_mark.get(mark, {})
        return list(found.values())

    def _remember(self, contact: Contact) -> None:
        for mark in (*contact.identity_keys, contact.phone):
            if mark:
                self._by_mark.setdefault(mark, {})[contact.contact_id] = contact
