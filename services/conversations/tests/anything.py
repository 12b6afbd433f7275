"""Any acts in any order, and what must hold after them."""

from __future__ import annotations

from builders import (
    assigned,
    close,
    delivery,
    mark,
    matched,
    query,
    reopen,
    send,
    viewer,
)
from hypothesis import strategies as st

from conversations.domain.errors import ConversationsError

USERS = ("us_ana", "us_bruno")
SECTIONS = ("unassigned", "mine", "others", "closed")

ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "writes",
                "assign",
                "unassign",
                "close",
                "reopen",
                "send",
                "read",
                "unread",
                "status",
                "match",
                "wait",
            ]
        ),
        st.integers(0, 2),
        st.integers(1, 9),
    ),
    min_size=1,
    max_size=25,
)


def play(house, acts):
    """Do *acts* on three people's conversations; refusals are answers too."""
    cvs, sent = {}, []
    for act, person, number in acts:
        if person not in cvs:
            cvs[person] = house.has_conversation(phone=f"+55{person}")
        try:
            _play(house, act, cvs[person], person, number, sent)
        except ConversationsError:
            continue
    return list(cvs.values())


def _play(house, act, cv, person, number, sent):
    user = USERS[number % 2]
    who = viewer(user)
    app = house.app
    if act == "writes":
        house.writes(phone=f"+55{person}")
    elif act in ("assign", "unassign"):
        to = user if act == "assign" else ""
        app.follow([assigned(cv, to, version=number)])
    elif act == "close":
        app.close_conversation(close(cv, who))
    elif act == "reopen":
        app.reopen_conversation(reopen(cv, who))
    elif act == "send":
        message, _ = app.send_message(send(cv, request_id=f"rq_{len(sent)}", who=who))
        sent.append(message.message_id)
    elif act in ("read", "unread"):
        app.mark_conversation(mark(cv, unread=act == "unread", who=who))
    elif act == "status" and sent:
        status = ("SENT", "DELIVERED", "READ", "FAILED")[number % 4]
        app.take_in([delivery(status, message_id=sent[-1], provider_message_id="")])
    elif act == "match":
        app.follow([matched(cv, version=number)])
    elif act == "wait":
        house.clock.turn(hours=number)


def check(house, cvs):
    """INB-3, INB-5, FLT-2, LIF-9: whatever happened."""
    events = house.events()
    assert [e.mark.position for e in events] == list(range(1, len(events) + 1))
    for user in USERS:
        _check_lists(house, user, cvs)
    for cv in cvs:
        conversation, thread = house.conversation(cv), house.thread(cv)
        own = [e for e in events if e.conversation.conversation_id == cv]
        assert [e.mark.sequence for e in own] == list(range(1, len(own) + 1))
        assert conversation.sequence == len(own)
        assert conversation.activity_time == max(m.create_time for m in thread)
        real = [m for m in thread if m.kind == "text"]
        assert conversation.last_message == real[-1]
        inbound = [m for m in real if m.provider_time]
        assert conversation.inbound_count == len(inbound)
        assert conversation.last_inbound_sequence == inbound[-1].sequence
        assert all(not m.timeline for m in real)


def _check_lists(house, user, cvs):
    counts = house.app.count_conversations(viewer(user), "")
    listed, unread = [], set()
    for section in SECTIONS:
        page = house.app.list_conversations(
            viewer(user), query(section, user_id=user), None, 100
        )
        assert len(page.views) == counts[section]
        listed += [v.conversation.conversation_id for v in page.views]
        unread |= {
            v.conversation.conversation_id
            for v in page.views
            if v.mark.marked_unread
            or v.mark.inbound_count < v.conversation.inbound_count
        }
    assert sorted(listed) == sorted(cvs)
    page = house.app.list_conversations(
        viewer(user), query(user_id=user, unread_only=True), None, 100
    )
    assert {v.conversation.conversation_id for v in page.views} == unread
