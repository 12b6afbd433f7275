"""The fake and the real store, held to one contract."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from builders import ACCOUNT, NOON, PRIVATE, SHARED, agent, channel
from fakes import FakeChores, FakePresence, FakeStore

from chassis.errors import Conflict
from routing.domain.assignment import (
    Assignment,
    Decision,
    OwnerWait,
    Step,
    Trigger,
    Wait,
)
from routing.domain.attendant import Rule
from routing.domain.distribution import (
    Candidate,
    Distribution,
    Method,
    Reach,
    ReopenPolicy,
)
from routing.domain.errors import SectorNameTaken
from routing.domain.events import AttendantChanged, Reason
from routing.domain.roster import Roster
from routing.domain.sector import Sector
from routing.ports import Owner
from routing.store.chores import MongoChores
from routing.store.presence import MongoPresence
from routing.store.store import MongoStore
from routing.store.transaction import FEW


def assignment(conversation_id="cv_1", *, on=SHARED, to="", wait=None):
    found = Assignment(ACCOUNT, conversation_id, on)
    found.opens(1, message_id="ms_1")
    found.goes_to(to, Reason.METHOD, Step(NOON, "ev_1"), wait=wait)
    found.decisions.append(
        Decision(Trigger.OPENED, NOON, policy="manual", assignee_id=to)
    )
    return found


def stored(store, *assignments, roster=None):
    store.change(ACCOUNT, lambda t: t.save(assignments, roster or Roster({})))


def hired(store, *agents):
    for a in agents:
        store.change(ACCOUNT, lambda t, a=a: t.save_attendant(a, profile_time=NOON))


def found(store, conversation_id="cv_1"):
    return store.read(ACCOUNT).assignments([conversation_id])[conversation_id]


def giving(user_id, count=1, *, capacity=0, **needs):
    roster = Roster.of([agent(user_id, capacity=capacity)])
    for _ in range(count):
        roster.give(user_id, at=NOON, **needs)
    return roster


class StoreContract:
    def test_what_was_never_saved_is_not_found(self, store):
        assert store.read(ACCOUNT).assignments(["cv_1"]) == {}

    def test_finds_what_was_saved(self, store):
        wait = Wait(NOON, Method.OWNER, 3, "ana")
        saved = assignment(wait=wait)
        saved.remember("rq_1")

        stored(store, saved)

        again = found(store)
        assert (again.wait, again.request_ids) == (wait, ("rq_1",))
        assert (again.version, again.sequence, again.loaded_mark) == (1, 1, (1, 1))
        assert (again.is_open, again.message_id) == (True, "ms_1")
        assert again.update_time == NOON

    def test_what_is_gone_from_an_assignment_is_gone_from_the_store(self, store):
        first = assignment(wait=Wait(NOON, Method.FEWEST))
        first.owner_wait = OwnerWait(NOON)
        stored(store, first)
        again = found(store)
        again.goes_to("", Reason.METHOD, Step(NOON))

        stored(store, again)

        assert (found(store).wait, found(store).owner_wait) == (None, None)

    def test_another_account_sees_nothing_of_it(self, store):
        stored(store, assignment(to="ana"))
        other = store.read("ac_2")

        assert other.assignments(["cv_1"]) == {}
        assert other.held(limit=9) == []
        assert other.count_held("ana") == 0
        assert other.decisions("cv_1", 9) == []

    def test_the_second_of_two_racing_saves_conflicts(self, store):
        stored(store, assignment())
        mine, theirs = found(store), found(store)
        theirs.goes_to("ana", Reason.CLAIM, Step(NOON))
        mine.goes_to("bob", Reason.CLAIM, Step(NOON))
        stored(store, theirs)

        with pytest.raises(Conflict):
            stored(store, mine)

        assert found(store).assignee_id == "ana"

    def test_two_firsts_conflict(self, store):
        stored(store, assignment())

        with pytest.raises(Conflict):
            stored(store, assignment())

    def test_a_step_that_raises_leaves_nothing(self, store):
        hired(store, agent())

        def work(transaction):
            transaction.save([assignment(to="ana")], giving("ana"))
            raise RuntimeError("on purpose")

        with pytest.raises(RuntimeError):
            store.change(ACCOUNT, work)

        reader = store.read(ACCOUNT)
        assert reader.assignments(["cv_1"]) == {}
        assert reader.attendants(["ana"])[0].load == 0

    def test_decisions_come_newest_first(self, store):
        first = assignment()
        stored(store, first)
        again = found(store)
        candidates = (Candidate("ana", 2), Candidate("bob", 0, Rule.OFFLINE))
        again.decisions.append(
            Decision(
                Trigger.WAITING,
                NOON + timedelta(seconds=1),
                assignee_id="ana",
                policy="random",
                settings_version=4,
                candidates=candidates,
            )
        )
        again.goes_to("ana", Reason.METHOD, Step(NOON))
        stored(store, again)

        (_, newest), (_, oldest) = store.read(ACCOUNT).decisions("cv_1", 50)

        assert (newest.trigger, newest.candidates) == (Trigger.WAITING, candidates)
        assert (newest.policy, newest.settings_version) == ("random", 4)
        assert (oldest.trigger, oldest.policy) == (Trigger.OPENED, "manual")
        assert len(store.read(ACCOUNT).decisions("cv_1", 1)) == 1

    @pytest.mark.parametrize("count", [0, 1, FEW, FEW + 1])
    def test_the_first_decision_is_kept_however_many_it_looked_at(self, store, count):
        """Wherever it is kept, and after the conversation changed; and only once."""
        candidates = tuple(Candidate(f"us_{n}", n, Rule.OFFLINE) for n in range(count))
        first = Assignment(ACCOUNT, "cv_1", SHARED)
        first.opens(1, message_id="ms_1")
        first.goes_to("", Reason.METHOD, Step(NOON, "ev_1"))
        first.decisions.append(Decision(Trigger.OPENED, NOON, candidates=candidates))
        stored(store, first)
        again = found(store)
        again.closes(2)
        stored(store, again)

        [(_, decision)] = store.read(ACCOUNT).decisions("cv_1", 50)

        assert decision.candidates == candidates

    def test_giving_counts_and_remembers_when(self, store):
        hired(store, agent())

        stored(store, roster=giving("ana", 2))

        [ana] = store.read(ACCOUNT).attendants(["ana"])
        assert ana.load == 2
        assert ana.assign_time == NOON + timedelta(microseconds=1)

    @pytest.mark.parametrize(
        ("who", "needs"),
        [
            pytest.param({"active": False}, {}, id="inactive"),
            pytest.param({"available": False}, {}, id="AVL-7-unavailable"),
            pytest.param({"capacity": 1, "load": 1}, {"capacity": 1}, id="full"),
            pytest.param({"capacity": 9}, {}, id="capacity-changed"),
            pytest.param(
                {"is_attendant": False}, {"must_be_attendant": True}, id="no-attendant"
            ),
            pytest.param({}, {"must_be_online": True}, id="offline"),
        ],
    )
    def test_nothing_is_given_to_who_may_not_have_it_any_more(self, store, who, needs):
        """AVL-7: checked again in the step that assigns."""
        hired(store, agent(**who))

        with pytest.raises(Conflict):
            stored(store, assignment(to="ana"), roster=giving("ana", **needs))

        assert store.read(ACCOUNT).assignments(["cv_1"]) == {}

    def test_several_at_once_must_all_fit(self, store):
        hired(store, agent(capacity=2))

        with pytest.raises(Conflict):
            stored(store, roster=giving("ana", 3, capacity=2))

        stored(store, roster=giving("ana", 2, capacity=2))
        assert store.read(ACCOUNT).attendants(["ana"])[0].load == 2

    def test_taking_never_goes_below_nothing(self, store):
        hired(store, agent(load=1))
        roster = Roster({})
        roster.take("ana")
        roster.take("nobody")
        stored(store, roster=roster)

        stored(store, roster=roster)

        assert store.read(ACCOUNT).attendants(["ana"])[0].load == 0

    def test_a_profile_leaves_what_is_decided_here(self, store):
        hired(store, agent(capacity=3))
        store.change(
            ACCOUNT, lambda t: t.change_attendant("ana", available=False, capacity=5)
        )

        hired(store, replace(agent(), name="Ana Maria", may_inbox=False))

        [ana] = store.read(ACCOUNT).attendants(["ana"])
        assert (ana.name, ana.may_inbox) == ("Ana Maria", False)
        assert (ana.available, ana.capacity) == (False, 5)
        at = store.change(ACCOUNT, lambda t: t.profile_time("ana"))
        assert at == NOON
        assert store.change(ACCOUNT, lambda t: t.profile_time("bob")) is None

    def test_attendants_are_the_active_ones_or_those_asked_for(self, store):
        hired(store, agent("ana"), agent("bob", active=False))
        reader = store.read(ACCOUNT)

        assert [a.user_id for a in reader.attendants()] == ["ana"]
        assert [a.user_id for a in reader.attendants(["bob", "cy"])] == ["bob"]
        assert [a.user_id for a in reader.everybody()] == ["ana", "bob"]

    def test_changes_are_taken_once(self, store, chores):
        hired(store, agent("ana"), agent("bob"))
        stored(store, roster=giving("ana"))
        assert chores.accounts_with_changes() == [ACCOUNT]

        taken = store.change(ACCOUNT, lambda t: t.take_changed(9))

        assert [(a.user_id, a.load) for a in taken] == [("ana", 1)]
        assert chores.accounts_with_changes() == []

    def test_presence_tells_for_whom_it_is_a_change(self, store, chores):
        hired(store, agent("ana", online=True), agent("bob"))

        changed = store.change(
            ACCOUNT, lambda t: t.set_online(["ana", "bob", "cy"], online=True)
        )

        assert [(a.user_id, a.online) for a in changed] == [("bob", True)]
        assert sorted(chores.online()) == [(ACCOUNT, "ana"), (ACCOUNT, "bob")]

    def test_waiting_is_found_within_reach_and_oldest_first(self, store):
        def waits(conversation_id, minutes, method, *, on=SHARED, owner=""):
            since = NOON + timedelta(minutes=minutes)
            wait = Wait(since, method, 0, owner)
            return assignment(conversation_id, on=on, wait=wait)

        stored(
            store,
            waits("cv_3", 3, Method.FEWEST),
            waits("cv_1", 1, Method.RANDOM),
            waits("cv_2", 2, Method.FEWEST, on=PRIVATE),
            waits("cv_4", 4, Method.OWNER, owner="ana"),
            waits("cv_5", 5, Method.OWNER, owner="bob"),
            assignment("cv_6", to="ana"),
        )
        shared = frozenset({SHARED})
        reader = store.read(ACCOUNT)

        def ids(*reaches, limit=9):
            return [a.conversation_id for a in reader.waiting(reaches, limit)]

        fewest = Reach(Method.FEWEST, shared)
        assert ids(fewest) == ["cv_3"]
        assert ids(fewest, Reach(Method.RANDOM, shared)) == ["cv_1", "cv_3"]
        assert ids(fewest, Reach(Method.RANDOM, shared), limit=1) == ["cv_1"]
        assert ids(Reach(Method.OWNER, shared, frozenset({"ana"}))) == ["cv_4"]

    def test_awaited_owners_are_found(self, store, chores):
        awaited = Assignment(ACCOUNT, "cv_1", SHARED)
        awaited.opens(1, message_id="ms_1")
        awaited.wait_for_owner(OwnerWait(NOON, 2), Step(NOON))
        stored(store, awaited, assignment("cv_2"))

        [again] = store.read(ACCOUNT).awaiting_owner(9)

        assert (again.conversation_id, again.owner_wait) == ("cv_1", OwnerWait(NOON, 2))
        assert chores.accounts_waiting() == [ACCOUNT]

    def test_held_is_narrowed_as_asked(self, store):
        closed = assignment("cv_4", to="ana")
        closed.closes(2)
        stored(
            store,
            assignment("cv_1", to="ana"),
            assignment("cv_2", to="bob", on=PRIVATE),
            assignment("cv_3"),
            closed,
        )
        reader = store.read(ACCOUNT)

        def ids(**wanted):
            return sorted(a.conversation_id for a in reader.held(limit=9, **wanted))

        assert ids() == ["cv_1", "cv_2"]
        assert ids(user_id="ana") == ["cv_1"]
        assert ids(except_user_id="ana") == ["cv_2"]
        assert ids(channel_ids=[PRIVATE]) == ["cv_2"]
        assert (reader.count_held("ana"), reader.count_held("cy")) == (1, 0)
        assert len(reader.held(limit=1)) == 1

    def test_wrong_loads_and_people_in_the_wrong_place_are_found(self, store, chores):
        hired(store, agent("ana", load=1), agent("bob", load=2), agent("cy"))
        store.change(
            ACCOUNT,
            lambda t: t.save_channel(
                channel(PRIVATE, shared=False, installer="ana"), change_time=NOON
            ),
        )
        stored(
            store,
            assignment("cv_1", to="ana", on=PRIVATE),
            assignment("cv_2", to="bob", on=PRIVATE),
        )

        assert chores.wrong_loads() == [(ACCOUNT, "bob")]
        assert chores.misplaced() == [(ACCOUNT, "bob", PRIVATE)]

        store.change(ACCOUNT, lambda t: t.set_load("bob", 1))
        assert chores.wrong_loads() == []

    def test_above_capacity_is_a_fault_unless_it_was_lowered(self, store, chores):
        hired(store, agent("ana", load=3), agent("bob", load=3, capacity=2))
        store.change(ACCOUNT, lambda t: t.change_attendant("ana", capacity=2))

        assert chores.above_capacity() == 1

        store.change(ACCOUNT, lambda t: t.set_load("bob", 2))
        assert chores.above_capacity() == 0

    def test_channels_are_kept_by_time(self, store):
        def save(shared, minutes):
            at = NOON + timedelta(minutes=minutes)
            return store.change(
                ACCOUNT,
                lambda t: t.save_channel(channel(shared=shared), change_time=at),
            )

        assert [save(True, 1), save(False, 2), save(True, 1)] == [True, True, False]

        assert store.read(ACCOUNT).channels([SHARED, "ch_x"]) == {
            SHARED: channel(shared=False)
        }
        assert store.read(ACCOUNT).all_channels() == [channel(shared=False)]

    def test_owners_are_kept_and_replaced(self, store):
        first, second = Owner("cv_1", "ct_1", "ana", 1), Owner("cv_1", "ct_2", "", 2)
        other = Owner("cv_2", "ct_1", "ana", 1)
        store.change(ACCOUNT, lambda t: t.save_owners([first]))
        store.change(ACCOUNT, lambda t: t.save_owners([second, other], known={"cv_1"}))

        found = store.read(ACCOUNT).owners(["cv_1", "cv_2", "cv_3"])
        assert found == {"cv_1": second, "cv_2": other}
        assert store.read("ac_2").owners(["cv_1"]) == {}

    def test_of_two_that_note_an_owner_first_one_looks_again(self, store):
        store.change(ACCOUNT, lambda t: t.save_owners([Owner("cv_1", "ct", "ana", 2)]))
        late = Owner("cv_1", "ct", "bob", 1)

        with pytest.raises(Conflict):
            store.change(ACCOUNT, lambda t: t.save_owners([late]))

        assert store.read(ACCOUNT).owners(["cv_1"])["cv_1"].owner_id == "ana"

    def test_settings_have_defaults_and_are_kept(self, store):
        assert store.read(ACCOUNT).distribution() == Distribution()
        wanted = Distribution(Method.FEWEST, ReopenPolicy.UNASSIGNED, 7)

        store.change(ACCOUNT, lambda t: t.save_distribution(wanted))

        assert store.read(ACCOUNT).distribution() == wanted

    def test_sectors_have_names_of_their_own(self, store):
        def save(sector_id, name, request_id=""):
            sector = Sector(ACCOUNT, sector_id, name)
            return store.change(
                ACCOUNT, lambda t: t.save_sector(sector, request_id=request_id)
            )

        save("st_1", "Support", "rq_1")
        save("st_2", "Sales")

        with pytest.raises(SectorNameTaken):
            save("st_3", "SALES")
        assert save("st_9", "Support", "rq_1").sector_id == "st_1"
        save("st_2", "Renewals")
        names = [s.name for s in store.read(ACCOUNT).sectors()]
        assert names == ["Renewals", "Support"]

    def test_events_come_out_if_and_only_if_the_step_happens(self, store, published):
        hired(store, agent())
        told = AttendantChanged(agent(), NOON, "ev_1")

        def work(transaction):
            transaction.save([assignment()], Roster({}))
            transaction.tell([told])

        store.change(ACCOUNT, work)
        with pytest.raises(Conflict):
            store.change(ACCOUNT, work)

        assert len(published()) == 2


class PresenceContract:
    def test_a_session_is_alive_until_it_is_too_old(self, presence):
        """AVL-6: one day's report is not tomorrow's presence."""
        presence.report("gw-1", {(ACCOUNT, "ana")}, NOON)

        users = [(ACCOUNT, "ana"), (ACCOUNT, "bob")]
        assert presence.alive(users, NOON - timedelta(seconds=1)) == {"ana"}
        assert presence.alive(users, NOON) == set()

    def test_who_left_was_seen_until_then(self, presence):
        """AVL-6: connection drops need a grace period."""
        later = NOON + timedelta(seconds=5)
        presence.report("gw-1", {(ACCOUNT, "ana"), (ACCOUNT, "bob")}, NOON)
        presence.report("gw-1", {(ACCOUNT, "bob")}, later)
        presence.report("gw-1", {(ACCOUNT, "bob")}, later + timedelta(seconds=5))

        users = [(ACCOUNT, "ana")]
        assert presence.alive(users, later - timedelta(seconds=1)) == {"ana"}
        assert presence.alive(users, later) == set()

    def test_several_sessions_keep_one_online(self, presence):
        """AVL-6: online while any is alive."""
        presence.report("gw-1", {(ACCOUNT, "ana")}, NOON)
        presence.report("gw-2", {(ACCOUNT, "ana")}, NOON + timedelta(seconds=9))

        users = [(ACCOUNT, "ana")]
        assert presence.alive(users, NOON + timedelta(seconds=5)) == {"ana"}

    def test_silent_replicas_are_forgotten(self, presence):
        presence.report("gw-1", {(ACCOUNT, "ana")}, NOON)

        presence.forget(NOON + timedelta(seconds=1))

        users = [(ACCOUNT, "ana")]
        assert presence.alive(users, NOON - timedelta(days=1)) == set()


class TestFakeStore(StoreContract):
    @pytest.fixture
    def store(self):
        return FakeStore()

    @pytest.fixture
    def chores(self, store):
        return FakeChores(store)

    @pytest.fixture
    def published(self, store):
        return lambda: store.published


class TestMongoStore(StoreContract):
    @pytest.fixture
    def store(self, outbox, clean):
        return MongoStore(clean, outbox)

    @pytest.fixture
    def chores(self, clean):
        return MongoChores(clean)

    @pytest.fixture
    def published(self, outbox):
        return lambda: outbox.messages

    def test_concurrent_steps_give_one_place_once(self, store):
        """Twenty threads want the last two places of one attendant."""
        hired(store, agent(capacity=2))
        start = threading.Barrier(20)
        results = []

        def take(n):
            start.wait()
            try:
                stored(
                    store,
                    assignment(f"cv_{n}", to="ana"),
                    roster=giving("ana", capacity=2),
                )
                results.append("given")
            except Conflict:
                results.append("refused")

        threads = [threading.Thread(target=take, args=(n,)) for n in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert sorted(results) == ["given"] * 2 + ["refused"] * 18
        reader = store.read(ACCOUNT)
        assert reader.attendants(["ana"])[0].load == reader.count_held("ana") == 2


class TestFakePresence(PresenceContract):
    @pytest.fixture
    def presence(self):
        return FakePresence()


class TestMongoPresence(PresenceContract):
    @pytest.fixture
    def presence(self, clean):
        return MongoPresence(clean)
