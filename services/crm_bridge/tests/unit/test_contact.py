import pytest
from builders import MARIA, contact, person

from crm_bridge.domain.contact import checked, folded, shown_name
from crm_bridge.domain.errors import ContactInvalid


def test_an_edit_counts_and_makes_a_contact_of_a_profile():
    profile = contact(is_profile=True, is_ambiguous=True, owner_id="us_7")

    edited = profile.changed({"city": "Recife"})

    assert (edited.city, edited.version) == ("Recife", 2)
    assert not edited.is_profile
    assert not edited.is_ambiguous
    assert edited.owner_id == "us_7"


def test_an_edit_that_says_nothing_new_is_none():
    maria = contact(name="Maria", is_profile=True)

    assert maria.changed({"name": "Maria"}) is maria


def test_a_claimed_number_becomes_one_to_recognise_by_once_people_edit():
    visitor = contact(is_profile=True, holds=False)
    visitor = visitor.changed({"phone": MARIA})

    assert visitor.line
    assert not visitor.holds_line


def test_another_number_is_not_held_by_having_held_the_last():
    maria = contact(phone=MARIA)

    assert maria.changed({"name": "Ana"}).holds_line
    assert not maria.changed({"phone": "+12025550123"}).holds_line
    assert maria.changed({"phone": ""}).line == ""


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        pytest.param("name", "  Ana \t Lima\n", "Ana Lima", id="one-line"),
        pytest.param("name", "Ana\x00Lima", "Ana Lima", id="no-control-characters"),
        pytest.param("name", "👩🏽‍💻 李", "👩🏽‍💻 李", id="any-script"),
        pytest.param("notes", " a\n\nb ", "a\n\nb", id="notes-keep-lines"),
        pytest.param("email", " ana@x.example ", "ana@x.example", id="trimmed"),
        pytest.param("email", "josé@x.example", "josé@x.example", id="unicode"),
        pytest.param("email", "", "", id="no-email"),
        pytest.param("owner_id", "us_1", "us_1", id="owner"),
    ],
)
def test_values_are_kept_tidy(field, value, kept):
    """PNL-2: validated by type."""
    assert checked(field, value) == kept


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " \t"),
        ("name", "a" * 201),
        ("city", "a" * 201),
        ("company", "a" * 201),
        ("notes", "a" * 4001),
        ("email", "ana"),
        ("email", "ana@"),
        ("email", "a b@x.example"),
        ("email", "a@x"),
        ("email", "a@x..example"),
        ("email", "a" * 250 + "@x.example"),
        ("owner_id", "a b"),
    ],
)
def test_what_cannot_be_kept_names_its_field(field, value):
    """PNL-2: validated by type."""
    with pytest.raises(ContactInvalid) as refused:
        checked(field, value)

    assert refused.value.facts["field"] == field


@pytest.mark.parametrize(
    ("who", "shown"),
    [
        pytest.param(person(name=" Ana  Lima "), "Ana Lima", id="name"),
        pytest.param(person(name=""), MARIA, id="else-phone"),
        pytest.param(person("", name=" ", keys=("psid:77",)), "77", id="else-id"),
        pytest.param(person("", name="", keys=("psid:",)), "psid:", id="never-empty"),
        pytest.param(person(name="a" * 256), "a" * 200, id="cut"),
    ],
)
def test_a_profile_always_has_a_name(who, shown):
    assert shown_name(who) == shown


def test_order_and_search_ignore_case_and_accents():
    assert folded("  JOÃO  da Silva ") == "joao da silva"
    assert contact(name="Ávila").place < contact(name="Bia").place
