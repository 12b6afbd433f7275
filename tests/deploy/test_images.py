"""Each service has one image, which can be built from what is there."""

from __future__ import annotations

import importlib.util
import json
import re
import tomllib

import pytest
from manifests import BASES, ROOT, SERVICES, container, ours, render

every_service = pytest.mark.parametrize("name", BASES)


def _steps(name: str) -> list[tuple[str, str]]:
    """Return the Dockerfile's instructions: the word and what follows it."""
    text = (ROOT / "services" / SERVICES[name] / "Dockerfile").read_text()
    lines = re.sub(r"\\\n\s*", " ", text).splitlines()
    lines = [line for line in lines if line and not line.startswith("#")]
    return [(line.partition(" ")[0], line.partition(" ")[2]) for line in lines]


def _of(name: str, word: str) -> list[str]:
    return [rest for instruction, rest in _steps(name) if instruction == word]


@every_service
def test_what_is_copied_is_there(name: str):
    """`gen` is made by `make protos` first."""
    for rest in _of(name, "COPY"):
        if "--from=" not in rest:
            *sources, _ = rest.split()
            assert all((ROOT / source).exists() for source in sources), rest


@every_service
def test_it_starts_from_a_certain_python(name: str):
    for rest in _of(name, "FROM"):
        assert re.match(r"python:3\.\d+-slim\b", rest)


@every_service
def test_it_installs_what_is_locked(name: str):
    [install] = [rest for rest in _of(name, "RUN") if "pip install" in rest]

    assert "--constraint requirements.lock" in install
    assert {"./gen", f"./services/{SERVICES[name]}"} <= set(install.split())


@every_service
def test_it_runs_a_main_that_exists_unless_told_otherwise(name: str):
    [command] = _of(name, "CMD")
    python, flag, module = json.loads(command)

    assert (python, flag) == ("python", "-m")
    assert importlib.util.find_spec(module) is not None


@every_service
def test_it_runs_as_the_user_that_the_pods_have(name: str):
    [user] = _of(name, "USER")
    pods = {
        w["spec"]["template"]["spec"]["securityContext"]["runAsUser"]
        for w in ours(render(f"base/{name}"))
    }

    assert pods == {int(user.partition(":")[0])}


@every_service
def test_the_base_runs_the_version_that_the_service_has(name: str):
    project = tomllib.loads(
        (ROOT / "services" / SERVICES[name] / "pyproject.toml").read_text()
    )["project"]

    assert {container(w)["image"] for w in ours(render(f"base/{name}"))} == {
        f"recado/{name}:{project['version']}"
    }


@every_service
def test_its_environment_names_real_settings(name: str):
    prefix = SERVICES[name].upper()
    module = importlib.import_module(f"{SERVICES[name]}.settings")
    known = {f"{prefix}_{field.upper()}" for field in module.Settings.__annotations__}

    variables = {
        pair.partition("=")[0] for rest in _of(name, "ENV") for pair in rest.split()
    }
    assert {v for v in variables if v.startswith(prefix)} <= known
