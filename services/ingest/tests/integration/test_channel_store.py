"""Channels stored: each found by its ids, unique, its secrets sealed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from builders import FACTS, NOON, SEALER, SECRETS, channel
from fakes import FakeChannels
from recado.ingest.v1.events_pb2 import ChannelChanged

from ingest.domain.channels import Canary, Health, Kind, Visibility
from ingest.domain.drafts import draft
from ingest.domain.errors import ChannelNameTaken, ProviderIdTaken
from ingest.store.channels import MongoChannels
from ingest.store.recent import RecentChannels


def clock():
    return NOON


def events(outbox):
    """Return (routing key, bytes) of what was committed to be published."""
    found = outbox._entries.find().sort("_id", 1)
    return [(e["k"], bytes(e["b"])) for entry in found for e in entry["events"]]


def keys(outbox):
    return [key for key, _ in events(outbox)]


@pytest.fixture(params=["fake", "mongo"])
def channels(request):
    if request.param == "fake":
        return FakeChannels()
    clean, outbox = request.getfixturevalue("clean"), request.getfixturevalue("outbox")
    return MongoChannels(clean, outbox, SEALER, clock)


def drafted(kind=Kind.WHATSAPP_CLOUD, name="Sales", **facts):
    return draft(
        kind,
        name=name,
        visibility=Visibility.SHARED,
        facts={**FACTS[kind], **facts},
        secrets=SECRETS[kind],
        api_base_url="",
        website_token=f"wt_{name}",
    )


def connected(channels, *, request_id="rq_1", account_id="ac_1", **fields):
    return channels.connect(
        drafted(**fields),
        account_id=account_id,
        installer_id="us_1",
        request_id=request_id,
    )


class TestChannels:
    def test_a_channel_is_found_by_each_of_its_ids(self, channels):
        made = connected(channels)
        key = (made.kind, made.provider_id)
        other = (Kind.INSTAGRAM, made.provider_id)

        assert channels.by_id([made.channel_id, "ch_x"]) == {made.channel_id: made}
        assert channels.by_provider_id([key, other]) == {key: made}
        assert channels.by_provider_id([other]) == {}
        assert list(channels.of_app("app-1", made.secret_prints[0])) == [made]
        assert list(channels.of_app("app-1", "another")) == []
        assert list(channels.of_account("ac_2")) == []

    def test_the_same_request_returns_the_same_channel(self, channels):
        assert connected(channels) == connected(channels, name="Other")

    def test_names_are_unique_in_the_account_and_provider_ids_everywhere(
        self, channels
    ):
        """CHN-3."""
        connected(channels)

        with pytest.raises(ChannelNameTaken):
            connected(channels, request_id="rq_2", name="SALES", kind=Kind.WEBCHAT)
        with pytest.raises(ProviderIdTaken):
            connected(channels, request_id="rq_3", account_id="ac_2")
        connected(channels, request_id="rq_4", account_id="ac_2", kind=Kind.WEBCHAT)

    def test_a_change_is_kept(self, channels):
        made = connected(channels)
        other = connected(channels, request_id="rq_2", name="Site", kind=Kind.WEBCHAT)

        after = channels.change(made, name="Support", visibility=Visibility.PRIVATE)

        assert channels.by_id([made.channel_id])[made.channel_id] == after
        assert (after.name, after.visibility) == ("Support", Visibility.PRIVATE)
        with pytest.raises(ChannelNameTaken):
            channels.change(other, name="support", visibility=None)

    def test_health_changes_once(self, channels):
        made = connected(channels)
        for _ in range(2):
            channels.change_health(made, Health.DISCONNECTED, "190: expired")

        found = channels.by_id([made.channel_id])[made.channel_id]
        assert (found.health, found.health_detail) == (
            Health.DISCONNECTED,
            "190: expired",
        )
        assert found.version == made.version + 1

    def test_credentials_change_and_former_prints_stay(self, channels):
        """CHN-6: calls signed before are still the channel's."""
        made = connected(channels)
        secrets = {**made.secrets, "app_secret": "another-app-secret"}

        after = channels.change_credentials(made, secrets, "http://other.test")

        found = channels.by_id([made.channel_id])[made.channel_id]
        assert found == after
        assert (found.secrets, found.api_base_url) == (secrets, "http://other.test")
        assert found.secret_prints[0] != made.secret_prints[0]
        assert made.secret_prints[0] in found.secret_prints

    def test_a_channel_is_stopped_and_started(self, channels):
        made = connected(channels)

        assert channels.stop(made, stopped=True).stopped
        assert channels.by_id([made.channel_id])[made.channel_id].stopped
        assert not channels.stop(made, stopped=False).stopped

    def test_what_a_round_trip_told_is_kept(self, channels):
        made = connected(channels)
        canary = Canary(NOON, False, 1200, "190: expired")

        channels.note_canary(made, canary, Health.DISCONNECTED, "190: expired")
        channels.note_canary(made, replace(canary, milliseconds=7), None, "")

        found = channels.by_id([made.channel_id])[made.channel_id]
        assert found.canary == replace(canary, milliseconds=7)
        assert (found.health, found.health_detail) == (
            Health.DISCONNECTED,
            "190: expired",
        )

    def test_a_removed_channel_is_gone_and_its_request_free(self, channels):
        made = connected(channels)
        assert channels.of_request("ac_1", "rq_1") == made

        channels.remove(made)
        channels.remove(made)

        assert channels.by_id([made.channel_id]) == {}
        assert channels.of_request("ac_1", "rq_1") is None
        channels.change_health(made, Health.DISCONNECTED, "late")
        assert channels.stop(made, stopped=True) == made
        assert list(channels.all()) == []


def told(outbox):
    """Return which channel events were committed, and the canary in each."""
    return [
        (key, ChannelChanged.FromString(body).channel.canary.milliseconds)
        for key, body in events(outbox)
    ]


def test_a_canary_is_announced_when_it_turns_and_each_quarter_of_an_hour(clean, outbox):
    channels = MongoChannels(clean, outbox, SEALER, clock)
    made = connected(channels)
    for minute, good in [(0, True), (5, True), (10, False), (15, False), (26, False)]:
        at = NOON + timedelta(minutes=minute)
        channels.note_canary(made, Canary(at, good, minute), Health.CONNECTED, "")

    assert told(outbox)[1:] == [("channel_changed", n) for n in (0, 10, 26)]


def test_channels_stored_by_an_older_version_are_announced_once(clean, outbox):
    channels = MongoChannels(clean, outbox, SEALER, clock)
    connected(channels)
    assert channels.announce_again() == 0
    gone = dict.fromkeys(["announced", "canary", "stopped", "former_prints"], "")
    clean["channels"].update_one({}, {"$unset": gone})

    assert channels.announce_again() == 1
    assert channels.announce_again() == 0

    key, body = events(outbox)[-1]
    assert key == "channel_changed"
    assert ChannelChanged.FromString(body).channel.capabilities.text_length == 4096


def test_channel_secrets_are_unreadable_in_the_database_and_events(clean, outbox):
    channels = MongoChannels(clean, outbox, SEALER, clock)
    made = connected(channels)
    channels.change_health(made, Health.DISCONNECTED, "no")

    raw = str(clean["channels"].find_one()).encode() + b"".join(
        b for _, b in events(outbox)
    )
    assert keys(outbox) == ["channel_connected", "channel_changed"]
    assert all(
        secret.encode() not in raw for secret in SECRETS[Kind.WHATSAPP_CLOUD].values()
    )


def test_a_channel_read_a_moment_ago_is_remembered_but_never_that_it_is_missing():
    now = [0.0]
    store = FakeChannels()
    recent = RecentChannels(store, lambda: now[0])

    assert recent.by_id(["ch_wa"]) == {}
    store.channels["ch_wa"] = channel()
    assert recent.by_id(["ch_wa"]) == {"ch_wa": channel()}
    store.channels.clear()
    assert recent.by_id(["ch_wa"]) == {"ch_wa": channel()}
    now[0] = 6.0
    assert recent.by_id(["ch_wa"]) == {}
