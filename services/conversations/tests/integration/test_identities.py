"""Whose number is whose, on ports of either kind."""

from __future__ import annotations

import told
from builders import PHONE

from conversations.use_cases.outcome import Outcome

NEW = "+5511911110000"


def test_who_gets_an_old_number_is_somebody_else(house):
    """Never over-merge: also where the old owner was remembered."""
    house.writes("wamid.1")
    moved = told.identity(
        [f"phone:{PHONE}"], f"phone:{NEW}", phone=NEW, reason="number_changed"
    )

    became = [house.app.take_in([moved])[0] for _ in range(2)]

    assert became == [Outcome.APPLIED, Outcome.UNKNOWN]
    assert house.writes("wamid.2", phone=NEW) is Outcome.ADDED
    assert house.writes("wamid.3", phone=PHONE) is Outcome.OPENED
    assert len({e.conversation.conversation_id for e in house.events()}) == 2


def test_more_ids_of_the_same_person_are_added(house):
    house.writes("wamid.1")

    house.app.take_in(
        [told.identity([f"phone:{PHONE}"], f"phone:{PHONE}", "bsuid:BR.1")]
    )

    assert house.writes("wamid.2", keys=["bsuid:BR.1"]) is Outcome.ADDED
    assert house.writes("wamid.3", phone=PHONE) is Outcome.ADDED
