"""Accounts from a shell."""

import io
import json

import pytest
from builders import config
from fakes import FakeOutside

from gateway.manage import run
from gateway.use_cases import UseCases

CREATE = [
    "create-account", "--name", "Acme", "--admin-email", "Boss@Acme.example",
    "--admin-name", "Boss", "--password-stdin",
]  # fmt: skip


@pytest.fixture
def outside():
    return FakeOutside()


@pytest.fixture
def manage(outside, capsys):
    def call(arguments, text="", **settings):
        given = config(**settings)
        code = run(arguments, given, outside(given), io.StringIO(text))
        said = capsys.readouterr()
        return code, json.loads(said.out) if said.out else said.err

    return call


def test_an_account_begins_with_an_administrator(manage, outside):
    code, said = manage(CREATE, "a long password\n")

    assert code == 0
    roll = outside.people.roll(said["account_id"])
    boss = roll.users[said["user_id"]]
    assert (boss.email, boss.is_attendant) == ("boss@acme.example", False)
    assert "users.manage" in roll.permissions_of(boss)
    assert [o.routing_key for o in outside.people.published] == ["user_registered"]


@pytest.mark.parametrize("password", ["short\n", "recado-demo\n", ""])
def test_an_unfit_password_makes_no_account(manage, outside, password):
    code, said = manage(CREATE, password)

    assert (code, outside.people.rolls) == (1, {})
    assert said.startswith("refused: ")


def test_the_demo_is_seeded_once(manage, outside):
    first = manage(["seed-demo"], demo_mode=True)
    again = manage(["seed-demo"], demo_mode=True)

    assert first == again
    assert set(first[1]) == {"account_id", "admin", "ana", "bruno", "carla", "diego"}
    assert len(outside.people.published) == 5
    roll = outside.people.roll(first[1]["account_id"])
    attending = {u.email for u in roll.users.values() if u.is_attendant}
    assert attending == {
        f"{name}@demo.recado" for name in ("ana", "bruno", "carla", "diego")
    }
    use_cases = UseCases(outside.people, outside.access, demo_mode=True)
    assert use_cases.sign_in("admin@demo.recado", "recado-demo")


def test_the_demo_is_refused_outside_demo_mode(manage, outside):
    code, said = manage(["seed-demo"])

    assert (code, outside.people.rolls) == (1, {})
    assert "GATEWAY_DEMO_MODE" in said


def test_users_can_be_announced_anew(manage, outside):
    _, made = manage(CREATE, "a long password\n")

    code, said = manage(["announce-users", "--account-id", made["account_id"]])

    assert (code, said) == (0, {"users": "1"})
    assert outside.people.published[-1].routing_key == "user_profile_changed"
