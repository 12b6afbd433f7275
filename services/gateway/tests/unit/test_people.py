"""Rules of accounts and users."""

from dataclasses import replace

import pytest
from builders import roll, user

from gateway.domain.errors import GroupUnknown, LastAdministrator, UserUnknown
from gateway.domain.events import UserDeactivated, UserProfileChanged, UserRegistered
from gateway.domain.people import ADMINISTRATOR, ATTENDANT, PERMISSIONS


def facts(account):
    return [(type(e), e.user.user_id) for e in account.events]


def test_an_administrator_may_do_everything_and_an_attendant_answers():
    """PRM-4."""
    account = roll(user("ana"))

    assert account.permissions_of(account.get("us_admin")) == PERMISSIONS
    assert account.permissions_of(account.get("us_ana")) == {"inbox", "contacts.edit"}


def test_a_set_of_ones_own_replaces_that_of_the_group():
    """PRM-4."""
    account = roll(user("ana", custom_permissions=frozenset({"ledger.view"})))

    assert account.permissions_of(account.get("us_ana")) == {"ledger.view"}


def test_registering_tells_the_other_services_once():
    account = roll()
    account.register(user("ana", request_id="rq_1"))

    again = account.register(user("anna", email="ana@example.com", request_id="rq_1"))

    assert again.user_id == "us_ana"
    assert facts(account) == [(UserRegistered, "us_ana")]


def test_changing_nothing_tells_nothing():
    account = roll(user("ana"))

    account.change(account.get("us_ana"))

    assert facts(account) == []


def test_who_is_deactivated_may_do_nothing_any_more():
    account = roll(user("ana"))

    account.change(replace(account.get("us_ana"), active=False))

    assert account.permissions_of(account.get("us_ana")) == frozenset()
    assert facts(account) == [(UserDeactivated, "us_ana")]


def test_changing_a_group_changes_those_who_follow_it():
    """PRM-5."""
    account = roll(user("ana"), user("bruno", custom_permissions=frozenset({"inbox"})))

    account.change_group(ATTENDANT, frozenset({"inbox"}))

    assert facts(account) == [(UserProfileChanged, "us_ana")]
    assert account.permissions_of(account.get("us_ana")) == {"inbox"}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"active": False}, id="deactivated"),
        pytest.param({"group": ATTENDANT}, id="another-group"),
        pytest.param({"custom_permissions": frozenset()}, id="own-empty-set"),
    ],
)
def test_the_last_who_manages_users_stays(change):
    account = roll(user("ana"))

    with pytest.raises(LastAdministrator):
        account.change(replace(account.get("us_admin"), **change))


def test_the_group_of_the_last_administrator_keeps_managing_users():
    with pytest.raises(LastAdministrator):
        roll().change_group(ADMINISTRATOR, frozenset({"inbox"}))


def test_what_is_not_there_is_refused_by_name():
    account = roll()

    with pytest.raises(UserUnknown):
        account.get("us_nobody")
    with pytest.raises(GroupUnknown):
        account.register(user("ana", group="nowhere"))


def test_announcing_repeats_every_user():
    account = roll(user("ana"))

    account.announce()

    assert facts(account) == [
        (UserProfileChanged, "us_admin"),
        (UserProfileChanged, "us_ana"),
    ]
