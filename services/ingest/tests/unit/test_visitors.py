"""A visitor's token: only we issue it, for one web site, and it is not stored."""

from __future__ import annotations

import pytest
from builders import SEALER

from ingest.domain import visitors
from ingest.domain.buckets import Buckets
from ingest.sealing import Sealer, Unopened

KEYS = SEALER.visitor_keys
TOKEN = visitors.issue("ch_web", b"0123456789abcdef", KEYS[0])


def test_a_token_is_good_for_its_own_web_site_only():
    assert visitors.genuine(TOKEN, "ch_web", KEYS)
    assert not visitors.genuine(TOKEN, "ch_other", KEYS)


@pytest.mark.parametrize(
    "token",
    [
        "",
        "vt_",
        TOKEN[:-2],
        TOKEN + "A",
        "vt_" + "A" * 43,
        "ä" * 46,
        TOKEN[3:],
        "\udcff",
    ],
)
def test_a_token_we_did_not_issue_is_worth_nothing(token):
    assert not visitors.genuine(token, "ch_web", KEYS)


def test_a_token_outlives_a_change_of_keys():
    before, after = "k" * 32, "n" * 32
    old, new = Sealer([before]), Sealer([after, before])
    token = visitors.issue("ch_web", b"0123456789abcdef", old.visitor_keys[0])

    assert visitors.genuine(token, "ch_web", new.visitor_keys)
    assert not visitors.genuine(token, "ch_web", Sealer([after]).visitor_keys)


def test_what_is_stored_does_not_give_the_token_away():
    found = visitors.visitor_id(TOKEN)

    assert found.startswith("vs_")
    assert TOKEN[3:] not in found
    assert found == visitors.visitor_id(TOKEN)


def test_secrets_are_unreadable_and_survive_a_change_of_keys():
    before, after = "k" * 32, "n" * 32
    sealed = Sealer([before]).seal({"app_secret": "hush"})

    assert b"hush" not in sealed
    assert Sealer([after, before]).open(sealed) == {"app_secret": "hush"}
    with pytest.raises(Unopened):
        Sealer([after]).open(sealed)
    with pytest.raises(Unopened):
        Sealer([before]).open(sealed[:-4] + b"AAAA")


def test_fingerprints_need_the_key():
    assert Sealer(["k" * 32]).prints("hush") != Sealer(["n" * 32]).prints("hush")
    assert Sealer(["n" * 32]).prints("hush")[0] in Sealer(["k" * 32, "n" * 32]).prints(
        "hush"
    )


@pytest.mark.parametrize("keys", [[], ["short"], ["k" * 32, "short"]])
def test_a_key_that_is_too_short_is_refused(keys):
    with pytest.raises(ValueError, match="32 characters"):
        Sealer(keys)


def test_a_bucket_lets_a_burst_through_and_then_the_rate():
    buckets = Buckets(per_second=2, burst=3)

    assert [buckets.take("a", 0) for _ in range(4)] == [True, True, True, False]
    assert buckets.take("b", 0)
    assert [buckets.take("a", 1.0) for _ in range(3)] == [True, True, False]


def test_buckets_forget_the_quiet_ones():
    buckets = Buckets(per_second=1, burst=1, most=2)
    for key in "abc":
        buckets.take(key, 0)

    assert buckets.take("a", 0)
    assert not buckets.take("c", 0)
