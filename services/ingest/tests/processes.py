"""The three processes of ingest for real, and a provider that stands in."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import amqp
import grpc
import httpx
from builders import FACTS, SECRET_KEY, SECRETS, caller
from kombu import Connection
from recado.conversations.v1.events_pb2 import MessageQueued
from recado.ingest.v1 import channel_service_pb2 as messages
from recado.ingest.v1 import channel_service_pb2_grpc as stubs
from recado.ingest.v1 import events_pb2
from recado.ingest.v1.channel_pb2 import Channel

from chassis.envelope import Outgoing, stamp
from chassis.identity import sign
from chassis.publisher import Publisher
from chassis.rpc import bearer
from ingest.domain.channels import Kind

IDENTITY_KEY = "identity-key-for-tests"
DEADLINE = 30

KINDS = {
    Kind.WHATSAPP_CLOUD: Channel.KIND_WHATSAPP_CLOUD,
    Kind.WHATSAPP_TWILIO: Channel.KIND_WHATSAPP_TWILIO,
    Kind.MESSENGER: Channel.KIND_MESSENGER,
    Kind.WEBCHAT: Channel.KIND_WEBCHAT,
}

HEARD = {
    "message_received": events_pb2.MessageReceived,
    "message_echoed": events_pb2.MessageEchoed,
    "reaction_received": events_pb2.ReactionReceived,
    "identity_changed": events_pb2.IdentityChanged,
    "delivery_changed": events_pb2.DeliveryChanged,
    "attachment_changed": events_pb2.AttachmentChanged,
}


def until(look, what):
    """Poll *look* until it returns something; the one place that waits."""
    deadline = time.monotonic() + DEADLINE
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.02)
    raise AssertionError(f"{what} did not happen within {DEADLINE} s")


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Provider:
    """
    Takes sends as Meta does; can be told to hang.

    `files` are what people sent, by media id; `handed` what was handed over;
    `names` are people's, by their ids.
    """

    def __init__(self):
        self.calls = []
        self.files = {}
        self.names = {}
        self.handed = []
        self.hang = threading.Event()
        self.hang.set()
        provider = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                """Say who the account is, or list nothing."""
                node = urlsplit(self.path).path.rsplit("/", 1)[-1]
                if node in provider.files:
                    self._file(node)
                    return
                name = provider.names.get(node, "")
                lists = {"data": [], "messages": [], "contents": []}
                self._answer({"id": node, "name": name, **lists})

            def do_POST(self):
                raw = self.rfile.read(int(self.headers.get("content-length") or 0))
                if self.path.endswith("/media"):
                    provider.handed.append(raw)
                    self._answer({"id": f"{len(provider.handed)}00"})
                    return
                if "/messages" not in self.path:
                    self._answer({"success": True})
                    return
                provider.calls.append(json.loads(raw))
                provider.hang.wait(DEADLINE)
                self._answer({"messages": [{"id": f"wamid.{len(provider.calls)}"}]})

            def _file(self, node):
                if not self.path.startswith("/files/"):
                    self._answer({"url": f"{provider.url}/files/{node}", "id": node})
                    return
                self.send_response(200)
                self.send_header("content-length", str(len(provider.files[node])))
                self.end_headers()
                self.wfile.write(provider.files[node])

            def _answer(self, found):
                answer = json.dumps(found).encode()
                try:
                    self.send_response(200)
                    self.send_header("content-length", str(len(answer)))
                    self.end_headers()
                    self.wfile.write(answer)
                except OSError:
                    self.close_connection = True

            def log_message(self, *_):
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self.hang.set()
        self._server.shutdown()
        self._server.server_close()


class Processes:
    """Starts and kills; gives clients."""

    def __init__(self, folder: Path, *, amqp_url, mongo_url, name):
        self._folder = folder
        self.amqp_url = amqp_url
        self.http_port, self.grpc_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.http_port}"
        self._environ = {
            **os.environ,
            "PYTHONWARNINGS": "ignore",
            "INGEST_AMQP_URL": amqp_url,
            "INGEST_MONGO_URL": mongo_url,
            "INGEST_MONGO_NAME": name,
            "INGEST_IDENTITY_KEY": IDENTITY_KEY,
            "INGEST_SECRET_KEY": SECRET_KEY,
            "INGEST_PUBLIC_URL": self.url,
            "INGEST_HTTP_PORT": str(self.http_port),
            "INGEST_GRPC_PORT": str(self.grpc_port),
            "INGEST_SPOOL_DIR": str(folder / "spool"),
            "INGEST_LEASE_SECONDS": "5",
        }
        self.running = {}

    def start(self, side, **environ):
        log = (self._folder / f"{side}.log").open("ab")
        self.running[side] = subprocess.Popen(
            [sys.executable, "-m", f"ingest.{side}_main"],
            env={**self._environ, "INGEST_METRICS_PORT": str(free_port()), **environ},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        log.close()

    def kill(self, side):
        process = self.running.pop(side)
        os.killpg(process.pid, 9)
        process.wait(DEADLINE)

    def close(self):
        for side in list(self.running):
            self.kill(side)

    def ready(self):
        def answers():
            try:
                return httpx.get(f"{self.url}/readyz").status_code == 200
            except httpx.HTTPError:
                return False

        until(answers, "the HTTP side")

    def connect(self, kind, *, name, api_base_url=""):
        with grpc.insecure_channel(f"127.0.0.1:{self.grpc_port}") as channel:
            grpc.channel_ready_future(channel).result(DEADLINE)
            return (
                stubs.ChannelServiceStub(channel)
                .ConnectChannel(
                    messages.ConnectChannelRequest(
                        request_id=name,
                        kind=KINDS[kind],
                        name=name,
                        provider_facts=FACTS[kind],
                        secrets=SECRETS[kind],
                        api_base_url=api_base_url,
                    ),
                    metadata=bearer(sign(caller("channels.manage"), IDENTITY_KEY)),
                )
                .channel
            )


class Ear:
    """Hears what ingest announces, and speaks for conversations."""

    def __init__(self, amqp_url):
        self.heard = []
        self._publisher = Publisher(amqp_url, "conversations.events")
        self._connection = Connection(amqp_url)
        self._connection.connect()
        channel = self._connection.connection.channel()
        channel.exchange_declare(
            "ingest.events", "topic", durable=True, auto_delete=False
        )
        queue = channel.queue_declare("", exclusive=True).queue
        for key in HEARD:
            channel.queue_bind(queue, "ingest.events", key)
        channel.basic_consume(queue, no_ack=True, callback=self._hear)

    def _hear(self, raw: amqp.Message):
        kind = HEARD[raw.delivery_info["routing_key"]]
        self.heard.append(kind.FromString(bytes(raw.body)))

    def wait_for(self, matches, what):
        def look():
            with suppress(TimeoutError):
                self._connection.connection.drain_events(timeout=0.05)
            return next((m for m in self.heard if matches(m)), None)

        return until(look, what)

    def statuses(self, message_id):
        return [
            m.status
            for m in self.heard
            if isinstance(m, events_pb2.DeliveryChanged) and m.message_id == message_id
        ]

    def queue_message(
        self,
        message_id,
        channel_id,
        *,
        keys,
        text="hi",
        conversation="cv_1",
        attachments=(),
    ):
        message = MessageQueued(identity_keys=keys)
        message.conversation.channel_id = channel_id
        message.conversation.conversation_id = conversation
        message.message.message_id = message_id
        message.message.text = text
        if attachments:
            kind = attachments[0].Kind.Name(attachments[0].kind)
            message.message.kind = kind.removeprefix("KIND_").lower()
            message.message.content.attachments.extend(attachments)
        message.message.create_time.GetCurrentTime()
        stamp(message, account_id="ac_1")
        self._publisher.publish([Outgoing("message_queued", message)])

    def close(self):
        self._publisher.close()
        self._connection.close()
