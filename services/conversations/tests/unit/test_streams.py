"""Following the feed over gRPC."""

import contextlib
import threading

import grpc
import pytest
from recado.conversations.v1 import event_feed_service_pb2 as feed_rpc

from chassis.rpc import error_info


class TestStream:
    def test_goes_on_with_new_events(self, house, ana):
        house.has_conversation()
        stream = ana.feed.Subscribe(feed_rpc.SubscribeRequest(), metadata=ana.metadata)
        positions = [next(stream).event.conversation_opened.mark.position]
        positions.append(next(stream).event.message_added.mark.position)

        house.writes()
        positions.append(next(stream).event.message_added.mark.position)
        stream.cancel()

        assert positions == [1, 2, 3]

    def test_of_a_position_that_is_gone_is_refused(self, ana):
        stream = ana.feed.Subscribe(
            feed_rpc.SubscribeRequest(after_position=9), metadata=ana.metadata
        )

        with pytest.raises(grpc.RpcError) as caught:
            next(stream)

        assert error_info(caught.value)[0] == "POSITION_GONE"

    def test_calls_go_on_however_many_streams_there_are(self, house, ana):
        """Each holds a thread: there are only so many, and the rest is told so."""
        house.has_conversation()
        request = feed_rpc.SubscribeRequest()
        streams = [ana.feed.Subscribe(request, metadata=ana.metadata) for _ in range(2)]
        for stream in streams:
            next(stream)

        with pytest.raises(grpc.RpcError) as caught:
            next(ana.feed.Subscribe(request, metadata=ana.metadata))

        assert caught.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
        assert ana(ana.feed.ReadEvents, feed_rpc.ReadEventsRequest()).last_position == 2
        for stream in streams:
            stream.cancel()

    def test_a_subscriber_that_leaves_makes_room(self, house, ana):
        house.has_conversation()

        for _ in range(5):
            stream = self._admitted(ana)
            stream.cancel()

    @staticmethod
    def _admitted(ana):
        """Return a stream once there is room: leaving takes a moment."""
        gave_up = threading.Event()
        watch = threading.Timer(10, gave_up.set)
        watch.start()
        try:
            while not gave_up.is_set():
                stream = ana.feed.Subscribe(
                    feed_rpc.SubscribeRequest(), metadata=ana.metadata
                )
                with contextlib.suppress(grpc.RpcError):
                    next(stream)
                    return stream
        finally:
            watch.cancel()
        raise AssertionError("no stream was ever admitted")
