"""What people do with channels that are connected."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from builders import (
    FACTS,
    NOON,
    SECRETS,
    call,
    caller,
    channel,
    cloud,
    message,
    webchat,
)
from fakes_desk import desk
from world import World

from ingest.domain.channels import Health, Kind, Visibility
from ingest.domain.errors import (
    ChannelInvalid,
    ChannelNameTaken,
    ChannelUnknown,
    CredentialsRefused,
    InstallerOnly,
    PermissionMissing,
    ProviderDown,
)
from ingest.domain.inbound import Fate
from ingest.domain.notices import ChannelNotice
from ingest.use_cases.channels import ConnectChannel
from ingest.use_cases.tending import ChangeCredentials

ADMIN = caller("channels.manage", "ledger.view")
REFUSED = CredentialsRefused("190: Session has expired", detail="190: expired")
DOWN = ProviderDown("no answer", detail="no answer")


def wish(kind=Kind.WHATSAPP_CLOUD, request_id="rq_1", name="Sales"):
    return ConnectChannel(
        request_id=request_id,
        kind=kind,
        name=name,
        visibility=Visibility.SHARED,
        facts=FACTS[kind],
        secrets=SECRETS[kind],
        api_base_url="",
    )


@pytest.mark.parametrize("refusal", [REFUSED, DOWN])
def test_what_the_provider_does_not_take_is_not_stored(refusal):
    """CHN-2: complete once authorisation has succeeded."""
    house = desk()
    house.inspector.refusal = refusal

    with pytest.raises(type(refusal)):
        house.connect(wish(), ADMIN)

    assert house.list_channels(ADMIN) == []
    assert house.inspector.subscribed == []


def test_the_provider_is_asked_before_a_channel_is_stored_and_only_once():
    house = desk()

    made = house.connect(wish(), ADMIN)
    again = house.connect(wish(), ADMIN)

    assert made == again
    assert [each.provider_id for each in house.inspector.checked] == [made.provider_id]
    assert house.inspector.subscribed == [made.provider_id]


def test_a_name_that_is_taken_is_refused_before_the_provider_is_asked():
    house = desk(channel(name="Sales"))

    with pytest.raises(ChannelNameTaken):
        house.connect(wish(Kind.WEBCHAT), ADMIN)

    assert house.inspector.checked == []


def test_new_secrets_are_taken_once_the_provider_has_taken_them():
    """CHN-5: a channel that was refused works again."""
    broken = channel(health=Health.DISCONNECTED, health_detail="190: expired")
    house = desk(broken)
    command = ChangeCredentials("ch_wa", {"access_token": "EAAanother-token"})

    changed = house.change_credentials(command, ADMIN)

    assert house.inspector.checked[0].secrets["access_token"] == "EAAanother-token"
    assert changed.secrets == {**broken.secrets, "access_token": "EAAanother-token"}
    assert (changed.health, changed.health_detail) == (Health.CONNECTED, "")


def test_new_secrets_that_are_refused_leave_the_old_ones():
    house = desk(channel())
    house.inspector.refusal = REFUSED

    with pytest.raises(CredentialsRefused):
        house.change_credentials(
            ChangeCredentials("ch_wa", {"access_token": "EAAanother-token"}), ADMIN
        )

    assert house.list_channels(ADMIN) == [channel()]


def test_a_secret_that_is_none_of_the_kind_is_named():
    house = desk(channel())

    with pytest.raises(ChannelInvalid) as refused:
        house.change_credentials(ChangeCredentials("ch_wa", {"auth_token": "x"}), ADMIN)

    assert refused.value.facts == {"field": "secrets.auth_token"}


def test_calls_signed_before_the_secret_was_changed_are_still_the_channels():
    """CHN-6: a call that waits while the secret changes is not lost."""
    house = desk(channel())
    house.change_credentials(
        ChangeCredentials("ch_wa", {"app_secret": "another-app-secret"}), ADMIN
    )
    world = World(*house.list_channels(ADMIN))

    assert world.take(call(cloud({"messages": [message()]}))) == [Fate.FORWARDED]


@pytest.mark.parametrize(
    "work",
    [
        lambda house, who: house.change_credentials(
            ChangeCredentials("ch_wa", {}), who
        ),
        lambda house, who: house.stop("ch_wa", who, stopped=True),
    ],
)
def test_only_who_may_manage_channels_does_that(work):
    """PRM-6."""
    with pytest.raises(PermissionMissing):
        work(desk(channel()), caller("inbox", sees=["ch_wa"]))


@pytest.mark.parametrize(
    "work",
    [
        lambda house, who: house.change_credentials(
            ChangeCredentials("ch_no", {}), who
        ),
        lambda house, who: house.stop("ch_no", who, stopped=True),
        lambda house, who: house.check("ch_no", who),
        lambda house, who: house.remove("ch_no", who),
        lambda house, who: house.list_notices("ch_no", 0, who),
    ],
)
def test_a_channel_of_another_account_is_unknown(work):
    with pytest.raises(ChannelUnknown):
        work(desk(channel("ch_no", account_id="ac_2")), ADMIN)


def test_a_stopped_channel_keeps_its_calls_until_they_are_replayed():
    house = desk(channel())
    stopped = house.stop("ch_wa", ADMIN, stopped=True)
    world = World(stopped)

    first = call(cloud({"messages": [message()]}))
    assert world.take(first) == [Fate.IGNORED]
    assert world.announcer.events == []
    [entry] = world.entries
    assert (entry.reason, entry.channel_id) == ("channel_stopped", "ch_wa")

    started = house.stop("ch_wa", ADMIN, stopped=False)
    world.channels.channels["ch_wa"] = started
    again = replace(first, call_id="pc_again", replay_of=first.call_id)
    assert world.take(again) == [Fate.FORWARDED]
    assert world.take(replace(again, call_id="pc_third")) == [Fate.DUPLICATE]


def test_stopping_twice_is_announced_once():
    house = desk(channel())

    house.stop("ch_wa", ADMIN, stopped=True)
    house.stop("ch_wa", ADMIN, stopped=True)

    assert len(house.channels.events) == 1


def test_a_removed_channel_leaves_its_name_and_provider_id_free():
    """CHN-3: reconnecting a removed channel."""
    house = desk()
    made = house.connect(wish(), ADMIN)

    house.remove(made.channel_id, ADMIN)

    assert house.channels.removed == [made.channel_id]
    assert house.connect(wish(), ADMIN).provider_id == made.provider_id


def test_only_the_installer_removes_a_channel():
    """PRM-8."""
    with pytest.raises(InstallerOnly):
        desk(channel(installer_id="us_1")).remove("ch_wa", ADMIN)


@pytest.mark.parametrize(
    ("refusal", "trouble", "health", "detail"),
    [
        (None, "", Health.CONNECTED, ""),
        (REFUSED, "", Health.DISCONNECTED, "190: Session has expired"),
        (DOWN, "", Health.CONNECTED, "no answer"),
        (
            None,
            "our own webhook answers 404",
            Health.CONNECTED,
            "our own webhook answers 404",
        ),
    ],
)
def test_a_check_says_what_was_found(refusal, trouble, health, detail):
    """CHN-5: only a refusal disconnects; being down passes."""
    house = desk(channel())
    house.inspector.refusal, house.inspector.trouble = refusal, trouble

    found = house.check("ch_wa", caller("inbox", sees=["ch_wa"]))

    assert found.health is health
    assert (found.canary.good, found.canary.detail) == (not detail, detail)
    assert found.canary.check_time == NOON


def test_round_trips_are_made_when_due_and_told_when_that_is_news():
    now = [NOON]
    house = desk(
        channel(),
        webchat(),
        channel("ch_off", stopped=True, provider_id="1"),
        clock=lambda: now[0],
    )

    def told():
        house.check_due()
        events, house.channels.events = house.channels.events, []
        return [(e.channel.channel_id, e.channel.canary.good) for e in events]

    assert told() == [("ch_wa", True), ("ch_web", True)]
    assert told() == []
    now[0] += timedelta(minutes=6)
    assert told() == []
    house.inspector.trouble = "our own webhook does not answer"
    now[0] += timedelta(minutes=6)
    assert told() == [("ch_wa", False), ("ch_web", False)]
    now[0] += timedelta(minutes=6)
    assert told() == []
    now[0] += timedelta(minutes=12)
    assert told() == [("ch_wa", False), ("ch_web", False)]


def notice(notice_id, channel_id, minutes=0):
    return ChannelNotice(
        notice_id,
        "ac_1",
        channel_id,
        "quality",
        "warning",
        "RED",
        NOON + timedelta(minutes=minutes),
    )


def test_notices_are_newest_first_and_of_visible_channels():
    house = desk(channel(), webchat())
    house.notices.add([notice("n1", "ch_wa"), notice("n2", "ch_web", 1)])
    house.notices.add([notice("n3", "", 2), notice("n1", "ch_wa")])

    def seen(who, channel_id="", size=0):
        return [n.notice_id for n in house.list_notices(channel_id, size, who)]

    assert seen(ADMIN) == ["n3", "n2", "n1"]
    assert seen(ADMIN, size=1) == ["n3"]
    assert seen(ADMIN, "ch_wa") == ["n1"]
    assert seen(caller("inbox", user_id="us_2", sees=["ch_wa"])) == ["n1"]
