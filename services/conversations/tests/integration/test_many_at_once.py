"""Several workers and many people at once, on the real database."""

import random
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from broker import KeepingPublisher, outbox_on
from builders import (
    after,
    assigned,
    close,
    delivery,
    inbound,
    mark,
    query,
    reopen,
    send,
    viewer,
)
from house import House

from chassis import clock
from chassis.errors import Conflict
from chassis.testing import FakeClock
from conversations.app import assemble
from conversations.domain.message import Status
from conversations.store.documents import Collections
from conversations.use_cases.outcome import Outcome


@pytest.fixture
def processes(clean):
    """Three processes of the service: each its own memory, one database."""
    stopped = FakeClock()

    def process():
        outbox = outbox_on(clean, KeepingPublisher())
        return House(assemble(Collections(clean), outbox, clock=stopped), stopped)

    return [process() for _ in range(3)]


def together(*acts):
    """Run *acts* in threads that start at the same moment; return results."""
    start = threading.Barrier(len(acts))

    def run(act):
        start.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result() for future in [pool.submit(run, a) for a in acts]]


def persistently(act, *args):
    """Run *act* again after lost races, as the bus does."""
    while True:
        try:
            return act(*args)
        except Conflict:
            continue


def check(house):
    """What must hold whatever happened."""
    events = house.events()
    assert [e.mark.position for e in events] == list(range(1, len(events) + 1))
    by_conversation = {}
    for event in events:
        id_ = event.conversation.conversation_id
        by_conversation.setdefault(id_, []).append(event.mark.sequence)
    for id_, sequences in by_conversation.items():
        assert sequences == list(range(1, len(sequences) + 1))
        assert house.conversation(id_).sequence == sequences[-1]
    for user in ("us_ana", "us_bruno"):
        counts = house.app.count_conversations(viewer(user), "")
        for section, count in counts.items():
            page = house.app.list_conversations(
                viewer(user), query(section, user_id=user), None, 100
            )
            assert len(page.views) == count, section
    return by_conversation


def test_ten_deliveries_in_any_order_to_three_workers_are_one_message(processes):
    """MSG-3: and one conversation per person."""
    commands = [inbound(f"w{n}", phone=f"+55{n % 4}") for n in range(20)]
    rng = random.Random(7)

    def worker(house):
        def work():
            for _ in range(4):
                batch = commands * 2
                rng.shuffle(batch)
                for begin in range(0, len(batch), 10):
                    persistently(house.app.take_in, batch[begin : begin + 10])

        return work

    together(*(worker(house) for house in processes))

    found = check(processes[0])
    assert len(found) == 4
    texts = [m.provider_message_id for id_ in found for m in processes[0].thread(id_)]
    assert Counter(texts) == {f"w{n}": 1 for n in range(20)}
    assert sum(processes[0].conversation(id_).inbound_count for id_ in found) == 20


def test_workers_and_people_leave_a_feed_without_gaps(processes):
    """Two workers and an api at once: gapless, ordered, counts agree."""
    first, second, api = processes
    people = [f"+55{n}" for n in range(6)]
    for phone in people:
        first.writes(f"first-{phone}", phone=phone)
    cvs = [
        e.conversation.conversation_id
        for e in first.events()
        if e.DESCRIPTOR.name == "ConversationOpened"
    ]

    def worker(house, name):
        def work():
            for n in range(12):
                batch = [
                    inbound(
                        f"{name}-{n}-{k}", phone=people[(n + k) % 6], at=after(hours=1)
                    )
                    for k in range(5)
                ]
                persistently(house.app.take_in, batch)
                persistently(
                    house.app.follow,
                    [assigned(cvs[n % 6], f"us_{name}", version=n + 1)],
                )

        return work

    def attendant():
        for n in range(12):
            cv = cvs[n % 6]
            persistently(api.app.close_conversation, close(cv))
            persistently(api.app.reopen_conversation, reopen(cv))
            persistently(api.app.send_message, send(cv, request_id=f"rq_{n}"))
            persistently(api.app.mark_conversation, mark(cv, unread=n % 2 == 0))

    together(worker(first, "ana"), worker(second, "bruno"), attendant)

    check(api)
    stored = [m for cv in cvs for m in api.thread(cv) if m.kind == "text"]
    assert len(stored) == 6 + 2 * 12 * 5 + 12


def test_what_another_process_changed_is_read_again_before_it_is_changed(processes):
    """LIF-9: a worker remembers what it saved; an api closed one of two since."""
    worker, api, _ = processes
    cvs = [worker.has_conversation(phone=f"+55{n}") for n in range(2)]
    api.app.close_conversation(close(cvs[0]))

    outcomes = worker.app.follow([assigned(cv, "us_ana") for cv in cvs])

    assert outcomes == [Outcome.APPLIED] * 2
    assert [api.conversation(cv).is_open for cv in cvs] == [False, True]
    assert [api.conversation(cv).assignee_id for cv in cvs] == ["us_ana"] * 2
    check(api)


def test_two_clicks_on_send_are_one_message(processes):
    """MSG-1: even at the same moment, on two replicas."""
    cv = processes[0].has_conversation()

    sent = together(
        *(
            lambda h=house: persistently(h.app.send_message, send(cv))
            for house in processes * 3
        )
    )

    assert len({message.message_id for message, _ in sent}) == 1
    assert processes[0].happened().count("message_queued") == 1


def test_closing_and_writing_at_once_never_loses_the_message(processes):
    """LIF-5: whoever is first, it ends open with the message, or closed before it."""
    for n in range(8):
        cv = processes[0].has_conversation(phone=f"+55{n}")

        together(
            lambda cv=cv: persistently(processes[0].app.close_conversation, close(cv)),
            lambda n=n: persistently(
                processes[1].app.take_in,
                [inbound(f"late-{n}", phone=f"+55{n}", at=after(minutes=1))],
            ),
        )

        thread = processes[2].thread(cv)
        assert sum(m.kind == "text" for m in thread) == 2
        came_last = thread[-1].kind == "text"
        assert processes[2].conversation(cv).is_open is came_last
    check(processes[2])


def test_an_early_status_meets_its_message_whoever_is_faster(processes):
    """MSG-2: parked by one worker while another links the ids."""
    cv = processes[0].has_conversation()
    for n in range(8):
        message, _ = processes[0].app.send_message(send(cv, request_id=f"rq_{n}"))
        provider_id = f"out.{n}"

        together(
            lambda p=provider_id: persistently(
                processes[0].app.take_in, [delivery("READ", provider_message_id=p)]
            ),
            lambda p=provider_id, m=message: persistently(
                processes[1].app.take_in,
                [delivery("SENT", message_id=m.message_id, provider_message_id=p)],
            ),
        )

        assert processes[2].thread(cv)[-1].status is Status.READ


def test_reading_and_writing_at_once_never_hides_a_message(processes):
    """FLT-2: what came while somebody read is unread."""
    cv = processes[0].has_conversation()
    for n in range(8):
        together(
            lambda: persistently(processes[0].app.mark_conversation, mark(cv)),
            lambda n=n: persistently(processes[1].app.take_in, [inbound(f"m{n}")]),
        )
        view = processes[2].view(cv)
        page = processes[2].app.list_conversations(
            viewer(), query(unread_only=True), None, 10
        )
        unread = view.conversation.inbound_count > view.mark.inbound_count
        assert bool(page.views) is unread


class Killed(BaseException):
    """The process died here."""


class TestCrash:
    def test_between_commit_and_publish_the_sweep_publishes(self, clean):
        """State and events are durable together."""
        lost = KeepingPublisher()
        dying = House(
            assemble(Collections(clean), outbox_on(clean, lost)), FakeClock(clock.now())
        )
        dying.writes(at=clock.now())
        assert lost.events == []

        publisher = KeepingPublisher()
        later = outbox_on(
            clean, publisher, clock=lambda: clock.now() + timedelta(seconds=10)
        )
        assert later.sweep() == 1
        assert later.sweep() == 0

        stored = [e.metadata.event_id for e in dying.events()]
        assert [e.event_id for e in publisher.events] == stored
        assert [e.routing_key for e in publisher.events] == [
            "conversation_opened",
            "message_added",
        ]

    @pytest.mark.parametrize("step", range(5))
    def test_at_any_write_leaves_nothing_and_redelivery_everything(self, clean, step):
        collections = Collections(clean)
        stopped = FakeClock()
        outbox = outbox_on(clean, KeepingPublisher())
        names = ["accounts", "messages", "identities", "conversations", "feed"]
        name = names[step]
        setattr(collections, name, _Mine(getattr(collections, name)))
        dying = House(assemble(collections, outbox, clock=stopped), stopped)

        with pytest.raises(Killed):
            dying.writes("w1")

        outbox = outbox_on(clean, KeepingPublisher())
        house = House(assemble(Collections(clean), outbox, clock=stopped), stopped)
        assert house.app.feed.span("ac_1") == (0, 0)
        assert house.events() == []
        assert house.writes("w1") is Outcome.OPENED
        assert house.writes("w1") is Outcome.DUPLICATE
        check(house)


class _Mine:
    """A collection at whose every write in a transaction the process dies."""

    def __init__(self, collection):
        self._collection = collection

    def __getattr__(self, name):
        real = getattr(self._collection, name)
        if name not in ("insert_many", "bulk_write", "update_one"):
            return real

        def write(*args, session=None, **options):
            done = real(*args, session=session, **options)
            if session is not None:
                raise Killed
            return done

        return write
