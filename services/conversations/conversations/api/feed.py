"""Serves the account's events in order."""

# methods are named as in the protos

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import grpc
from recado.conversations.v1 import event_feed_service_pb2 as messages
from recado.conversations.v1 import event_feed_service_pb2_grpc as stubs

from .. import metrics
from ..app import App
from ..domain.errors import StreamsExhausted
from ..use_cases.looking import FeedPage
from ..use_cases.viewer import Viewer
from ..wire import events_out, requests
from .status import refusing, viewer

POLL_SECONDS = 0.2
"""How long a stream that has caught up waits before it looks again."""

STREAM_SECONDS = 15.0
"""
After this a stream ends, and its subscriber resumes from its last position.

Less than the time a process has to drain (`chassis.rpc.GRACE`), so that no
stream is cut off; and what an identity may see is looked at afresh.
"""


class EventFeedService(stubs.EventFeedServiceServicer):
    """
    Serves `recado.conversations.v1.EventFeedService`.

    Each stream holds a thread of the server, so there are at most
    *stream_limit*: calls must not starve.
    """

    def __init__(self, app: App, *, stream_limit: int) -> None:
        self._app = app
        self._free = threading.BoundedSemaphore(stream_limit)

    @refusing
    def ReadEvents(
        self,
        request: messages.ReadEventsRequest,
        context: grpc.ServicerContext,
    ) -> messages.ReadEventsResponse:
        """Read events after a position, oldest first."""
        limit = requests.page_size(
            request.page_size, requests.DEFAULT_EVENTS, requests.MAX_EVENTS
        )
        after = requests.read_position(request)
        page = self._app.read_events(viewer(context), after, limit)
        return messages.ReadEventsResponse(
            events=[events_out.write_feed_event(entry) for entry in page.entries],
            next_position=page.next_position,
            last_position=page.last_position,
        )

    def Subscribe(
        self,
        request: messages.SubscribeRequest,
        context: grpc.ServicerContext,
    ) -> Iterator[messages.SubscribeResponse]:
        """Stream events after a position, and new ones as they happen."""
        self._begin(request, context)
        metrics.STREAMS.inc()
        try:
            yield from self._stream(viewer(context), request, context)
        finally:
            metrics.STREAMS.dec()
            self._free.release()

    @refusing
    def _begin(
        self,
        request: messages.SubscribeRequest,
        context: grpc.ServicerContext,  # noqa: ARG002  # where a refusal goes
    ) -> None:
        requests.read_position(request)
        if not self._free.acquire(blocking=False):
            raise StreamsExhausted("all streams are taken; try again or elsewhere")

    def _stream(
        self,
        who: Viewer,
        request: messages.SubscribeRequest,
        context: grpc.ServicerContext,
    ) -> Iterator[messages.SubscribeResponse]:
        gone = threading.Event()
        # Wakes the wait below when the subscriber leaves or we are cut off.
        context.add_callback(gone.set)
        after, end = request.after_position, time.monotonic() + STREAM_SECONDS
        while context.is_active() and time.monotonic() < end:
            page = self._page((who, after), context)
            for entry in page.entries:
                yield messages.SubscribeResponse(
                    event=events_out.write_feed_event(entry)
                )
            after = page.next_position
            if after >= page.last_position:
                gone.wait(POLL_SECONDS)

    @refusing
    def _page(
        self,
        request: tuple[Viewer, int],
        context: grpc.ServicerContext,  # noqa: ARG002  # where a refusal goes
    ) -> FeedPage:
        who, after = request
        return self._app.read_events(who, after, requests.DEFAULT_EVENTS)
