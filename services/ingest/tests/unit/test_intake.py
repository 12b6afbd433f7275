"""A call is safe before it is answered: at the broker, or on disk."""

from __future__ import annotations

import asyncio

import pytest
from builders import call

from chassis.errors import Unavailable
from ingest.http.intake import Intake
from ingest.http.spool import Spool


class FakePublisher:
    """A broker that can be away."""

    def __init__(self):
        self.away = False
        self.got = []
        self.asked = 0
        self.back = asyncio.Event()

    async def publish(self, events, timeout_seconds=5):
        self.asked += 1
        if self.away:
            raise Unavailable("away")
        several = events if isinstance(events, list) else [events]
        self.got += [event.message.metadata.event_id for event in several]
        self.back.set()


def run(tmp_path, scenario):
    async def main():
        publisher = FakePublisher()
        intake = Intake(publisher, Spool(tmp_path))
        intake.start()
        try:
            return await scenario(publisher, intake)
        finally:
            await intake.stop()

    return asyncio.run(main())


async def until(condition):
    async with asyncio.timeout(20):
        while True:
            if condition():
                return
            await asyncio.sleep(0.005)


def test_a_call_goes_to_the_broker(tmp_path):
    async def scenario(publisher, intake):
        await intake.take(call(b"{}", call_id="pc_1"))
        assert publisher.got == ["pc_1"]
        assert list(tmp_path.glob("*.calls")) == []

    run(tmp_path, scenario)


def test_without_a_broker_calls_wait_on_disk_and_nobody_waits_for_time_outs(tmp_path):
    async def scenario(publisher, intake):
        publisher.away = True
        await intake.take(call(b"{}", call_id="pc_1"))
        asked = publisher.asked
        await asyncio.gather(
            *(intake.take(call(b"{}", call_id=f"pc_{n}")) for n in (2, 3, 4))
        )
        # Only the replay asks again.
        assert asked == 1
        publisher.away = False
        await until(lambda: len(publisher.got) == 4)
        assert publisher.got == ["pc_1", "pc_2", "pc_3", "pc_4"]
        await intake.take(call(b"{}", call_id="pc_5"))
        await until(lambda: not list(tmp_path.glob("*.calls")))
        assert publisher.got[-1] == "pc_5"

    run(tmp_path, scenario)


def test_what_an_earlier_life_left_is_replayed_at_start(tmp_path):
    async def before(publisher, intake):
        publisher.away = True
        await intake.take(call(b"{}", call_id="pc_1"))

    async def after(publisher, intake):
        # The file goes once what was in it is published.
        await until(
            lambda: publisher.got == ["pc_1"] and not list(tmp_path.glob("*.calls"))
        )

    run(tmp_path, before)
    run(tmp_path, after)


def test_without_broker_and_disk_the_caller_is_told(tmp_path):
    async def scenario(publisher, intake):
        publisher.away = True

        def full(_):
            raise OSError(28, "No space left on device")

        intake._spool.append = full
        with pytest.raises(Unavailable):
            await intake.take(call(b"{}"))
        # The broker is asked first again: it is the only hope left.
        publisher.away = False
        await intake.take(call(b"{}", call_id="pc_2"))
        assert publisher.got == ["pc_2"]

    run(tmp_path, scenario)
