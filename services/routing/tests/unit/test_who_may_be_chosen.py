"""Who distribution may choose, and whom it does choose."""

import random
from collections import Counter

import pytest
from builders import PRIVATE, agent, channel, roster

from routing.domain.attendant import Rule, ruled_out_by
from routing.domain.distribution import Method, Needs, Reach, choose, only, reach


@pytest.mark.parametrize(
    ("who", "needs", "rule"),
    [
        pytest.param({}, {}, None, id="anybody-with-nothing-against-them"),
        pytest.param({"active": False}, {}, Rule.INACTIVE, id="deactivated"),
        pytest.param({"is_attendant": False}, {}, Rule.NOT_ATTENDANT, id="DST-13"),
        pytest.param({"may_inbox": False}, {}, Rule.CHANNEL, id="no-shared-access"),
        pytest.param({}, {"channel": None}, Rule.CHANNEL, id="unknown-channel"),
        pytest.param(
            {},
            {"channel": channel(PRIVATE, shared=False)},
            Rule.CHANNEL,
            id="PRM-7-private-channel-of-another",
        ),
        pytest.param(
            {"may_inbox": False},
            {"channel": channel(PRIVATE, shared=False, installer="ana")},
            None,
            id="PRM-7-own-private-channel",
        ),
        pytest.param({}, {"sector_id": "st_1"}, Rule.SECTOR, id="DST-9-in-no-sector"),
        pytest.param(
            {"sectors": {"st_2"}}, {"sector_id": "st_1"}, Rule.SECTOR, id="DST-9-other"
        ),
        pytest.param({"sectors": {"st_1"}}, {"sector_id": "st_1"}, None, id="DST-9-in"),
        pytest.param({"available": False}, {}, Rule.UNAVAILABLE, id="AVL-5"),
        pytest.param(
            {"online": False}, {"must_be_online": True}, Rule.OFFLINE, id="DST-5"
        ),
        pytest.param({"online": False}, {}, None, id="D-1-offline-but-available"),
        pytest.param({"load": 2, "capacity": 2}, {}, Rule.FULL, id="full"),
        pytest.param({"load": 900}, {}, None, id="no-limit"),
    ],
)
def test_a_rule_says_who_cannot_be_chosen(who, needs, rule):
    assert ruled_out_by(agent(**who), **{"channel": channel(), **needs}) is rule


def test_fewest_conversations_in_progress_wins():
    """DST-4: given 3, 1 and 2 in progress, the one with 1 gets it."""
    people = roster(agent("a", load=3), agent("b", load=1), agent("c", load=2))

    choice = choose(Method.FEWEST, people, Needs(channel()), draw=never)

    assert choice.user_id == "b"
    assert {(c.user_id, c.load) for c in choice.candidates} == {
        ("a", 3),
        ("b", 1),
        ("c", 2),
    }


@pytest.mark.parametrize(
    ("people", "wins"),
    [
        pytest.param(
            [agent("a", ago=1), agent("b", ago=9)], "b", id="assigned-longest-ago"
        ),
        pytest.param([agent("a", ago=9), agent("b")], "b", id="never-assigned-first"),
        pytest.param([agent("b"), agent("a")], "a", id="then-the-lowest-id"),
    ],
)
def test_ties_are_broken_on_purpose_whatever_the_order(people, wins):
    """DST-11: ties go to whoever was assigned longest ago, never-assigned first."""
    for order in (people, people[::-1]):
        choice = choose(Method.FEWEST, roster(*order), Needs(channel()), draw=never)
        assert choice.user_id == wins


def test_random_is_uniform_among_those_online():
    """DST-5: of 1,000, an offline attendant gets none and two share the rest."""
    people = roster(agent("a", online=True), agent("b", online=True), agent("c"))
    draw = random.Random(7).randrange

    got = Counter(
        choose(Method.RANDOM, people, Needs(channel()), draw=draw).user_id
        for _ in range(1000)
    )

    assert set(got) == {"a", "b"}
    assert 400 <= got["a"] <= 600


def test_the_only_one_online_always_gets_it():
    """DST-5: one online, always that one."""
    people = roster(agent("a"), agent("b", online=True))

    assert choose(Method.RANDOM, people, Needs(channel()), draw=first).user_id == "b"


def test_nobody_is_chosen_where_nobody_may_be():
    """DST-10: the decision says why each was not."""
    people = roster(agent("a", available=False), agent("b", capacity=1, load=1))

    choice = choose(Method.FEWEST, people, Needs(channel()), draw=never)

    assert choice.user_id == ""
    assert {(c.user_id, c.ruled_out_by) for c in choice.candidates} == {
        ("a", Rule.UNAVAILABLE),
        ("b", Rule.FULL),
    }


def test_the_owner_gets_it_and_nobody_else_is_looked_at():
    """DST-3: the conversation is directed to the contact's owner."""
    people = roster(agent("a", load=9), agent("b"))

    choice = choose(Method.OWNER, people, Needs(channel(), owner_id="a"), draw=never)

    assert choice.user_id == "a"
    assert [c.user_id for c in choice.candidates] == ["a"]


@pytest.mark.parametrize(
    ("owner", "rule"),
    [
        pytest.param(agent("a", available=False), Rule.UNAVAILABLE, id="AVL-5"),
        pytest.param(agent("b"), Rule.INACTIVE, id="gone"),
    ],
)
def test_an_owner_who_may_not_have_it_does_not_get_it(owner, rule):
    """DST-3: unavailable or gone owners are handled as nobody eligible."""
    choice = only("a", roster(owner), Needs(channel()))

    assert choice.user_id == ""
    assert [c.ruled_out_by for c in choice.candidates] == [rule]


def test_under_manual_nobody_is_looked_at():
    """DST-2."""
    choice = choose(Method.MANUAL, roster(agent()), Needs(channel()), draw=never)

    assert (choice.user_id, choice.candidates) == ("", ())


def test_a_contact_without_owner_goes_to_nobody():
    """DST-3: no owner, nobody looked at."""
    choice = choose(Method.OWNER, roster(agent()), Needs(channel()), draw=never)

    assert (choice.user_id, choice.candidates) == ("", ())


def test_a_decision_remembers_a_bounded_number_of_candidates():
    people = roster(*(agent(f"u{n:03}") for n in range(300)))

    choice = choose(Method.FEWEST, people, Needs(channel()), draw=never)

    assert len(choice.candidates) == 200


def test_reach_names_what_free_attendants_could_be_given():
    """DST-10: nobody waits behind older ones that nobody may have."""
    channels = [channel(), channel(PRIVATE, shared=False, installer="ana")]
    people = [
        agent("ana", online=True),
        agent("bob"),
        agent("full", capacity=1, load=1),
        agent("off", available=False, online=True),
    ]

    both, shared = frozenset({"ch_shared", PRIVATE}), frozenset({"ch_shared"})
    assert set(reach(people, channels)) == {
        Reach(Method.OWNER, both, frozenset({"ana"})),
        Reach(Method.OWNER, shared, frozenset({"bob"})),
        Reach(Method.FEWEST, both),
        Reach(Method.RANDOM, both),
    }


def test_nobody_free_reaches_nothing():
    assert reach([agent(available=False)], [channel()]) == []


def never(_):
    raise AssertionError("nothing is drawn here")


def first(_):
    return 0
