"""
The golden events: one of each kind, as its producer writes it.

`golden/v1/<event>.json` is the event as it mostly is; `<event>.<case>.json` is
the same event where other fields are filled. Once released, a golden changes
only by growing: what it says today, consumers read for ever.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from google.protobuf import json_format
from google.protobuf.message import Message
from recado.conversations.v1 import events_pb2 as conversations
from recado.crm.v1 import events_pb2 as crm
from recado.gateway.v1 import events_pb2 as gateway
from recado.ingest.v1 import events_pb2 as ingest
from recado.notifier.v1 import events_pb2 as notifier
from recado.routing.v1 import events_pb2 as routing

from chassis.envelope import routing_key

FOLDER = Path(__file__).parent / "golden" / "v1"
PROTOS = Path(__file__).parents[2] / "protos"

CONTEXTS = (conversations, crm, gateway, ingest, notifier, routing)

SEALING_KEY = "the key of the golden events is no secret"
"""What `sealed_secrets` of the goldens was sealed with."""

_DECLARED = re.compile(
    r"// Exchange: `(?P<exchange>[a-z_.]+)`\. Routing key: `(?P<key>[a-z_]+)`\.\n"
    r"message (?P<name>\w+) \{"
)


@dataclass(frozen=True, slots=True)
class Golden:
    """A golden event; `name` is its file's."""

    name: str
    message: Any

    @property
    def usual(self) -> bool:
        """Whether it is the event as it mostly is, and not a further case."""
        return "." not in self.name


def event_types() -> dict[str, type[Message]]:
    """Return every event of every context by its routing key."""
    found = {}
    for module in CONTEXTS:
        for name, descriptor in module.DESCRIPTOR.message_types_by_name.items():
            if "metadata" in descriptor.fields_by_name:
                kind = getattr(module, name)
                found[routing_key(kind)] = kind
    return found


def parsed(path: Path) -> Any:
    """Return the event in a file; a field that the contract lacks is an error."""
    kind = event_types()[path.name.partition(".")[0]]
    return json_format.ParseDict(json.loads(path.read_text()), kind())


@cache
def goldens() -> tuple[Golden, ...]:
    """Return all golden events."""
    return tuple(Golden(p.stem, parsed(p)) for p in sorted(FOLDER.glob("*.json")))


def of(kind: type[Message]) -> list[Golden]:
    """Return the golden events of a kind."""
    return [golden for golden in goldens() if type(golden.message) is kind]


def declared() -> dict[str, tuple[str, str]]:
    """Return exchange and routing key by event name, as the contracts say."""
    return {
        found["name"]: (found["exchange"], found["key"])
        for path in PROTOS.glob("recado/*/v1/events.proto")
        for found in _DECLARED.finditer(path.read_text())
    }


def parts(message: Any) -> Iterator[Any]:
    """Yield *message* and every message in it."""
    yield message
    for field, value in message.ListFields():
        if field.message_type is None or field.message_type.GetOptions().map_entry:
            continue
        for part in value if field.is_repeated else [value]:
            yield from parts(part)
