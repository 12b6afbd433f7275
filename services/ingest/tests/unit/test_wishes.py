"""What others want sent, and what they want to know of it."""

from __future__ import annotations

from datetime import timedelta

import grpc
import pytest
from builders import NOON, caller
from fakes import FakeChannels, FakeSends
from outgoing import attached, message, over
from recado.conversations.v1.events_pb2 import MessageQueued, ReactionQueued
from recado.ingest.v1 import delivery_service_pb2 as messages
from recado.ingest.v1 import delivery_service_pb2_grpc as stubs
from recado.ingest.v1.content_pb2 import Attachment, Content
from recado.ingest.v1.events_pb2 import DeliveryChanged

from chassis.errors import Malformed
from chassis.identity import sign
from chassis.rpc import bearer, error_info
from chassis.testing import grpc_server
from ingest import api_delivery
from ingest.domain.channels import Kind
from ingest.domain.content import FileKind
from ingest.domain.delivery import Accepted, Later, step
from ingest.domain.errors import DeliveryUnknown
from ingest.domain.inbound import Reported, Status
from ingest.use_cases.stories import get_story
from ingest.wire.calls import read_wish


def queued(**fields):
    """Return the event of a message to be sent."""
    event = MessageQueued(identity_keys=["psid:1"], **fields)
    event.metadata.event_id, event.metadata.account_id = "ev_1", "ac_1"
    event.conversation.conversation_id = "cv_1"
    event.conversation.channel_id = "ch_1"
    event.message.message_id = "ms_1"
    event.message.create_time.FromDatetime(NOON)
    return event


def felt():
    """Return the event of a reaction to be sent."""
    event = ReactionQueued(identity_keys=["psid:1"], emoji="👍", reaction_id="rx_1")
    event.metadata.event_id, event.metadata.account_id = "ev_1", "ac_1"
    event.metadata.occur_time.FromDatetime(NOON)
    event.conversation.conversation_id = "cv_1"
    event.conversation.channel_id = "ch_1"
    event.message.provider_message_id = "m_in"
    return event


def test_a_message_is_read_with_its_files_its_quote_and_its_retries():
    event = queued(reply_to_provider_message_id="m_in")
    event.message.kind, event.message.text = "image", "look"
    event.message.retries = 2
    file = Attachment(
        attachment_id="at_1",
        kind=Attachment.KIND_IMAGE,
        state=Attachment.STATE_READY,
        media_type="image/png",
    )
    event.message.content.CopyFrom(Content(attachments=[file]))

    send = read_wish(event)

    assert (send.kind, send.text, send.reply_to, send.retries) == (
        "image",
        "look",
        "m_in",
        2,
    )
    assert send.content.attachments[0].kind is FileKind.IMAGE
    assert not send.is_reaction


def test_a_message_of_an_older_sender_is_plain():
    send = read_wish(queued())

    assert (send.kind, send.content.attachments, send.retries) == ("text", (), 0)


def test_a_reaction_is_read_with_its_target():
    send = read_wish(felt())

    assert (send.message_id, send.emoji, send.reply_to) == ("rx_1", "👍", "m_in")
    assert send.is_reaction
    assert send.create_time == NOON


@pytest.mark.parametrize("missing", ["conversation", "message", "metadata"])
def test_a_message_without_an_id_is_malformed(missing):
    event = queued()
    event.ClearField(missing)

    with pytest.raises(Malformed):
        read_wish(event)


def test_a_reaction_without_an_id_is_malformed():
    event = felt()
    event.ClearField("reaction_id")

    with pytest.raises(Malformed):
        read_wish(event)


class World:
    """A message that waited once, went out and was delivered."""

    def __init__(self):
        send = message(Kind.MESSENGER, attached())
        self.channels = FakeChannels(over(Kind.MESSENGER))
        self.sends = FakeSends()
        self.sends.add([send], "wk_1", NOON + timedelta(seconds=15))
        begun = self.sends.begin(send, 1, NOON, "at_1")
        slow = step(Later("RATE_LIMITED", "613: slow", 30.0), 1)
        self.sends.settle(begun, 1, slow, None)
        begun = self.sends.begin(begun.after(slow), 2, NOON, "at_2")
        self.sends.settle(begun, 2, step(Accepted("m_1"), 1), None)
        delivered = Reported(None, "m_1", Status.DELIVERED, NOON)
        self.sends.confirm([delivered])

    def get_story(self, message_id, who):
        """Answer as the app does."""
        return get_story(
            message_id, caller=who, sends=self.sends, channels=self.channels
        )


SEES = caller(user_id="us_2", sees=["ch_messenger"])


def test_who_sees_the_channel_sees_the_story():
    """MSG-6, PRM-7."""
    assert World().get_story("ms_1", SEES).status is Status.DELIVERED
    assert World().get_story("ms_1", caller(user_id="us_admin")), "who installed it"


@pytest.mark.parametrize(
    ("message_id", "who"),
    [
        ("ms_1", caller(user_id="us_2")),
        ("ms_1", caller(user_id="us_2", sees=["ch_messenger"], account_id="ac_2")),
        ("ms_9", SEES),
        ("", SEES),
    ],
)
def test_nobody_else_learns_that_there_is_one(message_id, who):
    """PRM-7."""
    with pytest.raises(DeliveryUnknown):
        World().get_story(message_id, who)


def test_the_story_goes_over_the_api():
    world = World()
    as_ = bearer(sign(SEES, "test-key"))
    with grpc_server(lambda server: api_delivery.add(world, server)) as connection:
        stub = stubs.DeliveryServiceStub(connection)
        found = stub.GetDelivery(
            messages.GetDeliveryRequest(message_id="ms_1"), metadata=as_
        )
        with pytest.raises(grpc.RpcError) as refused:
            stub.GetDelivery(
                messages.GetDeliveryRequest(message_id="ms_9"), metadata=as_
            )

    assert found.status == DeliveryChanged.STATUS_DELIVERED
    assert [(s.what, s.attempt, s.reason) for s in found.steps] == [
        ("attempt", 1, ""),
        ("waiting", 1, "RATE_LIMITED"),
        ("attempt", 2, ""),
        ("sent", 2, ""),
        ("delivered", 0, ""),
    ]
    assert refused.value.code() is grpc.StatusCode.NOT_FOUND
    assert error_info(refused.value)[0] == "DELIVERY_UNKNOWN"
