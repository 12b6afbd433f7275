"""The gRPC side, through a real server in this process."""

import inspect

import grpc
import pytest
from builders import assigned, delivery
from client import Client, token
from recado.conversations.v1 import conversation_service_pb2 as conversation_rpc
from recado.conversations.v1 import event_feed_service_pb2 as feed_rpc
from recado.conversations.v1 import message_service_pb2 as message_rpc

from conversations.api.status import STATUS
from conversations.domain import errors


def test_a_list_shows_what_the_caller_may_see_with_their_mark(house, ana, channel):
    cv = house.has_conversation()
    bruno = Client(channel, token("us_bruno", channels=("ch_2",)))

    request = conversation_rpc.ListConversationsRequest(
        section=conversation_rpc.SECTION_UNASSIGNED
    )

    response = ana(ana.conversations.ListConversations, request)
    [item] = response.items
    assert item.conversation.conversation_id == cv
    assert item.read_mark.user_id == "us_ana"
    assert response.position == 2
    assert response.next_page_token == ""
    assert not bruno(bruno.conversations.ListConversations, request).items


def test_counts_agree_with_the_lists(house, ana):
    """INB-3."""
    cv = house.has_conversation()
    house.has_conversation(phone="+551188880000")
    house.app.follow([assigned(cv)])

    counts = ana(
        ana.conversations.CountConversations,
        conversation_rpc.CountConversationsRequest(),
    )

    assert (counts.unassigned, counts.mine, counts.others, counts.closed) == (
        1,
        1,
        0,
        0,
    )


def test_a_message_is_sent_and_read_back(house, ana):
    """MSG-1."""
    cv = house.has_conversation()

    sent = ana(
        ana.messages.SendMessage,
        message_rpc.SendMessageRequest(
            request_id="rq_1", conversation_id=cv, text="Olá", seen_sequence=2
        ),
    )
    page = ana(
        ana.messages.ListMessages,
        message_rpc.ListMessagesRequest(conversation_id=cv, page_size=1),
    )
    older = ana(
        ana.messages.ListMessages,
        message_rpc.ListMessagesRequest(
            conversation_id=cv, page_size=1, page_token=page.next_page_token
        ),
    )

    assert sent.item.read_mark.inbound_count == 1
    assert list(page.messages) == [sent.message]
    assert [m.text for m in older.messages] == ["Bom dia"]
    assert older.next_page_token == ""


def test_closing_reopening_and_marking(house, ana):
    cv = house.has_conversation()

    closed = ana(
        ana.conversations.CloseConversation,
        conversation_rpc.CloseConversationRequest(conversation_id=cv),
    )
    reopened = ana(
        ana.conversations.ReopenConversation,
        conversation_rpc.ReopenConversationRequest(conversation_id=cv),
    )
    marked = ana(
        ana.conversations.MarkConversation,
        conversation_rpc.MarkConversationRequest(conversation_id=cv, unread=True),
    )
    got = ana(
        ana.conversations.GetConversation,
        conversation_rpc.GetConversationRequest(conversation_id=cv),
    )

    assert closed.item.conversation.state == closed.item.conversation.STATE_CLOSED
    assert reopened.item.conversation.state == reopened.item.conversation.STATE_OPEN
    assert marked.read_mark.marked_unread
    assert got.item.read_mark == marked.read_mark
    assert got.item.conversation == reopened.item.conversation


def test_a_stale_reply_names_what_was_missed(house, ana):
    cv = house.has_conversation()
    house.writes()

    request = message_rpc.SendMessageRequest(
        request_id="rq_1", conversation_id=cv, text="Olá", seen_sequence=2
    )

    assert ana.refusal(ana.messages.SendMessage, request) == (
        grpc.StatusCode.ABORTED,
        "STALE_REPLY",
        {"conversation_id": cv, "last_inbound_sequence": "3"},
    )


@pytest.mark.parametrize(
    ("service", "method", "request_", "field"),
    [
        pytest.param(
            "messages",
            "SendMessage",
            message_rpc.SendMessageRequest(conversation_id="cv", text="x"),
            "request_id",
            id="no-request-id",
        ),
        pytest.param(
            "messages",
            "SendMessage",
            message_rpc.SendMessageRequest(request_id="x" * 129, conversation_id="cv"),
            "request_id",
            id="long-request-id",
        ),
        pytest.param(
            "messages",
            "SendMessage",
            message_rpc.SendMessageRequest(request_id="rq", text="x"),
            "conversation_id",
            id="no-conversation",
        ),
        pytest.param(
            "messages",
            "ListMessages",
            message_rpc.ListMessagesRequest(conversation_id="cv", page_token="*"),
            "page_token",
            id="thread-token",
        ),
        pytest.param(
            "conversations",
            "ListConversations",
            conversation_rpc.ListConversationsRequest(page_token="Zm9v"),
            "page_token",
            id="list-token",
        ),
        pytest.param(
            "conversations",
            "ListConversations",
            conversation_rpc.ListConversationsRequest(query="x" * 101),
            "query",
            id="long-query",
        ),
        pytest.param(
            "conversations",
            "ListConversations",
            conversation_rpc.ListConversationsRequest(section=99),
            "section",
            id="unknown-section",
        ),
        pytest.param(
            "conversations",
            "ListConversations",
            conversation_rpc.ListConversationsRequest(page_size=-1),
            "page_size",
            id="negative-size",
        ),
        pytest.param(
            "conversations",
            "MarkConversation",
            conversation_rpc.MarkConversationRequest(
                conversation_id="cv", inbound_count=-1
            ),
            "inbound_count",
            id="negative-count",
        ),
        pytest.param(
            "feed",
            "ReadEvents",
            feed_rpc.ReadEventsRequest(after_position=-1),
            "after_position",
            id="negative-position",
        ),
    ],
)
def test_a_request_that_makes_no_sense_names_the_field(
    ana, service, method, request_, field
):
    code, _, facts = ana.refusal(getattr(getattr(ana, service), method), request_)

    assert code is grpc.StatusCode.INVALID_ARGUMENT
    assert facts["field"] == field


def test_what_is_not_there_is_not_found(ana):
    request = conversation_rpc.GetConversationRequest(conversation_id="cv_none")

    assert ana.refusal(ana.conversations.GetConversation, request) == (
        grpc.StatusCode.NOT_FOUND,
        "CONVERSATION_UNKNOWN",
        {"conversation_id": "cv_none"},
    )


def test_events_are_read_in_pages(house, ana):
    cv = house.has_conversation()
    house.app.take_in([delivery("SENT", message_id="ms_gone")])
    house.writes()

    first = ana(ana.feed.ReadEvents, feed_rpc.ReadEventsRequest(page_size=2))
    second = ana(ana.feed.ReadEvents, feed_rpc.ReadEventsRequest(after_position=2))

    assert [e.WhichOneof("event") for e in first.events] == [
        "conversation_opened",
        "message_added",
    ]
    assert first.events[0].conversation_opened.conversation.conversation_id == cv
    assert (first.next_position, first.last_position) == (2, 3)
    assert second.next_position == 3


def test_a_position_that_is_gone_is_out_of_range(house, ana):
    house.has_conversation()

    request = feed_rpc.ReadEventsRequest(after_position=7)
    code, reason, _ = ana.refusal(ana.feed.ReadEvents, request)

    assert (code, reason) == (grpc.StatusCode.OUT_OF_RANGE, "POSITION_GONE")


def test_a_call_without_identity_is_refused(channel):
    nobody = Client(channel, ())

    with pytest.raises(grpc.RpcError) as caught:
        nobody(
            nobody.conversations.CountConversations,
            conversation_rpc.CountConversationsRequest(),
        )

    assert caught.value.code() is grpc.StatusCode.UNAUTHENTICATED


def test_every_refusal_has_a_status_and_a_reason_of_its_own():
    refusals = [
        member
        for _, member in inspect.getmembers(errors, inspect.isclass)
        if issubclass(member, errors.ConversationsError)
        and member is not errors.ConversationsError
    ]

    assert set(STATUS) == set(refusals)
    assert len({refusal.reason for refusal in refusals}) == len(refusals)
