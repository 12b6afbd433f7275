"""
Customers at a rate: signed WhatsApp webhooks over keep-alive connections.

The requests are made ready before the clock starts, and speak HTTP/1.1 by
hand: on two cores a comfortable client would take the time it measures.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

MARK = "bench"
"""Every message's text is `bench-<run>-<number>-end`, found again on a live stream."""


@dataclass(frozen=True, slots=True)
class Target:
    """A WhatsApp channel of the demo, as its provider sees it."""

    host: str
    port: int
    path: str
    app_secret: str
    phone_number_id: str
    waba_id: str


@dataclass(slots=True)
class Sent:
    """What became of the requests: moments in `time.perf_counter` seconds."""

    began: list[float] = field(default_factory=list)
    answer_seconds: list[float] = field(default_factory=list)
    refused: int = 0


def requests(
    target: Target, run: str, count: int, *, customers: int, first_customer: int
) -> list[bytes]:
    """
    Return *count* webhooks by *customers* people, ready to send.

    New people come at an even pace from the first message to the last; in
    between write those who wrote before, as they come.
    """
    made = []
    draw = random.Random(count)
    for number in range(count):
        met = number * customers // count
        new = number == 0 or met > (number - 1) * customers // count
        who = met if new else draw.randrange(met + 1)
        digits = f"55119{first_customer + who:08d}"
        body = json.dumps(_webhook(target, run, number, digits)).encode()
        signature = hmac.new(target.app_secret.encode(), body, hashlib.sha256)
        head = (
            f"POST {target.path} HTTP/1.1\r\nHost: {target.host}:{target.port}\r\n"
            "Content-Type: application/json\r\n"
            f"X-Hub-Signature-256: sha256={signature.hexdigest()}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        made.append(head.encode() + body)
    return made


def _webhook(target: Target, run: str, number: int, digits: str) -> dict[str, object]:
    value = {
        "messaging_product": "whatsapp",
        "metadata": {
            "display_phone_number": "5511900000000",
            "phone_number_id": target.phone_number_id,
        },
        "contacts": [{"profile": {"name": f"Cliente {digits[-4:]}"}, "wa_id": digits}],
        "messages": [
            {
                "from": digits,
                "id": f"wamid.{run}.{number}",
                "timestamp": str(int(time.time())),
                "type": "text",
                "text": {
                    "body": f"{MARK}-{run}-{number}-end Olá, tudo bem? " + "x" * 60
                },
            }
        ],
    }
    return {
        "object": "whatsapp_business_account",
        "entry": [
            {"id": target.waba_id, "changes": [{"field": "messages", "value": value}]}
        ],
    }


async def send(
    target: Target, made: Sequence[bytes], *, rate: float | None, connections: int
) -> Sent:
    """
    Send all, *rate* per second, or as fast as they are answered if None.

    A message's latency counts from when it was due, so that a server which
    falls behind is not flattered.
    """
    sent = Sent(began=[0.0] * len(made))
    waiting: asyncio.Queue[int] = asyncio.Queue()
    start = time.perf_counter() + 0.1

    async def customer() -> None:
        reader, writer = await asyncio.open_connection(target.host, target.port)
        while (number := await waiting.get()) >= 0:
            begun = time.perf_counter() if rate is None else start + number / rate
            sent.began[number] = begun
            writer.write(made[number])
            status = await _answer(reader)
            sent.answer_seconds.append(time.perf_counter() - begun)
            sent.refused += status != 200
        writer.close()

    workers = [asyncio.create_task(customer()) for _ in range(connections)]
    for number in range(len(made)):
        if rate is not None:
            await asyncio.sleep(max(start + number / rate - time.perf_counter(), 0))
        waiting.put_nowait(number)
    for _ in workers:
        waiting.put_nowait(-1)
    await asyncio.gather(*workers)
    return sent


async def _answer(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head[9:12])
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            await reader.readexactly(int(line.partition(b":")[2]))
            return status
    while (size := int((await reader.readline()).strip() or b"0", 16)) > 0:
        await reader.readexactly(size + 2)
    await reader.readline()
    return status
