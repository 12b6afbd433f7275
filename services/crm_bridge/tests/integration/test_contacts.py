"""The fake and the real contacts, held to one contract."""

import pytest
from builders import ACCOUNT, MARIA, contact
from fakes import FakeContacts

from chassis.errors import Conflict
from chassis.outbox import Outbox
from chassis.testing import NOON
from crm_bridge.domain.contact import folded
from crm_bridge.domain.events import ContactEdited
from crm_bridge.ports import Link
from crm_bridge.store.store import MongoContacts


def add(contacts, *new, request_id="", account_id=ACCOUNT):
    contacts.change(account_id, lambda step: step.add(new, request_id=request_id))


def read(contacts, question, account_id=ACCOUNT):
    return contacts.change(account_id, question)


class ContactsContract:
    def test_what_was_never_stored_is_not_there(self, contacts):
        assert contacts.find(ACCOUNT, "ct_1") is None
        assert contacts.find_link(ACCOUNT, "cv_1") is None
        assert read(contacts, lambda step: step.find("ct_1")) is None
        assert read(contacts, lambda step: step.requested("r1")) is None
        assert read(contacts, lambda step: step.linked(["cv_1"])) == frozenset()
        assert read(contacts, lambda step: step.conversations_of("ct_1")) == ()

    @pytest.mark.parametrize(
        "known",
        [
            contact(),
            contact(phone=MARIA, email="m@x.example", city="Recife", company="X"),
            contact(notes="a\nb", owner_id="us_1", source="webchat", version=7),
            contact(identity_keys=(f"phone:{MARIA}", "bsuid:1"), is_profile=True),
            contact(phone=MARIA, holds=False, is_ambiguous=True),
        ],
    )
    def test_what_was_stored_is_found_as_it_was(self, contacts, known):
        add(contacts, known)

        assert contacts.find(ACCOUNT, "ct_1") == known
        assert contacts.find("ac_2", "ct_1") is None

    def test_candidates_have_an_identity_or_a_number(self, contacts):
        add(contacts, contact("ct_1", phone=MARIA))
        add(contacts, contact("ct_2", identity_keys=("psid:1",)))
        add(contacts, contact("ct_3", identity_keys=("psid:2",)))
        add(contacts, contact("ct_4", phone=MARIA, holds=False))

        def ids(identities, lines):
            found = read(contacts, lambda step: step.candidates(identities, lines))
            return [c.contact_id for c in found]

        assert ids(["psid:1"], ["551199990000"]) == ["ct_1", "ct_2", "ct_4"]
        assert ids(["psid:2"], []) == ["ct_3"]
        assert ids([], []) == []

    def test_accounts_do_not_see_each_other(self, contacts):
        add(contacts, contact(phone=MARIA, identity_keys=("psid:1",)))
        add(
            contacts,
            contact("ct_2", account_id="ac_2", phone=MARIA, identity_keys=("psid:1",)),
            account_id="ac_2",
        )

        for account_id, contact_id in ((ACCOUNT, "ct_1"), ("ac_2", "ct_2")):
            [found] = read(
                contacts,
                lambda step: step.candidates(["psid:1"], ["551199990000"]),
                account_id,
            )
            assert found.contact_id == contact_id
            [found] = contacts.page(account_id, text="", after="", size=9)
            assert found.contact_id == contact_id

    def test_an_identity_belongs_to_one_contact(self, contacts):
        add(contacts, contact("ct_1", identity_keys=(f"phone:{MARIA}",)))

        with pytest.raises(Conflict):
            add(contacts, contact("ct_2", identity_keys=("phone:+551199990000",)))

    def test_a_number_is_held_by_one_contact(self, contacts):
        add(contacts, contact("ct_1", phone=MARIA))

        with pytest.raises(Conflict):
            add(contacts, contact("ct_2", phone="+551199990000"))

    def test_a_request_is_remembered_through_edits(self, contacts):
        add(contacts, contact(), request_id="r1")
        after = contact(city="Natal", version=2)
        contacts.change(ACCOUNT, lambda step: step.save(after, seen_version=1))

        assert read(contacts, lambda step: step.requested("r1")) == after
        assert read(contacts, lambda step: step.requested("r1"), "ac_2") is None

    def test_joining_adds_identities_and_leaves_the_rest(self, contacts):
        add(contacts, contact(city="Recife"))
        stale = contact(city="Natal", identity_keys=("psid:1", "psid:2"))
        contacts.change(ACCOUNT, lambda step: step.join([stale]))

        found = contacts.find(ACCOUNT, "ct_1")
        assert (found.city, found.version) == ("Recife", 1)
        assert found.identity_keys == ("psid:1", "psid:2")

    def test_saving_replaces_what_is_gone_too(self, contacts):
        add(contacts, contact(phone=MARIA, city="Recife"))
        after = contact(version=2)
        contacts.change(ACCOUNT, lambda step: step.save(after, seen_version=1))

        assert contacts.find(ACCOUNT, "ct_1") == after
        add(contacts, contact("ct_2", phone=MARIA))

    def test_the_second_of_two_edits_conflicts(self, contacts):
        add(contacts, contact())
        contacts.change(
            ACCOUNT, lambda step: step.save(contact(version=2), seen_version=1)
        )

        with pytest.raises(Conflict):
            contacts.change(
                ACCOUNT, lambda step: step.save(contact(version=2), seen_version=1)
            )

    def test_links_say_whose_a_conversation_is(self, contacts):
        links = [Link("cv_1", "ch_1", "ct_1"), Link("cv_2", "ch_1", "ct_1")]
        contacts.change(ACCOUNT, lambda step: step.add_links(links))

        assert contacts.find_link(ACCOUNT, "cv_2") == links[1]
        assert read(contacts, lambda s: s.linked(["cv_1", "cv_9"])) == {"cv_1"}
        found = read(contacts, lambda step: step.conversations_of("ct_1"))
        assert sorted(found) == ["cv_1", "cv_2"]

    def test_a_step_that_fails_leaves_no_trace(self, contacts):
        def work(step):
            step.add([contact()])
            step.add_links([Link("cv_1", "ch_1", "ct_1")])
            raise ValueError

        with pytest.raises(ValueError):
            contacts.change(ACCOUNT, work)

        assert contacts.find(ACCOUNT, "ct_1") is None
        assert contacts.find_link(ACCOUNT, "cv_1") is None

    @pytest.mark.parametrize(
        ("text", "names"),
        [
            pytest.param("", ["Ana", "Bia", "João"], id="all"),
            pytest.param("joao", ["João"], id="accents-ignored"),
            pytest.param("X.EXAMPLE", ["Bia"], id="e-mail"),
            pytest.param("99999-0000", ["Ana"], id="phone-as-written"),
            pytest.param("1199990000", ["Ana"], id="phone-in-the-old-spelling"),
            pytest.param(".*", [], id="no-pattern"),
            pytest.param("zé", [], id="nobody"),
        ],
    )
    def test_the_list_is_searched_by_name_phone_and_mail(self, contacts, text, names):
        add(contacts, contact("ct_1", name="João"))
        add(contacts, contact("ct_2", name="Bia", email="bia@x.example"))
        add(contacts, contact("ct_3", name="Ana", phone=MARIA))

        page = contacts.page(ACCOUNT, text=folded(text), after="", size=9)

        assert [found.name for found in page] == names

    def test_a_page_begins_behind_a_place(self, contacts):
        known = [contact(f"ct_{n}", name="Ana") for n in range(5)]
        add(contacts, *known)

        first = contacts.page(ACCOUNT, text="", after="", size=2)
        rest = contacts.page(ACCOUNT, text="", after=first[-1].place, size=9)

        assert [*first, *rest] == known


class TestFakeContacts(ContactsContract):
    @pytest.fixture
    def contacts(self):
        return FakeContacts()


class TestMongoContacts(ContactsContract):
    @pytest.fixture
    def outbox(self, clean):
        outbox = Outbox(clean, source="crm_bridge", publisher=None)
        outbox.prepare()
        return outbox

    @pytest.fixture
    def contacts(self, clean, outbox):
        return MongoContacts(clean, outbox)

    def test_state_and_events_become_durable_together(self, clean, contacts):
        """DESIGN 3: outbox."""

        def work(step):
            step.add([contact()])
            step.tell([ContactEdited(contact(), ("cv_1",), NOON)])

        contacts.change(ACCOUNT, work)

        [entry] = clean["outbox"].find()
        assert [event["k"] for event in entry["events"]] == ["contact_edited"]
