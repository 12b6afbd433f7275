"""Claims, assignments and unassignments by people."""

import pytest
from builders import PRIVATE, closed, opened, reopened, who
from house import on_fakes

from routing.domain import errors
from routing.domain.assignment import Trigger
from routing.domain.events import Reason
from routing.use_cases.handovers import (
    AssignConversation,
    ClaimConversation,
    UnassignConversation,
)


@pytest.fixture
def house():
    house = on_fakes()
    house.joins("ana", "bob", "cy")
    house.follows(opened())
    return house


def claim(house, user_id, *, request="", conversation_id="cv_1", **identity):
    return house.app.claim_conversation(
        ClaimConversation(conversation_id, request), who(user_id, **identity)
    )


def assign(house, to, *, by="bob", seen=0, request=""):
    return house.app.assign_conversation(
        AssignConversation("cv_1", to, seen, request), who(by)
    )


def unassign(house, *, by="bob", request=""):
    return house.app.unassign_conversation(
        UnassignConversation("cv_1", request), who(by)
    )


def test_who_claims_it_has_it(house):
    """ASG-5, ASG-6: and everybody is told who, from whom and why."""
    assignment = claim(house, "ana", request="rq_1")

    assert (assignment.assignee_id, assignment.version) == ("ana", 2)
    event = house.told[-1]
    assert (event.assignee_id, event.actor_id) == ("ana", "ana")
    assert (event.reason, event.cause_id) == (Reason.CLAIM, "rq_1")
    assert (event.former_assignee_id, event.message_id) == ("", "")
    assert house.load() == 1
    assert [d.trigger for d in house.decisions()] == [Trigger.CLAIM, Trigger.OPENED]


def test_who_comes_second_hears_who_was_first(house):
    """ASG-5: the other is told who did."""
    claim(house, "ana")

    with pytest.raises(errors.AlreadyAssigned) as caught:
        claim(house, "bob")

    assert caught.value.facts["assignee_id"] == "ana"
    assert house.has() == "ana"


def test_claiming_what_one_has_changes_nothing(house):
    claim(house, "ana")

    assert claim(house, "ana").version == 2
    assert house.load() == 1
    assert len(house.told) == 2


def test_a_claim_sent_again_does_not_take_it_back(house):
    """A request that was carried out changes nothing, whatever came after."""
    claim(house, "ana", request="rq_1")
    unassign(house)

    assert claim(house, "ana", request="rq_1").assignee_id == ""
    assert house.load() == 0


def test_an_unavailable_user_can_neither_claim_nor_be_given(house):
    """AVL-3: both are refused by name and the conversation is unchanged."""
    house.app.set_availability(available=False, caller=who("ana"))

    for attempt in (lambda: claim(house, "ana"), lambda: assign(house, "ana")):
        with pytest.raises(errors.AttendantUnavailable) as caught:
            attempt()
        assert caught.value.facts == {"user_id": "ana", "name": "Ana"}

    assert (house.has(), house.load()) == ("", 0)


def test_whoever_is_full_gets_no_more(house):
    house.changes("ana", capacity=1)
    house.follows(opened("cv_2"))
    claim(house, "ana", conversation_id="cv_2")

    with pytest.raises(errors.AttendantFull):
        claim(house, "ana")


def test_no_attendant_may_still_be_given_one_by_hand(house):
    """ASG-1: any available user; DST-13 limits distribution only."""
    house.changes("ana", is_attendant=False)

    assert assign(house, "ana").assignee_id == "ana"


def test_assigning_moves_it_and_the_load(house):
    """ASG-4: reassigned at any time."""
    claim(house, "ana")

    assign(house, "cy")

    assert (house.load("ana"), house.load("cy")) == (0, 1)
    event = house.told[-1]
    assert (event.former_assignee_id, event.assignee_id) == ("ana", "cy")
    assert (event.actor_id, event.reason) == ("bob", Reason.MANUAL)


def test_a_refused_reassignment_leaves_the_old_assignee(house):
    """ASG-4: reassign to an unavailable user is refused, old assignee kept."""
    claim(house, "ana")
    house.app.set_availability(available=False, caller=who("cy"))

    with pytest.raises(errors.AttendantUnavailable):
        assign(house, "cy")

    assert (house.has(), house.load("ana")) == ("ana", 1)


def test_the_second_to_reassign_from_one_version_is_told(house):
    """ASG-6: the second gets a conflict with who has it now."""
    seen = claim(house, "ana").version
    assign(house, "bob", seen=seen)

    with pytest.raises(errors.AssignmentChanged) as caught:
        assign(house, "cy", seen=seen)

    assert caught.value.facts["assignee_id"] == "bob"
    assert caught.value.facts["version"] == "3"


def test_an_assignment_sent_again_does_not_take_it_back(house):
    assign(house, "ana", request="rq_1")
    assign(house, "cy", request="rq_2")

    assert assign(house, "ana", request="rq_1").assignee_id == "cy"


def test_giving_it_to_whoever_has_it_changes_nothing(house):
    assign(house, "ana")

    assert assign(house, "ana", seen=1).version == 2
    assert house.load() == 1


def test_a_release_sent_again_does_not_take_it_from_the_next(house):
    claim(house, "ana")
    unassign(house, request="rq_1")
    claim(house, "cy")

    assert unassign(house, request="rq_1").assignee_id == "cy"


def test_the_target_must_be_able_to_see_the_channel(house):
    """ASG-1: a target without access to that channel is refused."""
    house.joins("dot", may_inbox=False)

    with pytest.raises(errors.UserWithoutAccess) as caught:
        assign(house, "dot")

    assert caught.value.facts["name"] == "Dot"


def test_a_private_channel_is_given_to_nobody_else():
    """PRM-7: not even by its installer."""
    house = on_fakes()
    house.joins("ana", "bob")
    house.follows(opened(on=PRIVATE))

    with pytest.raises(errors.UserWithoutAccess):
        house.app.assign_conversation(
            AssignConversation("cv_1", "bob"), who("ana", sees=(PRIVATE,))
        )


def test_whoever_does_not_exist_is_given_nothing(house):
    with pytest.raises(errors.UserUnknown):
        assign(house, "nobody")


@pytest.mark.parametrize(
    "identity",
    [
        pytest.param({"sees": ()}, id="PRM-2-no-access"),
        pytest.param({"account": "ac_2"}, id="another-account"),
    ],
)
def test_who_may_not_see_it_is_not_told_that_it_exists(house, identity):
    """PRM-2: refused in all of them."""
    stranger = who("ana", **identity)
    for act in (
        lambda: house.app.claim_conversation(ClaimConversation("cv_1"), stranger),
        lambda: house.app.assign_conversation(
            AssignConversation("cv_1", "bob"), stranger
        ),
        lambda: house.app.unassign_conversation(UnassignConversation("cv_1"), stranger),
        lambda: house.app.get_assignment("cv_1", stranger),
        lambda: house.app.list_decisions("cv_1", stranger),
    ):
        with pytest.raises(errors.AssignmentUnknown):
            act()


def test_what_routing_never_heard_of_is_unknown(house):
    with pytest.raises(errors.AssignmentUnknown):
        claim(house, "ana", conversation_id="cv_9")


def test_unassigning_returns_it_to_everybody_and_chooses_nobody(house):
    """ASG-7, D-16: it stays unassigned until someone acts."""
    claim(house, "ana")
    house.by("fewest")

    assignment = unassign(house)

    assert (assignment.assignee_id, assignment.wait) == ("", None)
    event = house.told[-1]
    assert (event.former_assignee_id, event.reason) == ("ana", Reason.MANUAL)
    assert house.app.drain_waiting() == 0
    assert house.load() == 0


def test_unassigning_twice_is_harmless(house):
    """ASG-4."""
    claim(house, "ana")
    unassign(house)

    assert unassign(house).version == 3
    assert len(house.told) == 3


def test_an_unavailable_user_may_be_relieved(house):
    """ASG-4, AVL-4: what they have stays theirs until then."""
    claim(house, "ana")
    house.app.set_availability(available=False, caller=who("ana"))
    assert house.has() == "ana"

    assert unassign(house).assignee_id == ""


def test_a_closed_conversation_is_reopened_first(house):
    """ASG-4 (P)."""
    house.follows(closed())

    for act in (lambda: claim(house, "ana"), lambda: assign(house, "cy")):
        with pytest.raises(errors.ConversationClosed):
            act()
    with pytest.raises(errors.ConversationClosed):
        unassign(house)


def test_claiming_one_that_waits_ends_the_wait():
    house = on_fakes()
    house.joins("ana")
    house.by("random")
    house.follows(opened())

    claim(house, "ana")

    assert house.assignment().wait is None
    house.online("ana")
    assert house.app.drain_waiting() == 0


def test_decisions_are_listed_newest_first(house):
    claim(house, "ana")
    unassign(house)
    house.follows(closed(), reopened())

    found = house.app.list_decisions("cv_1", who("bob"))

    assert [d.trigger for _, d in found] == [
        Trigger.REOPENED,
        Trigger.UNASSIGN,
        Trigger.CLAIM,
        Trigger.OPENED,
    ]
    assert len({decision_id for decision_id, _ in found}) == 4
