"""Online and offline, with a grace period."""

import pytest
from builders import ACCOUNT, opened, who
from house import on_fakes

from routing.domain.errors import PermissionMissing
from routing.use_cases.handovers import ClaimConversation
from routing.use_cases.presence import ReportSessions


@pytest.fixture
def house():
    house = on_fakes()
    house.joins("ana", "bob")
    return house


def test_a_live_session_is_online(house):
    """AVL-6: A has a live session and B none."""
    house.online("ana")

    assert (house.person("ana").online, house.person("bob").online) == (True, False)
    assert [
        e.attendant.user_id for e in house.told_of_people if e.attendant.online
    ] == ["ana"]


def test_reporting_again_tells_nobody_anything(house):
    house.online("ana")
    told = len(house.told_of_people)

    house.online("ana")

    assert len(house.told_of_people) == told


def test_a_short_drop_is_not_noticed(house):
    """AVL-6: connection drops need a grace period."""
    house.online("ana")
    house.clock.turn(seconds=5)
    house.online()
    told = len(house.told_of_people)
    house.clock.turn(seconds=14)
    house.online()
    assert house.app.expire_presence() == 0

    house.online("ana")
    house.clock.turn(seconds=5)
    house.online("ana")

    assert house.app.expire_presence() == 0
    assert len(house.told_of_people) == told


def test_who_is_gone_longer_than_the_grace_is_offline(house):
    house.online("ana")
    house.online()
    house.clock.turn(seconds=15)
    house.online()

    assert house.app.expire_presence() == 1

    assert house.person().online is False
    assert house.told_of_people[-1].attendant.online is False


def test_a_replica_that_died_takes_its_sessions_with_it(house):
    """It can report no more; its last report is when they were seen."""
    house.online("ana", replica="gw-1")
    house.online("bob", replica="gw-2")
    house.clock.turn(seconds=10)
    house.online("bob", replica="gw-2")
    house.clock.turn(seconds=5)

    assert house.app.expire_presence() == 1
    assert (house.person("ana").online, house.person("bob").online) == (False, True)


def test_several_sessions_keep_one_online(house):
    """AVL-6: online while any is alive, whatever replica it is at."""
    house.online("ana", replica="gw-1")
    house.online("ana", replica="gw-2")
    house.online(replica="gw-1")
    house.clock.turn(seconds=14)
    house.online("ana", replica="gw-2")
    house.clock.turn(seconds=10)

    assert house.app.expire_presence() == 0


def test_one_who_comes_back_while_being_marked_offline_is_online(house):
    """The report saw them online still, and had nothing to write."""
    house.online("ana")
    house.clock.turn(seconds=20)
    alive = house.app.presence.alive
    calls = []

    def meanwhile(users, since):
        found = alive(users, since)
        if not calls:
            calls.append(house.online("ana"))
        return found

    house.app.presence.alive = meanwhile
    house.app.expire_presence()

    assert house.person().online is True


def test_only_gateways_report(house):
    report = ReportSessions("gw-1", frozenset({(ACCOUNT, "ana")}))

    with pytest.raises(PermissionMissing):
        house.app.report_sessions(report, who("ana", "settings.manage"))


def test_somebody_unknown_yet_is_online_with_the_next_report(house):
    """The gateway's session may be faster than its event."""
    house.online("eve")
    house.joins("eve")

    house.online("eve")

    assert house.person("eve").online is True


def test_many_changes_of_a_load_are_told_once(house):
    for n in range(5):
        house.follows(opened(f"cv_{n}"))
        house.app.claim_conversation(ClaimConversation(f"cv_{n}"), who("ana"))
    told = len(house.told_of_people)

    assert house.app.announce_loads() == 1
    assert house.app.announce_loads() == 0

    assert len(house.told_of_people) == told + 1
    assert house.told_of_people[-1].attendant.load == 5
