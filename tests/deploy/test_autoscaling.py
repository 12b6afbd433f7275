"""Every process scales by what it has to do."""

from __future__ import annotations

from manifests import (
    BASES,
    OVERLAYS,
    combined,
    component,
    named,
    of_kind,
    ours,
    render,
    secrets,
    workloads,
)
from sources import queues

ALL = combined(tuple(BASES), ("autoscaling",))


def _scaled(manifests, kind: str) -> set[tuple[str, str]]:
    return {
        (target["kind"], target["name"])
        for one in of_kind(manifests, kind)
        for target in [one["spec"]["scaleTargetRef"]]
    }


def test_every_process_is_scaled_by_exactly_one():
    by_cpu = _scaled(ALL, "HorizontalPodAutoscaler")
    by_queue = _scaled(ALL, "ScaledObject")

    everything = {(w["kind"], w["metadata"]["name"]) for w in ours(ALL)}
    assert by_cpu | by_queue == everything
    assert not by_cpu & by_queue
    assert {name for _, name in by_queue} == {
        component(w) for w in ours(ALL) if component(w).endswith("-worker")
    }


def test_a_worker_scales_by_all_of_its_queues():
    scaled = {
        one["metadata"]["name"].removesuffix("-worker"): {
            trigger["metadata"]["queueName"] for trigger in one["spec"]["triggers"]
        }
        for one in of_kind(ALL, "ScaledObject")
    }

    assert scaled == queues()


def test_the_scaler_reads_the_broker_from_the_services_own_secret():
    for scaler in of_kind(ALL, "ScaledObject"):
        for trigger in scaler["spec"]["triggers"]:
            name = trigger["authenticationRef"]["name"]
            reference = named(ALL, "TriggerAuthentication", name)
            [source] = reference["spec"]["secretTargetRef"]
            assert secrets()[source["name"]][source["key"]].startswith("amqp://")


def test_a_node_may_go_at_the_smallest_size():
    for scaler in of_kind(ALL, "ScaledObject", "HorizontalPodAutoscaler"):
        spec = scaler["spec"]
        assert spec.get("minReplicas", spec.get("minReplicaCount")) >= 2


def test_an_overlay_does_not_undo_the_scaling():
    for overlay in OVERLAYS:
        rendered = render(f"overlays/{overlay}")
        scaled = _scaled(rendered, "ScaledObject")
        scaled |= _scaled(rendered, "HorizontalPodAutoscaler")
        for workload in workloads(rendered):
            if (workload["kind"], workload["metadata"]["name"]) in scaled:
                assert "replicas" not in workload["spec"]
