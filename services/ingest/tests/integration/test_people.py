"""MSG-4, CHN-7: people's names are looked up, at most once a day."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from builders import NOON, SEALER, channel
from fakes import FakeChannels
from fakes_inbound import FakePeople, FakeProfiles
from recado.ingest.v1.events_pb2 import IdentityChanged

from ingest.asking import Asker
from ingest.domain.channels import Kind
from ingest.domain.errors import ProviderDown
from ingest.domain.people import Person, Profile
from ingest.profiles import HttpProfiles
from ingest.store.people import MongoPeople
from ingest.use_cases.look_up_people import look_up_people

PAGE = channel("ch_fb", Kind.MESSENGER)
MARTA = Profile("Marta Oliveira", "marta", "https://cdn.test/marta.jpg")
LEASE = timedelta(minutes=1)


class Now:
    """A clock that is moved by hand."""

    def __init__(self):
        self.at = NOON

    def __call__(self):
        return self.at

    def move(self, **by):
        self.at += timedelta(**by)


@pytest.fixture
def now():
    return Now()


@pytest.fixture(params=["fake", "mongo"])
def people(request, now):
    if request.param == "fake":
        return FakePeople(now)
    clean, outbox = request.getfixturevalue("clean"), request.getfixturevalue("outbox")
    return MongoPeople(clean, outbox, SEALER, now)


def person(number=1, channel_id="ch_fb"):
    return Person("ac_1", channel_id, f"psid:{number}")


def looked_up(people, now, channels=(PAGE,), **profiles):
    """Look up those who are due; return the outcomes and who was asked about."""
    provider = FakeProfiles(**profiles)
    outcomes = look_up_people(
        people=people,
        profiles=provider,
        channels=FakeChannels(*channels),
        clock=now,
    )
    return outcomes, provider.asked


class TestPeople:
    def test_who_writes_first_is_asked_about_and_known_from_then_on(self, people, now):
        assert people.known([person()]) == {}
        people.expect([person()])
        assert looked_up(people, now, **{"1": MARTA}) == (["known"], ["1"])

        both = [person(), person(2)]
        assert people.known(both) == {("ch_fb", "psid:1"): MARTA}
        people.expect(both)
        assert looked_up(people, now, **{"2": None}) == (["none"], ["2"])

    def test_nobody_is_asked_about_twice_a_day(self, people, now):
        """CHN-7."""
        people.expect([person()])
        looked_up(people, now, **{"1": MARTA})
        now.move(hours=23)
        people.expect([person()])
        assert looked_up(people, now) == ([], [])

        now.move(hours=1)
        people.expect([person()])
        people.expect([person()])

        assert looked_up(people, now, **{"1": MARTA}) == (["known"], ["1"])
        assert looked_up(people, now) == ([], [])

    def test_a_provider_that_is_away_is_asked_again_later(self, people, now):
        people.expect([person()])

        assert looked_up(people, now) == (["later"], ["1"])
        assert looked_up(people, now) == ([], [])
        now.move(seconds=10)
        assert looked_up(people, now, **{"1": MARTA}) == (["known"], ["1"])

    def test_one_in_hand_is_left_alone_until_its_time_is_over(self, people, now):
        people.expect([person()])
        assert people.take_due(now(), now() + LEASE).tries == 1
        assert people.take_due(now(), now() + LEASE) is None

        now.move(minutes=1)

        assert people.take_due(now(), now() + LEASE).tries == 2

    def test_a_provider_that_is_away_holds_up_its_own_channel_alone(self, people, now):
        other = channel("ch_2", Kind.MESSENGER, provider_id="2")
        people.expect([person(1), person(2)])
        now.move(seconds=1)
        people.expect([person(3, "ch_2")])

        outcomes, asked = looked_up(people, now, (PAGE, other), **{"3": MARTA})

        assert outcomes == ["later", "later", "known"]
        assert (len(asked), asked[-1]) == (2, "3")
        now.move(seconds=10)
        again = looked_up(people, now, (PAGE, other), **{"1": MARTA, "2": None})
        assert sorted(again[1]) == ["1", "2"]

    def test_one_who_is_never_told_of_is_tried_less_and_less(self, people, now):
        """CHN-7: a provider that stays away is asked once a day in the end."""
        people.expect([person()])
        for wait in (10, 60, 600):
            assert looked_up(people, now) == (["later"], ["1"])
            now.move(seconds=wait - 1)
            assert looked_up(people, now) == ([], [])
            now.move(seconds=1)

        assert looked_up(people, now) == (["later"], ["1"])
        now.move(hours=23)
        assert looked_up(people, now) == ([], [])
        now.move(hours=1)
        assert looked_up(people, now, **{"1": MARTA}) == (["known"], ["1"])

    def test_who_did_not_consent_is_asked_about_the_next_day(self, people, now):
        """CHN-7: a refusal counts as an answer, and takes no name away."""
        people.expect([person()])
        looked_up(people, now, **{"1": MARTA})
        now.move(days=1)
        people.expect([person()])
        assert looked_up(people, now, **{"1": None}) == (["none"], ["1"])
        assert people.known([person()]) == {("ch_fb", "psid:1"): MARTA}

        now.move(hours=23)
        people.expect([person()])
        assert looked_up(people, now) == ([], [])

    def test_of_a_channel_that_is_gone_nothing_is_asked(self, people, now):
        people.expect([person()])

        assert looked_up(people, now, channels=()) == (["none"], [])
        assert looked_up(people, now) == ([], [])

    def test_the_same_id_on_two_channels_is_two_people(self, people, now):
        people.expect([person(), person(channel_id="ch_2")])
        other = channel("ch_2", Kind.MESSENGER, provider_id="2")

        outcomes, asked = looked_up(people, now, (PAGE, other), **{"1": MARTA})

        assert outcomes == ["known", "known"]
        assert asked == ["1", "1"]


def test_a_name_is_announced_with_what_was_stored_and_once(clean, outbox, now):
    people = MongoPeople(clean, outbox, SEALER, now)
    people.expect([person()])
    looked_up(people, now, **{"1": MARTA})
    now.move(days=1)
    people.expect([person()])
    looked_up(people, now, **{"1": MARTA})

    found = outbox._entries.find().sort("_id", 1)
    [(key, body)] = [(e["k"], bytes(e["b"])) for each in found for e in each["events"]]
    event = IdentityChanged.FromString(body)
    assert key == "identity_changed"
    assert event.metadata.event_id
    assert list(event.former_keys) == list(event.identity.keys) == ["psid:1"]
    assert event.reason == "profile_known"
    assert (event.identity.display_name, event.identity.avatar_url) == (
        "Marta Oliveira",
        "https://cdn.test/marta.jpg",
    )


def asked(answer, channel_=PAGE, key="psid:1"):
    """Return what a provider's *answer* tells, and the request it was to."""
    requests = []

    def provider(request):
        requests.append(request)
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer[0], json=answer[1])

    client = httpx.Client(transport=httpx.MockTransport(provider))
    found = HttpProfiles(Asker(client)).of(channel_, Person("ac_1", "ch", key))
    return found, requests[0] if requests else None


@pytest.mark.parametrize(
    ("kind", "answer", "told"),
    [
        pytest.param(
            Kind.MESSENGER,
            {
                "first_name": "Marta",
                "last_name": "O",
                "profile_pic": "https://p.test/1",
            },
            Profile("Marta O", "", "https://p.test/1"),
            id="messenger",
        ),
        pytest.param(
            Kind.INSTAGRAM,
            {"name": None, "username": "marta", "profile_pic": None},
            Profile("marta", "marta"),
            id="instagram",
        ),
        pytest.param(Kind.INSTAGRAM, {"name": 7}, Profile(), id="odd"),
    ],
)
def test_a_person_is_who_the_provider_says(kind, answer, told):
    found, request = asked((200, answer), channel("ch", kind))

    assert found == told
    assert request.url.path.endswith("/1")
    assert request.headers["authorization"] == "Bearer EAAaccess-token"


def test_who_did_not_consent_has_no_name_and_a_silence_is_no_answer():
    refusal = {"error": {"code": 230, "message": "User consent is required"}}
    assert asked((403, refusal))[0] is None
    with pytest.raises(ProviderDown):
        asked(httpx.ConnectError("away"))
    with pytest.raises(ProviderDown):
        asked((503, {}))


def test_a_whatsapp_call_tells_the_name_itself():
    assert asked((200, {}), channel()) == (None, None)
