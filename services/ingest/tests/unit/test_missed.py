"""Messages whose call from Twilio got lost are fetched, once."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from builders import NOON, call, channel, twilio
from fakes import FakeChannels, FakeLedger, FakeMailbox, FakeTurns

from ingest.domain.inbound import Entry, Fate
from ingest.domain.missed import Listed
from ingest.mailbox import TwilioMailbox
from ingest.providers import readers
from ingest.use_cases.fetch_missed import EVERY, FIRST_LOOK, ON_ITS_WAY, fetch_missed

ACCOUNT = "AC1673448ee7064c989d02579c534f6b66"
EARLY = NOON - timedelta(hours=30)


def listed(sid="SM_1", minutes_ago=10, **fields):
    """Return a message as Twilio lists it."""
    made = NOON - timedelta(minutes=minutes_ago)
    return {
        "sid": sid,
        "direction": "inbound",
        "from": "whatsapp:+15550142233",
        "to": "whatsapp:+15550100200",
        "body": "hello",
        "num_media": "0",
        "date_created": made.strftime("%a, %d %b %Y %H:%M:%S +0000"),
        "subresource_uris": {"media": f"/2010-04-01/Messages/{sid}/Media.json"},
    } | fields


class World:
    def __init__(self, pages, media=None, *, status=200):
        self.pages = pages
        self.files = media or []
        self.status = status
        self.requests = []
        self.channels = FakeChannels(twilio(create_time=EARLY), channel())
        self.turns = FakeTurns()
        self.ledger = FakeLedger()
        self.taken = []
        self.now = NOON
        transport = httpx.MockTransport(self._answer)
        self.mailbox = TwilioMailbox(httpx.Client(transport=transport))

    def _answer(self, request):
        self.requests.append(request)
        if request.url.path.endswith("/Media.json"):
            return httpx.Response(self.status, json={"media_list": self.files})
        number = int(request.url.params.get("Page", "0"))
        following = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json?Page={number + 1}"
        last = number + 1 == len(self.pages)
        return httpx.Response(
            self.status,
            json={
                "messages": self.pages[number],
                "next_page_uri": None if last else following,
            },
        )

    def fetch(self):
        return fetch_missed(
            channels=self.channels,
            turns=self.turns,
            mailbox=self.mailbox,
            ledger=self.ledger,
            take=self.taken.extend,
            clock=lambda: self.now,
        )

    def read(self):
        return [part for call in self.taken for part in readers.read(call)]


def test_what_never_came_is_read_as_the_call_would_have_been():
    """CHN-3: the same person, text and id, at the time it was written."""
    world = World([[listed()]])

    assert world.fetch() == 1

    [part] = world.read()
    assert part.provider_message_id == "SM_1"
    assert part.text == "hello"
    assert "phone:+15550142233" in part.sender.keys
    assert part.provider_time == NOON - timedelta(minutes=10)
    [request] = world.requests
    assert request.url.params["To"] == "whatsapp:+15550100200"
    assert request.url.params["DateSent>"] == "2029-12-31T12:00:00Z"


def test_what_came_already_is_left_alone():
    """MSG-3."""
    world = World([[listed(), listed("SM_2")]])
    before = call(b"", "twilio", "ch_tw")
    entry = Entry(before, "ac_1", "ch_tw", Fate.FORWARDED, keys=["ch_tw:m:SM_1"])
    world.ledger.add([entry])

    assert world.fetch() == 1
    assert [part.provider_message_id for part in world.read()] == ["SM_2"]


@pytest.mark.parametrize(
    "other",
    [
        listed(direction="outbound-api"),
        listed(to="whatsapp:+15550100999"),
        listed(minutes_ago=1),
        listed(minutes_ago=60 * 25),
        listed(date_created="?"),
        listed(sid=None),
        None,
        "?",
    ],
)
def test_what_is_not_missing_is_not_fetched(other):
    """What was written a moment ago may still be on its way."""
    world = World([[other]])

    assert world.fetch() == 0
    assert world.taken == []


def test_every_page_is_read_and_the_oldest_comes_first():
    pages = [[listed("SM_3", 5)], [listed("SM_2", 6)], [listed("SM_1", 7)]]
    world = World(pages)

    assert world.fetch() == 3
    sids = [part.provider_message_id for part in world.read()]
    assert sids == ["SM_1", "SM_2", "SM_3"]


def test_an_address_that_leads_elsewhere_is_not_followed():
    page = {"messages": [], "next_page_uri": "https://evil.example/x"}
    hosts = []

    def answer(request):
        hosts.append(request.url.host)
        return httpx.Response(200, json=page)

    client = httpx.Client(transport=httpx.MockTransport(answer))
    assert TwilioMailbox(client).inbound(twilio(), EARLY) == []
    assert hosts == ["provider.test"]


def test_files_come_along():
    """ATT-12."""
    files = [
        {
            "content_type": "image/jpeg",
            "uri": f"/2010-04-01/Accounts/{ACCOUNT}/Messages/MM_1/Media/ME_1.json",
        }
    ]
    world = World([[listed("MM_1", num_media="1", body="")]], files)

    world.fetch()

    [made] = world.taken
    assert b"MediaContentType0=image%2Fjpeg" in made.body
    assert b"Media%2FME_1" in made.body
    assert b".json" not in made.body


def test_the_next_look_begins_where_the_last_one_ended():
    world = World([[listed()]])
    world.fetch()

    assert world.fetch() == 0, "not due"
    world.now += EVERY
    world.fetch()

    since = NOON - ON_ITS_WAY
    stamp = since.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert world.requests[-1].url.params["DateSent>"] == stamp


def test_a_provider_that_is_away_is_asked_again_about_the_same_time():
    world = World([[listed()]], status=500)

    assert world.fetch() == 0
    world.now, world.status = NOON + EVERY, 200

    assert world.fetch() == 1


def test_a_stopped_channel_and_other_kinds_are_not_asked():
    world = World([[]])
    world.channels = FakeChannels(twilio(stopped=True), channel())

    assert world.fetch() == 0
    assert world.requests == []


def test_a_new_channel_is_not_asked_about_the_time_before_it():
    for created, since in ((NOON, NOON), (EARLY, NOON - FIRST_LOOK)):
        mailbox = FakeMailbox(
            [Listed("SM_1", NOON, {}, "")],
        )
        world = World([[]])
        world.channels = FakeChannels(twilio(create_time=created))
        world.mailbox = mailbox
        world.fetch()
        assert mailbox.asked == [since]
