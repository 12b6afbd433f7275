"""Campaigns, on ports of either kind."""

from __future__ import annotations

from datetime import timedelta

import pytest
import told
from builders import CHANNEL, viewer
from recado.conversations.v1 import campaign_service_pb2 as rpc

from conversations.domain import errors
from conversations.domain.campaign import Reach, State
from conversations.use_cases.campaigning import Manager
from conversations.wire.campaigns import read_create

MANAGER = Manager(viewer(), may=True)
NUMBERS = [f"+55119000000{n:02d}" for n in range(6)]


@pytest.fixture
def able(house):
    house.app.hear([told.channel_event(), told.template_event()])
    return house


def wanted(house, *rows, request_id="rq_c", **fields):
    """A command for a list of (phone, opt-in, name for the variable)."""
    request = rpc.CreateCampaignRequest(request_id=request_id)
    given = {
        "name": "Maio",
        "channel_id": CHANNEL,
        "template_id": "tp_1",
        "batch_size": 2,
        "batch_seconds": 600,
        "daily_limit": 100,
        **fields,
    }
    for name, value in given.items():
        setattr(request.campaign, name, value)
    for phone, opt_in, name in rows:
        variables = {"nome": name} if name else {}
        request.recipients.add(given_phone=phone, opt_in=opt_in, variables=variables)
    return read_create(
        request, MANAGER, campaign_id=house.app.new_id("cp"), now=house.clock()
    )


def agreed(*numbers):
    return [(number, "site, 2026-01-02", "Ana") for number in numbers]


def made(house, *rows, **fields):
    campaign, _ = house.app.campaigning.create(wanted(house, *rows, **fields))
    return campaign.campaign_id


def running(house, *rows, **fields):
    campaign_id = made(house, *rows, **fields)
    house.app.campaigning.move(MANAGER, campaign_id, "start")
    return campaign_id


def now(house, campaign_id):
    return house.app.campaigning.get(MANAGER, campaign_id)


def people(house, campaign_id, reach=None):
    return house.app.campaigning.recipients(MANAGER, campaign_id, reach, 0, 100)


def test_a_list_is_cleaned_before_anything_is_sent(able):
    """ACT-4, ACT-5: one of a number in two formats, and only who agreed."""
    rows = [
        (NUMBERS[0], "site", "Ana"),
        ("+55 11 90000-0000", "site", "Ana again"),
        ("90000", "site", "Nobody"),
        (NUMBERS[1], "", "Did not agree"),
        (NUMBERS[2], "site", ""),
        (NUMBERS[3], "site", "Opted out"),
    ]
    able.app.consents.put(
        "ac_1", (CHANNEL, f"phone:{NUMBERS[3]}"), marketing=False, at=able.clock()
    )

    campaign, skipped = able.app.campaigning.create(wanted(able, *rows))

    assert [(each.line, each.reason) for each in skipped] == [
        (2, "DUPLICATE"),
        (3, "PHONE_INVALID"),
        (4, "NO_OPT_IN"),
        (5, "VARIABLE_MISSING"),
        (6, "OPTED_OUT"),
    ]
    assert campaign.counts == {"planned": 1, "skipped": 5}
    assert (campaign.state, campaign.total) == (State.READY, 6)
    assert able.app.campaigning.send_due() == 0


def test_making_it_twice_makes_one(able):
    first = made(able, *agreed(NUMBERS[0]))

    assert made(able, *agreed(NUMBERS[0])) == first
    assert len(able.app.campaigning.page(MANAGER, "", 10)) == 1


def test_batches_go_out_when_they_are_due(able):
    """ACT-6."""
    campaign_id = running(able, *agreed(*NUMBERS[:3]))

    assert able.app.campaigning.send_due() == 2
    assert able.app.campaigning.send_due() == 0
    able.clock.turn(seconds=600)
    assert able.app.campaigning.send_due() == 1

    campaign = now(able, campaign_id)
    assert campaign.state is State.FINISHED
    assert {k: v for k, v in campaign.counts.items() if v} == {"queued": 3}


def test_the_daily_limit_holds_and_it_goes_on_by_itself(able):
    """ACT-6: at most so many in 24 hours."""
    campaign_id = running(able, *agreed(*NUMBERS[:4]), daily_limit=3)
    sent = []
    for _ in range(4):
        sent.append(able.app.campaigning.send_due())
        able.clock.turn(seconds=600)

    assert sent == [2, 1, 0, 0]
    assert now(able, campaign_id).reason == "daily_limit"
    able.clock.turn(hours=24)
    assert able.app.campaigning.send_due() == 1


def test_what_is_sent_is_history_until_it_is_answered(able):
    """ACT-7: no open conversation; the answer opens it with the template in it."""
    campaign_id = running(able, *agreed(NUMBERS[0]))
    able.app.campaigning.send_due()
    [queued] = [e for e in able.events() if e.DESCRIPTOR.name == "MessageQueued"]
    assert queued.message.origin == "campaign"
    assert queued.conversation.state == queued.conversation.STATE_CLOSED

    able.writes("wamid.back", phone=NUMBERS[0])

    conversation_id = queued.conversation.conversation_id
    assert able.conversation(conversation_id).is_open
    assert able.thread(conversation_id)[0].text == "Oi Ana!"
    assert able.app.campaigning.look() == 1
    assert now(able, campaign_id).replied == 1


def test_who_is_in_a_conversation_is_left_alone(able):
    """ACT-1."""
    able.writes("wamid.1", phone=NUMBERS[0])
    campaign_id = running(able, *agreed(NUMBERS[0]))

    assert able.app.campaigning.send_due() == 0

    [person] = people(able, campaign_id)
    assert (person.reach, person.reason) == (Reach.SKIPPED, "IN_PROGRESS")


def test_opting_out_between_planning_and_sending_counts(able):
    """ACT-4."""
    campaign_id = running(able, *agreed(NUMBERS[0]))
    able.app.consents.put(
        "ac_1", (CHANNEL, f"phone:{NUMBERS[0]}"), marketing=False, at=able.clock()
    )

    able.app.campaigning.send_due()

    assert [p.reason for p in people(able, campaign_id)] == ["OPTED_OUT"]


def test_a_crash_after_writing_writes_to_nobody_twice(able):
    campaign_id = running(able, *agreed(*NUMBERS[:2]))
    campaigns = able.app.campaigns
    real, type(campaigns).save = type(campaigns).save, _crash
    try:
        with pytest.raises(ConnectionError):
            able.app.campaigning.send_due()
    finally:
        type(campaigns).save = real

    assert able.app.campaigning.send_due() == 2

    queued = [e for e in able.events() if e.DESCRIPTOR.name == "MessageQueued"]
    assert len(queued) == 2
    assert now(able, campaign_id).state is State.FINISHED


def _crash(*_):
    raise ConnectionError("the process ends here")


def test_it_stops_by_itself_when_the_template_is_taken_away(able):
    """TPL-2, TPL-6."""
    campaign_id = running(able, *agreed(NUMBERS[0]))
    at = able.clock() + timedelta(seconds=1)
    able.app.hear([told.template_event("DISABLED", at=at)])

    assert able.app.campaigning.send_due() == 0
    paused = now(able, campaign_id)
    assert (paused.state, paused.reason) == (State.PAUSED, "template")
    with pytest.raises(errors.TemplateRefused):
        able.app.campaigning.move(MANAGER, campaign_id, "resume")


def test_it_is_paused_resumed_and_stopped(able):
    campaign_id = running(able, *agreed(*NUMBERS[:3]))
    move = able.app.campaigning.move

    assert move(MANAGER, campaign_id, "pause").state is State.PAUSED
    assert able.app.campaigning.send_due() == 0
    move(MANAGER, campaign_id, "resume")
    assert able.app.campaigning.send_due() == 2
    assert move(MANAGER, campaign_id, "stop").state is State.STOPPED
    with pytest.raises(errors.CampaignEnded):
        move(MANAGER, campaign_id, "start")


def test_how_far_each_got_is_counted(able):
    campaign_id = running(able, *agreed(*NUMBERS[:2]))
    able.app.campaigning.send_due()
    first, second = people(able, campaign_id)
    able.app.take_in(
        [
            told.delivered(first.message_id, "out.1", "READ"),
            told.delivered(second.message_id, "out.2", "FAILED", reason="NOT_THERE"),
        ]
    )

    assert able.app.campaigning.look() == 2
    counts = {k: v for k, v in now(able, campaign_id).counts.items() if v}
    assert counts == {"read": 1, "failed": 1}
    assert people(able, campaign_id, Reach.FAILED)[0].reason == "NOT_THERE"


def test_only_who_may_and_sees_the_channel_has_campaigns(able):
    campaign_id = made(able, *agreed(NUMBERS[0]))

    with pytest.raises(errors.PermissionMissing):
        able.app.campaigning.get(Manager(viewer(), may=False), campaign_id)
    with pytest.raises(errors.CampaignUnknown):
        able.app.campaigning.get(Manager(viewer(channels=()), may=True), campaign_id)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": " "}, "name"),
        ({"batch_size": 1001}, "batch_size"),
        ({"daily_limit": 100_001}, "daily_limit"),
        ({"purpose": "x" * 1001}, "purpose"),
    ],
)
def test_what_makes_no_sense_is_named(able, fields, field):
    with pytest.raises(errors.CampaignInvalid) as refused:
        made(able, *agreed(NUMBERS[0]), **fields)

    assert refused.value.facts["field"] == field


def test_a_list_of_nobody_says_why(able):
    with pytest.raises(errors.CampaignInvalid) as refused:
        made(able, (NUMBERS[0], "", "Ana"))

    assert refused.value.facts["reasons"] == "NO_OPT_IN"
