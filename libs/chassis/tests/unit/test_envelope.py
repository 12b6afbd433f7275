"""Events leave with CloudEvents attributes and the trace of their cause."""

from recado.routing.v1.events_pb2 import AttendantChanged

from chassis import ids, trace
from chassis.envelope import Outgoing, routing_key, stamp
from chassis.testing import NOON

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def test_the_routing_key_is_the_type_in_snake_case():
    assert routing_key(AttendantChanged) == "attendant_changed"


def test_the_attributes_of_cloudevents_travel_as_headers():
    event = stamp(AttendantChanged(), account_id="ac_1", at=NOON, event_id="ev_1")

    encoded = Outgoing("attendant_changed", event, subject="us_1").encode("routing")

    assert encoded.event_id == "ev_1"
    assert encoded.headers == {
        "cloudEvents:specversion": "1.0",
        "cloudEvents:id": "ev_1",
        "cloudEvents:type": "recado.routing.v1.AttendantChanged",
        "cloudEvents:source": "/recado/routing",
        "cloudEvents:time": "2030-01-01T12:00:00Z",
        "cloudEvents:dataschema": "recado/routing/v1/events.proto",
        "cloudEvents:subject": "us_1",
    }
    assert AttendantChanged.FromString(encoded.body) == event


def test_an_event_goes_on_with_the_trace_of_its_own_cause():
    other = PARENT.replace("0af7", "1af7")
    event = stamp(AttendantChanged(), account_id="ac_1", causation_id="ev_2")

    with trace.caused_by({"ev_1": PARENT, "ev_2": other}):
        encoded = Outgoing("attendant_changed", event).encode("routing")

    assert encoded.headers["traceparent"] == other


def test_a_trace_begins_where_none_came_in():
    with trace.continued(None):
        assert len(trace.trace_id()) == 32
    with trace.continued(PARENT):
        assert trace.trace_id() == "0af7651916cd43dd8448eb211c80319c"
    assert trace.trace_id() == ""


def test_ids_are_distinct_and_sort_by_time():
    made = [ids.new("cv") for _ in range(1000)]

    assert len(set(made)) == 1000
    assert all(len(i) == 29 and i.startswith("cv_") for i in made)
    assert [i[:13] for i in made] == sorted(i[:13] for i in made)
