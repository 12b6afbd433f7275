"""The waiting queue, and the owner method."""

from builders import (
    ACCOUNT,
    PRIVATE,
    closed,
    connected,
    matched,
    opened,
    reopened,
    who,
)
from house import on_fakes

from routing.domain.assignment import Trigger
from routing.domain.events import Reason
from routing.ports import Owner
from routing.use_cases.handovers import ClaimConversation
from routing.use_cases.outcome import Outcome
from routing.use_cases.waiting import Bound, NoteOwner


def test_who_comes_online_gets_what_waited():
    """DST-10: nobody online and random; later A comes online and has it."""
    house = on_fakes()
    house.joins("ana")
    house.by("random")
    house.follows(opened())

    house.online("ana")
    assert house.app.drain_waiting() == 1

    event = house.told[-1]
    assert (event.assignee_id, event.reason) == ("ana", Reason.METHOD)
    assert (event.waiting, event.message_id) == (False, "")
    assert house.decisions()[0].trigger is Trigger.WAITING


def test_the_oldest_goes_first_and_nobody_is_flooded():
    """DST-10: oldest first, bounded."""
    house = on_fakes(bound=Bound(batch=20, per_attendant=2))
    house.by("fewest")
    for n in (3, 1, 2):
        house.follows(opened(f"cv_{n}"))
        house.clock.turn(seconds=1)
    house.joins("ana")

    assert house.app.drain_waiting() == 2
    assert [house.has(f"cv_{n}") for n in (3, 1, 2)] == ["ana", "ana", ""]

    assert house.app.drain_waiting() == 1
    assert house.has("cv_2") == "ana"


def test_what_nobody_may_have_blocks_nothing_behind_it():
    """DST-10: a private channel's wait does not hold up the shared one's."""
    house = on_fakes(bound=Bound(batch=1))
    house.joins("bob")
    house.app.set_availability(available=False, caller=who("bob"))
    house.by("fewest")
    house.follows(opened("cv_1", on=PRIVATE))
    house.clock.turn(seconds=1)
    house.follows(opened("cv_2"))

    house.app.set_availability(available=True, caller=who("bob"))

    assert house.app.drain_waiting() == 1
    assert (house.has("cv_1"), house.has("cv_2")) == ("", "bob")


def test_what_cannot_be_given_away_is_left_in_silence():
    house = on_fakes()
    house.joins("ana")
    house.by("random")
    house.follows(opened())

    assert house.app.drain_waiting() == 0
    assert len(house.told) == 1


def test_room_that_comes_back_drains_the_queue():
    """DST-10: capacity returns by closing."""
    house = on_fakes()
    house.joins("ana", capacity=1)
    house.by("fewest")
    house.follows(opened("cv_1"), opened("cv_2"))
    assert house.assignment("cv_2").wait is not None

    house.follows(closed("cv_1"))

    assert house.app.drain_waiting() == 1
    assert house.has("cv_2") == "ana"


def test_what_waits_keeps_the_method_it_waits_by():
    """DST-1: changing the method affects later conversations only."""
    house = on_fakes()
    house.by("fewest")
    house.follows(opened())
    house.by("manual")
    house.joins("ana")

    assert house.app.drain_waiting() == 1
    assert house.decisions()[0].policy == "fewest"


def test_an_unknown_channel_waits_until_it_is_known():
    house = on_fakes()
    house.joins("ana")
    house.by("fewest")
    assert house.follows(opened(on="ch_new")) == [Outcome.WAITING]

    house.note(connected("ch_new"))

    assert house.app.drain_waiting() == 1


class TestOwner:
    def test_known_before_it_opens_gets_it_at_once(self):
        """DST-3: the match came first."""
        house = on_fakes()
        house.joins("ana", "bob")
        house.by("owner")

        assert house.app.note_owners([matched(owner="bob")]) == [Outcome.STORED]

        assert house.follows(opened()) == [Outcome.ASSIGNED]
        assert house.has() == "bob"

    def test_known_soon_after_gets_it_with_the_first_answer(self):
        """DST-3, D-13: nobody is told anything before."""
        house = on_fakes()
        house.joins("ana")
        house.by("owner")
        assert house.follows(opened()) == [Outcome.WAITING]
        assert house.told == []

        house.app.note_owners([matched(owner="ana")])

        [event] = house.told
        assert (event.assignee_id, event.reason) == ("ana", Reason.METHOD)
        assert event.message_id == "ms_1"
        assert house.load() == 1

    def test_of_nobody_waits(self):
        """DST-3, DST-10: a contact without owner."""
        house = on_fakes()
        house.joins("ana")
        house.by("owner")
        house.follows(opened())

        house.app.note_owners([matched()])

        [event] = house.told
        assert (event.assignee_id, event.waiting) == ("", True)
        assert event.reason is Reason.NO_ONE_ELIGIBLE

    def test_never_told_waits_when_the_time_is_over(self):
        house = on_fakes()
        house.joins("ana")
        house.by("owner")
        house.follows(opened())
        house.clock.turn(seconds=4)
        assert house.app.drain_waiting() == 0
        assert house.told == []

        house.clock.turn(seconds=1)
        assert house.app.drain_waiting() == 1

        [event] = house.told
        assert (event.waiting, event.message_id) == (True, "ms_1")

    def test_told_while_the_opening_was_being_stored_is_found_by_the_timer(self):
        """The two workers' steps crossed; neither saw the other's."""
        house = on_fakes()
        house.joins("ana")
        house.by("owner")
        house.follows(opened())
        crossed = Owner("cv_1", "ct_1", "ana", 1)
        house.app.store.change(ACCOUNT, lambda t: t.save_owners([crossed]))

        assert house.app.drain_waiting() == 1
        assert house.has() == "ana"

    def test_who_is_unavailable_does_not_get_it_until_they_are(self):
        """AVL-5, DST-10."""
        house = on_fakes()
        house.joins("ana", "bob")
        house.by("owner")
        house.app.set_availability(available=False, caller=who("ana"))
        house.app.note_owners([matched(owner="ana")])
        assert house.follows(opened()) == [Outcome.WAITING]
        assert house.app.drain_waiting() == 0

        house.app.set_availability(available=True, caller=who("ana"))

        assert house.app.drain_waiting() == 1
        assert house.has() == "ana"

    def test_named_while_it_waits_gets_it(self):
        house = on_fakes()
        house.joins("ana")
        house.by("owner")
        house.app.note_owners([matched()])
        house.follows(opened())

        house.app.note_owners([matched(owner="ana", version=2)])

        assert house.app.drain_waiting() == 1
        assert house.has() == "ana"

    def test_changed_later_does_not_move_a_running_conversation(self):
        """DST-3: ownership changes later do not move it."""
        house = on_fakes()
        house.joins("ana", "bob")
        house.by("owner")
        house.app.note_owners([matched(owner="ana")])
        house.follows(opened())

        house.app.note_owners([matched(owner="bob", version=2)])

        assert house.app.drain_waiting() == 0
        assert house.has() == "ana"

    def test_news_that_come_late_are_not_news(self):
        house = on_fakes()
        house.joins("ana", "bob")
        house.by("owner")
        house.app.note_owners([matched(owner="bob", version=2)])

        stale = house.app.note_owners([matched(owner="ana", version=1)])

        assert stale == [Outcome.UNCHANGED]
        house.follows(opened())
        assert house.has() == "bob"

    def test_not_having_one_takes_no_step_under_other_methods(self):
        house = on_fakes()

        def refuse(*_):
            raise AssertionError("a transaction, for nothing")

        house.app.store.change = refuse

        assert house.app.note_owners([matched()]) == [Outcome.UNCHANGED]

    def test_having_one_no_more_is_noted_under_any_method(self):
        """DST-3: who asks for the owner later is not told of the former one."""
        house = on_fakes()
        house.joins("ana")
        house.app.note_owners([matched(owner="ana")])

        assert house.app.note_owners([matched(version=2)]) == [Outcome.STORED]

        house.by("owner")
        house.follows(opened())
        assert house.has() == ""

    def test_of_a_contact_with_many_conversations_is_kept_for_each(self):
        house = on_fakes()
        house.joins("ana")
        house.by("owner")

        house.app.note_owners(
            [NoteOwner("ac_1", ("cv_1", "cv_2"), "ct_1", "ana", 3, "ev_1")]
        )

        house.follows(opened("cv_1"), opened("cv_2"))
        assert house.load() == 2

    def test_does_not_matter_to_what_waits_by_another_method(self):
        house = on_fakes()
        house.by("fewest")
        house.follows(opened())

        house.app.note_owners([matched(owner="ana")])

        assert house.assignment().wait.owner_id == ""

    def test_told_again_of_the_same_owner_is_no_news_to_what_waits(self):
        house = on_fakes()
        house.by("owner")
        house.app.note_owners([matched(owner="ana")])
        house.follows(opened())

        house.app.note_owners([matched(owner="ana", version=2)])

        assert house.assignment().wait.owner_id == "ana"

    def test_is_not_waited_for_when_it_reopens(self):
        """It was matched long ago or never will be."""
        house = on_fakes()
        house.joins("ana")
        house.follows(opened(), closed())
        house.by("owner", "redistribute")

        assert house.follows(reopened()) == [Outcome.WAITING]
        assert house.told[-1].reason is Reason.NO_ONE_ELIGIBLE

    def test_waited_for_in_vain_by_whoever_claims_first(self):
        house = on_fakes()
        house.joins("ana", "bob")
        house.by("owner")
        house.follows(opened())

        house.app.claim_conversation(ClaimConversation("cv_1"), who("bob"))
        house.app.note_owners([matched(owner="ana")])

        assert house.has() == "bob"
        assert len(house.told) == 1
