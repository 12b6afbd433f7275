"""The gRPC side, in process, on the fakes."""

import grpc
import pytest
from builders import ACCOUNT, SHARED, opened
from house import on_fakes
from recado.routing.v1 import (
    assignment_service_pb2 as assignment_messages,
)
from recado.routing.v1 import (
    assignment_service_pb2_grpc as assignment_stubs,
)
from recado.routing.v1 import (
    roster_pb2,
)
from recado.routing.v1 import (
    roster_service_pb2 as roster_messages,
)
from recado.routing.v1 import (
    roster_service_pb2_grpc as roster_stubs,
)

from chassis import identity
from chassis.rpc import bearer, error_info
from chassis.testing import grpc_server
from routing.api.register import register
from routing.api.status import STATUS
from routing.domain import errors

KEY = "test-key"


def token(user_id="ana", *permissions, sees=(SHARED,)):
    who = identity.Identity(ACCOUNT, user_id, frozenset(permissions), frozenset(sees))
    return bearer(identity.sign(who, KEY))


@pytest.fixture(scope="module")
def house():
    house = on_fakes()
    house.joins("ana", "bob")
    return house


@pytest.fixture(scope="module")
def channel(house):
    with grpc_server(register(house.app), identity_key=KEY) as channel:
        yield channel


@pytest.fixture
def assignments(channel):
    return assignment_stubs.AssignmentServiceStub(channel)


@pytest.fixture
def roster(channel):
    return roster_stubs.RosterServiceStub(channel)


def test_every_refusal_has_a_status():
    assert set(STATUS) == set(errors.RoutingError.__subclasses__())


def test_a_conversation_is_claimed_assigned_explained_and_released(house, assignments):
    house.follows(opened("cv_1"))
    one = {"conversation_id": "cv_1"}
    ask = assignment_messages

    claimed = assignments.ClaimConversation(
        ask.ClaimConversationRequest(**one), metadata=token("ana")
    ).assignment
    given = assignments.AssignConversation(
        ask.AssignConversationRequest(
            **one, user_id="bob", seen_version=claimed.version
        ),
        metadata=token("ana"),
    ).assignment
    freed = assignments.UnassignConversation(
        ask.UnassignConversationRequest(**one), metadata=token("ana")
    ).assignment
    found = assignments.GetAssignment(
        ask.GetAssignmentRequest(**one), metadata=token("bob")
    ).assignment
    why = assignments.ListDecisions(
        ask.ListDecisionsRequest(**one), metadata=token("bob")
    ).decisions

    assert [a.assignee_id for a in (claimed, given, freed)] == ["ana", "bob", ""]
    assert found == freed
    assert [d.trigger for d in why] == ["unassign", "assign", "claim", "opened"]


def test_a_refusal_names_its_reason_and_the_facts(house, assignments):
    """ASG-5: the other is told who did."""
    house.follows(opened("cv_2"))
    ask = assignment_messages.ClaimConversationRequest(conversation_id="cv_2")
    assignments.ClaimConversation(ask, metadata=token("ana"))

    with pytest.raises(grpc.RpcError) as caught:
        assignments.ClaimConversation(ask, metadata=token("bob"))

    assert caught.value.code() is grpc.StatusCode.FAILED_PRECONDITION
    reason, facts, _ = error_info(caught.value)
    assert (reason, facts["assignee_id"]) == ("ALREADY_ASSIGNED", "ana")


def test_a_request_without_its_conversation_is_invalid(assignments):
    with pytest.raises(grpc.RpcError) as caught:
        assignments.GetAssignment(
            assignment_messages.GetAssignmentRequest(), metadata=token()
        )

    assert caught.value.code() is grpc.StatusCode.INVALID_ARGUMENT


def test_nobody_in_particular_is_not_served(assignments):
    with pytest.raises(grpc.RpcError) as caught:
        assignments.GetAssignment(
            assignment_messages.GetAssignmentRequest(conversation_id="cv_1")
        )

    assert caught.value.code() is grpc.StatusCode.UNAUTHENTICATED


def test_availability_is_set_and_listed(roster):
    """AVL-1."""
    ask = roster_messages
    off = roster.SetAvailability(
        ask.SetAvailabilityRequest(available=False), metadata=token("bob")
    ).attendant
    listed = roster.ListAttendants(
        ask.ListAttendantsRequest(), metadata=token("ana")
    ).attendants

    assert [(a.name, a.available) for a in listed] == [("Ana", True), ("Bob", False)]
    assert off == listed[1]


def test_an_administrator_sets_up_sectors_people_and_method(roster):
    ask, admin = roster_messages, token("root", "settings.manage")
    sector = roster.SaveSector(
        ask.SaveSectorRequest(name="Sales"), metadata=admin
    ).sector
    person = roster.ChangeAttendant(
        ask.ChangeAttendantRequest(
            user_id="ana",
            capacity=3,
            sector_ids=[sector.sector_id],
            change_sectors=True,
        ),
        metadata=admin,
    ).attendant
    settings = roster.SetDistribution(
        ask.SetDistributionRequest(
            method=roster_pb2.DistributionSettings.METHOD_FEWEST
        ),
        metadata=admin,
    ).settings

    assert (person.capacity, list(person.sector_ids)) == (3, [sector.sector_id])
    assert (
        settings
        == roster.GetDistribution(
            ask.GetDistributionRequest(), metadata=token("ana")
        ).settings
    )
    assert list(
        roster.ListSectors(ask.ListSectorsRequest(), metadata=token("ana")).sectors
    ) == [sector]


def test_an_agent_may_not_change_settings(roster):
    """PRM-1."""
    with pytest.raises(grpc.RpcError) as caught:
        roster.SetDistribution(
            roster_messages.SetDistributionRequest(), metadata=token("ana", "inbox")
        )

    assert caught.value.code() is grpc.StatusCode.PERMISSION_DENIED


def test_a_gateway_reports_its_sessions(house, roster):
    """AVL-6."""
    report = roster_messages.ReportSessionsRequest(replica_id="gw-1")
    report.sessions.add(account_id=ACCOUNT, user_id="ana")

    roster.ReportSessions(report, metadata=token("", "system.presence"))

    assert house.person("ana").online
