"""Who sees what, and what is kept of secrets."""

from dataclasses import dataclass

import pytest

from chassis.testing import FakeClock
from gateway.domain.access import csrf_of, key_of, new_secret, visible_ids
from gateway.domain.attempts import PER_EMAIL, PER_PLACE, Attempts
from gateway.domain.errors import TooManyAttempts


@dataclass(frozen=True)
class Known:
    channel_id: str
    installer_id: str
    shared: bool


CHANNELS = [
    Known("ch_shared", "us_admin", True),
    Known("ch_private", "us_admin", False),
]


@pytest.mark.parametrize(
    ("user_id", "permissions", "expected"),
    [
        pytest.param(
            "us_ana", {"inbox"}, {"ch_shared"}, id="shared-access-sees-shared"
        ),
        pytest.param("us_ana", set(), set(), id="without-inbox-nothing"),
        pytest.param(
            "us_admin", {"inbox"}, {"ch_shared", "ch_private"}, id="installer-sees-own"
        ),
        pytest.param(
            "us_admin", set(), {"ch_shared", "ch_private"}, id="installer-without-inbox"
        ),
    ],
)
def test_a_private_channel_is_seen_by_its_installer_alone(
    user_id, permissions, expected
):
    """PRM-7."""
    assert visible_ids(CHANNELS, user_id, frozenset(permissions)) == expected


def test_a_secret_is_found_neither_in_its_key_nor_in_its_csrf_token():
    secret = new_secret()

    assert secret not in key_of(secret) + csrf_of(secret)
    assert key_of(secret) != csrf_of(secret)
    assert key_of(secret) == key_of(secret)


def fail(attempts, clock, times, *, email="ana@example.com", place="10.0.0.1"):
    for _ in range(times):
        attempts.begin(email, place, at=clock())


def test_one_address_may_fail_so_often_from_anywhere():
    attempts, clock = Attempts(), FakeClock()
    for number in range(PER_EMAIL):
        fail(attempts, clock, 1, place=f"10.0.0.{number}")

    with pytest.raises(TooManyAttempts) as refused:
        fail(attempts, clock, 1, place="10.0.1.1")

    assert int(refused.value.facts["retry_after"]) == 15 * 60 + 1


def test_one_place_may_fail_so_often_for_anybody():
    attempts, clock = Attempts(), FakeClock()
    for number in range(PER_PLACE):
        fail(attempts, clock, 1, email=f"{number}@example.com")

    with pytest.raises(TooManyAttempts):
        fail(attempts, clock, 1, email="another@example.com")


def test_a_quarter_of_an_hour_later_it_is_forgotten():
    attempts, clock = Attempts(), FakeClock()
    fail(attempts, clock, PER_EMAIL)

    clock.turn(minutes=15)

    fail(attempts, clock, 1)


def test_signing_in_forgets_the_failures_and_costs_the_place_nothing():
    attempts, clock = Attempts(), FakeClock()
    for _ in range(PER_PLACE * 2):
        fail(attempts, clock, 1)
        attempts.succeeded("ana@example.com", "10.0.0.1")

    fail(attempts, clock, PER_EMAIL)
