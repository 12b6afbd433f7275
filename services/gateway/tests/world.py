"""What the faked services know, and what they have in common."""

from __future__ import annotations

import grpc

from chassis import rpc

Code = grpc.StatusCode


class World:
    """What all services know; a test arranges it and looks at it."""

    def __init__(self):
        self.channels = {}
        self.conversations = {}
        self.feed = []
        self.first_kept = 1
        self.attendants = {}
        self.reports = []
        self.callers = []
        self.refusal = None
        self.facts = {}
        self.sent = []
        self.feed_reads = 0
        self.unheard_of = set()
        self.asked = []
        self.templates = {}
        self.contact = {"name": "João"}

    def publish(self, event):
        """Append to the feed and return the event."""
        self.feed.append(event)
        return event

    def refuse(self, context, code, reason, message="no", **facts):
        """End the call with a refusal."""
        rpc.refuse(
            context, code, reason, message, "test.recado", {**facts, **self.facts}
        )

    def begin(self, context):
        """Remember who calls; refuse when the test says so."""
        self.callers.append(rpc.caller(context))
        if self.refusal is not None:
            self.refuse(context, *self.refusal)
        return self.callers[-1]


class Service:
    def __init__(self, world):
        self.world = world
