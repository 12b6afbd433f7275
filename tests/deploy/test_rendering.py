"""Everything under deploy/k8s renders, and the API server would take it."""

from __future__ import annotations

import functools
import json
from collections import Counter

import jsonschema
import kubernetes_validate
import pytest
import yaml
from manifests import (
    BASES,
    COMPONENTS,
    K8S,
    OVERLAYS,
    Manifest,
    combined,
    of_kind,
    ours,
    render,
    service,
)
from schemas import SPECS

VERSIONS = ("1.30", kubernetes_validate.latest_version())
"""From the oldest we promise to the newest known."""

FOLDERS = [
    *(f"base/{name}" for name in BASES),
    *(f"components/{name}" for name in COMPONENTS),
    *(f"overlays/{name}" for name in OVERLAYS),
]


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("version", VERSIONS)
def test_what_it_renders_is_valid(folder: str, version: str):
    for manifest in render(folder):
        _validate(manifest, version)


@pytest.mark.parametrize("component", COMPONENTS)
def test_each_component_alone_fits_all_bases(component: str):
    rendered = combined(tuple(BASES), (component,))

    for manifest in rendered:
        _validate(manifest, VERSIONS[-1])
    assert {service(w) for w in ours(rendered)} == set(BASES)


def test_all_components_fit_together():
    rendered = combined(tuple(BASES), tuple(COMPONENTS))

    names = Counter((m["kind"], m["metadata"]["name"]) for m in rendered)
    assert max(names.values()) == 1


@pytest.mark.parametrize("base", BASES)
def test_a_base_is_complete(base: str):
    rendered = render(f"base/{base}")

    assert {service(w) for w in ours(rendered)} == {base}
    assert of_kind(rendered, "ServiceAccount", "ConfigMap", "PodDisruptionBudget")


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_an_overlay_has_every_service_in_its_own_namespace(overlay: str):
    rendered = render(f"overlays/{overlay}")

    [namespace] = of_kind(rendered, "Namespace")
    others = [m for m in rendered if m is not namespace]
    assert {m["metadata"]["namespace"] for m in others} == {
        namespace["metadata"]["name"]
    }
    assert {service(w) for w in ours(rendered)} == set(BASES)


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_an_overlay_holds_values_and_nothing_else(overlay: str):
    kustomization = yaml.safe_load(
        (K8S / "overlays" / overlay / "kustomization.yaml").read_text()
    )

    allowed = {"apiVersion", "kind", "namespace", "resources", "components", "labels"}
    allowed |= {"images", "replicas", "configMapGenerator"}
    assert set(kustomization) <= allowed
    assert all(g["behavior"] == "merge" for g in kustomization["configMapGenerator"])


@pytest.mark.parametrize("component", COMPONENTS)
def test_a_component_says_what_it_adds(component: str):
    readme = (K8S / "components" / component / "README.md").read_text()

    assert readme.startswith(f"# {component}\n")


def _validate(manifest: Manifest, version: str) -> None:
    complaint = _complaint(json.dumps(manifest, sort_keys=True), version)

    where = f"{manifest['kind']} {manifest['metadata']['name']}"
    assert complaint == "", f"{where} (Kubernetes {version})"


# The same object comes in many combinations, and looking at it is slow.
@functools.cache
def _complaint(text: str, version: str) -> str:
    manifest = json.loads(text)
    foreign = SPECS.get((manifest["apiVersion"], manifest["kind"]))
    try:
        if foreign is not None:
            jsonschema.validate(manifest["spec"], foreign)
        else:
            kubernetes_validate.validate(manifest, version, strict=True)
    except (jsonschema.ValidationError, kubernetes_validate.ValidationError) as error:
        return str(error.message)
    return ""
