"""An identity token is ours, whole and young, or it is refused."""

import pytest

from chassis.identity import Forged, Identity, sign, verify

ANA = Identity("ac_1", "us_ana", frozenset({"inbox"}), frozenset({"ch_1"}))


def test_what_was_signed_is_what_is_verified():
    assert verify(sign(ANA, "k"), "k") == ANA


def test_an_identity_answers_what_it_may_and_sees():
    assert ANA.may("inbox")
    assert not ANA.may("settings.manage")
    assert ANA.sees("ch_1")
    assert not ANA.sees("ch_2")


def test_another_key_is_refused():
    with pytest.raises(Forged):
        verify(sign(ANA, "k"), "other")


@pytest.mark.parametrize("token", ["", ".", "a.b", "é.ü", "{}.AAAA", "a" * 5000])
def test_nonsense_is_refused(token):
    with pytest.raises(Forged):
        verify(token, "k")


def test_a_changed_claim_is_refused():
    payload, _, signature = sign(ANA, "k").partition(".")
    other = sign(Identity("ac_2", "us_ana"), "k").partition(".")[0]

    with pytest.raises(Forged):
        verify(f"{other}.{signature}", "k")
    assert payload != other


def test_an_old_token_is_refused():
    token = sign(ANA, "k", now=1000, lifetime_seconds=60)

    assert verify(token, "k", now=1060) == ANA
    with pytest.raises(Forged):
        verify(token, "k", now=1061)
