"""The rules of NTF-1 to 7 and 11 to 13, on the domain alone."""

from itertools import combinations

import pytest
from builders import (
    ANA,
    BIA,
    CAIO,
    EVERYTHING,
    NOTHING,
    PRIVATE,
    SHARED,
    answer,
    channel,
    prefer,
    user,
)

from notifier.domain.audience import Audience
from notifier.domain.conversation import Reason
from notifier.domain.preferences import DEFAULTS, Preferences, Trigger, Way

SWITCHES = [(trigger, way) for trigger in Trigger for way in Way]


def audience(*users, ways=Way, **preferences):
    people = users or (user(ANA), user(BIA), user(CAIO))
    private = channel(PRIVATE, shared=False, installer_id=ANA)
    return Audience(
        users={one.user_id: one for one in people},
        channels={SHARED: channel(), PRIVATE: private},
        preferences={ANA: NOTHING, BIA: NOTHING, CAIO: NOTHING} | preferences,
        ways=frozenset(ways),
    )


def all_four(people):
    """Let all four triggers happen for Ana; return what she is told, in order."""
    told = [
        *people.of_message(SHARED, ANA),
        *people.of_message(SHARED, BIA),
        *people.of_message(SHARED, ""),
        *people.of_answer(answer(to=ANA, actor=BIA, message_id=""), SHARED),
    ]
    return [(one.trigger, one.way) for one in told if one.user.user_id == ANA]


@pytest.mark.parametrize("switch", SWITCHES, ids=lambda s: f"{s[0].value}-{s[1].value}")
def test_one_switch_alone_tells_of_its_trigger_by_its_way_alone(switch):
    """NTF-5: given only "D by email" is on, exactly one e-mail."""
    people = audience(ana=Preferences(frozenset({switch})))

    assert all_four(people) == [switch]


def test_any_of_the_256_settings_tells_what_is_on_and_nothing_else():
    """NTF-5: each trigger can be set for each way."""
    for size in range(len(SWITCHES) + 1):
        for on in combinations(SWITCHES, size):
            assert all_four(audience(ana=Preferences(frozenset(on)))) == list(on)


def test_who_never_saved_has_a_and_d_on_the_desktop():
    """NTF-13"""
    assert all_four(audience(ana=DEFAULTS)) == [
        (Trigger.MINE, Way.DESKTOP),
        (Trigger.ASSIGNED, Way.DESKTOP),
    ]


def told(found):
    return {(one.user.user_id, one.trigger.value, one.way.value) for one in found}


def test_the_assignee_is_governed_by_trigger_a_alone():
    """NTF-2: B gets one e-mail and A is governed by trigger A only."""
    people = audience(ana=prefer("others.email"), bia=prefer("others.email"))

    assert told(people.of_message(SHARED, ANA)) == {(BIA, "others", "email")}


def test_one_users_switches_never_affect_anothers():
    """NTF-5"""
    people = audience(ana=EVERYTHING, bia=prefer("unassigned.desktop"))

    assert told(people.of_message(SHARED, "")) == {
        (ANA, "unassigned", "desktop"),
        (ANA, "unassigned", "email"),
        (BIA, "unassigned", "desktop"),
    }


@pytest.mark.parametrize("assignee_id", [ANA, BIA, ""])
def test_a_private_channel_tells_its_installer_only(assignee_id):
    """NTF-11"""
    people = audience(ana=EVERYTHING, bia=EVERYTHING, caio=EVERYTHING)

    found = people.of_message(PRIVATE, assignee_id)

    assert {one.user.user_id for one in found} == {ANA}


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param({"may_inbox": False}, id="without-the-inbox"),
        pytest.param({"active": False}, id="deactivated"),
    ],
)
def test_who_may_not_see_the_conversation_is_not_told(facts):
    """NTF-11"""
    people = audience(user(ANA, **facts), user(BIA), ana=EVERYTHING)

    assert all_four(people) == []


def test_a_channel_nobody_knows_tells_nobody():
    """NTF-11"""
    people = audience(ana=EVERYTHING)

    assert people.of_message("ch_new", "") == []
    assert people.of_answer(answer(to=ANA), "ch_new") == []


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param(
            answer(), {(ANA, "unassigned"), (BIA, "unassigned")}, id="offered"
        ),
        pytest.param(answer(message_id=""), set(), id="released"),
        pytest.param(answer(to=ANA), {(ANA, "assigned")}, id="method"),
        pytest.param(answer(to=ANA, message_id=""), {(ANA, "assigned")}, id="waited"),
        pytest.param(
            answer(Reason.KEPT, to=ANA),
            {(ANA, "mine"), (BIA, "others")},
            id="kept",
        ),
        pytest.param(
            answer(to=ANA, actor=BIA, message_id=""),
            {(ANA, "assigned")},
            id="by-another",
        ),
        pytest.param(
            answer(to=ANA, actor=ANA, message_id=""), set(), id="to-themselves"
        ),
        pytest.param(
            answer(Reason.CLAIMED, to=ANA, actor=ANA, message_id=""), set(), id="claim"
        ),
        pytest.param(answer(to="nobody-we-know"), set(), id="stranger"),
    ],
)
def test_what_routing_says_tells_whom_it_concerns(said, expected):
    """NTF-4, NTF-12, D-14, LIF-11"""
    people = audience(ana=EVERYTHING, bia=EVERYTHING)

    found = people.of_answer(said, SHARED)

    assert {(one.user.user_id, one.trigger.value) for one in found} == expected


def test_an_assignment_in_a_channel_that_is_not_known_yet_is_told():
    """NTF-4: routing gives to nobody who may not see."""
    people = audience(ana=EVERYTHING)

    assert told(people.of_answer(answer(to=ANA, actor=BIA, message_id=""), "")) == {
        (ANA, "assigned", "desktop"),
        (ANA, "assigned", "email"),
    }


def test_where_email_is_off_only_the_desktop_tells():
    people = audience(ways=[Way.DESKTOP], ana=EVERYTHING)

    assert {one.way for one in people.of_message(SHARED, ANA)} == {Way.DESKTOP}


def test_who_has_no_address_is_told_on_the_desktop():
    people = audience(user(ANA, email=""), ana=EVERYTHING)

    assert {one.way for one in people.of_message(SHARED, ANA)} == {Way.DESKTOP}
