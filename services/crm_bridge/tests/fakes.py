"""In-memory ports. Each is held to its port's contract, like the real one."""

from __future__ import annotations

from copy import deepcopy

from chassis.errors import Conflict


class FakeContacts:
    """Steps happen one after another; one that raises leaves no trace."""

    def __init__(self):
        self.stored, self.links, self.requests, self.told = {}, {}, {}, []

    def change(self, account_id, work):
        step = FakeStep(self, account_id)
        result = work(step)
        self.stored, self.links, self.requests = step.stored, step.links, step.requests
        self.told += step.told
        return result

    def find(self, account_id, contact_id):
        return FakeStep(self, account_id).find(contact_id)

    def find_link(self, account_id, conversation_id):
        owner, link = self.links.get(conversation_id, (None, None))
        return link if owner == account_id else None

    def page(self, account_id, *, text, after, size):
        digits = "".join(c for c in text if c.isdigit())
        is_phone = digits and not set(text) - set("0123456789 ()+./-")
        sought = digits if is_phone else text
        mine = [c for c in self.stored.values() if c.account_id == account_id]
        found = [c for c in mine if c.place > after and sought in c.search_text]
        return sorted(found, key=lambda c: c.place)[:size]


class FakeStep:
    def __init__(self, contacts, account_id):
        self.account_id = account_id
        self.stored = dict(contacts.stored)
        self.links = dict(contacts.links)
        self.requests = dict(contacts.requests)
        self.told = []

    def _mine(self):
        mine = [c for c in self.stored.values() if c.account_id == self.account_id]
        return sorted(mine, key=lambda c: (c.create_time, c.contact_id))

    def linked(self, conversation_ids):
        return frozenset(
            i
            for i in conversation_ids
            if self.links.get(i, ("",))[0] == self.account_id
        )

    def candidates(self, identities, lines):
        return [
            c
            for c in self._mine()
            if set(c.identities) & set(identities) or (c.line and c.line in lines)
        ]

    def find(self, contact_id):
        return next((c for c in self._mine() if c.contact_id == contact_id), None)

    def conversations_of(self, contact_id):
        return tuple(
            i
            for i, (owner, link) in self.links.items()
            if (owner, link.contact_id) == (self.account_id, contact_id)
        )

    def requested(self, request_id):
        return self.find(self.requests.get((self.account_id, request_id)))

    def add(self, contacts, *, request_id=""):
        for contact in contacts:
            if contact.contact_id in self.stored:
                raise Conflict("taken")
            self._keep(contact)
            if request_id:
                key = (self.account_id, request_id)
                if key in self.requests:
                    raise Conflict("taken")
                self.requests[key] = contact.contact_id

    def join(self, contacts):
        for contact in contacts:
            present = self.stored[contact.contact_id]
            self._keep(present.joined(contact.identity_keys))

    def save(self, contact, *, seen_version):
        if self.stored[contact.contact_id].version != seen_version:
            raise Conflict("changed")
        self._keep(contact)

    def _keep(self, contact):
        for other in self._mine():
            if other.contact_id == contact.contact_id:
                continue
            if set(other.identities) & set(contact.identities):
                raise Conflict("an identity is another contact's")
            if contact.holds_line and other.holds_line and contact.line == other.line:
                raise Conflict("the number is held by another contact")
        self.stored[contact.contact_id] = deepcopy(contact)

    def add_links(self, links):
        for link in links:
            if link.conversation_id in self.links:
                raise Conflict("taken")
            self.links[link.conversation_id] = (self.account_id, link)

    def tell(self, facts):
        self.told += facts
