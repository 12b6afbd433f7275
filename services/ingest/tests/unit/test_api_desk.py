"""Tending channels, templates and the ledger, through a real server."""

from __future__ import annotations

import grpc
import pytest
from builders import NOON, SECRETS, call, caller, channel
from fakes import FakeAnnouncer, FakeCarrier, FakeMailbox, FakeSends, FakeTranscripts
from fakes_desk import desk
from fakes_inbound import FakePeople, FakeProfiles, FakeSentMessages
from fakes_media import media
from recado.ingest.v1 import channel_service_pb2 as messages
from recado.ingest.v1 import channel_service_pb2_grpc as stubs
from recado.ingest.v1 import template_pb2, template_service_pb2_grpc
from recado.ingest.v1 import template_service_pb2 as template_messages

from chassis.identity import sign
from chassis.rpc import bearer, error_info
from chassis.testing import grpc_server
from ingest import api
from ingest.app import App
from ingest.domain.channels import Kind
from ingest.domain.errors import CredentialsRefused, ProviderDown, TemplateRefused
from ingest.domain.inbound import Entry, Fate
from ingest.domain.notices import ChannelNotice
from ingest.domain.templates import Category, Quality, State
from ingest.wire import templates as wire


def admin():
    """Signed when it is used: it is good for a minute."""
    permissions = ("channels.manage", "templates.manage", "ledger.view")
    return bearer(sign(caller(*permissions), "test-key"))


def agent():
    return bearer(sign(caller("inbox", user_id="us_2", sees=["ch_wa"]), "test-key"))


@pytest.fixture
def world():
    house, sends = desk(channel()), FakeSends()
    app = App(
        channels=house.channels,
        ledger=house.ledger,
        desk=house,
        sent=FakeSentMessages(sends),
        people=FakePeople(),
        profiles=FakeProfiles(),
        template_news=house.templates.templates,
        announcer=FakeAnnouncer(),
        transcripts=FakeTranscripts(),
        sends=sends,
        carrier=FakeCarrier(),
        turns=house.turns,
        mailbox=FakeMailbox(),
        media=media(),
        clock=lambda: NOON,
    )
    with grpc_server(api.register(app)) as connection:
        yield (
            house,
            stubs.ChannelServiceStub(connection),
            template_service_pb2_grpc.TemplateServiceStub(connection),
        )


def refusal(work):
    with pytest.raises(grpc.RpcError) as refused:
        work()
    reason, facts, _ = error_info(refused.value)
    return refused.value.code(), reason, facts


def test_a_channel_shows_what_it_can_carry_and_how_it_is(world):
    """CHN-3."""
    _, stub, _ = world

    found = stub.CheckChannel(
        messages.CheckChannelRequest(channel_id="ch_wa"), metadata=agent()
    ).channel
    stopped = stub.StopChannel(
        messages.StopChannelRequest(channel_id="ch_wa", stopped=True), metadata=admin()
    ).channel

    assert found.capabilities.templates
    assert found.capabilities.window_hours == 24
    assert {rule.max_bytes for rule in found.capabilities.media} > {5 << 20}
    assert (found.canary.good, found.stopped, stopped.stopped) == (True, False, True)


def test_refused_credentials_are_told_with_the_providers_words(world):
    house, stub, _ = world
    request = messages.ChangeCredentialsRequest(
        channel_id="ch_wa", secrets={"access_token": "EAAanother-token"}
    )

    house.inspector.refusal = CredentialsRefused("no", detail="190: expired")
    assert refusal(lambda: stub.ChangeCredentials(request, metadata=admin())) == (
        grpc.StatusCode.FAILED_PRECONDITION,
        "CREDENTIALS_REFUSED",
        {"detail": "190: expired"},
    )
    house.inspector.refusal = ProviderDown("no", detail="no answer")
    assert refusal(lambda: stub.ChangeCredentials(request, metadata=admin()))[:2] == (
        grpc.StatusCode.UNAVAILABLE,
        "PROVIDER_DOWN",
    )
    house.inspector.refusal = None
    changed = stub.ChangeCredentials(request, metadata=admin()).channel
    raw = changed.SerializeToString()
    assert b"EAAanother-token" not in raw
    assert SECRETS[Kind.WHATSAPP_CLOUD]["app_secret"].encode() not in raw


def test_a_channel_is_removed(world):
    _, stub, _ = world
    request = messages.RemoveChannelRequest(channel_id="ch_wa")

    stub.RemoveChannel(request, metadata=admin())

    listed = stub.ListChannels(messages.ListChannelsRequest(), metadata=admin())
    assert list(listed.channels) == []
    assert refusal(lambda: stub.RemoveChannel(request, metadata=admin()))[:2] == (
        grpc.StatusCode.NOT_FOUND,
        "CHANNEL_UNKNOWN",
    )


def test_notices_are_listed(world):
    house, stub, _ = world
    house.notices.add(
        [ChannelNotice("nt_1", "ac_1", "ch_wa", "quality", "warning", "RED", NOON)]
    )

    [found] = stub.ListNotices(messages.ListNoticesRequest(), metadata=agent()).notices

    assert (found.what, found.severity, found.detail) == ("quality", "warning", "RED")
    too_many = messages.ListNoticesRequest(page_size=101)
    assert refusal(lambda: stub.ListNotices(too_many, metadata=agent())) == (
        grpc.StatusCode.INVALID_ARGUMENT,
        "PAGE_INVALID",
        {"field": "page_size"},
    )


def test_a_call_is_shown_and_replayed(world):
    house, stub, _ = world
    entry = Entry(call(b'{"access_token":"x"}', call_id="pc_1"), "ac_1", "ch_wa")
    entry.note(Fate.QUARANTINED, "not_json")
    house.ledger.add([entry])

    found = stub.GetProviderCall(
        messages.GetProviderCallRequest(call_id="pc_1"), metadata=admin()
    )
    replayed = stub.ReplayProviderCalls(
        messages.ReplayProviderCallsRequest(request_id="rq_1", call_ids=["pc_1"]),
        metadata=admin(),
    )

    assert (found.call.fate, found.call.provider) == ("quarantined", "meta")
    assert dict(found.call.counts) == {"quarantined": 1}
    assert '"***"' in found.body
    assert found.content_type == "application/json"
    assert replayed.replayed == 1
    unknown = messages.GetProviderCallRequest(call_id="pc_9")
    assert refusal(lambda: stub.GetProviderCall(unknown, metadata=admin()))[:2] == (
        grpc.StatusCode.NOT_FOUND,
        "CALL_UNKNOWN",
    )


def written(**fields):
    found = {
        "channel_id": "ch_wa",
        "name": "back",
        "language": "pt_BR",
        "category": template_pb2.Template.CATEGORY_UTILITY,
        "body": "Hi {{nome}}",
        "variables": [
            {"name": "nome", "property": "contact.first_name", "example": "Ana"}
        ],
        "buttons": [{"kind": "quick_reply", "text": "Yes"}],
        "header": {"kind": "text", "text": "Shop"},
    } | fields
    return template_messages.SaveTemplateRequest(
        request_id="rq_1", template=template_pb2.Template(**found)
    )


def test_a_template_is_written_handed_in_and_removed(world):
    """TPL-3."""
    house, _, stub = world
    made = stub.SaveTemplate(written(), metadata=admin()).template
    one = {"template_id": made.template_id}

    submit = template_messages.SubmitTemplateRequest(**one)
    house.templates.provider.refusal = TemplateRefused("100: no", detail="100: no")
    assert refusal(lambda: stub.SubmitTemplate(submit, metadata=admin())) == (
        grpc.StatusCode.FAILED_PRECONDITION,
        "TEMPLATE_REFUSED",
        {"detail": "100: no"},
    )
    draft = stub.GetTemplate(
        template_messages.GetTemplateRequest(**one), metadata=agent()
    ).template
    assert (draft.state, draft.reason) == (
        template_pb2.Template.STATE_DRAFT,
        "100: no",
    )

    house.templates.provider.refusal = None
    pending = stub.SubmitTemplate(submit, metadata=admin()).template
    assert pending.state == template_pb2.Template.STATE_PENDING
    assert (pending.header.text, pending.buttons[0].text) == ("Shop", "Yes")
    remove = template_messages.RemoveTemplateRequest(**one)
    stub.RemoveTemplate(remove, metadata=admin())
    listed = stub.ListTemplates(
        template_messages.ListTemplatesRequest(), metadata=agent()
    )
    assert list(listed.templates) == []


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"category": 0}, "category"),
        ({"channel_id": ""}, "channel_id"),
        ({"body": "a\n\nb"}, "body"),
    ],
)
def test_a_wrong_field_of_a_template_is_named(world, fields, field):
    """TPL-5."""
    _, _, stub = world

    assert refusal(lambda: stub.SaveTemplate(written(**fields), metadata=admin())) == (
        grpc.StatusCode.INVALID_ARGUMENT,
        "TEMPLATE_INVALID",
        {"field": field},
    )


def test_templates_are_read_from_the_provider_on_demand(world):
    _, _, stub = world
    request = template_messages.SyncTemplatesRequest(channel_id="ch_wa")

    assert stub.SyncTemplates(request, metadata=admin()).templates == 0
    assert refusal(lambda: stub.SyncTemplates(request, metadata=agent()))[:2] == (
        grpc.StatusCode.PERMISSION_DENIED,
        "PERMISSION_MISSING",
    )


def test_every_state_quality_and_category_has_a_number():
    assert set(wire.STATES) == set(State)
    assert len(set(wire.STATES.values())) == len(State)
    assert set(wire.QUALITIES) == set(Quality)
    assert set(wire.CATEGORIES) == set(Category)
