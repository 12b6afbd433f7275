"""The reconciler: everything whole is silent, and each kind of damage is named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from chaos.agents import Fate, Reply
from chaos.reconcile import Evidence, Row, Seen, reconcile


def whole() -> Evidence:
    """Two messages and one reply that all went well."""
    texts = {"m1": 1, "m2": 1, "r1": 1}
    return Evidence(
        accepted={"m1", "m2"},
        forged={"f1"},
        unknown_kinds=1,
        replies=[Reply("r1", "q1", "cv_1", Fate.ACCEPTED)],
        inbound=Counter(m1=1, m2=1),
        unsupported=1,
        outbound=Counter(r1=1),
        statuses={"r1": "read"},
        received=Counter(r1=1),
        screens=[Seen("ana", texts, 0, 0, 9), Seen("bruno", texts, 0, 0, 9)],
        dead={"routing": []},
        outbox={"routing": 0},
        loads={"Ana": (2, 2)},
        capacities={"Ana": 2},
    )


def wrong(evidence: Evidence) -> dict[str, int]:
    return {row.what: row.wrong for row in reconcile(evidence) if row.wrong}


def test_what_is_whole_has_no_discrepancy():
    """Every comparison is made, and none says anything."""
    assert wrong(whole()) == {}
    assert len(reconcile(whole())) > 20


def _lose(e: Evidence) -> None:
    del e.inbound["m2"]


def _double(e: Evidence) -> None:
    e.inbound["m2"] = 2


def _give_up(e: Evidence) -> None:
    e.given_up = {"m3"}


def _believe(e: Evidence) -> None:
    e.inbound["f1"] = 1


def _lose_unknown(e: Evidence) -> None:
    e.unsupported = 0


def _lose_reply(e: Evidence) -> None:
    e.replies = [*e.replies, Reply("r2", "q2", "cv_1", Fate.ACCEPTED)]


def _send_twice(e: Evidence) -> None:
    e.received["r1"] = 2


def _lose_send(e: Evidence) -> None:
    e.received.clear()


def _lie(e: Evidence) -> None:
    e.statuses = {"r1": "failed"}


def _stick(e: Evidence) -> None:
    e.statuses = {"r1": "queued"}


def _refuse(e: Evidence) -> None:
    e.replies = [Reply("r1", "q1", "cv_1", Fate.REFUSED, "STALE_REPLY")]


def _leave_unanswered(e: Evidence) -> None:
    e.replies = [Reply("r1", "q1", "cv_1", Fate.UNANSWERED)]


def _die(e: Evidence) -> None:
    e.dead = {"routing": ["ev_1  MessageAdded  routing.on_x  KeyError"]}


def _leak(e: Evidence) -> None:
    e.loads = {"Ana": (3, 2)}


def _overfill(e: Evidence) -> None:
    e.loads = {"Ana": (3, 3)}


def _strand(e: Evidence) -> None:
    e.outbox = {"routing": 2}
    e.spooled = 3


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        (_lose, {"accepted, yet not stored": 1}),
        (_double, {"stored more than once": 1}),
        (_give_up, {"messages never accepted": 1}),
        (_believe, {"stored, yet never sent": 0, "forged, yet stored": 1}),
        (_lose_unknown, {"unknown kinds stored once": 1}),
        (_lose_reply, {"replies accepted, yet not stored": 1}),
        (_send_twice, {"replies received more than once": 1}),
        (_lose_send, {"replies sent, yet not received": 1}),
        (_lie, {"replies failed, yet received": 1}),
        (_stick, {"replies still queued": 1}),
        (_refuse, {"replies refused, yet stored": 1}),
        (_leave_unanswered, {"replies never answered": 1}),
        (_die, {"dead letters": 1}),
        (_leak, {"loads unlike what is held": 1}),
        (_overfill, {"attendants above capacity": 1}),
        (
            _strand,
            {"events left in outboxes": 2, "calls left in the spool": 3},
        ),
    ],
)
def test_each_damage_is_named(
    damage: Callable[[Evidence], None], found: dict[str, int]
):
    """One thing that goes wrong is one row, under its own name."""
    evidence = whole()

    damage(evidence)

    assert wrong(evidence) == {what: count for what, count in found.items() if count}


def test_a_screen_that_missed_doubled_or_skipped_is_named():
    """Each screen is held against all that was stored."""
    evidence = whole()
    evidence.screens = [
        Seen("ana", {"m1": 2, "r1": 1}, 1, 0, 9),
        Seen("bruno", {"m1": 1, "m2": 1, "r1": 1}, 0, 1, 8, {"nt_1": 2, "nt_2": 1}),
    ]

    assert wrong(evidence) == {
        "not shown to ana": 1,
        "shown to ana more than once": 1,
        "gaps in ana's positions": 1,
        "bruno told to reload": 1,
        "bruno notified more than once": 1,
        "screens at another position": 1,
    }


def test_a_reply_that_stays_unknown_is_allowed():
    """A send whose answer was lost may or may not have arrived."""
    evidence = whole()
    evidence.statuses = {"r1": "unknown"}
    for received in (Counter(), Counter(r1=1)):
        evidence.received = received

        assert wrong(evidence) == {}


def test_a_row_names_some_of_what_is_wrong():
    """Examples are few, so that the table stays a table."""
    evidence = whole()
    evidence.given_up = {f"m{number}" for number in range(10, 30)}

    [row] = [r for r in reconcile(evidence) if r.wrong]

    assert row == Row(
        "messages never accepted", "20", 20, ("m10", "m11", "m12", "m13", "m14")
    )
