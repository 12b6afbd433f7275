"""Channels as documents, their secrets sealed; finding them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from pymongo.database import Database
from pymongo.errors import PyMongoError

from chassis import mongo

from ..domain.channels import Canary, Channel, Health, Kind, Visibility, name_key
from ..sealing import Sealer
from ..wire.channels import fingerprint
from .collections import CHANNELS

META = {Kind.WHATSAPP_CLOUD.value, Kind.MESSENGER.value, Kind.INSTAGRAM.value}

FORMER_PRINTS = 6
"""How many prints of former secrets are kept."""


class ReadChannels:
    """Finds channels in MongoDB and opens their secrets."""

    def __init__(self, database: Database[Any], sealer: Sealer) -> None:
        self._channels = database[CHANNELS]
        self._sealer = sealer

    def by_id(self, channel_ids: Collection[str]) -> dict[str, Channel]:
        """Return those that exist, by id."""
        found = self._find({"_id": {"$in": list(channel_ids)}})
        return {channel.channel_id: channel for channel in found}

    def by_provider_id(
        self, wanted: Collection[tuple[Kind, str]]
    ) -> dict[tuple[Kind, str], Channel]:
        """Return the Meta channels that exist, by kind and the provider's id."""
        found = self._find(
            {
                "kind": {"$in": sorted({kind.value for kind, _ in wanted} & META)},
                "provider_id": {"$in": sorted({each for _, each in wanted})},
            }
        )
        by_key = {(channel.kind, channel.provider_id): channel for channel in found}
        return {key: by_key[key] for key in wanted if key in by_key}

    def forget(self) -> None:
        """Nothing is remembered here."""

    def of_app(self, app_id: str, secret_print: str) -> list[Channel]:
        """Return channels of a Meta app that share the secret."""
        found = self._find({"facts.app_id": app_id})
        return [channel for channel in found if secret_print in channel.secret_prints]

    def of_account(self, account_id: str) -> list[Channel]:
        """Return all of an account, oldest first."""
        return self._find({"account_id": account_id})

    def all(self) -> list[Channel]:
        """Return every channel of every account: what verifies calls."""
        return self._find({})

    def _find(self, wanted: Mapping[str, Any]) -> list[Channel]:
        try:
            return [self._read(d) for d in self._channels.find(wanted).sort("_id", 1)]
        except PyMongoError as error:
            raise mongo.translated(error) from error

    def _with_prints(self, channel: Channel, former: Sequence[str] = ()) -> Channel:
        secret = channel.secrets.get("app_secret", "")
        prints = self._sealer.prints(secret) if secret else ()
        return replace(channel, secret_prints=tuple(dict.fromkeys((*prints, *former))))

    def _read(self, document: Mapping[str, Any]) -> Channel:
        return self._with_prints(
            Channel(
                channel_id=document["_id"],
                account_id=document["account_id"],
                kind=Kind(document["kind"]),
                name=document["name"],
                installer_id=document["installer_id"],
                visibility=Visibility(document["visibility"]),
                provider_id=document["provider_id"],
                facts=document["facts"],
                secrets=self._sealer.open(document["secrets"]),
                api_base_url=document["api_base_url"],
                create_time=document["create_time"],
                health=Health(document["health"]),
                health_detail=document["health_detail"],
                version=document["version"],
                stopped=document.get("stopped", False),
                canary=_read_canary(document.get("canary")),
            ),
            document.get("former_prints", ()),
        )

    def _document(self, channel: Channel) -> dict[str, Any]:
        return {
            "_id": channel.channel_id,
            "account_id": channel.account_id,
            "kind": channel.kind.value,
            "name": channel.name,
            "name_key": name_key(channel.name),
            "installer_id": channel.installer_id,
            "visibility": channel.visibility.value,
            "provider_id": channel.provider_id,
            "facts": dict(channel.facts),
            "secrets": self._sealer.seal(channel.secrets),
            "api_base_url": channel.api_base_url,
            "create_time": channel.create_time,
            "health": channel.health.value,
            "health_detail": channel.health_detail,
            "version": channel.version,
            "stopped": channel.stopped,
            "canary": asdict(channel.canary) if channel.canary else None,
            "former_prints": self._former(channel),
            "announced": fingerprint(channel),
        }

    def _former(self, channel: Channel) -> list[str]:
        """Return prints of secrets it had before: their calls are still its own."""
        present = self._sealer.prints(channel.secrets.get("app_secret", ""))
        former = [p for p in channel.secret_prints if p not in present]
        return list(dict.fromkeys(former))[:FORMER_PRINTS]


def _read_canary(document: Mapping[str, Any] | None) -> Canary | None:
    return Canary(**document) if document else None
