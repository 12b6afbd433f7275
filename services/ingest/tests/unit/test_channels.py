"""What is needed to connect a channel, and who may."""

from __future__ import annotations

import pytest
from builders import FACTS, NOON, SECRETS, caller, channel, webchat
from fakes import FakeChannels, FakeLedger
from fakes_desk import FakeInspector

from ingest.domain.channels import Kind, Visibility
from ingest.domain.drafts import META_API, draft
from ingest.domain.errors import (
    ChannelInvalid,
    ChannelNameTaken,
    ChannelUnknown,
    InstallerOnly,
    PageInvalid,
    PermissionMissing,
    ProviderIdTaken,
)
from ingest.use_cases.channels import (
    ChangeChannel,
    ConnectChannel,
    change_channel,
    connect_channel,
    list_channels,
)
from ingest.use_cases.ledger import list_calls

ADMIN = caller("channels.manage", "ledger.view")


def wish(kind=Kind.WHATSAPP_CLOUD, **fields):
    found = {
        "request_id": "rq_1",
        "name": "Sales",
        "visibility": Visibility.SHARED,
        "facts": FACTS.get(kind, {}),
        "secrets": SECRETS.get(kind, {}),
        "api_base_url": "",
    } | fields
    return ConnectChannel(kind=kind, **found)


def connect(command, channels, who=ADMIN):
    return connect_channel(
        command,
        caller=who,
        channels=channels,
        inspector=FakeInspector(),
        website_token="wt_new",
        clock=lambda: NOON,
    )


@pytest.mark.parametrize("kind", Kind)
def test_a_channel_of_each_kind_connects(kind):
    """CHN-1, CHN-3: it has the provider's own id."""
    made = connect(wish(kind), FakeChannels())

    expected = {
        Kind.WHATSAPP_CLOUD: (
            FACTS[kind].get("phone_number_id"),
            "/webhooks/meta/app-1",
        ),
        Kind.WHATSAPP_TWILIO: (FACTS[kind].get("sender"), "/webhooks/twilio/ch_1"),
        Kind.MESSENGER: (FACTS[kind].get("page_id"), "/webhooks/meta/app-1"),
        Kind.INSTAGRAM: (FACTS[kind].get("instagram_id"), "/webhooks/meta/app-1"),
        Kind.WEBCHAT: ("wt_new", "/webchat/widget.js"),
    }
    assert (made.provider_id, made.webhook_path) == expected[kind]
    assert made.installer_id == "us_admin"


def test_only_who_may_manage_channels_connects_one():
    """PRM-6."""
    with pytest.raises(PermissionMissing) as refused:
        connect(wish(), FakeChannels(), caller("inbox"))

    assert refused.value.facts == {"permission": "channels.manage"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": "a\u0000b"}, "name"),
        (
            {"kind": Kind.MESSENGER, "facts": {"page_id": "shop"}},
            "provider_facts.page_id",
        ),
        (
            {"kind": Kind.INSTAGRAM, "facts": {"instagram_id": "@shop"}},
            "provider_facts.instagram_id",
        ),
        (
            {"kind": Kind.INSTAGRAM, "facts": {"page_id": "shop"}},
            "provider_facts.page_id",
        ),
        (
            {"kind": Kind.MESSENGER, "facts": {"waba_id": "318200455667788"}},
            "provider_facts.waba_id",
        ),
        ({"facts": {"phone_number_id": "abc"}}, "provider_facts.phone_number_id"),
        ({"facts": {"waba_id": ""}}, "provider_facts.waba_id"),
        ({"facts": {"phone_number": "ask me"}}, "provider_facts.phone_number"),
        ({"facts": {"app_id": "../x"}}, "provider_facts.app_id"),
        ({"facts": {"surprise": "1"}}, "provider_facts.surprise"),
        ({"secrets": {"app_secret": ""}}, "secrets.app_secret"),
        ({"secrets": {"verify_token": "abc"}}, "secrets.verify_token"),
        ({"secrets": {"access_token": "has space"}}, "secrets.access_token"),
        ({"secrets": {"surprise": "1"}}, "secrets.surprise"),
        ({"api_base_url": "ftp://x"}, "api_base_url"),
        ({"api_base_url": "http:///x"}, "api_base_url"),
    ],
)
def test_a_wrong_field_is_named(changes, field):
    kind = changes.get("kind", Kind.WHATSAPP_CLOUD)
    given = wish(kind)
    given = wish(
        kind,
        **{
            **{name: value for name, value in changes.items() if name != "kind"},
            "facts": {**given.facts, **changes.get("facts", {})},
            "secrets": {**given.secrets, **changes.get("secrets", {})},
        },
    )

    with pytest.raises(ChannelInvalid) as refused:
        connect(given, FakeChannels())

    assert refused.value.facts["field"] == field
    assert "EAAaccess" not in str(refused.value)


@pytest.mark.parametrize(
    "origins",
    ["shop.example", "https://shop.example/path", "javascript:alert(1)", "https://a b"],
)
def test_an_origin_that_is_none_is_refused(origins):
    with pytest.raises(ChannelInvalid) as refused:
        connect(wish(Kind.WEBCHAT, facts={"allowed_origins": origins}), FakeChannels())

    assert refused.value.facts["field"] == "provider_facts.allowed_origins"


def test_origins_are_tidied():
    facts = {"allowed_origins": " https://Shop.example/ , http://localhost:8000"}

    made = connect(wish(Kind.WEBCHAT, facts=facts), FakeChannels())

    assert made.allowed_origins == ("https://shop.example", "http://localhost:8000")


def test_a_phone_number_is_taken_as_people_write_it():
    given = draft(
        Kind.WHATSAPP_CLOUD,
        name=" Sales   team ",
        visibility=Visibility.SHARED,
        facts={**FACTS[Kind.WHATSAPP_CLOUD], "phone_number": "+55 (11) 99999-0000"},
        secrets=SECRETS[Kind.WHATSAPP_CLOUD],
        api_base_url="http://127.0.0.1:8090/",
        website_token="",
    )

    assert given.facts["phone_number"] == "+5511999990000"
    assert given.name == "Sales team"
    assert given.api_base_url == "http://127.0.0.1:8090"


@pytest.mark.parametrize(
    ("page_id", "address"),
    [("", "https://graph.instagram.com"), ("204500066600777", META_API)],
)
def test_instagram_is_reached_by_itself_or_through_a_page(page_id, address):
    """CHN-1: an empty optional fact is none."""
    facts = {**FACTS[Kind.INSTAGRAM], "page_id": page_id}

    made = connect(wish(Kind.INSTAGRAM, facts=facts), FakeChannels())

    assert made.api_base_url == address
    assert made.facts.get("page_id", "") == page_id


def test_repeating_a_request_returns_the_first_answer():
    channels = FakeChannels()
    first = connect(wish(), channels)

    assert connect(wish(name="Another"), channels) == first
    assert len(channels.events) == 1


def test_names_are_unique_whatever_their_case_and_provider_ids_at_all():
    """CHN-3."""
    channels = FakeChannels()
    connect(wish(), channels)

    with pytest.raises(ChannelNameTaken):
        connect(wish(Kind.WEBCHAT, name="SALES", request_id="rq_2"), channels)
    with pytest.raises(ProviderIdTaken):
        connect(wish(name="Other", request_id="rq_3"), channels)


def test_a_private_channel_is_listed_for_its_installer_only():
    """PRM-7."""
    mine = channel(installer_id="us_1", visibility=Visibility.PRIVATE)
    channels = FakeChannels(mine, webchat(), webchat("ch_other", account_id="ac_2"))

    def seen(who):
        return [c.channel_id for c in list_channels(caller=who, channels=channels)]

    assert seen(caller("inbox", user_id="us_2", sees=["ch_web"])) == ["ch_web"]
    assert seen(caller("inbox", user_id="us_1")) == ["ch_wa"]
    assert seen(caller("channels.manage")) == ["ch_wa", "ch_web"]
    assert seen(caller("system.gateway", user_id="")) == ["ch_wa", "ch_web"]
    gateway = caller("system.gateway", account_id="", user_id="")
    assert seen(gateway) == ["ch_wa", "ch_web", "ch_other"]


def test_only_the_installer_changes_a_channel():
    """PRM-8."""
    channels = FakeChannels(channel(installer_id="us_1"))
    command = ChangeChannel("ch_wa", "New", Visibility.PRIVATE)

    with pytest.raises(InstallerOnly):
        change_channel(command, caller=ADMIN, channels=channels)
    with pytest.raises(ChannelUnknown):
        change_channel(command, caller=caller(user_id="us_9"), channels=channels)
    with pytest.raises(ChannelUnknown):
        change_channel(
            command,
            caller=caller("channels.manage", account_id="ac_2", user_id="us_1"),
            channels=channels,
        )

    changed = change_channel(command, caller=caller(user_id="us_1"), channels=channels)
    assert (changed.name, changed.visibility) == ("New", Visibility.PRIVATE)


def test_a_change_that_changes_nothing_announces_nothing():
    channels = FakeChannels(channel())

    change_channel(
        ChangeChannel("ch_wa", "ch_wa", None), caller=ADMIN, channels=channels
    )

    assert channels.events == []


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"fate": "lost"}, "fate"),
        ({"page_size": 101}, "page_size"),
        ({"page_token": "x"}, "page_token"),
    ],
)
def test_a_page_that_is_none_is_refused(asked, field):
    given = {"fate": "", "channel_id": "", "page_size": 0, "page_token": ""} | asked

    with pytest.raises(PageInvalid) as refused:
        list_calls(**given, caller=ADMIN, channels=FakeChannels(), ledger=FakeLedger())

    assert refused.value.facts == {"field": field}


def test_the_ledger_needs_its_permission():
    with pytest.raises(PermissionMissing):
        list_calls(
            fate="",
            channel_id="",
            page_size=0,
            page_token="",
            caller=caller("inbox"),
            channels=FakeChannels(),
            ledger=FakeLedger(),
        )
