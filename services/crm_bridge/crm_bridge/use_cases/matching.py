"""Conversations open; each gets the contact behind it (CRM-9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chassis import ids
from chassis.clock import Clock

from ..domain.contact import Contact, Person, shown_name
from ..domain.events import ContactMatched
from ..domain.recognition import Basis, Book
from ..ports import Contacts, Link, Step
from .outcome import Outcome

OUTCOMES = {
    Basis.IDENTITY: Outcome.MATCHED,
    Basis.PHONE: Outcome.MATCHED,
    Basis.NOBODY: Outcome.PROFILED,
    Basis.AMBIGUOUS: Outcome.AMBIGUOUS,
}


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
    that has its link keeps it, and the event is not told again. Two workers
    that meet one stranger at once make one profile: an identity belongs to one
    contact, and the loser looks again.
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
        self._done = set(step.linked({c.conversation_id for c in commands}))
        people = [c.person for c in commands if c.conversation_id not in self._done]
        self._book = Book.of(
            step.candidates(
                {identity for person in people for identity in person.identities},
                {person.line for person in people if person.line},
            )
        )
        self._new: dict[str, Contact] = {}
        self._joined: dict[str, Contact] = {}
        self._links: list[Link] = []
        self._facts: list[ContactMatched] = []

    def match(self, command: MatchConversation) -> Outcome:
        """Find or make the contact of one conversation."""
        if command.conversation_id in self._done:
            return Outcome.UNCHANGED
        self._done.add(command.conversation_id)
        basis, found = self._book.recognise(command.person)
        if found is None:
            contact = self._profile(command, basis)
        else:
            contact = self._book.join(found, command.person)
        is_new = found is None or contact.contact_id in self._new
        (self._new if is_new else self._joined)[contact.contact_id] = contact
        self._links.append(
            Link(command.conversation_id, command.channel_id, contact.contact_id)
        )
        self._facts.append(
            ContactMatched(
                command.conversation_id, contact, self._clock(), command.cause_id
            )
        )
        return OUTCOMES[basis]

    def save(self) -> None:
        """Store the batch and tell of it."""
        if self._links:
            self._step.add(list(self._new.values()))
            self._step.join(list(self._joined.values()))
            self._step.add_links(self._links)
            self._step.tell(self._facts)

    def _profile(self, command: MatchConversation, basis: Basis) -> Contact:
        person = command.person
        profile = Contact(
            account_id=command.account_id,
            contact_id=ids.new("ct"),
            name=shown_name(person),
            create_time=self._clock(),
            phone=person.phone,
            source=person.source,
            is_profile=True,
            is_ambiguous=basis is Basis.AMBIGUOUS,
            identity_keys=person.keys,
            line=person.line,
            holds_line=bool(person.line) and not self._book.on_line(person.line),
        )
        self._book.keep(profile)
        return profile
