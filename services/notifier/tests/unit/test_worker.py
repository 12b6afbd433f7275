import pytest
from builders import (
    ACCOUNT,
    ANA,
    EVERYTHING,
    PRIVATE,
    SHARED,
    assigned,
    channel_event,
    message_added,
    prefer,
    unassigned,
    user_event,
)
from nameko.testing.services import worker_factory
from recado.conversations.v1.message_pb2 import Message
from recado.gateway.v1 import events_pb2 as gateway
from recado.ingest.v1 import events_pb2 as ingest
from recado.ingest.v1.channel_pb2 import Channel

from chassis.errors import Malformed
from chassis.testing import NOON
from notifier.use_cases.outcome import Outcome
from notifier.wire.outgoing import write_raised
from notifier.worker import NotifierWorker


@pytest.fixture
def worker(app):
    return worker_factory(NotifierWorker, app=app)


def test_a_batch_is_answered_one_by_one(worker, app):
    """NTF-1, NTF-11"""
    outcomes = worker.on_conversation_events(
        [
            message_added("ms_1", assignee_id=ANA),
            message_added("ms_2", direction=Message.DIRECTION_OUTBOUND),
            message_added(
                "ms_3", direction=Message.DIRECTION_INTERNAL, kind="timeline"
            ),
            message_added("ms_4", kind="timeline"),
            message_added("ms_5", opening=True),
        ]
    )

    assert outcomes == [
        Outcome.NOTIFIED,
        Outcome.IGNORED,
        Outcome.IGNORED,
        Outcome.IGNORED,
        Outcome.KEPT,
    ]
    assert [n.message_id for n in app.ledger.desktop] == ["ms_1"]


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        pytest.param(unassigned(message_id="ms_1"), [(ANA, "unassigned")], id="left"),
        pytest.param(unassigned(reason="manual", actor="bia"), [], id="released"),
        pytest.param(assigned(message_id="ms_1"), [(ANA, "assigned")], id="method"),
        pytest.param(assigned(), [(ANA, "assigned")], id="waited"),
        pytest.param(
            assigned(reason="keep_assignee", message_id="ms_1"),
            [(ANA, "mine")],
            id="kept",
        ),
        pytest.param(
            assigned(reason="manual", actor="bia"), [(ANA, "assigned")], id="manual"
        ),
        pytest.param(assigned(reason="manual", actor=ANA), [], id="to-oneself"),
        pytest.param(assigned(reason="claim", actor=ANA), [], id="claim"),
        pytest.param(
            assigned(reason="reopen", actor="bia"), [(ANA, "assigned")], id="reopen"
        ),
        pytest.param(assigned(reason="reopen", actor=ANA), [], id="own-reopen"),
        pytest.param(assigned(reason="newer"), [(ANA, "assigned")], id="newer"),
    ],
)
def test_every_reason_of_routing_tells_whom_it_concerns(
    worker, app, save, event, expected
):
    """NTF-4, D-14, LIF-11"""
    save(
        ana=prefer(
            "mine.desktop", "others.desktop", "unassigned.desktop", "assigned.desktop"
        )
    )
    worker.on_conversation_events([message_added("ms_1", opening=True)])

    worker.on_routing_events([event])

    assert [(n.user_id, n.trigger.value) for n in app.ledger.desktop] == expected


@pytest.mark.parametrize(
    "spoil",
    [
        lambda m: m.metadata.ClearField("event_id"),
        lambda m: m.metadata.ClearField("account_id"),
        lambda m: m.conversation.ClearField("conversation_id"),
        lambda m: m.conversation.ClearField("channel_id"),
        lambda m: m.message.ClearField("message_id"),
    ],
)
def test_a_message_without_what_identifies_it_is_malformed(worker, spoil):
    message = message_added()
    spoil(message)

    with pytest.raises(Malformed):
        worker.on_conversation_events([message])


@pytest.mark.parametrize(
    "spoil",
    [
        lambda m: m.metadata.ClearField("event_id"),
        lambda m: m.metadata.ClearField("account_id"),
        lambda m: m.assignment.ClearField("conversation_id"),
        lambda m: m.assignment.ClearField("assignee_id"),
    ],
)
def test_an_assignment_without_what_identifies_it_is_malformed(worker, spoil):
    message = assigned()
    spoil(message)

    with pytest.raises(Malformed):
        worker.on_routing_events([message])


def everyone(app):
    return set(app.audiences.of({ACCOUNT})[ACCOUNT].users)


def test_users_are_kept_as_the_gateway_says(worker, app):
    later = NOON.replace(hour=13)

    assert worker.on_user_events(user_event("dora")) is Outcome.NOTED
    assert "dora" in everyone(app)
    gone = user_event("dora", kind=gateway.UserDeactivated, at=later)
    assert worker.on_user_events(gone) is Outcome.NOTED
    stale = user_event("dora", kind=gateway.UserProfileChanged)
    assert worker.on_user_events(stale) is Outcome.OUTDATED
    assert "dora" not in everyone(app)


def test_a_channel_that_went_private_tells_its_installer_only(worker, app, save):
    """NTF-11"""
    save(ana=EVERYTHING, bia=EVERYTHING, caio=EVERYTHING)
    private = channel_event(
        kind=ingest.ChannelChanged,
        at=NOON.replace(hour=13),
        visibility=Channel.VISIBILITY_PRIVATE,
        installer_id="bia",
    )

    worker.on_channel_events(private)
    assert worker.on_channel_events(channel_event()) is Outcome.OUTDATED
    worker.on_conversation_events([message_added(channel_id=SHARED)])

    assert {n.user_id for n in app.ledger.desktop} == {"bia"}


def test_a_visibility_that_is_newer_than_we_are_is_private(worker, app):
    """NTF-11"""
    worker.on_channel_events(channel_event("ch_3", visibility=9, installer_id="bia"))

    assert not app.audiences.of({ACCOUNT})[ACCOUNT].channels["ch_3"].shared


@pytest.mark.parametrize(
    ("handler", "event"),
    [
        ("on_user_events", user_event("")),
        ("on_channel_events", channel_event("")),
    ],
)
def test_a_copy_without_id_or_moment_is_malformed(worker, handler, event):
    with pytest.raises(Malformed):
        getattr(worker, handler)(event)
    event.metadata.ClearField("occur_time")
    for part in ("user", "channel"):
        if hasattr(event, part):
            setattr(getattr(event, part), f"{part}_id", "x")
    with pytest.raises(Malformed):
        getattr(worker, handler)(event)


def test_the_worker_sends_and_forgets(worker, app, save):
    save(ana=prefer("unassigned.email"))
    worker.on_conversation_events([message_added(channel_id=PRIVATE)])

    worker.send_mails()
    worker.forget()

    assert [address for _, address in app.post.taken] == ["ana@example.com"]


def test_a_notification_is_told_with_its_cause(worker, app):
    worker.on_conversation_events([message_added(assignee_id=ANA, text="Oi\nAna")])

    [event] = map(write_raised, app.ledger.desktop)

    message = event.message
    assert (event.routing_key, event.subject) == ("notification_raised", "cv_1")
    assert message.metadata.causation_id == "ev_ms_1"
    assert message.metadata.account_id == ACCOUNT
    assert (message.user_id, message.trigger) == (ANA, "mine")
    assert (message.contact_name, message.preview) == ("Maria", "Oi Ana")
    assert message.notification_id.startswith("nt_")
    assert (message.conversation_id, message.message_id) == ("cv_1", "ms_1")
