"""A replica's own queue: everything from now on, in order, to the loop."""

import asyncio

from recado.routing.v1.events_pb2 import AttendantChanged

from chassis.envelope import Outgoing, stamp
from chassis.live import LiveQueue
from chassis.publisher import AioPublisher, Publisher


def test_events_reach_the_loop_in_order_after_the_gap_is_told(amqp_url, unique):
    async def scenario():
        arrived, bound, all_here = [], asyncio.Event(), asyncio.Event()

        def on_message(message):
            arrived.append(message.metadata.event_id)
            if len(arrived) == 300:
                all_here.set()

        live = LiveQueue(
            amqp_url,
            {f"{unique}.events": [AttendantChanged]},
            on_message=on_message,
            on_gap=bound.set,
        )
        live.start()
        await bound.wait()
        publisher = Publisher(amqp_url, f"{unique}.events")
        await AioPublisher(publisher).publish(
            [
                Outgoing(
                    "attendant_changed",
                    stamp(AttendantChanged(), account_id="a", event_id=f"ev_{n}"),
                )
                for n in range(300)
            ]
        )
        await all_here.wait()
        await live.stop()
        publisher.close()
        return arrived

    assert asyncio.run(scenario()) == [f"ev_{n}" for n in range(300)]
