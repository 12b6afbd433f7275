"""Who may call whom under a set of network policies."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Rule = Mapping[str, Any]


@dataclass(frozen=True)
class Peer:
    """
    A pod, or something outside.

    *namespace* is "" for our own one, and None for what is no pod at all.
    """

    labels: Mapping[str, str] = field(default_factory=dict)
    ports: Mapping[str, int] = field(default_factory=dict)
    namespace: str | None = ""
    address: str = "10.1.2.3"


def address(text: str) -> Peer:
    """Return what is at an address and no pod."""
    return Peer(namespace=None, address=text)


def may_call(
    policies: Iterable[Rule], source: Peer, target: Peer, port: int, protocol="TCP"
) -> bool:
    """
    Tell whether the policies of our namespace let *source* reach *target*.

    A pod that no policy selects for a direction is open in it; one that any
    selects may do what some rule of them allows.

    Source: https://kubernetes.io/docs/concepts/services-networking/network-policies/
    """
    policies = list(policies)
    number = (port, protocol)
    out = _open(policies, "egress", source, target, target, number)
    return out and _open(policies, "ingress", target, source, target, number)


def _open(policies, direction, subject, peer, target, number) -> bool:
    if subject.namespace != "":
        return True
    selecting = [
        p["spec"]
        for p in policies
        if direction.title() in p["spec"]["policyTypes"]
        and _selects(p["spec"]["podSelector"], subject.labels)
    ]
    other = "to" if direction == "egress" else "from"
    return not selecting or any(
        _allows(rule, rule.get(other), peer, target, number)
        for spec in selecting
        for rule in spec.get(direction, [])
    )


def _allows(rule, peers, peer, target, number) -> bool:
    ports = [
        (target.ports.get(p["port"], p["port"]), p["protocol"])
        for p in rule.get("ports", [])
    ]
    here = peers is None or any(_is(one, peer) for one in peers)
    return here and (not ports or number in ports)


def _is(described: Rule, peer: Peer) -> bool:
    if "ipBlock" in described:
        block = described["ipBlock"]
        found = ipaddress.ip_address(peer.address)
        return found in ipaddress.ip_network(block["cidr"]) and not any(
            found in ipaddress.ip_network(one) for one in block.get("except", [])
        )
    if peer.namespace is None:
        return False
    if "namespaceSelector" in described:
        if not _selects(
            described["namespaceSelector"],
            {"kubernetes.io/metadata.name": peer.namespace},
        ):
            return False
    elif peer.namespace != "":
        return False
    return _selects(described.get("podSelector", {}), peer.labels)


def _selects(selector: Rule, labels: Mapping[str, str]) -> bool:
    if not selector.get("matchLabels", {}).items() <= labels.items():
        return False
    return all(
        labels.get(one["key"]) in one["values"]
        for one in selector.get("matchExpressions", [])
    )
