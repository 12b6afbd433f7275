"""Users, availability, sectors, settings; and access that ends."""

from datetime import timedelta

import pytest
from builders import (
    ACCOUNT,
    ADMIN,
    NOON,
    PRIVATE,
    SHARED,
    closed,
    connected,
    opened,
    user,
    who,
)
from house import on_fakes

from routing.domain import errors
from routing.domain.assignment import Assignment, Trigger
from routing.domain.distribution import Method, ReopenPolicy
from routing.domain.events import Reason
from routing.use_cases.handovers import ClaimConversation
from routing.use_cases.outcome import Outcome
from routing.use_cases.repair import Repairs
from routing.use_cases.roster import ChangeAttendant


@pytest.fixture
def house():
    house = on_fakes()
    house.joins("ana", "bob")
    return house


def give(house, to, *conversation_ids, on=SHARED):
    for conversation_id in conversation_ids:
        house.follows(opened(conversation_id, on=on))
        house.app.claim_conversation(
            ClaimConversation(conversation_id), who(to, sees=(on,))
        )


def test_a_new_user_takes_part_as_the_gateway_says(house):
    house.joins("root", is_attendant=False)

    ana, root = house.person("ana"), house.person("root")
    assert (ana.is_attendant, ana.available, ana.capacity) == (True, True, 0)
    assert not root.is_attendant
    assert house.told_of_people[-1].attendant == root


def test_a_later_profile_does_not_undo_what_an_administrator_chose(house):
    house.changes("ana", is_attendant=False)

    house.joins("ana", name="Ana Maria", at=NOON + timedelta(seconds=1))

    assert (house.person().name, house.person().is_attendant) == ("Ana Maria", False)


def test_an_older_profile_changes_nothing(house):
    """Events of a user may come out of order."""
    older = user(name="Old", at=NOON - timedelta(seconds=1))

    assert house.app.note_user(older) is Outcome.UNCHANGED
    assert house.person().name == "Ana"


def test_older_news_of_a_channel_change_nothing(house):
    older = connected(shared=False, at=NOON - timedelta(seconds=1))

    assert house.app.note_channel(older) is Outcome.UNCHANGED
    assert house.app.store.read(ACCOUNT).channels([SHARED])[SHARED].shared


def test_availability_stays_and_is_told_at_once(house):
    """AVL-1: visible to others at once."""
    told = len(house.told_of_people)

    house.app.set_availability(available=False, caller=who("ana"))
    house.app.set_availability(available=False, caller=who("ana"))

    assert house.person().available is False
    assert len(house.told_of_people) == told + 1
    assert house.told_of_people[-1].attendant.available is False


def test_switching_off_leaves_what_is_in_progress(house):
    """AVL-4: both stay."""
    give(house, "ana", "cv_1", "cv_2")

    house.app.set_availability(available=False, caller=who("ana"))

    assert (house.has("cv_1"), house.has("cv_2"), house.load()) == ("ana", "ana", 2)


def test_losing_the_attendant_flag_leaves_what_is_in_progress(house):
    """DST-13."""
    give(house, "ana", "cv_1")

    house.changes("ana", is_attendant=False)

    assert house.has() == "ana"


def test_only_who_manages_settings_changes_them(house):
    """PRM-1: an ordinary agent is refused."""
    agent = who("ana", "inbox")
    for act in (
        lambda: house.app.set_distribution(Method.FEWEST, None, agent),
        lambda: house.app.save_sector("", "Sales", "", agent),
        lambda: house.app.change_attendant(ChangeAttendant("bob"), agent),
    ):
        with pytest.raises(errors.PermissionMissing) as caught:
            act()
        assert caught.value.facts == {"permission": "settings.manage"}


@pytest.mark.parametrize("capacity", [-1, 1001])
def test_a_capacity_is_within_bounds(house, capacity):
    with pytest.raises(errors.CapacityInvalid):
        house.changes("ana", capacity=capacity)


def test_a_stranger_cannot_be_changed(house):
    with pytest.raises(errors.UserUnknown):
        house.changes("nobody", capacity=1)
    with pytest.raises(errors.UserUnknown):
        house.app.set_availability(available=True, caller=who("nobody"))


def test_sectors_are_made_renamed_and_filled(house):
    """TEAM-1, TEAM-2: a sector is online while any of its attendants is."""
    sales, _ = house.app.save_sector("", "  Sales ", "rq_1", ADMIN)
    again, _ = house.app.save_sector("", "Sales", "rq_1", ADMIN)
    support, _ = house.app.save_sector("", "Support", "rq_2", ADMIN)
    house.app.save_sector(support.sector_id, "Help desk", "", ADMIN)
    house.changes("ana", sector_ids=frozenset({sales.sector_id}))
    house.online("ana")

    assert again.sector_id == sales.sector_id
    assert [(s.name, on) for s, on in house.app.list_sectors(who("bob"))] == [
        ("Help desk", False),
        ("Sales", True),
    ]


@pytest.mark.parametrize("name", ["", "   ", "x" * 61])
def test_a_sector_has_a_name_of_sensible_length(house, name):
    with pytest.raises(errors.SectorNameInvalid):
        house.app.save_sector("", name, "", ADMIN)


def test_names_of_sectors_are_not_used_twice(house):
    house.app.save_sector("", "Sales", "", ADMIN)

    with pytest.raises(errors.SectorNameTaken):
        house.app.save_sector("", "SALES", "", ADMIN)


def test_unknown_sectors_are_refused(house):
    with pytest.raises(errors.SectorUnknown):
        house.app.save_sector("st_9", "Sales", "", ADMIN)
    with pytest.raises(errors.SectorUnknown):
        house.changes("ana", sector_ids=frozenset({"st_9"}))


def test_settings_change_one_by_one_and_count(house):
    """DST-1, LIF-6: manual and keep assignee unless changed."""
    first = house.app.get_distribution(who("ana"))
    house.by("random")
    house.by(None, "unassigned")
    house.by("random", "unassigned")

    last = house.app.get_distribution(who("ana"))
    assert (first.method, first.reopen_policy) == (
        Method.MANUAL,
        ReopenPolicy.KEEP_ASSIGNEE,
    )
    assert (last.method, last.reopen_policy, last.version) == (
        Method.RANDOM,
        ReopenPolicy.UNASSIGNED,
        2,
    )


def test_people_are_listed_by_name(house):
    house.joins("zoe", name="abel", active=False)

    assert [a.name for a in house.app.list_attendants(who("ana"))] == [
        "abel",
        "Ana",
        "Bob",
    ]


class TestAccessThatEnds:
    def test_takes_the_users_shared_conversations(self, house):
        """PRM-2: access withdrawn while assigned: unassign."""
        give(house, "ana", "cv_1")
        give(house, "ana", "cv_2", on=PRIVATE)
        give(house, "bob", "cv_3")

        house.joins("ana", may_inbox=False)

        assert [house.has(f"cv_{n}") for n in (1, 2, 3)] == ["", "ana", "bob"]
        event = house.told[-1]
        assert (event.former_assignee_id, event.reason) == ("ana", Reason.ACCESS)
        assert house.decisions()[0].trigger is Trigger.ACCESS
        assert house.load() == 1

    def test_of_a_deactivated_user_takes_all(self, house):
        give(house, "ana", "cv_1")
        give(house, "ana", "cv_2", on=PRIVATE)

        house.joins("ana", active=False)

        assert (house.has("cv_1"), house.has("cv_2")) == ("", "")

    def test_of_a_channel_takes_what_others_have(self, house):
        """PRM-7: from shared to private: unassign."""
        give(house, "ana", "cv_1")
        give(house, "bob", "cv_2")

        house.note(connected(shared=False, installer="ana", at=NOON))

        assert (house.has("cv_1"), house.has("cv_2")) == ("ana", "")

    def test_leaves_closed_ones_as_they_were(self, house):
        """D-17."""
        give(house, "ana", "cv_1")
        house.follows(closed())

        house.joins("ana", active=False)

        assert house.has() == "ana"

    def test_goes_on_where_a_crash_stopped_it(self, house):
        """The same event again finds the rest."""
        give(house, "ana", "cv_1")
        gone = user(active=False)
        house.app.note_user(gone)
        stray = house.assignment()
        stray.assignee_id = "ana"
        house.app.store.state.assignments["cv_1"] = stray

        house.app.note_user(gone)

        assert house.has() == ""

    def test_takes_more_than_one_step_can(self, house):
        for n in range(101):
            stray = Assignment(ACCOUNT, f"cv_{n}", SHARED, assignee_id="ana")
            house.app.store.state.assignments[f"cv_{n}"] = stray

        house.joins("ana", active=False)

        assert not house.app.store.read(ACCOUNT).held(limit=1)


class TestRepair:
    def test_mends_what_is_wrong_and_says_how_much(self, house):
        give(house, "ana", "cv_1")
        house.app.store.change(ACCOUNT, lambda t: t.set_load("ana", 7))
        house.app.store.change(ACCOUNT, lambda t: t.set_load("bob", 3))

        assert house.app.repair() == Repairs(loads=2)
        assert (house.load("ana"), house.load("bob")) == (1, 0)
        assert house.app.repair() == Repairs()

    def test_unassigns_who_should_not_have_it(self, house):
        """A channel went private while somebody claimed on it."""
        give(house, "bob", "cv_1")
        state = house.app.store.state
        state.channels[SHARED] = connected(shared=False).channel

        assert house.app.repair() == Repairs(misplaced=1)
        assert house.has() == ""
