from dataclasses import replace

import pytest
from builders import ACCOUNT, AGENT, CHANNEL, MARIA, contact, match, person

from chassis.testing import NOON
from crm_bridge.use_cases.outcome import Outcome


def enter(contacts, *known):
    contacts.change(ACCOUNT, lambda step: step.add(known))


def test_a_stranger_gets_an_unlinked_profile(app, contacts):
    """CRM-9: marks contacts created from WhatsApp."""
    assert app.match_conversations([match()]) == [Outcome.PROFILED]

    found = app.get_conversation_contact("cv_1", AGENT)
    assert (found.name, found.phone, found.source) == ("Maria", MARIA, "whatsapp")
    assert found.is_profile
    assert found.identity_keys == (f"phone:{MARIA}",)
    assert (found.version, found.create_time) == (1, NOON)
    [told] = contacts.told
    assert (told.conversation_id, told.contact, told.cause_id) == (
        "cv_1",
        found,
        "ev_1",
    )


def test_a_known_customer_is_recognised_and_keeps_the_owner(app, contacts):
    """CRM-9: matched to that contact; the owner method finds the owner."""
    enter(contacts, contact(phone=MARIA, owner_id="us_7"))

    assert app.match_conversations([match()]) == [Outcome.MATCHED]

    found = app.get_conversation_contact("cv_1", AGENT)
    assert (found.contact_id, found.owner_id) == ("ct_1", "us_7")
    assert found.identity_keys == (f"phone:{MARIA}",)
    assert (found.version, found.is_profile) == (1, False)
    assert contacts.told[0].contact.owner_id == "us_7"


def test_two_contacts_with_one_number_leave_an_ambiguous_profile(app, contacts):
    """CRM-9: ask, do not guess."""
    enter(contacts, contact("ct_1", phone=MARIA))
    enter(contacts, contact("ct_2", phone=MARIA, holds=False))

    assert app.match_conversations([match()]) == [Outcome.AMBIGUOUS]
    assert app.match_conversations([match("cv_2")]) == [Outcome.MATCHED]

    found = app.get_conversation_contact("cv_1", AGENT)
    assert found.contact_id not in {"ct_1", "ct_2"}
    assert found.is_profile
    assert found.is_ambiguous
    assert app.get_conversation_contact("cv_2", AGENT) == found


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_redelivered_opening_changes_nothing(app, contacts, times):
    """CRM-9, DESIGN 3: effects once."""
    app.match_conversations([match()])

    for _ in range(times):
        assert app.match_conversations([match(), match()]) == [Outcome.UNCHANGED] * 2

    assert len(contacts.stored) == len(contacts.told) == 1


def test_one_person_on_two_channels_is_one_contact(app, contacts):
    """CRM-9: also within one batch, and in both spellings of the number."""
    outcomes = app.match_conversations(
        [match("cv_1"), match("cv_2", who=person("+551199990000"))]
    )

    assert outcomes == [Outcome.PROFILED, Outcome.MATCHED]
    assert len(contacts.stored) == 1
    assert {told.conversation_id for told in contacts.told} == {"cv_1", "cv_2"}


def test_a_contact_gathers_the_identities_it_is_met_by(app, contacts):
    app.match_conversations([match("cv_1")])
    app.match_conversations(
        [match("cv_2", who=person(keys=("bsuid:1", f"phone:{MARIA}")))]
    )

    [found] = contacts.stored.values()
    assert found.identity_keys == (f"phone:{MARIA}", "bsuid:1")
    assert found.version == 1


def test_accounts_are_strangers(app, contacts):
    app.match_conversations([match("cv_1"), match("cv_2", account_id="ac_2")])

    assert {c.account_id for c in contacts.stored.values()} == {"ac_1", "ac_2"}


def test_outcomes_come_in_the_order_of_the_events(app):
    app.match_conversations([match("cv_2")])

    assert app.match_conversations(
        [match("cv_9", account_id="ac_2"), match("cv_2"), match("cv_3")]
    ) == [Outcome.PROFILED, Outcome.UNCHANGED, Outcome.MATCHED]


def test_the_link_remembers_the_channel(app, contacts):
    app.match_conversations([match()])

    assert contacts.find_link(ACCOUNT, "cv_1").channel_id == CHANNEL
    assert contacts.find_link("ac_2", "cv_1") is None


def test_a_claimed_number_is_kept_but_recognises_nobody(app, contacts):
    enter(contacts, contact(phone=MARIA))
    visitor = person(MARIA, keys=("visitor:1",), source="webchat")

    assert app.match_conversations([match(who=visitor)]) == [Outcome.PROFILED]
    assert app.get_conversation_contact("cv_1", AGENT).phone == MARIA
    assert app.match_conversations([match("cv_2")]) == [Outcome.MATCHED]
    assert app.get_conversation_contact("cv_2", AGENT).contact_id == "ct_1"


def test_a_second_profile_does_not_take_a_number_from_the_first(app, contacts):
    enter(contacts, contact("ct_1", phone=MARIA, is_profile=True))
    enter(contacts, replace(contact("ct_2", phone=MARIA), holds_line=False))
    enter(contacts, replace(contact("ct_3", phone=MARIA), holds_line=False))

    app.match_conversations([match()])

    assert not app.get_conversation_contact("cv_1", AGENT).holds_line
