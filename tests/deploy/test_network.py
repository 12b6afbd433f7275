"""With the network policies, each process reaches what it needs and no more."""

from __future__ import annotations

import itertools

import pytest
from manifests import (
    BASES,
    COMPONENTS,
    combined,
    component,
    labels,
    of_kind,
    ports,
    workloads,
)
from reach import Peer, address, may_call

ALL = combined(tuple(BASES), tuple(COMPONENTS))
POLICIES = of_kind(ALL, "NetworkPolicy")

PODS = {component(w): Peer(labels(w), ports(w)) for w in workloads(ALL)}
SERVERS = {"rabbitmq", "mongodb"}
PROCESSES = sorted(set(PODS) - SERVERS)
APIS = [name for name in PROCESSES if name.endswith("-api")]
DOORS = [name for name in PROCESSES if name.endswith("-http")]

DNS = Peer({"k8s-app": "kube-dns"}, namespace="kube-system")
PROMETHEUS = Peer(namespace="monitoring")
STRANGER = Peer({"app": "stranger"})
NEIGHBOUR = Peer({"app.kubernetes.io/part-of": "recado"}, namespace="other")
INTERNET = address("203.0.113.9")

INNER = [
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "169.254.169.254",
    "172.20.0.1",
    "192.168.1.1",
]


def test_only_the_gateway_calls_the_apis():
    callers = {
        (source, target)
        for source, target in itertools.product(PODS, APIS)
        if may_call(POLICIES, PODS[source], PODS[target], 50051)
    }

    assert callers == {("gateway-http", api) for api in APIS}


@pytest.mark.parametrize("name", DOORS)
def test_a_door_is_open_to_everybody(name: str):
    assert may_call(POLICIES, INTERNET, PODS[name], 8080)


@pytest.mark.parametrize("name", sorted(set(PROCESSES) - set(DOORS)))
@pytest.mark.parametrize("caller", [INTERNET, STRANGER, NEIGHBOUR])
def test_nobody_else_gets_in(name: str, caller: Peer):
    for port in PODS[name].ports.values():
        assert not may_call(POLICIES, caller, PODS[name], port)


@pytest.mark.parametrize("name", PROCESSES)
def test_everything_is_scraped(name: str):
    found = PODS[name].ports
    port = found.get("metrics") or found["http"]

    assert may_call(POLICIES, PROMETHEUS, PODS[name], port)


@pytest.mark.parametrize("name", PROCESSES)
def test_a_process_reaches_names_the_broker_and_the_database(name: str):
    assert may_call(POLICIES, PODS[name], DNS, 53, "UDP")
    assert may_call(POLICIES, PODS[name], PODS["rabbitmq"], 5672)
    assert may_call(POLICIES, PODS[name], PODS["mongodb"], 27017)
    assert may_call(POLICIES, PODS[name], address("10.9.9.9"), 5671)


@pytest.mark.parametrize("name", sorted(SERVERS))
@pytest.mark.parametrize("caller", [INTERNET, STRANGER, NEIGHBOUR])
def test_nobody_else_reaches_the_servers(name: str, caller: Peer):
    for port in PODS[name].ports.values():
        assert not may_call(POLICIES, caller, PODS[name], port)


def test_the_database_can_make_itself_a_replica_set():
    mongodb = PODS["mongodb"]

    assert may_call(POLICIES, mongodb, DNS, 53, "UDP")
    assert may_call(POLICIES, mongodb, mongodb, 27017)


OUTWARD = {"ingest-worker", "ingest-api"}


def test_only_who_talks_to_providers_reaches_them():
    reaching = {n for n in PODS if may_call(POLICIES, PODS[n], INTERNET, 443)}

    assert reaching == OUTWARD


@pytest.mark.parametrize("name", sorted(OUTWARD))
@pytest.mark.parametrize("inner", INNER)
def test_they_reach_nothing_inside(inner: str, name: str):
    """Whatever address somebody gives a channel, it is a provider's or none."""
    assert not may_call(POLICIES, PODS[name], address(inner), 443)


def test_the_gateway_reaches_ingest_for_files():
    port = PODS["ingest-http"].ports["http"]

    assert may_call(POLICIES, PODS["gateway-http"], PODS["ingest-http"], port)


def test_only_the_notifier_sends_mail():
    mail = {
        (name, port)
        for name, port in itertools.product(PODS, (25, 465, 587))
        if may_call(POLICIES, PODS[name], INTERNET, port)
    }

    assert mail == {("notifier-worker", port) for port in (25, 465, 587)}
