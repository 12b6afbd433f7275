"""What happens to a conversation that opens, reopens or closes."""

from dataclasses import replace

import pytest
from builders import NOON, PRIVATE, closed, opened, reopened, who
from house import on_fakes

from routing.domain.assignment import Trigger
from routing.domain.events import Reason
from routing.use_cases.handovers import ClaimConversation
from routing.use_cases.outcome import Outcome


def test_under_manual_it_is_offered_to_all():
    """DST-2: owned by none, and everybody is told so."""
    house = on_fakes()
    house.joins("ana", "bob")

    assert house.follows(opened()) == [Outcome.UNASSIGNED]

    [event] = house.told
    assert (event.assignee_id, event.reason) == ("", Reason.METHOD)
    assert (event.message_id, event.waiting, event.version) == ("ms_1", False, 1)
    [decision] = house.decisions()
    assert (decision.trigger, decision.policy) == (Trigger.OPENED, "manual")


def test_a_redelivered_opening_changes_nothing():
    """DST-14: delivered five times, one decision and one event."""
    house = on_fakes()
    house.joins("ana")
    house.by("fewest")

    outcomes = house.follows(*[opened()] * 3) + house.follows(opened(), opened())

    assert outcomes == [Outcome.ASSIGNED] + [Outcome.UNCHANGED] * 4
    assert len(house.told) == 1
    assert house.load() == 1
    assert len(house.decisions()) == 1


def test_two_of_one_batch_do_not_both_see_the_same_count():
    """DST-4: B has 1 and C has 2; the first goes to B, the second to B or C."""
    house = on_fakes()
    house.joins("ana", "bob", "cy")
    house.by("fewest")
    for n, user_id in enumerate(["ana"] * 3 + ["bob"] + ["cy"] * 2):
        house.by("manual")
        house.follows(opened(f"cv_x{n}"))
        house.app.claim_conversation(ClaimConversation(f"cv_x{n}"), who(user_id))
        house.clock.turn(seconds=1)
    house.by("fewest")

    house.follows(opened("cv_1"), opened("cv_2"))

    assert house.has("cv_1") == "bob"
    assert house.has("cv_2") in {"bob", "cy"}
    assert sorted(house.load(u) for u in ("ana", "bob", "cy")) in ([2, 3, 3], [3, 3, 2])


def test_a_batch_is_spread_evenly():
    """DST-4, DST-11: equal attendants take turns, also within one batch."""
    house = on_fakes()
    house.joins("ana", "bob", "cy")
    house.by("fewest")

    house.follows(*(opened(f"cv_{n}") for n in range(9)))

    assert [house.load(u) for u in ("ana", "bob", "cy")] == [3, 3, 3]


def test_nobody_above_capacity_within_a_batch():
    house = on_fakes()
    house.joins("ana", capacity=2)
    house.by("fewest")

    outcomes = house.follows(*(opened(f"cv_{n}") for n in range(4)))

    assert outcomes == [Outcome.ASSIGNED] * 2 + [Outcome.WAITING] * 2
    assert house.load() == 2


def test_with_nobody_eligible_it_waits():
    """DST-10: unassigned, flagged waiting."""
    house = on_fakes()
    house.joins("ana")
    house.by("random")

    assert house.follows(opened()) == [Outcome.WAITING]

    [event] = house.told
    assert (event.assignee_id, event.waiting) == ("", True)
    assert event.reason is Reason.NO_ONE_ELIGIBLE


def test_an_administrator_who_is_no_attendant_gets_none():
    """DST-13: of 100 conversations none."""
    house = on_fakes()
    house.joins("root", is_attendant=False)
    house.joins("ana")
    house.by("fewest")

    house.follows(*(opened(f"cv_{n}") for n in range(100)))

    assert (house.load("root"), house.load("ana")) == (0, 100)


def test_a_private_channel_goes_to_its_installer_only():
    """PRM-7: only its installer sees and answers it."""
    house = on_fakes()
    house.joins("ana", "bob")
    house.by("fewest")

    house.follows(*(opened(f"cv_{n}", on=PRIVATE) for n in range(3)))

    assert (house.load("ana"), house.load("bob")) == (3, 0)


def test_closing_frees_the_attendant_and_keeps_the_name():
    """DST-12, D-17: closed ones are not in progress; the assignee is kept."""
    house = on_fakes()
    house.joins("ana", capacity=1)
    house.by("fewest")
    house.follows(opened())

    outcomes = house.follows(closed(), closed(), opened("cv_2"))

    assert outcomes == [Outcome.CLOSED, Outcome.UNCHANGED, Outcome.ASSIGNED]
    assert (house.has(), house.has("cv_2"), house.load()) == ("ana", "ana", 1)


def test_a_closing_that_comes_before_its_opening_wins():
    """What is overtaken changes nothing: the conversation is closed."""
    house = on_fakes()

    outcomes = house.follows(closed(sequence=4), opened(sequence=1))

    assert outcomes == [Outcome.CLOSED, Outcome.UNCHANGED]
    assert not house.assignment().is_open
    assert house.told == []


def test_a_reopening_that_overtakes_the_closing_takes_nothing_twice():
    """Reordered: reopen at 5 before close at 4; the load counts once."""
    house = on_fakes()
    house.joins("ana")
    house.by("fewest")
    house.follows(opened())

    outcomes = house.follows(reopened(sequence=5), closed(sequence=4))

    assert outcomes == [Outcome.ASSIGNED, Outcome.UNCHANGED]
    assert house.load() == 1


class TestReopening:
    @pytest.fixture
    def house(self):
        house = on_fakes()
        house.joins("ana", "bob")
        house.follows(opened())
        house.app.claim_conversation(ClaimConversation("cv_1"), who("ana"))
        house.follows(closed())
        return house

    def test_keeps_the_assignee_by_default(self, house):
        """LIF-6: keep_assignee is the default."""
        assert house.follows(reopened()) == [Outcome.ASSIGNED]

        event = house.told[-1]
        assert (event.assignee_id, event.reason) == ("ana", Reason.KEEP_ASSIGNEE)
        assert (event.former_assignee_id, event.message_id) == ("ana", "ms_5")
        assert house.decisions()[0].policy == "keep_assignee"
        assert house.load() == 1

    @pytest.mark.parametrize(
        "change",
        [
            pytest.param(
                lambda h: h.app.set_availability(available=False, caller=who("ana")),
                id="unavailable",
            ),
            pytest.param(
                lambda h: h.changes("ana", is_attendant=False), id="no-attendant"
            ),
            pytest.param(lambda h: h.joins("ana", active=False), id="deactivated"),
            pytest.param(lambda h: h.joins("ana", may_inbox=False), id="no-access"),
        ],
    )
    def test_does_not_keep_one_who_may_not_have_it(self, house, change):
        """LIF-6: else as redistribute; under manual it lands in Unassigned."""
        change(house)

        assert house.follows(reopened()) == [Outcome.UNASSIGNED]

        event = house.told[-1]
        assert (event.assignee_id, event.reason) == ("", Reason.METHOD)
        assert event.former_assignee_id == "ana"
        assert house.has() == ""

    def test_does_not_keep_one_who_is_full(self, house):
        house.changes("ana", capacity=1)
        house.follows(opened("cv_2"))
        house.app.claim_conversation(ClaimConversation("cv_2"), who("ana"))
        house.by("fewest")

        house.follows(reopened())

        assert house.has() == "bob"

    def test_redistributes_if_the_policy_says_so(self, house):
        """LIF-6: redistribute runs DST."""
        house.by("fewest", "redistribute")

        house.follows(reopened())

        assert house.has() == "bob"
        assert house.told[-1].reason is Reason.METHOD

    def test_unassigns_if_the_policy_says_so(self, house):
        """LIF-6: unassigned."""
        house.by("fewest", "unassigned")

        assert house.follows(reopened()) == [Outcome.UNASSIGNED]

        event = house.told[-1]
        assert (event.reason, event.waiting) == (Reason.POLICY, False)
        assert house.decisions()[0].policy == "unassigned"

    def test_by_hand_keeps_the_former_assignee(self, house):
        """LIF-10: it is A's if A is available, whatever the policy."""
        house.by("fewest", "unassigned")

        house.follows(reopened(by="bob"))

        event = house.told[-1]
        assert (event.assignee_id, event.reason) == ("ana", Reason.REOPEN)
        assert (event.actor_id, event.message_id) == ("bob", "")

    def test_by_hand_leaves_it_to_nobody_else(self, house):
        """LIF-10: else Unassigned; the method does not run."""
        house.by("fewest")
        house.app.set_availability(available=False, caller=who("ana"))

        assert house.follows(reopened(by="bob")) == [Outcome.UNASSIGNED]

        event = house.told[-1]
        assert (event.assignee_id, event.waiting) == ("", False)

    def test_knows_the_former_assignee_from_the_event_if_need_be(self):
        """A conversation that routing never saw before."""
        house = on_fakes()
        house.joins("ana")

        house.follows(reopened(former="ana"))

        assert house.has() == "ana"
        assert house.told[-1].at == NOON


@pytest.mark.parametrize("method", ["manual", "fewest"])
def test_who_began_a_conversation_has_it(method):
    """ACT-7: whatever the method, and counted like any other."""
    house = on_fakes()
    house.joins("ana", "bob")
    house.by(method)
    house.clock.turn(seconds=1)

    outcomes = house.follows(replace(opened(message=""), starter_id=who("bob").user_id))

    assert outcomes == [Outcome.ASSIGNED]
    assert house.has() == "bob"
    assert house.load("bob") == 1
    [event] = house.told
    assert event.actor_id == who("bob").user_id
    [decision] = house.decisions()
    assert (decision.trigger, decision.policy) == (Trigger.OPENED, "starter")


def test_who_began_but_takes_no_conversations_leaves_it_to_all():
    house = on_fakes()
    house.joins("ana")

    outcomes = house.follows(replace(reopened(by="us_nobody"), starter_id="us_nobody"))

    assert outcomes == [Outcome.UNASSIGNED]
