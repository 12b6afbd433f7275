"""One account's feed at one replica: in order, without gaps, resumable."""

import asyncio

import pytest
from builders import user
from patience import until

from chassis.testing import NOON
from gateway.domain.access import Principal
from gateway.domain.people import Account
from gateway.live import hub as hubs
from gateway.live.frames import Frame
from gateway.live.hub import FeedPage, FeedUnavailable, Hub, PositionGone
from gateway.live.reader import Reader

pytestmark = pytest.mark.anyio


def frame(position, channel_id="ch_1"):
    return Frame(position, channel_id, f"<{position}>".encode())


class Feed:
    """The account's feed; *hidden* positions are left out, as ReadEvents may."""

    def __init__(self, last=0, *, first_kept=1):
        self.last, self.first_kept = last, first_kept
        self.hidden, self.reads, self.down = set(), 0, False

    async def __call__(self, after, size):
        self.reads += 1
        if self.down:
            raise FeedUnavailable
        if 0 < after < self.first_kept - 1:
            raise PositionGone
        positions = range(max(after, self.first_kept - 1) + 1, self.last + 1)[:size]
        frames = [frame(p) for p in positions if p not in self.hidden]
        return FeedPage(frames, positions[-1] if positions else after, self.last)


def reader(*visible):
    who = Principal("session", "k", Account("ac_1", "Acme"), user(), frozenset(), NOON)
    return Reader(who, frozenset(visible or {"ch_1"}))


async def begun(feed):
    hub = Hub(feed)
    await hub.begin()
    return hub


async def following(hub, after=None):
    found = reader()
    assert hub.follow(found, hub.position if after is None else after)
    return found


async def heard(found, *, until):
    """Return what the reader was given, up to a piece of text."""
    text = b""
    async with asyncio.timeout(10):
        while until not in text:
            text += await found.take()
    return text.replace(b'event: ready\ndata: {"position":', b"ready ").replace(
        b"}\n\n", b" "
    )


async def test_events_are_handed_on_in_order():
    hub = await begun(Feed(3))
    found = await following(hub)

    for position in (4, 6, 5, 7):
        hub.receive(frame(position))

    assert await heard(found, until=b"<7>") == b"ready 3 <4><5><6><7>"


async def test_a_repeated_event_is_handed_on_once():
    hub = await begun(Feed(3))
    found = await following(hub)

    for position in (3, 4, 4, 5, 4):
        hub.receive(frame(position))

    assert await heard(found, until=b"<5>") == b"ready 3 <4><5>"


async def test_what_does_not_come_is_read_from_the_feed():
    feed = Feed(3)
    hub = await begun(feed)
    found = await following(hub)
    feed.last = 6

    hub.receive(frame(6))

    assert await heard(found, until=b"<6>") == b"ready 3 <4><5><6>"


async def test_what_nobody_here_may_see_holds_nothing_up():
    feed = Feed(3)
    hub = await begun(feed)
    found = await following(hub)
    feed.last, feed.hidden = 6, {4, 5}

    hub.receive(frame(6))

    assert await heard(found, until=b"<6>") == b"ready 3 <6>"
    hub.receive(frame(7))
    assert await heard(found, until=b"<7>") == b"<7>"


async def test_a_gap_is_closed_once_the_feed_answers_again(monkeypatch):
    monkeypatch.setattr(hubs, "RETRY_WAIT", 0)
    feed = Feed(3)
    hub = await begun(feed)
    found = await following(hub)
    feed.last, feed.down = 5, True
    hub.receive(frame(5))
    await until(lambda: feed.reads >= 5)

    feed.down = False

    assert await heard(found, until=b"<5>") == b"ready 3 <4><5>"


async def test_after_the_bus_was_away_the_feed_is_read():
    feed = Feed(3)
    hub = await begun(feed)
    found = await following(hub)
    feed.last = 5

    hub.check()

    assert await heard(found, until=b"<5>") == b"ready 3 <4><5>"


async def test_events_that_come_while_it_begins_are_not_lost():
    feed = Feed(3)
    hub = Hub(feed)
    hub.receive(frame(4))
    hub.receive(frame(2))

    await hub.begin()

    assert hub.position == 4


async def test_a_page_that_comes_back_gets_what_it_missed_without_reading():
    feed = Feed(50)
    hub = await begun(feed)
    reads = feed.reads

    found = await following(hub, after=47)

    assert await heard(found, until=b"ready") == b"<48><49><50>ready 50 "
    assert feed.reads == reads


async def test_what_is_further_back_than_is_kept_cannot_be_followed_at_once(
    monkeypatch,
):
    monkeypatch.setattr(hubs, "AT_START", 10)
    hub = await begun(Feed(50))

    assert not hub.follow(reader(), 39)
    assert hub.follow(reader(), 40)


async def test_the_oldest_kept_give_way(monkeypatch):
    monkeypatch.setattr(hubs, "KEPT", 3)
    hub = await begun(Feed(0))
    for position in range(1, 7):
        hub.receive(frame(position))

    assert not hub.follow(reader(), 2)
    assert hub.follow(reader(), 3)


async def test_a_reader_is_given_only_what_it_may_see():
    """PRM-7."""
    hub = await begun(Feed(0))
    found = await following(hub)

    hub.receive(frame(1, "ch_private"))
    hub.receive(frame(2))

    assert await heard(found, until=b"<2>") == b"ready 0 <2>"


async def test_what_is_gone_makes_every_page_load_anew():
    feed = Feed(3)
    hub = await begun(feed)
    found = await following(hub)
    feed.last, feed.first_kept = 90, 80

    hub.receive(frame(90))

    assert b"event: reload" in await heard(found, until=b"reload")
    await until(lambda: hub.position >= 0)
    assert hub.position == 90


async def test_a_feed_that_was_set_back_makes_every_page_load_anew():
    feed = Feed(30)
    hub = await begun(feed)
    found = await following(hub)
    feed.last = 10

    hub.check()

    assert b"event: reload" in await heard(found, until=b"reload")
    await until(lambda: hub.position >= 0)
    assert hub.position == 10


async def test_who_does_not_read_is_cut_off(monkeypatch):
    monkeypatch.setattr("gateway.live.reader.MOST_FRAMES", 3)
    found = reader()

    for position in range(4):
        found.push(frame(position).data)

    assert found.cause == "slow"
    assert await found.take() == b""
