"""What becomes of an event, on a real broker: the table of `chassis.bus`."""

import threading

import pytest
from kombu import Connection
from recado.routing.v1.events_pb2 import AttendantChanged
from structlog.testing import capture_logs

from chassis import topology
from chassis.consumer import BUGS_IN_A_ROW, Consumer, TooManyBugs
from chassis.envelope import Outgoing, stamp
from chassis.errors import Conflict, Malformed, Refusal, Unavailable
from chassis.publisher import Publisher


class Bench:
    """A consumer on a queue of its own, and what its handler saw."""

    def __init__(self, amqp_url, unique, handle, *, batch, expect, **options):
        self.url, self.service = amqp_url, f"{unique}s"
        self.queue = f"{self.service}.on_things"
        self.source = f"{unique}x"
        self.seen = []
        self.expect = expect

        def recording(deliveries):
            names = [d.message.metadata.event_id for d in deliveries]
            self.seen.append(names)
            try:
                return handle(names, len(self.seen))
            finally:
                if len(self.seen) >= self.expect:
                    self.consumer.stop()

        self.consumer = Consumer(
            amqp_url,
            service=self.service,
            queue=self.queue,
            source=self.source,
            types={"attendant_changed": AttendantChanged},
            batch=batch,
            handle=recording,
            **{"pause": lambda _: None, **options},
        )
        with Connection(amqp_url) as connection:
            topology.declare(
                connection.connection.channel() if connection.connect() else None,
                self.service,
                self.queue,
                self.source,
                ["attendant_changed"],
            )

    def publish(self, *names, body=None):
        publisher = Publisher(self.url, f"{self.source}.events")
        events = [
            Outgoing(
                "attendant_changed",
                stamp(AttendantChanged(), account_id="a", event_id=name),
            ).encode(self.source)
            for name in names
        ]
        if body is not None:
            events = [
                type(e)(e.routing_key, body, e.headers, e.event_id) for e in events
            ]
        publisher.publish(events)
        publisher.close()

    def run(self):
        with capture_logs() as lines:
            self.consumer.run()
        return lines

    def left(self, queue):
        """The names in *queue*, and the headers of the first."""
        with Connection(self.url) as connection:
            channel = connection.channel()
            names, headers = [], {}
            while (raw := channel.basic_get(queue, no_ack=True)) is not None:
                names.append(raw.properties["message_id"])
                headers = headers or raw.headers
            return names, headers


@pytest.fixture
def bench(amqp_url, unique):
    made = []

    def make(handle, *, batch=1, expect=1, **options):
        made.append(
            Bench(amqp_url, unique, handle, batch=batch, expect=expect, **options)
        )
        return made[-1]

    yield make
    with Connection(amqp_url) as connection:
        channel = connection.channel()
        for one in made:
            names = [one.queue, topology.dead_queue(one.service)]
            names += [f"{one.queue}.retry.{s}" for s in topology.RETRY_SECONDS]
            for name in names:
                channel.queue_delete(name)
            channel.exchange_delete(f"{one.source}.events")


def test_what_is_handled_is_gone_from_the_queue(bench):
    one = bench(lambda *_: None)
    one.publish("ev_1")

    one.run()

    assert one.seen == [["ev_1"]]
    assert one.left(one.queue)[0] == []


def test_what_waits_is_handled_together_and_in_order(bench):
    one = bench(lambda *_: None, batch=50)
    names = [f"ev_{n}" for n in range(30)]
    one.publish(*names)

    one.run()

    assert [name for batch in one.seen for name in batch] == names[
        : sum(map(len, one.seen))
    ]


def test_a_handler_may_linger_for_what_comes_next(bench):
    waited = []

    def pause(seconds):
        waited.append(seconds)
        one.publish("ev_2")

    one = bench(lambda *_: None, batch=50, linger_seconds=0.1, pause=pause)
    one.publish("ev_1")

    one.run()

    assert waited == [0.1]
    assert [name for batch in one.seen for name in batch][:1] == ["ev_1"]
    assert one.seen in ([["ev_1", "ev_2"]], [["ev_1"]])


@pytest.mark.parametrize(
    "error", [Malformed("never"), RuntimeError("bug")], ids=["malformed", "bug"]
)
def test_what_can_never_succeed_goes_to_the_dead_letters(bench, error):
    def handle(*_):
        raise error

    one = bench(handle)
    one.publish("ev_1")

    one.run()

    names, headers = one.left(topology.dead_queue(one.service))
    assert names == ["ev_1"]
    assert headers["x-recado-queue"] == one.queue
    assert str(error) in headers["x-recado-problem"]
    assert one.left(one.queue)[0] == []


def test_a_body_that_cannot_be_parsed_goes_to_the_dead_letters(bench):
    one = bench(lambda *_: None)
    one.publish("ev_bad", body=b"\xff\xff\xff")
    one.publish("ev_good")

    one.run()

    assert one.seen == [["ev_good"]]
    assert one.left(topology.dead_queue(one.service))[0] == ["ev_bad"]


def test_a_lost_race_is_run_again_at_once(bench):
    def handle(_, run):
        if run < 3:
            raise Conflict("lost")

    one = bench(handle, expect=3)
    one.publish("ev_1")

    one.run()

    assert one.seen == [["ev_1"]] * 3
    assert one.left(one.queue)[0] == []
    assert one.left(topology.dead_queue(one.service))[0] == []


def test_what_misses_something_is_parked_and_comes_back(bench):
    def handle(*_):
        raise Unavailable("not here yet")

    one = bench(handle)
    one.publish("ev_1")

    one.run()

    names, headers = one.left(topology.retry_queue(one.queue, 0))
    assert names == ["ev_1"]
    assert headers["x-recado-attempt"] == 1
    assert one.left(one.queue)[0] == []


def test_an_outage_is_waited_out_in_place(bench):
    answers = iter([False, False, True])

    def handle(_, run):
        if run < 3:
            raise Unavailable("the database is away")

    one = bench(handle, expect=3, alive=lambda: next(answers))
    one.publish("ev_1")

    one.run()

    assert one.seen == [["ev_1"]] * 3
    assert one.left(topology.retry_queue(one.queue, 0))[0] == []


def test_a_refusal_is_handling(bench):
    def handle(*_):
        raise Refusal("the rule says no")

    one = bench(handle)
    one.publish("ev_1")

    lines = one.run()

    assert one.left(one.queue)[0] == []
    assert one.left(topology.dead_queue(one.service))[0] == []
    assert [line for line in lines if line["event"] == "event_refused"]


def test_one_bad_event_does_not_spoil_its_batch(bench):
    def handle(names, _):
        if "ev_1" in names:
            raise Malformed("bad")

    one = bench(handle, batch=50, expect=4)
    one.publish("ev_0", "ev_1", "ev_2")

    one.run()

    assert one.seen[0] == ["ev_0", "ev_1", "ev_2"]
    assert one.seen[1:] == [["ev_0"], ["ev_1"], ["ev_2"]]
    assert one.left(topology.dead_queue(one.service))[0] == ["ev_1"]


def test_bad_code_stops_and_leaves_the_queue_full(bench):
    def handle(*_):
        raise RuntimeError("bad code")

    one = bench(handle, expect=10_000)
    one.publish(*[f"ev_{n}" for n in range(40)])

    with pytest.raises(TooManyBugs):
        one.run()

    assert len(one.seen) == BUGS_IN_A_ROW
    assert len(one.left(topology.dead_queue(one.service))[0]) == BUGS_IN_A_ROW
    assert len(one.left(one.queue)[0]) == 40 - BUGS_IN_A_ROW


def test_a_consumer_that_dies_in_the_middle_gets_the_event_again(bench):
    class Killed(BaseException):
        """Stands for SIGKILL: nothing after it runs."""

    def handle(_, run):
        if run == 1:
            raise Killed

    one = bench(handle, expect=2)
    one.publish("ev_1")

    with pytest.raises(Killed):
        one.run()
    worker = threading.Thread(target=one.run)
    worker.start()
    worker.join()

    assert one.seen == [["ev_1"]] * 2
