"""Replicas of the notifier on one real database, and a real mail server."""

from __future__ import annotations

import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from aiosmtpd.controller import Controller
from recado.notifier.v1.events_pb2 import NotificationRaised

from chassis import clock
from chassis.errors import Conflict
from chassis.outbox import Outbox
from notifier.app import on
from notifier.letters import Letters, sender
from notifier.smtp import SmtpPost, server

LETTERS = Letters(sender("Recado <recado@demo.recado>"), "http://127.0.0.1:8080")


def replica(database, *, smtp_port=1, at=clock.now):
    """Return one worker's app; events stay in the outbox."""
    outbox = Outbox(database, source="notifier", publisher=None)
    outbox.prepare()
    post = SmtpPost(server(f"smtp://127.0.0.1:{smtp_port}"), LETTERS)
    return replace(on(database, outbox, post), clock=at)


def told(database):
    """Return every event that was committed to be published."""
    return [
        NotificationRaised.FromString(event["b"])
        for entry in database["outbox"].find()
        for event in entry["events"]
    ]


def insist(work):
    """Run *work* as the bus does: again when it lost a race, but not for ever."""
    for _ in range(10):
        try:
            return work()
        except Conflict:
            continue
    raise AssertionError("lost every race")


def at_once(*works):
    """Run *works* at the same moment in threads; return what they returned."""
    barrier = threading.Barrier(len(works))

    def run(work):
        barrier.wait()
        return insist(work)

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Mailbox:
    """A real SMTP server; `refuse` maps an address to the reply it gets."""

    def __init__(self):
        self.taken, self.refuse, self.at_data = [], {}, None
        self._controller = None
        self.port = free_port()

    def up(self):
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()
        return self

    def down(self):
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.at_data:
            return self.at_data
        self.taken.append((envelope.rcpt_tos[0], envelope.content))
        return "250 taken"
