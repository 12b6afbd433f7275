"""The live stream: in order, exactly once, resumable, and only what one may see."""

import asyncio
from contextlib import aclosing

import grpc
import pytest
from builders import Channel, added, channel
from house import open_house
from patience import until
from recado.conversations.v1 import events_pb2
from recado.ingest.v1 import events_pb2 as ingest
from recado.notifier.v1 import events_pb2 as notifier
from recado.routing.v1 import events_pb2 as routing
from recado.routing.v1 import roster_pb2

pytestmark = pytest.mark.anyio


@pytest.fixture
async def house():
    async with open_house() as found:
        yield found


@pytest.fixture
async def ana(house):
    async with aclosing(await house.signed_in("ana")) as client:
        yield client


@pytest.fixture
async def bruno(house):
    async with aclosing(await house.signed_in("bruno")) as client:
        yield client


def happens(house, *positions, arrives=True, **given):
    """Let messages be added at positions of the feed, and arrive or not."""
    for position in positions:
        event = house.world.publish(
            added(position, account_id=house.account_id, **given)
        )
        if arrives:
            house.queue.on_message(event)


def stamped(house, event):
    event.metadata.account_id = house.account_id
    return event


async def test_it_begins_with_where_it_is_and_goes_on_as_things_happen(house, ana):
    """INB-3: without reload."""
    happens(house, 1, 2)
    stream = await house.follow(ana)

    happens(house, 3, text="Oi\n\ndata: {}\n")

    assert await stream.next() == (None, "ready", {"position": 2})
    position, name, data = await stream.next()
    assert (position, name, data["position"]) == (3, "message_added", 3)
    assert data["message"]["text"] == "Oi\n\ndata: {}\n"
    assert {"section", "read", "unread"}.isdisjoint(data["conversation"])
    assert stream.headers[b"content-type"].startswith(b"text/event-stream")
    await stream.leave()


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        pytest.param("/api/v1/events?after=3", {}, id="by-address"),
        pytest.param("/api/v1/events", {"Last-Event-ID": "3"}, id="by-header"),
        pytest.param(
            "/api/v1/events?after=1", {"Last-Event-ID": "3"}, id="the-header-wins"
        ),
    ],
)
async def test_it_resumes_exactly_where_it_was_left(house, ana, path, headers):
    """INB-8."""
    happens(house, *range(1, 7), arrives=False)

    stream = await house.follow(ana, path, **headers)
    happens(house, 7)

    assert await stream.positions(5) == [4, 5, 6, None, 7]
    await stream.leave()


async def test_it_resumes_from_further_back_than_is_kept_here(house, ana):
    happens(house, *range(1, 1301), arrives=False)

    stream = await house.follow(ana, "/api/v1/events?after=2")
    happens(house, 1301)

    heard = await stream.positions(1300)
    assert [position for position in heard if position] == [*range(3, 1302)]
    await stream.leave()


@pytest.mark.parametrize(
    "after",
    [
        pytest.param(5, id="no-longer-kept"),
        pytest.param(0, id="not-from-the-first"),
        pytest.param(99, id="not-reached-yet"),
    ],
)
async def test_a_position_that_cannot_be_served_says_load_anew(house, ana, after):
    happens(house, *range(1, 21), arrives=False)
    house.world.first_kept = 10

    stream = await house.follow(ana, f"/api/v1/events?after={after}")

    assert await stream.next() == (None, "reload", {})
    await stream.closed()


async def test_the_feed_itself_is_read_once_for_many_who_come_back(house, ana):
    happens(house, *range(1, 101), arrives=False)

    streams = [
        await house.follow(ana, f"/api/v1/events?after={90 - n}") for n in range(20)
    ]

    for number, stream in enumerate(streams):
        assert (await stream.positions(11 + number))[-1] is None
        await stream.leave()
    assert house.world.feed_reads == 2


@pytest.mark.parametrize("value", ["-1", "x", "1.5", "99999999999999999999", "\u0661"])
async def test_an_odd_position_is_refused(house, ana, value):
    by_address = await ana.get("/api/v1/events", params={"after": value})
    by_header = await house.follow(ana, **{"Last-Event-ID": "x"})

    assert (by_address.status_code, by_address.json()["field"]) == (422, "after")
    assert by_header.problem["field"] == "Last-Event-ID"


async def test_without_the_feed_it_says_when_to_come_back(house, ana):

    house.world.refusal = (grpc.StatusCode.UNAVAILABLE, "DOWN")

    answer = await ana.get("/api/v1/events")

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


async def test_a_private_channel_is_heard_by_its_installer_alone(house, ana):
    """PRM-7: one policy for lists, search and the live stream."""
    admin_id = house.users["admin"].user_id
    private = channel(
        "ch_2",
        house.account_id,
        visibility=Channel.VISIBILITY_PRIVATE,
        installer_id=admin_id,
    )
    house.queue.on_message(stamped(house, ingest.ChannelConnected(channel=private)))
    async with aclosing(await house.signed_in("admin")) as admin:
        hers, theirs = await house.follow(ana), await house.follow(admin)

        happens(house, 1, channel_id="ch_2")
        happens(house, 2)

        assert await hers.positions(2) == [None, 2]
        assert await theirs.positions(3) == [None, 1, 2]
        await hers.leave()
        await theirs.leave()


async def test_who_loses_sight_of_a_channel_loads_anew(house, ana):
    """PRM-7: going from shared to private hides it."""
    stream = await house.follow(ana)
    assert (await stream.next())[1] == "ready"
    private = channel(
        account_id=house.account_id, visibility=Channel.VISIBILITY_PRIVATE
    )

    house.queue.on_message(stamped(house, ingest.ChannelChanged(channel=private)))
    happens(house, 1)

    assert (await stream.next())[1] == "reload"
    assert stream.waiting == 0
    await stream.leave()


async def test_one_s_own_things_go_to_oneself_alone(house, ana, bruno):
    """FLT-2, NTF-5, INB-5."""
    hers, his = await house.follow(ana), await house.follow(bruno)
    ana_id = house.users["ana"].user_id
    mark = events_pb2.ReadMarkChanged()
    mark.read_mark.user_id, mark.read_mark.conversation_id = ana_id, "cv_1"
    mark.read_mark.inbound_count = 4
    raised = notifier.NotificationRaised(
        user_id=ana_id, trigger="mine", conversation_id="cv_1", notification_id="nt_1"
    )

    house.queue.on_message(stamped(house, mark))
    house.queue.on_message(stamped(house, raised))
    happens(house, 1)

    frames = [await hers.next() for _ in range(4)]
    assert [name for _, name, _ in frames] == [
        "ready", "read_mark_changed", "notification", "message_added",
    ]  # fmt: skip
    assert frames[1][2] == {
        "conversation_id": "cv_1", "inbound_count": 4, "marked_unread": False,
    }  # fmt: skip
    assert await his.positions(2) == [None, 1]
    await hers.leave()
    await his.leave()


async def test_availability_is_seen_by_everybody_of_the_account(house, ana):
    """AVL-1: changes are visible to others at once."""
    stream = await house.follow(ana)
    changed = routing.AttendantChanged(
        attendant=roster_pb2.Attendant(user_id="us_x", name="X")
    )
    foreign = routing.AttendantChanged(
        attendant=roster_pb2.Attendant(user_id="us_y", name="Y")
    )
    foreign.metadata.account_id = "ac_another"

    house.queue.on_message(foreign)
    house.queue.on_message(stamped(house, changed))

    assert (await stream.next())[1] == "ready"
    assert (await stream.next())[2]["agent"]["id"] == "us_x"
    await stream.leave()


async def test_another_account_s_events_are_not_heard(house, ana):
    stream = await house.follow(ana)

    house.queue.on_message(added(1, account_id="ac_another"))
    happens(house, 1)

    assert await stream.positions(2) == [None, 1]
    await stream.leave()


async def test_presence_is_reported_when_people_come_and_go(house, ana):
    """AVL-6."""
    ana_id = house.users["ana"].user_id
    stream = await house.follow(ana)
    await until(lambda: house.world.reports and house.world.reports[-1] == [ana_id])

    await stream.leave()

    await until(lambda: house.world.reports[-1] == [])


async def test_who_reads_too_slowly_is_cut_off_and_resumes(house, ana, monkeypatch):
    monkeypatch.setattr("gateway.live.reader.MOST_FRAMES", 5)
    stream = await house.follow(ana)
    assert (await stream.next())[1] == "ready"
    stream.stop_reading()
    happens(house, 1)
    assert (await stream.next())[0] == 1

    happens(house, *range(2, 12))
    await stream.closed()
    again = await house.follow(ana, **{"Last-Event-ID": "1"})

    assert stream.ended
    assert await again.positions(11) == [*range(2, 12), None]
    await again.leave()


async def test_events_missed_while_the_bus_was_away_are_made_up_for(house, ana):
    stream = await house.follow(ana)
    happens(house, 1, 2, arrives=False)

    house.queue.on_gap()

    assert await stream.positions(3) == [None, 1, 2]
    await stream.leave()


async def test_events_in_any_order_with_any_missing_are_heard_once_in_order(house, ana):
    stream = await house.follow(ana)
    events = [added(p, account_id=house.account_id) for p in range(1, 41)]
    for event in events:
        house.world.publish(event)

    for event in [*events[5:20:2], *events[6:30], *events[2:9], events[39], events[39]]:
        house.queue.on_message(event)
        await asyncio.sleep(0)

    assert await stream.positions(41) == [None, *range(1, 41)]
    await stream.leave()
