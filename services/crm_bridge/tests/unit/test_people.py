import pytest
from builders import ACCOUNT, AGENT, MARIA, contact, match, person, who

from crm_bridge.domain import errors
from crm_bridge.use_cases.people import ChangeContact


def change(contact_id="ct_1", seen_version=0, **changes):
    return ChangeContact(contact_id, changes, seen_version)


@pytest.fixture
def maria(contacts):
    known = contact(phone=MARIA)
    contacts.change(ACCOUNT, lambda step: step.add([known]))
    return known


def test_a_contact_is_created_as_it_was_typed(app):
    """CRM-9: the phone as typed is the number to recognise by."""
    made = app.create_contact(
        {"name": " João ", "phone": "11 99999-0000", "owner_id": "us_7"}, "r1", AGENT
    )

    assert (made.name, made.phone, made.owner_id) == ("João", MARIA, "us_7")
    assert (made.source, made.is_profile, made.version) == ("manual", False, 1)
    assert app.get_contact(made.contact_id, AGENT) == made
    app.match_conversations([match()])
    assert app.get_conversation_contact("cv_1", AGENT).contact_id == made.contact_id


def test_the_same_request_makes_one_contact(app, contacts):
    first = app.create_contact({"name": "Ana", "phone": MARIA}, "r1", AGENT)

    assert app.create_contact({"name": "Ana", "phone": MARIA}, "r1", AGENT) == first
    assert len(contacts.stored) == 1


def test_a_request_of_another_account_is_another(app, contacts):
    app.create_contact({"name": "Ana"}, "r1", AGENT)
    app.create_contact({"name": "Bia"}, "r1", who("contacts.edit", account_id="ac_2"))

    assert len(contacts.stored) == 2


@pytest.mark.parametrize("phone", [MARIA, "11 9999-0000"])
def test_a_used_number_is_refused_and_the_contact_offered(app, maria, phone):
    """CRM-1, CRM-8: duplicates are offered, not silently created."""
    with pytest.raises(errors.PhoneTaken) as refused:
        app.create_contact({"name": "Ana", "phone": phone}, "r1", AGENT)

    assert refused.value.facts["contact_id"] == "ct_1"


def test_a_number_a_profile_has_is_offered_too(app, contacts):
    app.match_conversations([match()])
    [profile] = contacts.stored

    with pytest.raises(errors.PhoneTaken) as refused:
        app.create_contact({"name": "Ana", "phone": MARIA}, "r1", AGENT)

    assert refused.value.facts["contact_id"] == profile


def test_an_edit_tells_every_conversation(app, contacts, maria):
    """PNL-2: the contact changes, and the lists with it."""
    app.match_conversations([match("cv_1"), match("cv_2")])

    after = app.change_contact(change(city="Recife"), AGENT)

    assert (after.city, after.version) == ("Recife", 2)
    told = contacts.told[-1]
    assert told.contact == after
    assert sorted(told.conversation_ids) == ["cv_1", "cv_2"]


def test_an_edit_of_what_somebody_else_changed_is_refused(app, maria):
    """PNL-2: two people editing."""
    app.change_contact(change(city="Recife", seen_version=1), AGENT)

    with pytest.raises(errors.ContactChanged) as refused:
        app.change_contact(change(city="Natal", seen_version=1), AGENT)

    assert refused.value.facts["version"] == "2"
    assert app.get_contact("ct_1", AGENT).city == "Recife"


def test_an_edit_repeated_after_a_lost_answer_succeeds(app, contacts, maria):
    app.change_contact(change(city="Recife", seen_version=1), AGENT)

    again = app.change_contact(change(city="Recife", seen_version=1), AGENT)

    assert again.version == 2
    assert len(contacts.told) == 1


def test_an_empty_value_removes_and_an_absent_one_stays(app, maria):
    app.change_contact(change(email="ana@x.example", city="Recife"), AGENT)

    after = app.change_contact(change(city=""), AGENT)

    assert (after.city, after.email) == ("", "ana@x.example")


def test_a_number_of_another_cannot_be_taken_over(app, contacts, maria):
    """CRM-8: unique value already used."""
    other = app.create_contact({"name": "Ana"}, "r1", AGENT)

    with pytest.raises(errors.PhoneTaken):
        app.change_contact(change(other.contact_id, phone="11 9999-0000"), AGENT)


def test_a_number_given_up_is_free_again(app, maria):
    app.change_contact(change(phone=""), AGENT)

    assert app.create_contact({"name": "Ana", "phone": MARIA}, "r1", AGENT).holds_line


def test_the_same_number_in_another_spelling_is_no_conflict_with_oneself(app, maria):
    after = app.change_contact(change(phone="11 9999-0000"), AGENT)

    assert (after.phone, after.holds_line) == ("+551199990000", True)


def test_a_profile_someone_edits_is_a_contact_from_then_on(app, contacts):
    app.match_conversations([match()])
    [profile] = contacts.stored

    assert not app.change_contact(change(profile, name="Maria"), AGENT).version > 1
    assert not app.change_contact(change(profile, name="Ana"), AGENT).is_profile


@pytest.mark.parametrize(
    "call",
    [
        lambda app, caller: app.create_contact({"name": "Ana"}, "r1", caller),
        lambda app, caller: app.change_contact(change(city="Natal"), caller),
    ],
)
def test_who_may_not_edit_is_refused(app, contacts, maria, call):
    """PNL-3, PRM-3: refused by the API, whatever the screen shows."""
    with pytest.raises(errors.PermissionMissing) as refused:
        call(app, who("inbox"))

    assert refused.value.facts["permission"] == "contacts.edit"
    assert contacts.stored == {"ct_1": maria}


def test_who_has_no_part_in_the_inbox_reads_no_contacts(app, maria):
    for read in (
        lambda: app.get_contact("ct_1", who("channels.manage")),
        lambda: app.list_contacts("", "", 10, who("channels.manage")),
    ):
        with pytest.raises(errors.PermissionMissing):
            read()


def test_the_contact_of_a_conversation_is_for_who_sees_its_channel(app):
    """PRM-7: a private channel's conversations are its installer's only."""
    app.match_conversations([match(channel_id="ch_private")])

    assert app.get_conversation_contact("cv_1", who(sees=["ch_private"]))
    for stranger in (who("inbox"), who("inbox", sees=["ch_private"], account_id="x")):
        with pytest.raises(errors.ContactUnknown):
            app.get_conversation_contact("cv_1", stranger)


def test_what_is_not_there_is_unknown(app):
    for missing in (
        lambda: app.get_contact("ct_9", AGENT),
        lambda: app.get_conversation_contact("cv_9", AGENT),
        lambda: app.change_contact(change("ct_9", city="Natal"), AGENT),
    ):
        with pytest.raises(errors.ContactUnknown):
            missing()


def test_another_account_s_contact_is_unknown(app, maria):
    with pytest.raises(errors.ContactUnknown):
        app.get_contact("ct_1", who("inbox", account_id="ac_2"))


@pytest.mark.parametrize("field", ["phone", "email", "name"])
def test_what_makes_no_sense_is_refused_before_anything_is_stored(app, contacts, field):
    with pytest.raises(errors.ContactInvalid) as refused:
        app.create_contact(
            {"name": "Ana", field: "?" if field != "name" else ""}, "", AGENT
        )

    assert refused.value.facts["field"] == field
    assert contacts.stored == {}


def test_an_ambiguous_profile_can_be_named_without_its_number_being_refused(
    app, contacts
):
    """CRM-9: asked, not guessed; a person decides."""
    contacts.change(ACCOUNT, lambda s: s.add([contact("ct_1", phone=MARIA)]))
    contacts.change(
        ACCOUNT, lambda s: s.add([contact("ct_2", phone=MARIA, holds=False)])
    )
    app.match_conversations([match(who=person(name="M"))])
    profile = app.get_conversation_contact("cv_1", AGENT)

    after = app.change_contact(change(profile.contact_id, name="Marta"), AGENT)

    assert (after.name, after.is_ambiguous) == ("Marta", False)
