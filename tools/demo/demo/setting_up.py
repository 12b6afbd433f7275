"""Sectors, who works in them, distribution and channels; safe to repeat."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from demo.dialogues import (
    CLOUD,
    INSTAGRAM,
    MESSENGER,
    TWILIO,
    WEBCHAT,
    KnownContact,
)
from demo.history import CONTACTS
from demo.stack import Refused, Service, User, until

SECTORS = {"Sales": ("ana", "carla"), "Support": ("bruno", "carla", "diego")}
PHONE_NUMBER_ID, WABA_ID, APP_ID = (
    "227711004455001",
    "318200455667788",
    "744120998877001",
)
PAGE_ID, INSTAGRAM_ID = "204500066600777", "17841400011122233"
PHONE_NUMBER, SENDER = "551140028922", "whatsapp:+551140028933"


async def sectors(admin: User, ids: Mapping[str, str]) -> list[dict[str, Any]]:
    """Make the sectors, put agents in them, and return the sectors."""
    known = (await admin.call("GET", "/api/v1/sectors"))["items"]
    for name in SECTORS:
        if all(each["name"] != name for each in known):
            body = {"name": name}
            known.append(await admin.call("POST", "/api/v1/sectors", body))
    by_name = {each["name"]: each["id"] for each in known}
    agents = await until("every demo user in the roster", lambda: _roster(admin, ids))
    for name, user_id in ids.items():
        wanted = {by_name[s] for s, members in SECTORS.items() if name in members}
        if not wanted <= set(agents[user_id]["sector_ids"]):
            members_of = {"sector_ids": sorted(wanted)}
            await admin.call("PATCH", f"/api/v1/agents/{user_id}", members_of)
    return [each for each in known if each["name"] in SECTORS]


async def _roster(admin: User, ids: Mapping[str, str]) -> dict[str, Any] | None:
    items = (await admin.call("GET", "/api/v1/agents"))["items"]
    found = {each["id"]: each for each in items}
    return found if set(ids.values()) <= set(found) else None


async def distribution(admin: User) -> None:
    """Let agents take conversations themselves; reopened ones return to them."""
    body = {"method": "manual", "reopen_policy": "keep_assignee"}
    await admin.call("PUT", "/api/v1/distribution", body)


async def contacts(admin: User, ids: Mapping[str, str]) -> None:
    """Make the contacts that the CRM is to know before they write."""
    await asyncio.gather(*(_contact(admin, each, ids) for each in CONTACTS))


async def _contact(admin: User, each: KnownContact, ids: Mapping[str, str]) -> None:
    body = {
        "name": each.name,
        "phone": each.phone,
        "email": each.email,
        "owner_id": ids.get(each.owner, ""),
        "city": each.city,
        "company": each.company,
        "notes": each.notes,
    }
    try:
        await admin.call("POST", "/api/v1/contacts", body)
    except Refused as refused:
        # A former run got this far.
        if refused.reason != "PHONE_TAKEN":
            raise


def drafts(kept: Mapping[str, str], simulator: str) -> list[dict[str, Any]]:
    """Return the channels to connect, one of each kind; one app has all of Meta's."""
    app = {name: kept[name] for name in ("app_secret", "verify_token")}
    return [
        {
            "kind": CLOUD,
            "name": "WhatsApp Aurora",
            "provider_facts": {
                "phone_number_id": PHONE_NUMBER_ID,
                "waba_id": WABA_ID,
                "phone_number": PHONE_NUMBER,
                "app_id": APP_ID,
            },
            "secrets": app | {"access_token": kept["access_token"]},
            "api_base_url": simulator,
        },
        {
            "kind": TWILIO,
            "name": "WhatsApp Ateliê",
            "provider_facts": {"account_sid": kept["account_sid"], "sender": SENDER},
            "secrets": {"auth_token": kept["auth_token"]},
            "api_base_url": simulator,
        },
        {
            "kind": MESSENGER,
            "name": "Página Aurora",
            "provider_facts": {"page_id": PAGE_ID, "app_id": APP_ID},
            "secrets": app | {"access_token": kept["page_token"]},
            "api_base_url": simulator,
        },
        {
            "kind": INSTAGRAM,
            "name": "Instagram Aurora",
            "provider_facts": {"instagram_id": INSTAGRAM_ID, "app_id": APP_ID},
            "secrets": app | {"access_token": kept["instagram_token"]},
            "api_base_url": simulator,
        },
        {"kind": WEBCHAT, "name": "Site Aurora", "provider_facts": {}, "secrets": {}},
    ]


async def channels(
    admin: User, simulator: Service, kept: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Connect what is missing, register all with the simulator, and return them."""
    listed = (await admin.call("GET", "/api/v1/channels"))["items"]
    known = {each["name"]: each for each in listed}
    connected = []
    for draft in drafts(kept, simulator.url):
        found = known.get(draft["name"])
        if found is None:
            await open_account(simulator, draft)
            key = f"demo-{draft['kind']}"
            found = await admin.call("POST", "/api/v1/channels", draft, key=key)
        connected.append(described(found, draft))
    await asyncio.gather(*(register(simulator, each) for each in connected))
    return connected


async def open_account(simulator: Service, draft: Mapping[str, Any]) -> None:
    """Let the provider know the account, so that its credentials can be checked."""
    if draft["kind"] == WEBCHAT:
        return
    body = {"kind": draft["kind"], "name": draft["name"]}
    body |= draft["provider_facts"] | draft["secrets"]
    await simulator.call("PUT", "/control/channels", body)


def described(channel: Mapping[str, Any], draft: Mapping[str, Any]) -> dict[str, Any]:
    """Return all that a program needs to drive *channel*, its secrets too."""
    shown = {name: channel[name] for name in ("id", "kind", "name", "webhook_url")}
    shown |= channel["provider_facts"] | draft["provider_facts"] | draft["secrets"]
    shown["simulated_id"] = simulated_id(channel, draft)
    if channel["kind"] == TWILIO:
        shown["to"] = channel["provider_id"]
    if channel["kind"] == WEBCHAT:
        shown["token"] = channel["provider_id"]
        shown["script_url"] = channel["webhook_url"]
        del shown["webhook_url"]
    return shown


def simulated_id(channel: Mapping[str, Any], draft: Mapping[str, Any]) -> str:
    """Return what the simulator's control API knows the channel by."""
    facts = draft["provider_facts"]
    for name in ("phone_number_id", "page_id", "instagram_id"):
        if name in facts:
            return str(facts[name])
    if "sender" in facts:
        return str(facts["sender"]).partition("+")[2]
    return str(channel["provider_id"])


async def register(simulator: Service, channel: Mapping[str, Any]) -> None:
    """Tell the simulator about *channel*, once ingest answers for it."""
    ours = ("id", "to", "simulated_id")
    body = {name: value for name, value in channel.items() if name not in ours}

    async def look() -> bool | None:
        try:
            await simulator.call("PUT", "/control/channels", body)
        except Refused as refused:
            # Ingest's web side learns of a channel a moment after it is stored.
            if refused.reason == "HANDSHAKE_FAILED":
                return None
            raise
        return True

    await until(f"ingest answers for {channel['name']}", look)
