import pytest
from builders import AGENT, MARIA, opened
from nameko.testing.services import worker_factory
from recado.crm.v1 import events_pb2
from recado.ingest.v1.channel_pb2 import Channel

from chassis.errors import Malformed
from crm_bridge.use_cases.outcome import Outcome
from crm_bridge.wire.incoming import SOURCES, read_conversation_opened
from crm_bridge.wire.outgoing import write_fact
from crm_bridge.worker import CrmBridgeWorker


@pytest.fixture
def worker(app):
    return worker_factory(CrmBridgeWorker, app=app)


def test_openings_are_matched_in_one_go(worker, app):
    """CRM-9"""
    assert worker.on_conversation_events([opened("cv_1"), opened("cv_2")]) == [
        Outcome.PROFILED,
        Outcome.MATCHED,
    ]
    assert app.get_conversation_contact("cv_1", AGENT).phone == MARIA


@pytest.mark.parametrize(
    "spoil",
    [
        lambda m: m.metadata.ClearField("event_id"),
        lambda m: m.metadata.ClearField("account_id"),
        lambda m: m.conversation.ClearField("conversation_id"),
        lambda m: m.conversation.ClearField("channel_id"),
        lambda m: m.ClearField("identity_keys"),
        lambda m: m.identity_keys.__setitem__(slice(None), [""]),
    ],
)
def test_an_opening_without_what_identifies_it_is_malformed(worker, spoil):
    message = opened()
    spoil(message)

    with pytest.raises(Malformed):
        worker.on_conversation_events([message])


def test_every_kind_of_channel_has_a_source():
    kinds = set(Channel.Kind.values()) - {Channel.KIND_UNSPECIFIED}

    assert set(SOURCES) == kinds


@pytest.mark.parametrize(
    ("kind", "source", "vouched"),
    [
        (Channel.KIND_WHATSAPP_CLOUD, "whatsapp", True),
        (Channel.KIND_WHATSAPP_TWILIO, "whatsapp", True),
        (Channel.KIND_WEBCHAT, "webchat", False),
        (99, "other", False),
    ],
)
def test_only_whatsapp_vouches_for_a_number(kind, source, vouched):
    """CRM-9: recognises contacts by a WhatsApp number."""
    person = read_conversation_opened(opened(kind=kind)).person

    assert (person.source, person.is_vouched) == (source, vouched)


@pytest.mark.parametrize(
    ("phone", "keys", "read"),
    [
        pytest.param("+5511999990000", ["bsuid:1"], "+5511999990000", id="told"),
        pytest.param("", ["bsuid:1", "phone:+1202"], "", id="too-short"),
        pytest.param("", ["phone:+12025550123"], "+12025550123", id="from-the-key"),
        pytest.param("call me", ["psid:1"], "", id="no-number"),
    ],
)
def test_a_phone_is_what_is_one(phone, keys, read):
    person = read_conversation_opened(opened(phone=phone, keys=keys)).person

    assert person.phone == read
    assert person.is_vouched is bool(read)


def test_a_match_is_told_with_its_cause(app, contacts):
    app.match_conversations([read_conversation_opened(opened(event_id="ev_7"))])

    [event] = map(write_fact, contacts.told)

    assert (event.routing_key, event.subject) == ("contact_matched", "cv_1")
    assert event.message.metadata.causation_id == "ev_7"
    assert event.message.metadata.account_id == "ac_1"
    again = events_pb2.ContactMatched.FromString(event.message.SerializeToString())
    assert again.contact.is_profile
    assert list(again.contact.identity_keys) == [f"phone:{MARIA}"]
