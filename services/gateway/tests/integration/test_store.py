"""The ports over MongoDB, and their fakes, held to one contract."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from builders import user
from fakes import FakeAccess, FakePeople

from chassis import ids
from chassis.outbox import Outbox
from chassis.testing import NOON
from gateway.domain.access import Session, Token
from gateway.domain.errors import EmailTaken, SessionMissing
from gateway.domain.people import ADMINISTRATOR, Account, Roll
from gateway.recent import RecentRolls
from gateway.store.access import MongoAccess
from gateway.store.database import prepare
from gateway.store.people import MongoPeople


def account(*users, name="Acme"):
    """A fresh account with addresses that no other test uses."""
    account_id = ids.new("ac")
    made = Roll.fresh(Account(account_id, name))
    for number, each in enumerate((user("admin", group=ADMINISTRATOR), *users)):
        made.register(
            replace(
                each,
                user_id=f"{each.user_id}_{account_id}",
                account_id=account_id,
                email=f"{number}@{account_id}.example.com",
            )
        )
    return made


class PeopleContract:
    def test_what_was_stored_is_found_as_it_was(self, people):
        made = account(
            user("ana", custom_permissions=frozenset({"inbox"}), time_zone="UTC")
        )

        people.create(made)

        found = people.roll(made.account.account_id)
        assert found.account == made.account
        assert found.users == made.users
        assert found.groups == made.groups
        first = next(iter(made.users.values()))
        assert people.find_by_email(first.email) == first
        assert people.find_by_email("nobody@example.com") is None

    def test_a_change_is_stored_with_its_event(self, people, published):
        made = account()
        people.create(made)
        (user_id,) = made.users

        def rename(roll):
            return roll.change(
                replace(roll.get(user_id), name="Helena", custom_permissions=None)
            )

        people.edit(made.account.account_id, rename)

        assert people.roll(made.account.account_id).users[user_id].name == "Helena"
        assert published() == [
            ("user_registered", "Admin"),
            ("user_profile_changed", "Helena"),
        ]

    def test_an_address_is_taken_in_the_whole_installation(self, people):
        first, second = account(), account()
        people.create(first)
        people.create(second)
        taken = next(iter(first.users.values())).email
        (user_id,) = second.users

        with pytest.raises(EmailTaken):
            people.edit(
                second.account.account_id,
                lambda roll: roll.change(replace(roll.get(user_id), email=taken)),
            )

    def test_work_that_raises_changes_nothing(self, people, published):
        made = account()
        people.create(made)
        (user_id,) = made.users

        def fail(roll):
            roll.change(replace(roll.get(user_id), name="X"))
            raise EmailTaken("no")

        with pytest.raises(EmailTaken):
            people.edit(made.account.account_id, fail)

        assert people.roll(made.account.account_id).users[user_id].name == "Admin"
        assert published() == [("user_registered", "Admin")]

    def test_announcing_changes_nothing_but_is_told(self, people, published):
        made = account()
        people.create(made)

        people.edit(made.account.account_id, lambda roll: roll.announce())

        assert published()[1:] == [("user_profile_changed", "Admin")]

    def test_an_account_that_is_not_there(self, people):
        with pytest.raises(SessionMissing):
            people.roll("ac_nowhere")
        assert people.find_account("Nowhere") is None

    def test_an_account_is_found_by_its_name(self, people):
        made = account(name=f"Acme {uuid.uuid4().hex}")
        people.create(made)

        assert people.find_account(made.account.name) == made.account
        assert made.account.account_id in people.account_ids()


class TestFakePeople(PeopleContract):
    @pytest.fixture
    def people(self):
        return FakePeople()

    @pytest.fixture
    def published(self, people):
        return lambda: [(o.routing_key, o.message.user.name) for o in people.published]


class Nowhere:
    """A publisher that is never asked: the relay is not started."""

    source = "gateway"


@pytest.fixture
def outbox(database):
    made = Outbox(database, source="gateway", publisher=Nowhere())
    prepare(database, made)
    database["outbox"].delete_many({})
    return made


class TestMongoPeople(PeopleContract):
    @pytest.fixture
    def people(self, outbox):
        return MongoPeople(outbox)

    @pytest.fixture
    def published(self, outbox, database):
        from gateway.events import MESSAGES

        kinds = dict(MESSAGES.values())

        def read():
            entries = database["outbox"].find().sort("_id", 1)
            events = [event for entry in entries for event in entry["events"]]
            return [
                (e["k"], kinds[e["k"]].FromString(e["b"]).user.name) for e in events
            ]

        return read

    def test_two_who_demote_each_other_leave_one(self, people):
        """Two administrators act at once; the second sees what the first did."""
        made = account(user("second", group=ADMINISTRATOR))
        people.create(made)
        first, second = made.users
        runs = []

        def demote(user_id, meanwhile):
            def work(roll):
                runs.append(user_id)
                if len(runs) == 1:
                    meanwhile()
                return roll.change(replace(roll.get(user_id), group="attendant"))

            return work

        account_id = made.account.account_id
        with pytest.raises(Exception, match="somebody must be left"):
            people.edit(
                account_id,
                demote(second, lambda: people.edit(account_id, demote(first, None))),
            )

        assert runs == [second, first, second]
        groups = [u.group for u in people.roll(account_id).users.values()]
        assert sorted(groups) == ["administrator", "attendant"]


class TestRecentRolls(PeopleContract):
    @pytest.fixture
    def behind(self):
        return FakePeople()

    @pytest.fixture
    def people(self, behind):
        return RecentRolls(behind)

    @pytest.fixture
    def published(self, behind):
        return lambda: [(o.routing_key, o.message.user.name) for o in behind.published]

    def test_a_roll_is_remembered_for_a_moment(self, behind):
        now = 0.0
        people = RecentRolls(behind, monotonic=lambda: now)
        made = account()
        people.create(made)
        account_id = made.account.account_id
        (user_id,) = made.users
        people.roll(account_id)
        behind.edit(account_id, lambda r: r.change(replace(r.get(user_id), name="X")))

        assert people.roll(account_id).users[user_id].name == "Admin"
        now = 1.0
        assert people.roll(account_id).users[user_id].name == "X"


def session(key, *, user_id="us_1", until=NOON + timedelta(days=1)):
    return Session(
        key=key, account_id="ac_1", user_id=user_id, create_time=NOON, expire_time=until
    )


def token(**given):
    token_id = ids.new("tk")
    values = {
        "token_id": token_id, "key": f"key-{token_id}", "account_id": "ac_1", "user_id": "us_1",
        "name": "BI", "create_time": NOON, "request_id": token_id, **given,
    }  # fmt: skip
    return Token(**values)


class AccessContract:
    def test_a_session_is_good_until_it_expires(self, access):
        access.open_session(session("s1"))
        access.open_session(session("s2", until=NOON))

        found = access.find_sessions(["s1", "s2", "s3"], at=NOON)

        assert found == {"s1": session("s1")}
        assert access.find_sessions([], at=NOON) == {}

    def test_sessions_end_one_by_one_or_all_of_a_user(self, access):
        for key, user_id in (
            ("s1", "us_1"),
            ("s2", "us_1"),
            ("s3", "us_1"),
            ("s4", "us_2"),
        ):
            access.open_session(session(key, user_id=user_id))

        access.close_session("s1")
        access.close_session("s1")
        assert set(access.find_sessions(["s1", "s2", "s3", "s4"], at=NOON)) == {
            "s2",
            "s3",
            "s4",
        }
        access.close_sessions("ac_1", "us_1")

        assert set(access.find_sessions(["s2", "s3", "s4"], at=NOON)) == {"s4"}

    def test_a_token_made_twice_by_one_request_is_one(self, access):
        first = access.add_token(token(request_id="rq"))

        assert access.add_token(token(request_id="rq")) == first
        assert access.add_token(token(request_id="rq", user_id="us_2")) != first
        assert access.list_tokens("ac_1", "us_1") == [first]

    def test_a_token_is_found_touched_and_removed_by_its_user(self, access):
        made = access.add_token(token())

        access.touch_token(made.key, at=NOON)
        assert access.find_tokens([made.key, "x"]) == {
            made.key: replace(made, last_used_time=NOON)
        }
        assert not access.remove_token("ac_1", "us_2", made.token_id)
        assert access.remove_token("ac_1", "us_1", made.token_id)
        assert access.find_tokens([made.key]) == {}


class TestFakeAccess(AccessContract):
    @pytest.fixture
    def access(self):
        return FakeAccess()


class TestMongoAccess(AccessContract):
    @pytest.fixture
    def access(self, database, outbox):
        for name in ("sessions", "tokens"):
            database[name].delete_many({})
        return MongoAccess()


def test_preparing_twice_is_harmless(database, outbox):
    prepare(database, outbox)
