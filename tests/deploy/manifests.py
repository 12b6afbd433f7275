"""What kustomize makes of deploy/k8s, and questions about it."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
K8S = ROOT / "deploy" / "k8s"
KUBECTL = Path(sys.executable).parent / "kubectl"

Manifest = dict[str, Any]


def _folders(kind: str) -> list[str]:
    return sorted(p.name for p in (K8S / kind).iterdir() if p.is_dir())


OVERLAYS, COMPONENTS, BASES = map(_folders, ("overlays", "components", "base"))

SERVICES = {base: base.replace("-", "_") for base in BASES}
"""The name in the cluster to the Python package."""


@functools.cache
def render(folder: str) -> tuple[Manifest, ...]:
    """Return the objects of a folder under deploy/k8s, as `kubectl` sees them."""
    return _kustomize(K8S / folder)


@functools.cache
def combined(
    bases: tuple[str, ...], components: tuple[str, ...]
) -> tuple[Manifest, ...]:
    """Return what *bases* and *components* make together."""
    with tempfile.TemporaryDirectory() as folder:
        # kustomize takes relative paths, and resolves links first.
        here = Path(folder).resolve()
        text = yaml.safe_dump(
            {
                "apiVersion": "kustomize.config.k8s.io/v1beta1",
                "kind": "Kustomization",
                "resources": [os.path.relpath(K8S / "base" / b, here) for b in bases],
                "components": [
                    os.path.relpath(K8S / "components" / c, here) for c in components
                ],
            }
        )
        (here / "kustomization.yaml").write_text(text)
        return _kustomize(here)


def _kustomize(folder: Path) -> tuple[Manifest, ...]:
    done = subprocess.run(
        [KUBECTL, "kustomize", folder], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return tuple(yaml.safe_load_all(done.stdout))


def of_kind(manifests: Iterable[Manifest], *kinds: str) -> list[Manifest]:
    """Return those of the given kinds."""
    return [m for m in manifests if m["kind"] in kinds]


def named(manifests: Iterable[Manifest], kind: str, name: str) -> Manifest:
    """Return the one object of that kind and name."""
    [found] = [m for m in of_kind(manifests, kind) if m["metadata"]["name"] == name]
    return found


def workloads(manifests: Iterable[Manifest]) -> list[Manifest]:
    """Return all that runs pods."""
    return of_kind(manifests, "Deployment", "StatefulSet")


def ours(manifests: Iterable[Manifest]) -> list[Manifest]:
    """Return the workloads that run a service of ours."""
    return [
        w
        for w in workloads(manifests)
        if labels(w).get("app.kubernetes.io/part-of") == "recado"
    ]


def labels(workload: Manifest) -> dict[str, str]:
    """Return the labels of a workload's pods."""
    return workload["spec"]["template"]["metadata"]["labels"]


def component(workload: Manifest) -> str:
    """Return the process that it runs: `routing-worker`."""
    return labels(workload)["app.kubernetes.io/component"]


def service(workload: Manifest) -> str:
    """Return the service that it belongs to, as the cluster calls it."""
    return labels(workload)["app.kubernetes.io/name"]


def container(workload: Manifest) -> dict[str, Any]:
    """Return the one container of its pods."""
    [only] = workload["spec"]["template"]["spec"]["containers"]
    return only


def ports(workload: Manifest) -> dict[str, int]:
    """Return its ports: name to number."""
    return {p["name"]: p["containerPort"] for p in container(workload)["ports"]}


def settings_given(manifests: Sequence[Manifest], workload: Manifest) -> dict[str, str]:
    """Return the variables that config maps give it; their values too."""
    found: dict[str, str] = {}
    for source in container(workload)["envFrom"]:
        if "configMapRef" in source:
            name = source["configMapRef"]["name"]
            found |= named(manifests, "ConfigMap", name)["data"]
    return found


def secrets_named(workload: Manifest) -> Iterator[str]:
    """Yield the names of the secrets that it is given whole."""
    for source in container(workload)["envFrom"]:
        if "secretRef" in source:
            yield source["secretRef"]["name"]


@functools.cache
def secrets(**environ: str) -> dict[str, dict[str, str]]:
    """Return what `secrets.sh` makes: name to keys and values."""
    done = subprocess.run(
        ["bash", K8S / "secrets.sh"],
        env={"PATH": os.environ["PATH"], **environ},
        capture_output=True,
        text=True,
        check=True,
    )
    return {
        one["metadata"]["name"]: one["stringData"]
        for one in yaml.safe_load_all(done.stdout)
    }
