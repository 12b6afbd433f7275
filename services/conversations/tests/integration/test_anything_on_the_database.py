"""The same, on the real database."""

from anything import ACTS, check, play
from broker import KeepingPublisher, outbox_on
from house import House
from hypothesis import HealthCheck, given, settings

from chassis.testing import FakeClock
from conversations.app import assemble
from conversations.store.documents import Collections


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(acts=ACTS)
def test_each_conversation_is_in_one_place_and_nothing_is_skipped(database, acts):
    """INB-3, INB-5, FLT-2."""
    for name in database.list_collection_names():
        database[name].delete_many({})
    clock, outbox = FakeClock(), outbox_on(database, KeepingPublisher())
    house = House(assemble(Collections(database), outbox, clock=clock), clock)

    check(house, play(house, acts))
