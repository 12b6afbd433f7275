"""Whatever people, providers, routing and the CRM do, in any order."""

from anything import ACTS, check, play
from house import in_memory
from hypothesis import given, settings


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(acts=ACTS)
def test_each_conversation_is_in_one_place_and_nothing_is_skipped(acts):
    """INB-3, INB-5, FLT-2."""
    house = in_memory()

    check(house, play(house, acts))
