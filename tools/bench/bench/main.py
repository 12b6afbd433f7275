"""
`make bench`: runs the whole stack and prints one table; JSON beside it.

Everything on one machine and on the embedded database, every write durable;
the load comes from this process, over loopback. Runs a few minutes. Compare
ratios within one run: these machines are noisy.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import platform
import statistics
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from stack.stack import Stack

from . import floor, load
from .live import Screen, sign_in
from .table import render

WEBHOOK_RATE = 100  # per second, for the answer's latency
VISIBLE_RATE = 50  # per second
NEWCOMERS = {"visible_ms": 20, "visible_new_ms": 5}  # one in so many is new
STEADY_SECONDS = 15
SATURATION = 6000  # messages sent as fast as they are answered
CUSTOMERS = 300  # people who write them
DRAIN_SECONDS = 15  # after the saturation, for what follows each new person
SESSIONS = 200  # screens for the fan-out
PATIENCE = 120  # seconds to wait for what must still show


def main() -> None:
    """Measure, print, and write `<out>`."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path, default=Path(".local/bench.json"))
    options.add_argument("--state", type=Path, default=Path(".local/bench"))
    chosen = options.parse_args()
    results = run(chosen.state)
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    chosen.out.write_text(json.dumps(results, indent=1))
    print(render(results))
    print(f"\nwritten to {chosen.out}")


def run(state: Path) -> dict[str, Any]:
    """Start the stack twice, measure, and return the figures."""
    say("starting the stack for the first time: data, channels, demo history")
    with Stack(state_dir=state, ports="free", demo=True):
        pass
    say("starting it again, timed")
    began = time.perf_counter()
    with Stack(state_dir=state, ports="free", demo=True) as stack:
        results: dict[str, Any] = {
            "machine": f"{platform.machine()}, {platform.python_version()}",
            "start_seconds": round(time.perf_counter() - began, 1),
            "memory_idle_mib": stack.memory(),
        }
        demo = json.loads((state / "demo.json").read_text())
        results |= asyncio.run(_measure(demo))
        results["memory_after_mib"] = stack.memory()
        say("the floor, on the same broker and database")
        results["floor_per_second"] = round(
            floor.measure(stack.urls["amqp"], stack.urls["mongo"], SATURATION)
        )
    results["share_of_floor"] = round(
        results["visible_per_second"] / results["floor_per_second"], 3
    )
    return results


async def _measure(demo: dict[str, Any]) -> dict[str, Any]:
    target = _target(demo)
    user = demo["users"][0]
    gateway = demo["gateway"]["url"]
    cookie, _ = await asyncio.to_thread(
        sign_in, gateway, user["email"], user["password"]
    )
    screen = Screen(gateway, cookie)
    await screen.open()
    results: dict[str, Any] = {}
    await _burst(target, screen, "warm", 200, customers=50)
    results |= await _steady(target, screen)
    results |= await _saturated(target, screen)
    results |= await _fan_out(target, gateway, cookie, screen)
    results["doubled"] = screen.doubled
    screen.close()
    return results


async def _steady(target: load.Target, screen: Screen) -> dict[str, Any]:
    say(f"steady: {WEBHOOK_RATE} webhooks/s for {STEADY_SECONDS} s")
    run = f"w{int(time.time())}"
    made = load.requests(
        target, run, WEBHOOK_RATE * STEADY_SECONDS, customers=100, first_customer=1000
    )
    sent = await load.send(target, made, rate=WEBHOOK_RATE, connections=8)
    await screen.wait_for(run, len(made), patience_seconds=PATIENCE)
    results: dict[str, Any] = {"webhook_ms": quantiles(sent.answer_seconds)}
    results |= {"steady_lost": 0, "refused": sent.refused}
    for name, share in NEWCOMERS.items():
        delays, lost, refused = await _visible(target, screen, name, share)
        results[name] = quantiles(delays)
        results["steady_lost"] += lost
        results["refused"] += refused
    return results


async def _visible(
    target: load.Target, screen: Screen, name: str, share: int
) -> tuple[list[float], int, int]:
    """Return the delays, how many never showed, and how many were refused."""
    say(f"steady: {VISIBLE_RATE} messages/s, one in {share} from a new person")
    run = f"v{name}{int(time.time())}"
    count = VISIBLE_RATE * STEADY_SECONDS
    made = load.requests(
        target, run, count, customers=count // share, first_customer=strangers()
    )
    sent = await load.send(target, made, rate=VISIBLE_RATE, connections=8)
    shown = await screen.wait_for(run, count, patience_seconds=PATIENCE)
    return _delays(sent, screen, run), count - shown, sent.refused


async def _saturated(target: load.Target, screen: Screen) -> dict[str, Any]:
    first = strangers()
    say(f"saturation: {CUSTOMERS} people write for the first time")
    await _burst(
        target,
        screen,
        f"k{int(time.time())}",
        CUSTOMERS,
        customers=CUSTOMERS,
        first=first,
    )
    await asyncio.sleep(DRAIN_SECONDS)
    say(f"saturation: {SATURATION} messages by {CUSTOMERS} people")
    known = await _burst(
        target,
        screen,
        f"s{int(time.time())}",
        SATURATION,
        customers=CUSTOMERS,
        first=first,
    )
    say(f"saturation: {SATURATION // 2} messages, each from a new person")
    new = await _burst(
        target,
        screen,
        f"n{int(time.time())}",
        SATURATION // 2,
        customers=SATURATION // 2,
    )
    return {
        "accepted_per_second": known["accepted_per_second"],
        "visible_per_second": known["visible_per_second"],
        "visible_ms_saturated": known["visible_ms"],
        "new_visible_per_second": new["visible_per_second"],
        "saturated_lost": known["lost"] + new["lost"],
    }


async def _burst(
    target: load.Target,
    screen: Screen,
    run: str,
    count: int,
    *,
    customers: int,
    first: int | None = None,
) -> dict[str, Any]:
    """Send *count* messages at once, by people who never wrote unless *first* did."""
    made = load.requests(
        target,
        run,
        count,
        customers=customers,
        first_customer=strangers() if first is None else first,
    )
    began = time.perf_counter()
    sent = await load.send(target, made, rate=None, connections=32)
    accepted = time.perf_counter() - began
    shown = await screen.wait_for(run, count, patience_seconds=PATIENCE)
    last = max((at for key, at in screen.shown.items() if key[0] == run), default=began)
    return {
        "accepted_per_second": round(count / accepted),
        "visible_per_second": round(shown / (last - began)) if shown else 0,
        "visible_ms": quantiles(_delays(sent, screen, run)),
        "lost": count - shown,
    }


async def _fan_out(
    target: load.Target, gateway: str, cookie: str, screen: Screen
) -> dict[str, Any]:
    await asyncio.sleep(DRAIN_SECONDS)
    say(f"fan-out: {SESSIONS} live screens, 20 messages/s")
    screens = [Screen(gateway, cookie) for _ in range(SESSIONS)]
    for one in screens:
        await one.open()
    run, count = f"f{int(time.time())}", 100
    made = load.requests(target, run, count, customers=50, first_customer=2000)
    sent = await load.send(target, made, rate=20, connections=4)
    await screen.wait_for(run, count, patience_seconds=PATIENCE)
    missing = 0
    for one in screens:
        missing += count - await one.wait_for(run, count, patience_seconds=10)
    delays = [delay for one in screens for delay in _delays(sent, one, run)]
    for one in screens:
        one.close()
    return {"fan_out_ms": quantiles(delays), "fan_out_missing": missing}


def _delays(sent: load.Sent, screen: Screen, run: str) -> list[float]:
    return [
        at - sent.began[number]
        for (of, number), at in screen.shown.items()
        if of == run
    ]


def strangers() -> int:
    """Return the first number of people who never wrote before."""
    return int(time.time() * 1000) % (9 * 10**7)


def quantiles(seconds: list[float]) -> dict[str, float]:
    """Return p50, p95 and p99 in milliseconds."""
    if len(seconds) < 2:  # fewer have no quantiles
        return {"p50": 0.0, "p95": 0.0, "p99": 0.0}
    cuts = statistics.quantiles(seconds, n=100)
    return {
        name: round(cuts[n - 1] * 1000, 1)
        for name, n in (("p50", 50), ("p95", 95), ("p99", 99))
    }


def _target(demo: dict[str, Any]) -> load.Target:
    [channel] = [c for c in demo["channels"] if c["kind"] == "whatsapp_cloud"]
    url = urlsplit(channel["webhook_url"])
    return load.Target(
        host=url.hostname or "",
        port=url.port or 80,
        path=url.path,
        app_secret=channel["app_secret"],
        phone_number_id=channel["phone_number_id"],
        waba_id=channel["waba_id"],
    )


def say(text: str) -> None:
    """Tell the person who waits what is going on."""
    print(f"· {text}", flush=True)


if __name__ == "__main__":
    main()
