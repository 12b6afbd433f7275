"""What comes in is read, what makes no sense is refused, what goes out is whole."""

import pytest
from builders import ACCOUNT, NOON, SHARED, agent
from messages import (
    channel_event,
    contact_edited,
    contact_matched,
    conversation_event,
    user_event,
)
from recado.routing.v1 import roster_pb2, roster_service_pb2

from chassis.errors import Malformed
from routing.domain.assignment import Assignment, Decision, Step, Trigger, Wait
from routing.domain.attendant import Rule
from routing.domain.distribution import Candidate, Distribution, Method, ReopenPolicy
from routing.domain.events import AttendantChanged, Reason
from routing.domain.sector import Sector
from routing.use_cases.openings import (
    CloseConversation,
    OpenConversation,
    ReopenConversation,
)
from routing.wire import incoming, outgoing


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param("ms_opening", "ms_opening", id="not-the-last-of-several"),
        pytest.param("", "ms_1", id="from-before-it-was-said"),
    ],
)
def test_an_opening_names_the_message_that_led_to_it(said, expected):
    message = conversation_event(message_id=said)

    assert incoming.read_conversation_event(message) == OpenConversation(
        ACCOUNT, "cv_1", SHARED, 1, expected, "ev_1"
    )


def test_a_reopening_says_by_whom_and_whose_it_was():
    message = conversation_event(
        "ConversationReopened",
        sequence=7,
        actor_id="bob",
        former_assignee_id="ana",
        message_id="ms_7",
    )

    assert incoming.read_conversation_event(message) == ReopenConversation(
        ACCOUNT, "cv_1", SHARED, 7, "ms_7", "ev_1", "bob", "ana"
    )


def test_a_closing_is_read():
    message = conversation_event("ConversationClosed", sequence=6)

    assert incoming.read_conversation_event(message) == CloseConversation(
        ACCOUNT, "cv_1", SHARED, 6, "ev_1"
    )


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda m: m.metadata.ClearField("event_id"), id="event"),
        pytest.param(lambda m: m.metadata.ClearField("account_id"), id="account"),
        pytest.param(lambda m: m.mark.ClearField("sequence"), id="sequence"),
        pytest.param(
            lambda m: m.conversation.ClearField("conversation_id"), id="conversation"
        ),
        pytest.param(lambda m: m.conversation.ClearField("channel_id"), id="channel"),
    ],
)
def test_a_conversation_event_without_what_it_needs_is_malformed(spoil):
    message = conversation_event()
    spoil(message)

    with pytest.raises(Malformed):
        incoming.read_conversation_event(message)


def test_another_event_of_conversations_is_malformed():
    with pytest.raises(Malformed):
        incoming.read_conversation_event(conversation_event("MessageAdded"))


@pytest.mark.parametrize(
    ("message", "active", "may_inbox"),
    [
        pytest.param(user_event(), True, True, id="registered"),
        pytest.param(
            user_event("UserProfileChanged", permissions=["ledger.view"]),
            True,
            False,
            id="lost-the-inbox",
        ),
        pytest.param(user_event(active=False), False, True, id="inactive"),
        pytest.param(user_event("UserDeactivated"), False, True, id="deactivated"),
    ],
)
def test_users_are_read(message, active, may_inbox):
    command = incoming.read_user_event(message)

    assert (command.user_id, command.name, command.at) == ("ana", "Ana", NOON)
    assert (command.active, command.may_inbox) == (active, may_inbox)
    assert command.is_attendant


def test_a_user_without_a_moment_is_malformed():
    message = user_event()
    message.metadata.ClearField("occur_time")

    with pytest.raises(Malformed):
        incoming.read_user_event(message)


@pytest.mark.parametrize(
    ("visibility", "shared"),
    [
        ("VISIBILITY_SHARED", True),
        ("VISIBILITY_PRIVATE", False),
        ("VISIBILITY_UNSPECIFIED", False),
    ],
)
def test_a_channel_is_shared_only_if_it_says_so(visibility, shared):
    """PRM-7: what is not known to be shared is seen by its installer only."""
    command = incoming.read_channel_event(channel_event(visibility=visibility))

    assert command.channel.shared is shared
    assert (command.channel.installer_id, command.at) == ("root", NOON)


def test_owners_are_read():
    matched = incoming.read_crm_event(contact_matched())
    edited = incoming.read_crm_event(contact_edited("cv_1", "cv_2"))

    assert (matched.conversation_ids, matched.owner_id) == (("cv_1",), "ana")
    assert (matched.contact_id, matched.contact_version) == ("ct_1", 2)
    assert (edited.conversation_ids, edited.owner_id) == (("cv_1", "cv_2"), "")


def test_what_is_absent_in_a_change_is_left():
    request = roster_service_pb2.ChangeAttendantRequest
    nothing = incoming.read_change_attendant(request(user_id="ana", sector_ids=["s"]))
    everything = incoming.read_change_attendant(
        request(user_id="ana", is_attendant=False, capacity=0, change_sectors=True)
    )

    assert (nothing.is_attendant, nothing.capacity, nothing.sector_ids) == (None,) * 3
    assert (everything.is_attendant, everything.capacity) == (False, 0)
    assert everything.sector_ids == frozenset()


def test_reports_are_read_whole_or_not_at_all():
    request = roster_service_pb2.ReportSessionsRequest
    good = request(replica_id="gw-1")
    good.sessions.add(account_id=ACCOUNT, user_id="ana")
    bad = request(replica_id="gw-1")
    bad.sessions.add(account_id=ACCOUNT)

    assert incoming.read_report_sessions(good).users == {(ACCOUNT, "ana")}
    with pytest.raises(Malformed):
        incoming.read_report_sessions(bad)


def test_every_method_and_policy_has_a_number_and_back():
    assert set(incoming.METHODS.values()) == set(Method)
    assert set(incoming.REOPEN_POLICIES.values()) == set(ReopenPolicy)
    assert (incoming.read_method(0), incoming.read_reopen_policy(0)) == (None, None)
    assert incoming.read_method(3) is Method.FEWEST
    assert incoming.read_reopen_policy(2) is ReopenPolicy.REDISTRIBUTE


@pytest.mark.parametrize("read", [incoming.read_method, incoming.read_reopen_policy])
def test_settings_of_another_schema_are_malformed(read):
    with pytest.raises(Malformed):
        read(99)


@pytest.mark.parametrize(
    ("to", "kind"), [("ana", "conversation_assigned"), ("", "conversation_unassigned")]
)
def test_a_decision_goes_out_with_all_that_a_consumer_needs(to, kind):
    assignment = Assignment(ACCOUNT, "cv_1", SHARED, assignee_id="bob", version=4)
    wait = None if to else Wait(NOON, Method.FEWEST)
    step = Step(NOON, "ev_9", "cy", "ms_1")
    assignment.goes_to(to, Reason.METHOD, step, wait=wait)

    out = outgoing.write_assignment_made(assignment.events[0])

    message = out.message
    assert (out.routing_key, out.subject) == (kind, "cv_1")
    assert message.metadata.event_id.startswith("ev_")
    assert message.metadata.account_id == ACCOUNT
    assert message.metadata.causation_id == "ev_9"
    assert message.metadata.occur_time.ToDatetime(tzinfo=NOON.tzinfo) == NOON
    assert message.assignment == outgoing.write_assignment(assignment)
    assert (message.assignment.version, message.assignment.waiting) == (5, not to)
    assert (message.former_assignee_id, message.actor_id) == ("bob", "cy")
    assert (message.reason, message.message_id) == ("method", "ms_1")


def test_what_was_never_decided_has_no_moment():
    message = outgoing.write_assignment(Assignment(ACCOUNT, "cv_1", SHARED))

    assert not message.HasField("update_time")


def test_an_attendant_goes_out():
    someone = agent(online=True, load=2, capacity=3, sectors={"st_2", "st_1"})

    out = outgoing.write_attendant_changed(AttendantChanged(someone, NOON, "ev_1"))

    assert (out.routing_key, out.subject) == ("attendant_changed", "ana")
    assert out.message.attendant == roster_pb2.Attendant(
        user_id="ana",
        name="Ana",
        is_attendant=True,
        available=True,
        online=True,
        load=2,
        capacity=3,
        sector_ids=["st_1", "st_2"],
        active=True,
    )


def test_a_decision_is_listed_with_its_candidates():
    decision = Decision(
        Trigger.OPENED,
        NOON,
        policy="fewest",
        settings_version=3,
        candidates=(Candidate("ana", 2), Candidate("bob", 1, Rule.UNAVAILABLE)),
    )

    message = outgoing.write_decision("cv_1", "dc_1", decision)

    assert (message.decision_id, message.trigger) == ("dc_1", "opened")
    assert (message.policy, message.settings_version) == ("fewest", 3)
    assert [(c.user_id, c.ruled_out_by) for c in message.candidates] == [
        ("ana", ""),
        ("bob", "unavailable"),
    ]


def test_sectors_and_settings_go_out():
    sector = outgoing.write_sector(Sector(ACCOUNT, "st_1", "Sales"), online=True)
    settings = outgoing.write_distribution(Distribution(Method.OWNER, version=2))

    assert (sector.sector_id, sector.name, sector.online) == ("st_1", "Sales", True)
    assert settings.method == roster_pb2.DistributionSettings.METHOD_OWNER
    assert settings.version == 2
