"""The state machine on the real database."""

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from machine import Routing
from real import on_the_database


def test_whatever_happens_on_the_real_database(database):
    """ASG-6, AVL-3, AVL-5, DST-12, DST-14."""

    class OnDatabase(Routing):
        def house(self):
            return on_the_database(database)

    run_state_machine_as_test(
        OnDatabase,
        settings=settings(
            max_examples=8,
            stateful_step_count=20,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
