"""Pods may do what they need, no more; they live and die as agreed."""

from __future__ import annotations

import importlib.util

import pytest
from manifests import (
    BASES,
    COMPONENTS,
    combined,
    component,
    container,
    labels,
    named,
    of_kind,
    ours,
    ports,
    render,
    service,
    workloads,
)

ALL = combined(tuple(BASES), tuple(COMPONENTS))

every_workload = pytest.mark.parametrize("workload", workloads(ALL), ids=component)
every_process = pytest.mark.parametrize("workload", ours(ALL), ids=component)


def _pod(workload):
    return workload["spec"]["template"]["spec"]


@every_workload
def test_it_has_no_rights_that_it_does_not_need(workload):
    security = _pod(workload)["securityContext"]
    assert security["runAsNonRoot"] is True
    assert security["runAsUser"] > 0
    assert security["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container(workload)["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert _pod(workload)["automountServiceAccountToken"] is False


@every_process
def test_it_has_an_account_of_its_service(workload):
    account = named(ALL, "ServiceAccount", _pod(workload)["serviceAccountName"])

    assert account["metadata"]["name"] == service(workload)
    assert account["automountServiceAccountToken"] is False


@every_workload
def test_it_asks_for_cpu_and_memory_and_is_not_limited_in_cpu(workload):
    """Whoever keeps files on the node's disk says how much, too."""
    resources = container(workload)["resources"]
    disk = {"ephemeral-storage"} & set(resources["limits"])

    assert set(resources["requests"]) == {"cpu", "memory"} | disk
    assert set(resources["limits"]) == {"memory"} | disk


@every_workload
def test_its_image_is_a_certain_one(workload):
    _, _, tag = container(workload)["image"].partition(":")

    assert tag
    assert tag != "latest"


@every_process
def test_it_runs_a_main_that_exists(workload):
    python, flag, module = container(workload)["args"]

    assert (python, flag) == ("python", "-m")
    assert importlib.util.find_spec(module) is not None


@every_process
def test_liveness_asks_no_dependency(workload):
    probe = container(workload)["livenessProbe"]

    if component(workload).endswith("-worker"):
        assert "exec" in probe
    else:
        assert probe["httpGet"]["path"] == "/healthz"


@every_process
def test_readiness_asks_what_the_process_promises(workload):
    probe = container(workload)["readinessProbe"]

    if component(workload).endswith("-api"):
        assert probe["grpc"]["port"] == ports(workload)["grpc"]
    else:
        assert probe["httpGet"]["path"] == "/readyz"


@every_workload
def test_probes_name_ports_that_are_there(workload):
    only = container(workload)
    probes = [only.get(f"{p}Probe", {}) for p in ("startup", "liveness", "readiness")]

    asked = {
        probe[how]["port"]
        for probe in probes
        for how in ("httpGet", "tcpSocket")
        if how in probe
    }
    assert asked <= set(ports(workload))


@every_process
def test_a_rollout_takes_nothing_away_before_the_new_is_ready(workload):
    if workload["kind"] == "Deployment":
        assert workload["spec"]["strategy"]["rollingUpdate"] == {
            "maxSurge": 1,
            "maxUnavailable": 0,
        }


@every_process
def test_it_may_finish_what_it_has_in_hand(workload):
    """20 s to drain, after what a balancer needs to notice."""
    pause = (
        container(workload)
        .get("lifecycle", {})
        .get("preStop", {})
        .get("sleep", {})
        .get("seconds", 0)
    )

    assert _pod(workload)["terminationGracePeriodSeconds"] > pause + 20


@every_workload
def test_its_selector_is_its_component_and_nothing_else(workload):
    """Selectors cannot be changed later: they hold what never changes."""
    assert workload["spec"]["selector"] == {
        "matchLabels": {"app.kubernetes.io/component": component(workload)}
    }


@every_process
def test_a_drained_node_takes_one_pod_at_a_time(workload):
    budget = named(ALL, "PodDisruptionBudget", component(workload))

    assert budget["spec"]["maxUnavailable"] == 1
    assert budget["spec"]["selector"] == workload["spec"]["selector"]


@pytest.mark.parametrize(
    "door", of_kind(ALL, "Service"), ids=lambda m: m["metadata"]["name"]
)
def test_a_service_leads_to_a_port_by_its_name(door):
    [workload] = [
        w
        for w in workloads(ALL)
        if door["spec"]["selector"].items() <= labels(w).items()
    ]

    for port in door["spec"]["ports"]:
        assert port["targetPort"] in ports(workload)


def test_an_api_is_reached_without_a_cluster_address():
    """One HTTP/2 connection through one would stay with one pod."""
    for workload in ours(ALL):
        if component(workload).endswith("-api"):
            spec = named(ALL, "Service", component(workload))["spec"]
            assert spec["clusterIP"] == "None"


def test_only_the_spool_is_kept():
    """What a provider was told we have outlives the pod; nothing else must."""
    kept = {
        component(w): w["spec"]["volumeClaimTemplates"][0]["metadata"]["name"]
        for w in ours(ALL)
        if w["kind"] == "StatefulSet"
    }
    spool = named(ALL, "StatefulSet", "ingest-http")

    assert kept == {"ingest-http": "spool"}
    assert spool["spec"]["persistentVolumeClaimRetentionPolicy"] == {
        "whenDeleted": "Retain",
        "whenScaled": "Retain",
    }
    settings = [m for m in ALL if m["kind"] == "ConfigMap"]
    folders = [m["data"].get("INGEST_SPOOL_DIR") for m in settings]
    mounts = {m["name"]: m["mountPath"] for m in container(spool)["volumeMounts"]}
    assert mounts["spool"] in folders


def test_production_takes_every_image_of_ours_from_the_registry():
    images = {container(w)["image"] for w in ours(render("overlays/production"))}

    assert {image.partition("/")[0] for image in images} == {"registry.recado.example"}
