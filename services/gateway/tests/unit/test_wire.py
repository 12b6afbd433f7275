"""From protobuf to JSON."""

import pytest
from builders import Channel, Conversation, Message, channel, conversation, message
from google.protobuf.timestamp_pb2 import Timestamp
from recado.conversations.v1 import conversation_service_pb2
from recado.conversations.v1.campaign_pb2 import Campaign
from recado.ingest.v1 import content_pb2
from recado.ingest.v1.content_pb2 import Attachment
from recado.ingest.v1.template_pb2 import Template
from recado.routing.v1 import roster_pb2

from gateway import wire, wire_admin, wire_channels, wire_content, wire_sending
from gateway.moments import write_time

Settings = roster_pb2.DistributionSettings


def view(mark=None, **given):
    item = conversation_service_pb2.ConversationView(conversation=conversation(**given))
    for name, value in (mark or {}).items():
        setattr(item.read_mark, name, value)
    return wire.write_view(item, "us_ana", lambda *_: "Sales")


@pytest.mark.parametrize(
    ("table", "enumeration"),
    [
        (wire.KINDS, Channel.Kind),
        (wire.DIRECTIONS, Message.Direction),
        (wire.STATUSES, Message.Status),
        (wire_channels.VISIBILITIES, Channel.Visibility),
        (wire_channels.HEALTHS, Channel.Health),
        (wire_channels.CATEGORIES, Template.Category),
        (wire_channels.STATES, Template.State),
        (wire_channels.QUALITIES, Template.Quality),
        (wire_content.FILE_KINDS, Attachment.Kind),
        (wire_content.FILE_STATES, Attachment.State),
        (wire_sending.CAMPAIGN_STATES, Campaign.State),
        (wire_admin.METHODS, Settings.Method),
        (wire_admin.REOPEN_POLICIES, Settings.ReopenPolicy),
    ],
)
def test_every_number_but_unspecified_has_a_name(table, enumeration):
    assert set(table) == set(enumeration.values()) - {0}


@pytest.mark.parametrize(
    ("given", "section"),
    [
        pytest.param({}, "unassigned", id="nobody"),
        pytest.param({"assignee_id": "us_ana"}, "mine", id="viewer"),
        pytest.param({"assignee_id": "us_bruno"}, "others", id="somebody-else"),
        pytest.param(
            {"state": Conversation.STATE_CLOSED, "assignee_id": "us_ana"},
            "closed",
            id="closed",
        ),
    ],
)
def test_a_conversation_is_in_one_section_for_a_viewer(given, section):
    """INB-3."""
    assert view(**given)["section"] == section


@pytest.mark.parametrize(
    ("mark", "unread"),
    [
        pytest.param({}, 3, id="never-read"),
        pytest.param({"inbound_count": 3}, 0, id="all-read"),
        pytest.param(
            {"inbound_count": 3, "marked_unread": True}, 1, id="marked-by-hand"
        ),
        pytest.param(
            {"inbound_count": 1, "marked_unread": True}, 2, id="marked-with-more"
        ),
        pytest.param({"inbound_count": 4}, 0, id="mark-is-ahead"),
    ],
)
def test_unread_is_what_came_since_and_one_if_marked_by_hand(mark, unread):
    """FLT-2."""
    assert view(mark, inbound_count=3)["unread"] == unread


def test_a_moment_is_utc_with_milliseconds():
    stamp = Timestamp(seconds=1893499200, nanos=7_999_999)

    assert write_time(stamp) == "2030-01-01T12:00:00.007Z"


def test_what_is_not_there_is_null():
    found = view(contact=Conversation.Contact(name="João"))

    assert found["contact"] == {
        "id": None, "name": "João", "phone": None, "handle": None, "avatar_url": None,
    }  # fmt: skip
    assert (
        found["last_message"]
        is found["close_time"]
        is found["window_close_time"]
        is None
    )
    assert found["channel"] == {"id": "ch_1", "kind": "whatsapp_cloud", "name": "Sales"}


def test_a_failed_message_says_why():
    failed = message(
        status=Message.STATUS_FAILED,
        direction=Message.DIRECTION_OUTBOUND,
        error_reason="WINDOW_ENDED",
        error_detail="131047",
    )

    assert wire.write_message(failed)["error"] == {
        "reason": "WINDOW_ENDED",
        "detail": "131047",
    }
    assert wire.write_message(message())["error"] is None


def test_a_timeline_entry_says_who_did_what():
    """ASG-6."""
    entry = Message.TimelineEntry(what="assigned", to_id="us_ana", reason="claim")

    assert wire.write_message(message(kind="timeline", timeline=entry))["timeline"] == {
        "what": "assigned", "actor_id": None, "from_id": None, "to_id": "us_ana", "reason": "claim",
    }  # fmt: skip


def test_a_kind_from_a_newer_service_hides_nothing():
    assert wire.write_shared(conversation(channel_kind=99), lambda *_: "")["channel"][
        "kind"
    ] == ("unknown")


def test_a_channel_names_the_address_its_provider_calls():
    written = wire_channels.write_channel(channel(), "https://in.example")

    assert written["webhook_url"] == "https://in.example/webhooks/meta/app"


def test_a_file_comes_with_its_addresses():
    """ATT-11."""
    file = Attachment(
        attachment_id="at_1",
        kind=Attachment.KIND_AUDIO,
        state=Attachment.STATE_READY,
        voice=True,
        duration_seconds=7.5,
        has_playable=True,
    )
    found = wire.write_message(
        message(kind="audio", content=content_pb2.Content(attachments=[file]))
    )
    [written] = found["content"]["attachments"]

    assert (written["kind"], written["state"], written["voice"]) == (
        "audio",
        "ready",
        True,
    )
    assert written["url"] == "/api/v1/media/at_1"
    assert written["playable_url"] == "/api/v1/media/at_1?variant=playable"
    assert written["preview_url"] is None


def test_a_plain_text_has_no_content_and_an_edited_one_its_former_texts():
    """MSG-3."""
    edited = message(former_texts=["Bom dia"])
    edited.edit_time.FromJsonString("2030-01-01T12:00:00Z")

    assert wire.write_message(message())["content"] is None
    assert wire.write_message(edited)["former_texts"] == ["Bom dia"]
    assert wire.write_message(edited)["edit_time"] == "2030-01-01T12:00:00.000Z"


@pytest.mark.parametrize(
    ("form", "read"),
    [('{"bairro": "Centro"}', {"bairro": "Centro"}), ("[1]", None), ("{", None)],
)
def test_a_form_is_shown_when_it_is_one(form, read):
    choice = content_pb2.Choice(offered_as="form", form_json=form)

    found = wire_content.write_content(content_pb2.Content(choice=choice))

    assert found["choice"]["form"] == read
    assert found["location"] is found["order"] is None
