"""People who come with an id alone get the name that is told later."""

from __future__ import annotations

import itertools

import pytest
import told
from builders import CHANNEL, contact_matched, stamped
from recado.crm.v1 import events_pb2 as crm
from recado.ingest.v1 import events_pb2 as ingest

from conversations.use_cases.outcome import Outcome
from conversations.wire.events_in import read_crm_event
from conversations.wire.ingest_in import read_ingest_event

PICTURE = "https://cdn.test/marta.jpg"


def nameless(house, key="psid:77"):
    """Somebody wrote of whom the provider told but an id."""
    return house.has_conversation(name="", phone="", keys=[key])


def profile(name="Marta", key="psid:77", *, avatar_url=PICTURE):
    """The provider told the name when it was asked."""
    message = ingest.IdentityChanged(
        channel_id=CHANNEL,
        former_keys=[key],
        identity=ingest.ChannelIdentity(
            keys=[key], display_name=name, avatar_url=avatar_url
        ),
        reason="profile_known",
    )
    return read_ingest_event(stamped(message))


def in_crm(cv, name, *, version=1):
    """The CRM has the person by this name: matched, or edited since."""
    message = contact_matched(cv, name=name, version=version)
    message.contact.phone = ""
    if version == 1:
        return read_crm_event(message)[0]
    edited = crm.ContactEdited(contact=message.contact, conversation_ids=[cv])
    edited.metadata.CopyFrom(message.metadata)
    return read_crm_event(edited)[0]


def test_a_name_that_is_told_later_replaces_the_id(house):
    """MSG-4, CHN-7: name and picture appear once the look-up succeeded."""
    cv = nameless(house)
    assert house.conversation(cv).contact.name == "77"

    assert house.app.take_in([profile(), profile()]) == [
        Outcome.APPLIED,
        Outcome.UNCHANGED,
    ]

    contact = house.conversation(cv).contact
    assert (contact.name, contact.avatar_url) == ("Marta", PICTURE)
    assert house.happened()[-1] == "contact_changed"


def test_the_name_goes_out_even_without_a_picture(house):
    """MSG-4."""
    cv = nameless(house)
    house.app.follow([in_crm(cv, "77")])
    before = house.happened().count("contact_changed")

    house.app.take_in([profile(avatar_url="")])

    assert house.happened().count("contact_changed") == before + 1
    assert house.events()[-1].conversation.contact.name == "Marta"


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_name_stands_whatever_the_order(house, order):
    """MSG-4: the look-up, the match and the CRM's renaming may cross."""
    cv = nameless(house)
    steps = (
        lambda: house.app.take_in([profile()]),
        lambda: house.app.follow([in_crm(cv, "77")]),
        lambda: house.app.follow([in_crm(cv, "Marta", version=2)]),
    )

    for step in order:
        steps[step]()

    assert house.conversation(cv).contact.name == "Marta"


def test_a_customers_name_is_not_replaced_by_what_the_provider_tells(house):
    """CRM-9: what the CRM says stands."""
    cv = nameless(house)
    house.app.follow([in_crm(cv, "Marta Oliveira")])

    house.app.take_in([profile("martinha")])

    contact = house.conversation(cv).contact
    assert (contact.name, contact.avatar_url) == ("Marta Oliveira", PICTURE)


def test_a_number_for_a_name_is_what_the_crm_says(house):
    """A phone tells people something: it is a name like any other."""
    cv = house.has_conversation(name="jj")
    number = told.person().keys[0].partition(":")[2]

    house.app.follow([in_crm(cv, number)])

    assert house.conversation(cv).contact.name == number


def test_a_name_that_comes_with_the_next_message_is_told_to_the_crm(house):
    """MSG-4: also when the news of it found nobody."""
    cv = nameless(house)
    house.app.follow([in_crm(cv, "77")])

    house.writes(name="Marta", phone="", keys=["psid:77"])
    house.writes(name="martinha", phone="", keys=["psid:77"])

    assert house.happened()[-3:] == [
        "message_added",
        "contact_changed",
        "message_added",
    ]
    assert house.conversation(cv).contact.name == "Marta"


def test_a_profile_of_nobody_we_know_is_let_go(house):
    assert house.app.take_in([profile()]) == [Outcome.UNKNOWN]
