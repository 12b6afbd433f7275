"""The stores, and the fakes that stand in for them, keep the same promises."""

from __future__ import annotations

from datetime import timedelta

import pytest
from builders import NOON, SEALER, call, line, send
from fakes import FakeLedger, FakeSends, FakeTranscripts

from chassis import clock as clocks
from chassis import ids
from chassis.errors import Unavailable
from ingest.domain.delivery import Accepted, Later, Lost, State, step
from ingest.domain.inbound import Entry, Fate, Reported, Status
from ingest.domain.notices import ChannelNotice
from ingest.store.channels import MongoChannels
from ingest.store.collections import LEDGER
from ingest.store.ledger import MongoLedger
from ingest.store.notices import MongoNotices
from ingest.store.sends import MongoSends
from ingest.store.transcripts import MongoTranscripts

LATER = NOON + timedelta(seconds=60)
LEASE = NOON + timedelta(seconds=15)


def clock():
    return NOON


def events(outbox):
    """Return (routing key, bytes) of what was committed to be published."""
    found = outbox._entries.find().sort("_id", 1)
    return [(e["k"], bytes(e["b"])) for entry in found for e in entry["events"]]


def keys(outbox):
    return [key for key, _ in events(outbox)]


@pytest.fixture(params=["fake", "mongo"])
def sends(request):
    if request.param == "fake":
        return FakeSends()
    clean, outbox = request.getfixturevalue("clean"), request.getfixturevalue("outbox")
    return MongoSends(clean, outbox, SEALER, clock)


class TestSends:
    def test_a_message_is_added_once(self, sends):
        assert [
            s.message_id for s in sends.add([send(), send("ms_2")], "wk_1", LEASE)
        ] == ["ms_1", "ms_2"]
        assert [
            s.message_id for s in sends.add([send(), send("ms_3")], "wk_1", LEASE)
        ] == ["ms_3"]

    def test_an_attempt_begins_once(self, sends):
        sends.add([send()], "wk_1", LEASE)

        assert sends.begin(send(), 1, NOON, "at_1")
        assert sends.begin(send(), 1, NOON, "at_1"), "asked again: the same answer"
        assert not sends.begin(send(), 1, NOON, "at_2")
        assert not sends.begin(send(), 2, NOON, "at_3")

    def test_who_was_taken_for_dead_still_tells_what_came_of_the_call(self, sends):
        sends.add([send()], "wk_1", LEASE)
        sends.begin(send(), 1, NOON, "at_1")
        sends.settle(send(), 1, step(Lost("the process ended"), 1), LATER)
        sends.settle(send(), 1, step(Accepted("wamid.9"), 1), None)

        assert sends.taken_ids(["wamid.9"]) == {"wamid.9"}
        sends.settle(send(), 1, step(Lost("late"), 1), LATER)
        assert sends.unknown(LATER + timedelta(days=1)) == []

    def test_after_a_delay_the_next_attempt_begins(self, sends):
        sends.add([send()], "wk_1", LEASE)
        sends.begin(send(), 1, NOON, "at_1")
        sends.settle(send(), 1, step(Later("RATE_LIMITED", "slow"), 1), None)

        assert not sends.begin(send(), 1, NOON, "at_1")
        assert sends.begin(send(), 2, NOON, "at_1")

    def test_what_nobody_holds_is_taken_over_once(self, sends):
        sends.add([send(), send("ms_2")], "wk_1", LEASE)
        sends.begin(send("ms_2"), 1, NOON, "at_1")

        assert sends.abandoned("wk_2", NOON, LATER) == []
        found = sends.abandoned("wk_2", LEASE + timedelta(seconds=1), LATER)
        assert [(s.message_id, s.state) for s in found] == [
            ("ms_1", State.WAITING),
            ("ms_2", State.CALLING),
        ]
        assert found[1].attempts == 1
        assert sends.abandoned("wk_3", LEASE + timedelta(seconds=1), LATER) == []

    def test_who_holds_on_keeps_its_messages(self, sends):
        sends.add([send()], "wk_1", LEASE)
        sends.hold(["ms_1"], LATER)

        assert sends.abandoned("wk_2", LEASE + timedelta(seconds=1), LATER) == []

    def test_a_lost_answer_is_looked_up_when_it_is_due(self, sends):
        sends.add([send()], "wk_1", LEASE)
        sends.begin(send(), 1, NOON, "at_1")
        sends.settle(send(), 1, step(Lost("no answer"), 1), LEASE)

        assert sends.unknown(NOON) == []
        [due] = sends.unknown(LATER)
        assert due.attempt_time == NOON
        sends.checked(due, None, LATER + timedelta(seconds=9))
        assert sends.unknown(LATER) == []
        sends.checked(due, step(Accepted("SM_1"), 1), None)
        assert sends.unknown(LATER + timedelta(days=1)) == []
        assert sends.taken_ids(["SM_1", "SM_2"]) == {"SM_1"}

    def test_a_status_settles_what_was_lost_and_nothing_else(self, sends):
        sends.add([send(), send("ms_2")], "wk_1", LEASE)
        sends.begin(send(), 1, NOON, "at_1")
        sends.confirm(
            [
                Reported(None, "wamid.1", Status.DELIVERED, NOON, message_id="ms_1"),
                Reported(None, "wamid.2", Status.DELIVERED, NOON, message_id="ms_2"),
                Reported(None, "wamid.3", Status.DELIVERED, NOON, message_id="ms_9"),
            ]
        )

        assert sends.taken_ids(["wamid.1", "wamid.2", "wamid.3"]) == {"wamid.1"}
        # The answer comes after all: too late to change anything.
        sends.settle(send(), 1, step(Lost("no answer"), 1), LEASE)
        assert sends.unknown(LATER) == []
        assert sends.begin(send("ms_2"), 1, NOON, "at_1")


def test_what_became_of_an_attempt_is_stored_and_told_in_one_step(clean, outbox):
    sends = MongoSends(clean, outbox, SEALER, clock)
    sends.add([send()], "wk_1", LEASE)
    sends.begin(send(), 1, NOON, "at_1")
    sends.settle(send(), 1, step(Accepted("wamid.9"), 1), None)
    sends.settle(send(), 1, step(Accepted("wamid.9"), 1), None)

    [(key, body)] = events(outbox)
    assert key == "delivery_changed"
    assert b"wamid.9" in body
    history = clean["sends"].find_one({"_id": "ms_1"})["history"]
    assert [each["what"] for each in history] == ["attempt", "sent"]


@pytest.fixture(params=["fake", "mongo"])
def transcripts(request):
    if request.param == "fake":
        return FakeTranscripts()
    clean, outbox = request.getfixturevalue("clean"), request.getfixturevalue("outbox")
    return MongoTranscripts(clean, outbox, SEALER, clock)


class TestTranscripts:
    def test_lines_are_numbered_per_visitor_without_gaps(self, transcripts):
        transcripts.append(
            [line("c-1"), line("c-1", visitor_id="vs_2"), line("c-2")], []
        )
        transcripts.append([line("ms_1", from_visitor=False)], [])

        found = transcripts.after("ch_web", "vs_1", 0)
        assert [(x.sequence, x.message_id) for x in found] == [
            (1, "c-1"),
            (2, "c-2"),
            (3, "ms_1"),
        ]
        assert [x.sequence for x in transcripts.after("ch_web", "vs_2", 0)] == [1]
        assert [x.sequence for x in transcripts.after("ch_web", "vs_1", 2)] == [3]

    def test_a_line_is_stored_once(self, transcripts):
        transcripts.append([line("c-1"), line("c-1")], [])
        transcripts.append([line("c-1"), line("c-2")], [])

        assert [x.sequence for x in transcripts.after("ch_web", "vs_1", 0)] == [1, 2]

    def test_what_was_seen_only_moves_up_and_only_for_agents_lines(self, transcripts):
        transcripts.append(
            [
                line("c-1"),
                line("ms_1", from_visitor=False),
                line("ms_2", from_visitor=False),
            ],
            [],
        )

        seen = transcripts.unseen("ch_web", "vs_1", 2, Status.READ)
        assert [x.message_id for x in seen] == ["ms_1"]
        transcripts.mark(seen, Status.READ)
        transcripts.mark(seen, Status.DELIVERED)
        assert [
            x.message_id
            for x in transcripts.unseen("ch_web", "vs_1", 9, Status.DELIVERED)
        ] == ["ms_2"]


def test_new_lines_are_announced_with_their_place(clean, outbox):
    transcripts = MongoTranscripts(clean, outbox, SEALER, clock)
    transcripts.append([line("c-1"), line("c-2")], [])
    transcripts.append([line("c-2")], [])

    assert keys(outbox) == ["webchat_frame_added"] * 2


@pytest.fixture(params=["fake", "mongo"])
def ledger(request):
    if request.param == "fake":
        return FakeLedger()
    return MongoLedger(request.getfixturevalue("clean"))


def entry(number, fate=Fate.FORWARDED, **fields):
    found = Entry(call(b"{}", call_id=f"pc_{number}"), "ac_1", "ch_1", **fields)
    found.note(fate, "" if fate is Fate.FORWARDED else "because")
    return found


def named(call_id):
    found = Entry(call(b"{}", call_id=call_id), "ac_1", "ch_1")
    found.note(Fate.FORWARDED)
    return found


class TestLedger:
    def test_an_entry_that_comes_again_is_shown_once(self, ledger):
        ledger.add([entry(1, keys=["k1"])])
        ledger.add([entry(1, keys=["k1"]), entry(2, keys=["k2", "k3"])])

        assert ledger.known(["k1", "k3", "k9"]) == {"k1": "pc_1", "k3": "pc_2"}
        found = ledger.page("ac_1", channel_ids=None, fate=None, before="", size=9)
        assert [each.call.call_id for each in found] == ["pc_2", "pc_1"]

    def test_pages_go_on_where_they_stopped_across_packs_in_any_order(self, ledger):
        """Workers side by side, and calls that waited in the spool, mix the times."""
        ids = [f"pc_00000000{second}{n:04d}" for second in "abc" for n in range(5)]
        mixed = ids[1::2] + ids[::2]
        for start in range(0, len(mixed), 4):
            ledger.add([named(call_id) for call_id in mixed[start : start + 4]])

        read, before = [], ""
        while page := ledger.page(
            "ac_1", channel_ids=None, fate=None, before=before, size=4
        ):
            read += [each.call.call_id for each in page]
            before = read[-1]
        assert read == sorted(ids, reverse=True)

    def test_pages_are_newest_first_and_by_fate(self, ledger):
        ledger.add(
            [
                entry(n, Fate.QUARANTINED if n % 2 else Fate.FORWARDED)
                for n in range(1, 7)
            ]
        )

        def page(**fields):
            asked = {
                "channel_ids": None,
                "fate": None,
                "before": "",
                "size": 10,
            } | fields
            return [e.call.call_id for e in ledger.page("ac_1", **asked)]

        assert page() == [f"pc_{n}" for n in (6, 5, 4, 3, 2, 1)]
        assert page(before="pc_4", size=2) == ["pc_3", "pc_2"]
        assert page(fate=Fate.QUARANTINED) == ["pc_5", "pc_3", "pc_1"]
        assert page(fate=Fate.QUARANTINED, before="pc_5") == ["pc_3", "pc_1"]
        assert page(fate=Fate.FORWARDED, before="pc_6") == ["pc_4", "pc_2"]
        assert page(channel_ids=["ch_other"]) == []
        assert ledger.page("ac_2", channel_ids=None, fate=None, before="", size=9) == []

    def test_an_entry_without_its_body_still_says_how_long_it_was(self, ledger):
        ledger.add([entry(1, Fate.QUARANTINED)])

        [found] = ledger.page("ac_1", channel_ids=None, fate=None, before="", size=9)
        assert (found.body_bytes, found.reason, found.fate) == (
            2,
            "because",
            Fate.QUARANTINED,
        )

    def test_the_calls_of_one_channel_are_found(self, ledger):
        one, two = entry(1, Fate.FORWARDED), entry(2, Fate.QUARANTINED)
        other = replace_channel(entry(3, Fate.FORWARDED), "ch_2")
        ledger.add([one, two, other])

        def page(**fields):
            asked = {
                "channel_ids": None,
                "fate": None,
                "before": "",
                "size": 9,
            } | fields
            found = ledger.page("ac_1", **asked, channel_id="ch_1")
            return [each.call.call_id for each in found]

        assert page() == ["pc_2", "pc_1"]
        assert page(fate=Fate.QUARANTINED) == ["pc_2"]
        assert page(before="pc_2") == ["pc_1"]

    def test_calls_are_found_with_their_bodies(self, ledger):
        ledger.add([entry(1, Fate.FORWARDED), entry(2, Fate.QUARANTINED)])

        found = ledger.find(["pc_2", "pc_9"], "ac_1")

        assert [each.call.call_id for each in found] == ["pc_2"]
        assert found[0].call.body == b"{}"
        assert found[0].call.secret_print == entry(2).call.secret_print
        assert ledger.find(["pc_2"], "ac_2") == []

    def test_the_first_ids_of_a_replay_count(self, ledger):
        first = ledger.begin_replay("ac_1:rq_1", {"pc_1": "pc_a"})

        assert first == {"pc_1": "pc_a"}
        assert ledger.begin_replay("ac_1:rq_1", {"pc_1": "pc_b"}) == first
        assert ledger.begin_replay("ac_1:rq_2", {"pc_1": "pc_b"}) == {"pc_1": "pc_b"}


def test_what_is_old_is_deleted_in_small_steps(clean):
    ledger, notices = MongoLedger(clean), MongoNotices(clean)
    new_id = ids.new("pc")
    ledger.add(
        [Entry(call(b"{}", call_id=f"pc_00000{n}00aa"), "ac_1") for n in range(5)]
    )
    ledger.add([Entry(call(b"{}", call_id=new_id), "ac_1")])
    notices.add([ChannelNotice("nt_1", "ac_1", "ch", "policy", "info", "x", NOON)])
    now = clocks.now()

    assert ledger.clear(now - timedelta(days=90), 3) == 3
    assert ledger.clear(now - timedelta(days=90), 3) == 2
    assert ledger.clear(now - timedelta(days=90), 3) == 0
    [left] = ledger.page("ac_1", channel_ids=None, fate=None, before="", size=9)
    assert left.call.call_id == new_id
    assert len(notices.newest("ac_1", channel_ids=None, size=9)) == 1
    assert ledger.clear(now + timedelta(days=3650), 3) == 1
    assert notices.newest("ac_1", channel_ids=None, size=9) == []


def replace_channel(found, channel_id):
    found.channel_id = channel_id
    return found


def test_bodies_are_packed_and_come_back_whole(clean):
    ledger = MongoLedger(clean)
    bodies = [b'{"text":"%d' % n + b"hello " * 5000 + b'"}' for n in range(3)]
    names = [f"pc_0000000a{n}" for n in range(3)]
    calls = [call(body, call_id=names[n]) for n, body in enumerate(bodies)]
    ledger.add([Entry(each, "ac_1") for each in calls])

    assert [each.call.body for each in ledger.find(names, "ac_1")] == bodies
    assert ledger.find([names[1]], "ac_2") == []
    [pack] = clean[LEDGER].find()
    assert len(pack["bodies"]) < len(bodies[0]) / 10


def test_more_than_a_document_holds_goes_into_several(clean):
    ledger = MongoLedger(clean)
    bodies = [bytes([n]) * 3_000_000 for n in range(6)]
    calls = [call(body, call_id=f"pc_00000000000{n}") for n, body in enumerate(bodies)]
    ledger.add([Entry(each, "ac_1") for each in calls])

    assert clean[LEDGER].count_documents({}) == 6
    [found] = ledger.find(["pc_000000000003"], "ac_1")
    assert found.call.body == bodies[3]


def test_a_database_that_is_away_is_unavailable():
    import pymongo

    with pymongo.MongoClient(
        "mongodb://127.0.0.1:9", serverSelectionTimeoutMS=50
    ) as client:
        away = client["nothing"]
        for work in (
            lambda: MongoLedger(away).known(["k"]),
            lambda: MongoLedger(away).add([entry(1)]),
            lambda: MongoSends(away, None, SEALER, clock).begin(
                send(), 1, NOON, "at_1"
            ),
            lambda: MongoSends(away, None, SEALER, clock).add([send()], "wk", NOON),
            lambda: MongoChannels(away, None, SEALER, clock).by_id(["ch"]),
            lambda: MongoTranscripts(away, None, SEALER, clock).after("ch", "vs", 0),
        ):
            with pytest.raises(Unavailable):
                work()
