from datetime import timedelta

import pytest
from builders import MARIA, contact, person

from chassis.testing import NOON
from crm_bridge.domain.recognition import Basis, Book, offered

SPELT_OLD = "+551199990000"


def test_the_contact_with_the_number_is_who_writes():
    """CRM-9: 11 99999-0000 in the CRM is +5511999990000 on WhatsApp."""
    maria = contact(phone=MARIA)

    assert Book.of([maria]).recognise(person(MARIA)) == (Basis.PHONE, maria)


def test_the_ninth_digit_does_not_hide_a_contact():
    """CRM-9: Brazilian ninth digit, missing on either side."""
    new, old = contact(phone=MARIA), contact(phone=SPELT_OLD)

    assert Book.of([new]).recognise(person(SPELT_OLD)) == (Basis.PHONE, new)
    assert Book.of([old]).recognise(person(MARIA)) == (Basis.PHONE, old)


def test_two_contacts_with_one_number_are_not_guessed_between():
    """CRM-9: two contacts with one number."""
    book = Book.of([contact("ct_1", phone=MARIA), contact("ct_2", phone=SPELT_OLD)])

    assert book.recognise(person(MARIA)) == (Basis.AMBIGUOUS, None)


def test_a_contact_that_people_made_comes_before_a_profile():
    made = contact("ct_1", phone=MARIA)
    profile = contact("ct_2", phone=MARIA, is_profile=True)

    for known in ([made, profile], [profile, made]):
        assert Book.of(known).recognise(person(MARIA)) == (Basis.PHONE, made)


def test_an_identity_joined_before_decides_over_the_number():
    joined = contact("ct_1", identity_keys=("bsuid:BR.1",))
    other = contact("ct_2", phone=MARIA)
    writer = person(MARIA, keys=("bsuid:BR.1", f"phone:{MARIA}"))

    for known in ([joined, other], [other, joined]):
        assert Book.of(known).recognise(writer) == (Basis.IDENTITY, joined)


def test_the_most_lasting_identity_decides():
    first = contact("ct_1", identity_keys=("bsuid:BR.1",))
    second = contact("ct_2", identity_keys=(f"phone:{MARIA}",))
    writer = person(MARIA, keys=("bsuid:BR.1", f"phone:{MARIA}"))

    assert Book.of([second, first]).recognise(writer) == (Basis.IDENTITY, first)


def test_an_identity_is_one_in_both_spellings_of_its_number():
    known = contact(identity_keys=(f"phone:{SPELT_OLD}",))

    assert Book.of([known]).recognise(person(MARIA)) == (Basis.IDENTITY, known)


def test_a_number_that_a_visitor_claims_recognises_nobody():
    """A web chat visitor may type anybody's number."""
    claim = person(MARIA, keys=("visitor:1",), source="webchat")

    assert Book.of([contact(phone=MARIA)]).recognise(claim) == (Basis.NOBODY, None)


def test_without_a_number_nobody_is_recognised_by_it():
    nameless = person("", keys=("psid:1",), source="messenger")

    assert Book.of([contact(phone="")]).recognise(nameless) == (Basis.NOBODY, None)


def test_joining_leaves_identities_of_others_alone():
    maria = contact("ct_1", identity_keys=("bsuid:BR.1",))
    other = contact("ct_2", identity_keys=(f"phone:{MARIA}",))
    book = Book.of([maria, other])

    joined = book.join(maria, person(keys=("bsuid:BR.1", f"phone:{MARIA}", "psid:3")))

    assert joined.identity_keys == ("bsuid:BR.1", "psid:3")
    assert book.by_id["ct_1"] is joined


@pytest.mark.parametrize("order", [1, -1])
def test_offered_for_a_number_is_the_oldest_that_people_made(order):
    known = [
        contact("ct_1", is_profile=True, at=NOON - timedelta(days=2)),
        contact("ct_2", at=NOON - timedelta(days=1)),
        contact("ct_3", at=NOON),
    ]

    assert offered(known[::order]).contact_id == "ct_2"
