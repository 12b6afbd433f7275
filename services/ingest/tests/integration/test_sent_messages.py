"""What a person has not read yet: the real store and the fake say the same."""

from __future__ import annotations

from datetime import timedelta

import pytest
from builders import NOON, SEALER, send
from fakes import FakeSends
from fakes_inbound import FakeSentMessages

from ingest.domain.channels import Kind
from ingest.domain.delivery import State, Step
from ingest.domain.inbound import Status
from ingest.store.sends import MongoSends
from ingest.store.sent import MongoSentMessages

PERSON = ("psid:7300112244556677",)
LATER = NOON + timedelta(seconds=10)


@pytest.fixture(params=["fake", "mongo"])
def stores(request):
    """The sends, and what is asked of them here."""
    if request.param == "fake":
        sends = FakeSends()
        return sends, FakeSentMessages(sends)
    database = request.getfixturevalue("clean")
    outbox = request.getfixturevalue("outbox")
    sends = MongoSends(database, outbox, SEALER, lambda: NOON)
    return sends, MongoSentMessages(database)


def sent(sends, message_id, *, at=NOON, keys=PERSON, answered=True, **fields):
    """Send a message; its provider's id is `m_` and ours."""
    found = send(
        message_id,
        channel_id="ch_fb",
        keys=keys,
        channel_kind=Kind.MESSENGER,
        **fields,
    )
    sends.add([found], "wk_1", NOON)
    sends.begin(found, 1, at, f"at_{message_id}")
    if answered:
        step = Step(State.SENT, Status.SENT, f"m_{message_id}")
        sends.settle(found, 1, step, None)


def ids(found):
    return [each.message_id for each in found]


class TestSentMessages:
    def test_all_sent_before_a_moment_are_found_oldest_first(self, stores):
        sends, messages = stores
        sent(sends, "ms_2", at=LATER)
        sent(sends, "ms_1")
        sent(sends, "ms_3", at=LATER + timedelta(seconds=1))

        found = messages.sent_to("ch_fb", PERSON, Status.READ, LATER)

        assert ids(found) == ["ms_1", "ms_2"]

    def test_all_sent_up_to_a_message_are_found(self, stores):
        sends, messages = stores
        sent(sends, "ms_1")
        sent(sends, "ms_2", at=LATER)

        upto = messages.sent_to("ch_fb", PERSON, Status.READ, "m_ms_1")
        unknown = messages.sent_to("ch_fb", PERSON, Status.READ, "m_nobody")

        assert ids(upto) == ["ms_1"]
        assert ids(unknown) == []

    def test_what_got_as_far_already_is_not_found_again(self, stores):
        """MSG-2: a status is told once."""
        sends, messages = stores
        sent(sends, "ms_1")
        sent(sends, "ms_2")

        messages.advance(["ms_1"], Status.READ)
        messages.advance(["ms_2"], Status.DELIVERED)
        messages.advance([], Status.READ)

        asked = ("ch_fb", PERSON)
        assert ids(messages.sent_to(*asked, Status.READ, LATER)) == ["ms_2"]
        assert ids(messages.sent_to(*asked, Status.DELIVERED, LATER)) == []

    def test_other_people_and_other_channels_have_their_own(self, stores):
        sends, messages = stores
        sent(sends, "ms_1")
        sent(sends, "ms_2", keys=("psid:1",))

        assert ids(messages.sent_to("ch_fb", PERSON, Status.READ, LATER)) == ["ms_1"]
        assert ids(messages.sent_to("ch_ig", PERSON, Status.READ, LATER)) == []

    def test_what_waits_for_its_answer_is_in_flight_and_not_sent(self, stores):
        sends, messages = stores
        sent(sends, "ms_1", answered=False)
        sent(sends, "ms_2")

        assert ids(messages.in_flight("ch_fb", PERSON)) == ["ms_1"]
        assert ids(messages.sent_to("ch_fb", PERSON, Status.READ, LATER)) == ["ms_2"]
