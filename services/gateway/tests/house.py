"""The whole gateway in this process: real edges, faked services and ports."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager

import httpx
import ingest_http
from builders import PASSWORD, channel, config, conversation, roll, user
from fakes import FakeOutside
from patience import PATIENCE, until
from services import World, served

from gateway.app import build


class House:
    """One account with users admin, ana and bruno; see `open_house`."""

    def __init__(self, app, outside, world, account_id, users, ingest):
        self.app, self.outside, self.world = app, outside, world
        self.ingest = ingest
        self.account_id, self.users = account_id, users

    @property
    def queue(self):
        return self.outside.queue

    def client(self, **given):
        """A client that follows no redirects and is nobody yet."""
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        return httpx.AsyncClient(
            transport=transport, base_url="http://recado.test", **given
        )

    async def signed_in(self, name="ana"):
        """A client of the page, signed in."""
        client = self.client()
        body = {"email": f"{name}@example.com", "password": PASSWORD}
        answer = await client.post("/api/v1/session", json=body)
        assert answer.status_code == 200, answer.text
        client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
        return client

    async def follow(self, client, path="/api/v1/events", **headers):
        """Open a live stream with the client's cookies."""
        stream = Stream(self.app, path, {**client.headers, **headers}, client.cookies)
        await stream.open()
        return stream


@asynccontextmanager
async def open_house(**settings):
    """Build the gateway over fakes and run its lifespan."""
    world, outside = World(), FakeOutside()
    account = roll(user("ana"), user("bruno"), account_id="ac_acme")
    outside.people.create(account)
    account_id = account.account.account_id
    users = {name: account.users[f"us_{name}"] for name in ("admin", "ana", "bruno")}
    installer_id = users["admin"].user_id
    world.channels["ch_1"] = channel(account_id=account_id, installer_id=installer_id)
    world.conversations["cv_1"] = conversation(account_id=account_id)
    with served(world) as targets, ingest_http.serving() as ingest:
        urls = {"ingest_url": ingest.url}
        given = {"secure_cookies": False, **targets, **urls, **settings}
        app = build(config(**given), connect=outside)
        async with lifespan(app):
            house = House(app, outside, world, account_id, users, ingest)
            async with house.client() as client:
                await until(lambda: _ready(client))
            yield house


async def _ready(client):
    return (await client.get("/readyz")).status_code == 200


@asynccontextmanager
async def lifespan(app):
    """Run the application's lifespan, as a server does."""
    inbox, started, stopped = asyncio.Queue(), asyncio.Event(), asyncio.Event()

    async def send(message):
        assert "failed" not in message["type"], message
        (started if "startup" in message["type"] else stopped).set()

    task = asyncio.create_task(app({"type": "lifespan", "state": {}}, inbox.get, send))
    await inbox.put({"type": "lifespan.startup"})
    await asyncio.wait(
        {task, asyncio.create_task(started.wait())}, return_when="FIRST_COMPLETED"
    )
    assert started.is_set(), task
    try:
        yield
    finally:
        await inbox.put({"type": "lifespan.shutdown"})
        await task


class Stream:
    """A live stream, frame by frame: (id or None, event, data)."""

    def __init__(self, app, path, headers, cookies):
        self.status, self.problem, self.ended = 0, None, False
        self._reading = asyncio.Event()
        self._reading.set()
        self._app, self._frames, self._left = app, asyncio.Queue(), asyncio.Event()
        path, _, query = path.partition("?")
        cookie = "; ".join(f"{k}={v}" for k, v in cookies.items())
        pairs = {**headers, "cookie": cookie, "host": "recado.test"}
        self._scope = {
            "type": "http", "method": "GET", "path": path, "raw_path": path.encode(),
            "query_string": query.encode(), "root_path": "", "scheme": "http",
            "headers": [(k.lower().encode(), v.encode()) for k, v in pairs.items()],
            "client": ("10.0.0.9", 1), "server": ("recado.test", 80), "http_version": "1.1",
        }  # fmt: skip

    async def open(self):
        started = asyncio.Event()
        asked = False

        async def receive():
            nonlocal asked
            if not asked:
                asked = True
                return {"type": "http.request", "body": b"", "more_body": False}
            await self._left.wait()
            return {"type": "http.disconnect"}

        async def send(message):
            if message["type"] == "http.response.start":
                self.status = message["status"]
                self.headers = dict(message["headers"])
                started.set()
                return
            self.ended = not message.get("more_body")
            self._take(message.get("body", b"").decode())
            if not self.ended:
                await self._reading.wait()

        self._task = asyncio.create_task(self._app(self._scope, receive, send))
        await started.wait()

    def _take(self, text):
        if self.status != 200:
            self.problem = json.loads(text or "null") or self.problem
            return
        for frame in filter(None, text.split("\n\n")):
            if frame.startswith(":"):
                continue
            fields = dict(line.split(": ", 1) for line in frame.split("\n"))
            position = int(fields["id"]) if "id" in fields else None
            self._frames.put_nowait(
                (position, fields["event"], json.loads(fields["data"]))
            )

    async def next(self):
        """Return the next frame."""
        async with asyncio.timeout(PATIENCE):
            return await self._frames.get()

    async def positions(self, count):
        """Return the positions of the next *count* frames."""
        return [(await self.next())[0] for _ in range(count)]

    @property
    def waiting(self):
        return self._frames.qsize()

    def stop_reading(self):
        """Behave as a client whose connection is full."""
        self._reading.clear()

    async def closed(self):
        """Wait until the gateway has ended the stream."""
        async with asyncio.timeout(PATIENCE):
            await asyncio.shield(self._task)

    async def leave(self):
        """Close the connection from our side."""
        self._left.set()
        self._reading.set()
        await self.closed()
