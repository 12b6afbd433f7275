"""ASG-6, AVL-3, AVL-5, DST-12, DST-14: whatever happens, in whatever order."""

from house import on_fakes
from hypothesis import HealthCheck, settings
from machine import Routing


class OnFakes(Routing):
    def house(self):
        return on_fakes()


TestAnything = OnFakes.TestCase
TestAnything.settings = settings(
    max_examples=12,
    stateful_step_count=20,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
