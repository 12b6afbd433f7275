"""The gRPC side, through a real server in this process."""

from __future__ import annotations

import grpc
import pytest
from builders import FACTS, NOON, SECRETS, call, caller, channel
from fakes import (
    FakeAnnouncer,
    FakeCarrier,
    FakeMailbox,
    FakeSends,
    FakeTranscripts,
    FakeTurns,
)
from fakes_desk import desk
from fakes_inbound import FakePeople, FakeProfiles, FakeSentMessages
from fakes_media import media
from recado.ingest.v1 import channel_service_pb2 as messages
from recado.ingest.v1 import channel_service_pb2_grpc as stubs
from recado.ingest.v1.channel_pb2 import Channel

from chassis.identity import sign
from chassis.rpc import bearer, error_info
from chassis.testing import grpc_server
from ingest import api, api_delivery, api_templates
from ingest.app import App
from ingest.domain import errors
from ingest.domain.channels import Kind
from ingest.domain.inbound import Entry, Fate


@pytest.fixture
def world():
    found, sends = desk(), FakeSends()
    app = App(
        channels=found.channels,
        ledger=found.ledger,
        desk=found,
        sent=FakeSentMessages(sends),
        people=FakePeople(),
        profiles=FakeProfiles(),
        template_news=found.templates.templates,
        announcer=FakeAnnouncer(),
        transcripts=FakeTranscripts(),
        sends=sends,
        carrier=FakeCarrier(),
        turns=FakeTurns(),
        mailbox=FakeMailbox(),
        media=media(),
        clock=lambda: NOON,
    )
    with grpc_server(api.register(app)) as connection:
        yield app, stubs.ChannelServiceStub(connection)


def as_(*permissions, **fields):
    return bearer(sign(caller(*permissions, **fields), "test-key"))


def connect(**fields):
    kind = Kind.WHATSAPP_CLOUD
    found = {
        "request_id": "rq_1",
        "kind": Channel.KIND_WHATSAPP_CLOUD,
        "name": "Sales",
        "provider_facts": FACTS[kind],
        "secrets": SECRETS[kind],
    } | fields
    return messages.ConnectChannelRequest(**found)


def refusal(work):
    with pytest.raises(grpc.RpcError) as refused:
        work()
    return refused.value.code(), error_info(refused.value)


def test_every_refusal_has_a_status():
    below = errors.IngestError.__subclasses__()

    tables = [api.STATUS, api_delivery.STATUS, api_templates.STATUS]
    assert {each for table in tables for each in table} == set(below)
    assert len({each.reason for each in below}) == len(below)


def test_a_channel_is_connected_listed_and_changed_without_its_secrets(world):
    _, stub = world
    made = stub.ConnectChannel(connect(), metadata=as_("channels.manage")).channel

    listed = stub.ListChannels(
        messages.ListChannelsRequest(),
        metadata=as_("inbox", sees=[made.channel_id], user_id="us_2"),
    ).channels
    renamed = stub.ChangeChannel(
        messages.ChangeChannelRequest(channel_id=made.channel_id, name="Sales 2"),
        metadata=as_("channels.manage"),
    ).channel

    assert list(listed) == [made]
    assert renamed.name == "Sales 2"
    assert made.health == Channel.HEALTH_CONNECTED
    raw = made.SerializeToString() + renamed.SerializeToString()
    assert all(
        secret.encode() not in raw for secret in SECRETS[Kind.WHATSAPP_CLOUD].values()
    )


def test_a_refusal_names_its_reason_and_the_field(world):
    _, stub = world

    code, (reason, facts, _) = refusal(
        lambda: stub.ConnectChannel(connect(name=""), metadata=as_("channels.manage"))
    )
    assert (code, reason, facts) == (
        grpc.StatusCode.INVALID_ARGUMENT,
        "CHANNEL_INVALID",
        {"field": "name"},
    )
    code, (reason, _, _) = refusal(
        lambda: stub.ConnectChannel(connect(), metadata=as_("inbox"))
    )
    assert (code, reason) == (grpc.StatusCode.PERMISSION_DENIED, "PERMISSION_MISSING")


def test_nobody_calls_without_a_signed_identity(world):
    _, stub = world

    code, _ = refusal(lambda: stub.ListChannels(messages.ListChannelsRequest()))

    assert code is grpc.StatusCode.UNAUTHENTICATED


def test_the_ledger_is_paged_newest_first_and_hides_private_channels(world):
    app, stub = world
    app.channels.channels["ch_wa"] = channel()
    entries = [
        Entry(
            call(b"x" * n, call_id=f"pc_{n}"),
            "ac_1",
            "ch_wa" if n < 4 else "ch_private",
        )
        for n in range(1, 6)
    ]
    for entry in entries:
        entry.note(Fate.QUARANTINED if entry.call.call_id == "pc_2" else Fate.FORWARDED)
    app.ledger.add([*entries, Entry(call(b"", call_id="pc_9"), "ac_other")])

    def page(who, **fields):
        found = stub.ListProviderCalls(
            messages.ListProviderCallsRequest(**fields), metadata=who
        )
        return [c.call_id for c in found.calls], found.next_page_token

    admin = as_("ledger.view", "channels.manage")
    assert page(admin, page_size=2) == (["pc_5", "pc_4"], "pc_4")
    assert page(admin, page_size=2, page_token="pc_4") == (["pc_3", "pc_2"], "pc_2")
    assert page(admin, page_size=2, page_token="pc_2") == (["pc_1"], "")
    assert page(admin, fate="quarantined") == (["pc_2"], "")
    auditor = as_("ledger.view", user_id="us_2", sees=["ch_wa"])
    assert page(auditor) == (["pc_3", "pc_2", "pc_1"], "")
