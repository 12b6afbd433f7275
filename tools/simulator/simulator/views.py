"""How the control API shows things."""

from __future__ import annotations

import html
import inspect
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from simulator.courier import Answer
from simulator.errors import TABLES
from simulator.model import Channel, Customer, Message, Template
from simulator.samples import Sample
from simulator.world import World

SECRETS = ("app_secret", "verify_token", "access_token", "auth_token")
# The largest list of calls.
CALLS_LIMIT = 1000


def channel(each: Channel) -> dict[str, Any]:
    """Show a channel without its secrets."""
    shown = asdict(each)
    return {name: value for name, value in shown.items() if name not in SECRETS}


def answer(each: Answer) -> dict[str, Any]:
    """Show how the business answered a webhook."""
    return asdict(each) | {"seconds": round(each.seconds, 4)}


def message(each: Message) -> dict[str, Any]:
    """Show a message, with its error in words if it failed."""
    shown = asdict(each)
    shown.pop("status_callback")
    table = next((t for t in TABLES.values() if each.error_code in t), {})
    failure = table.get(each.error_code)
    shown["error_title"] = failure.title if failure else ""
    return shown


def template(each: Template) -> dict[str, Any]:
    """Show a template, Meta's or Twilio's."""
    return asdict(each)


def templates(world: World, channel: Channel) -> list[dict[str, Any]]:
    """Show the templates of a channel's account, newest first."""
    owner = channel.waba_id or channel.account_sid
    found = [each for each in world.templates.values() if each.owner == owner]
    found.sort(key=lambda each: each.at, reverse=True)
    return [template(each) for each in found]


def sample(each: Sample) -> dict[str, Any]:
    """Show a file that every phone has."""
    shown = {"name": each.name, "kind": each.kind, "media_type": each.media_type}
    return shown | {"file_name": each.file_name, "size": len(each.content)}


def customer(world: World, each: Customer) -> dict[str, Any]:
    """Show a customer with their newest message and how many they have not read."""
    thread = world.thread(each.key)
    unread = sum(m.direction == "out" and m.status == "delivered" for m in thread)
    last = message(thread[-1]) if thread else None
    return asdict(each) | {"key": each.key, "last_message": last, "unread": unread}


def customers(world: World, channel_id: str | None) -> list[dict[str, Any]]:
    """Show a channel's customers, whoever was active last first."""
    found = [
        customer(world, each)
        for each in world.customers.values()
        if channel_id in (None, each.channel_id)
    ]
    newest = {True: lambda c: c["last_message"]["at"], False: lambda c: c["wrote_at"]}
    found.sort(key=lambda c: newest[c["last_message"] is not None](c), reverse=True)
    return found


def thread(world: World, each: Customer) -> dict[str, Any]:
    """Show a thread as the customer sees it."""
    messages = [message(m) for m in world.thread(each.key)]
    return {"customer": customer(world, each), "messages": messages}


def calls(world: World, query: Mapping[str, str]) -> list[dict[str, Any]]:
    """Show the business's calls, newest first."""
    limit = query.get("limit", "100")
    limit_count = min(int(limit), CALLS_LIMIT) if limit.isdigit() else 100
    wanted = query.get("channel")
    found = [c for c in world.calls if wanted in (None, c["channel_id"])]
    return found[::-1][:limit_count]


def counters(world: World) -> dict[str, Any]:
    """Count messages and statuses by channel and in all."""
    by_channel = {name: Counter[str]() for name in world.channels}
    for each in world.messages.values():
        _count(by_channel.setdefault(each.channel_id, Counter()), each)
    for (name, what), count in world.tallies.items():
        by_channel.setdefault(name, Counter())[what] += count
    for webhook in world.webhooks.values():
        by_channel.setdefault(webhook.channel_id, Counter())["webhooks_owed"] += 1
    total = sum(by_channel.values(), Counter[str]())
    names = (
        "customer_messages",
        "customer_messages_accepted",
        "agent_messages",
        "agent_messages_failed",
        "statuses",
        "statuses_accepted",
        "webhooks_owed",
        "webhook_attempts",
        "duplicates_sent",
        "provider_calls",
        "provider_calls_refused",
    )
    return {
        "total": {name: total[name] for name in names},
        "channels": {
            channel_id: {name: counts[name] for name in names}
            for channel_id, counts in by_channel.items()
        },
    }


def _count(counts: Counter[str], each: Message) -> None:
    if each.direction == "in":
        counts["customer_messages"] += 1
        counts["customer_messages_accepted"] += each.status in ("accepted", "read")
        return
    counts["agent_messages"] += 1
    counts["agent_messages_failed"] += each.status == "failed"
    counts["statuses"] += len(each.reported)
    counts["statuses_accepted"] += sum(each.reported.values())


def errors() -> dict[str, Any]:
    """Show the documented errors by kind of channel."""
    return {
        kind: [{**asdict(f), "key": f.key} for f in table.values()]
        for kind, table in TABLES.items()
    }


def mails(world: World, query: Mapping[str, str]) -> list[dict[str, Any]]:
    """Show the caught e-mails, newest first."""
    wanted = query.get("to")
    found = [asdict(each) for each in world.mails.values()]
    return [each for each in found[::-1] if wanted in (None, *each["recipients"])]


def index(request: Request, table: Sequence[tuple[str, str, Any]]) -> Response:
    """Document the API, as a page for a browser and as JSON for others."""
    endpoints = [
        {"method": method, "path": path, "does": inspect.getdoc(handler) or ""}
        for method, path, handler in table
    ]
    if "text/html" not in request.headers.get("accept", ""):
        return JSONResponse({"endpoints": endpoints})
    rows = "".join(
        f"<tr><td>{e['method']}<td><code>{html.escape(e['path'])}</code>"
        f"<td>{html.escape(e['does'])}"
        for e in endpoints
    )
    return HTMLResponse(PAGE.replace("{rows}", rows))


PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Simulator: control API</title>
<link rel="stylesheet" href="/static/base.css">
<main class="document">
<p><a href="/">&larr; Simulator</a></p>
<h1>Control API</h1>
<table><thead><tr><th>Verb<th>Path<th>What it does</thead>{rows}</table>
</main>
"""
