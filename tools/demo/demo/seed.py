"""
Fills a running stack: `python -m demo.seed --gateway URL --ingest URL …`.

Safe to repeat: what is there is left alone. At the end `demo.json` in the state
folder holds all that a program needs to drive the demo.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx

from demo import playing, secret, setting_up, templates
from demo.dialogues import CLOUD, TWILIO, WEBCHAT, Dialogue
from demo.history import DIALOGUES
from demo.people import Customer, Inbox, Phone
from demo.playing import Play
from demo.stack import NotReady, Refused, Service, User, answering
from demo.visitor import Visitor

USERS = ("admin", "ana", "bruno", "carla", "diego")
DOMAIN = "demo.recado"
PASSWORD = "recado-demo"


class Demo:
    """One run over one stack."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        *,
        gateway: str,
        ingest: str,
        simulator: str,
        state_dir: Path,
    ) -> None:
        self._client = client
        self._gateway = gateway.rstrip("/")
        self._ingest = ingest.rstrip("/")
        self._simulator = Service(client, simulator)
        self._state_dir = state_dir
        self._kept = secret.kept(state_dir)

    async def run(self) -> int:
        """Do all that is missing; return how many dialogues were played."""
        await asyncio.gather(
            answering(self._client, f"{self._gateway}/readyz"),
            answering(self._client, f"{self._ingest}/readyz"),
            answering(self._client, f"{self._simulator.url}/healthz"),
        )
        admin = await self._user("admin")
        users = await self._users(admin)
        ids = {name: each["id"] for name, each in users.items()}
        sectors = await setting_up.sectors(admin, ids)
        channels = await setting_up.channels(admin, self._simulator, self._kept)
        described = self._described(admin, users, sectors, channels)
        secret.write(self._state_dir / "demo.json", described)
        whatsapp = [each for each in channels if each["kind"] in (CLOUD, TWILIO)]
        made = await asyncio.gather(
            *(templates.make(admin, self._simulator, each) for each in whatsapp)
        )
        named = {each["kind"]: ids for each, ids in zip(whatsapp, made, strict=True)}
        return await self._play(admin, ids, channels, named)

    async def _user(self, name: str) -> User:
        user = User(self._client, self._gateway)
        await user.sign_in(f"{name}@{DOMAIN}", PASSWORD)
        return user

    async def _users(self, admin: User) -> dict[str, dict[str, Any]]:
        listed = await admin.everything("/api/v1/users")
        by_name = {each["email"].partition("@")[0]: each for each in listed}
        return {name: by_name[name] for name in USERS}

    async def _play(
        self,
        admin: User,
        ids: Mapping[str, str],
        channels: Sequence[Mapping[str, Any]],
        named: Mapping[str, Mapping[str, str]],
    ) -> int:
        by_kind = {each["kind"]: each for each in channels}
        inbox = Inbox(admin)
        channel_ids = {kind: each["id"] for kind, each in by_kind.items()}
        missing = await playing.missing(inbox, DIALOGUES, channel_ids)
        if not missing:
            return 0
        await setting_up.distribution(admin)
        await setting_up.contacts(admin, ids)
        agents = {"ana": await self._user("ana"), "bruno": await self._user("bruno")}
        plays = [
            Play(
                each,
                channel_ids[each.kind],
                customer=self._customer(by_kind[each.kind], each),
                agents=agents,
                inbox=inbox,
                simulator=self._simulator,
                templates=named.get(each.kind, {}),
            )
            for each in missing
        ]
        # One that fails leaves the others their time.
        ended = await asyncio.gather(
            *(play.run() for play in plays), return_exceptions=True
        )
        for failure in ended:
            if isinstance(failure, BaseException):
                raise failure
        return len(plays)

    def _customer(self, channel: Mapping[str, Any], dialogue: Dialogue) -> Customer:
        if dialogue.kind == WEBCHAT:
            return Visitor(self._ingest, channel["token"], dialogue.name)
        return Phone(self._simulator, channel["simulated_id"], dialogue)

    def _described(
        self,
        admin: User,
        users: Mapping[str, Mapping[str, Any]],
        sectors: Sequence[Mapping[str, Any]],
        channels: Sequence[Mapping[str, Any]],
    ) -> dict[str, Any]:
        return {
            "gateway": {"url": self._gateway},
            "ingest": {"url": self._ingest},
            "simulator": {
                "url": self._simulator.url,
                "control_url": f"{self._simulator.url}/control",
                "mail_url": f"{self._simulator.url}/mail",
                "webchat_url": f"{self._simulator.url}/webchat-demo",
            },
            "account": dict(admin.me["account"]),
            "users": [
                {
                    "email": each["email"],
                    "password": PASSWORD,
                    "name": each["name"],
                    "id": each["id"],
                    "role": each["group"],
                }
                for each in users.values()
            ],
            "channels": list(channels),
            "sectors": [{"id": s["id"], "name": s["name"]} for s in sectors],
        }


async def seed(*, gateway: str, ingest: str, simulator: str, state_dir: Path) -> int:
    """Fill the stack at these addresses; return how many dialogues were played."""
    async with httpx.AsyncClient(timeout=10.0, trust_env=False) as client:
        demo = Demo(
            client,
            gateway=gateway,
            ingest=ingest,
            simulator=simulator,
            state_dir=state_dir,
        )
        return await demo.run()


def main(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Read the addresses, from *arguments* or *environ*, and seed."""
    parser = argparse.ArgumentParser(prog="demo.seed", description="Fill a demo.")
    for name, default in (
        ("gateway", "http://127.0.0.1:8080"),
        ("ingest", "http://127.0.0.1:8081"),
        ("simulator", "http://127.0.0.1:8090"),
    ):
        found = environ.get(f"DEMO_{name.upper()}_URL", default)
        parser.add_argument(f"--{name}", default=found, help=f"address of the {name}")
    parser.add_argument("--state-dir", type=Path, default=Path(".local"))
    given = parser.parse_args(arguments)
    given.state_dir.mkdir(parents=True, exist_ok=True)
    try:
        played = asyncio.run(seed(**vars(given)))
    except (Refused, NotReady, httpx.HTTPError) as error:
        sys.stderr.write(f"demo: {error or type(error).__name__}\n")
        return 1
    print(f"demo: {played} conversations written, see {given.state_dir / 'demo.json'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
