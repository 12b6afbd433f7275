"""Each process is told all that it needs, and nothing that it does not know."""

from __future__ import annotations

import dataclasses
import importlib

import pytest
from manifests import (
    BASES,
    COMPONENTS,
    OVERLAYS,
    SERVICES,
    combined,
    component,
    container,
    ours,
    ports,
    render,
    secrets,
    secrets_named,
    service,
    settings_given,
)

from chassis import settings

RENDERED = {f"base/{b}": render(f"base/{b}") for b in BASES} | {
    f"overlays/{o}": render(f"overlays/{o}") for o in OVERLAYS
}

PROCESSES = [
    pytest.param(rendered, workload, id=f"{folder}-{component(workload)}")
    for folder, rendered in RENDERED.items()
    for workload in ours(rendered)
]

WORKERS = [p for p in PROCESSES if str(p.id).endswith("-worker")]


def _settings(name: str) -> type:
    return importlib.import_module(f"{SERVICES[name]}.settings").Settings


def _prefix(name: str) -> str:
    return SERVICES[name].upper() + "_"


def _given(rendered, workload) -> dict[str, str]:
    environ = settings_given(rendered, workload)
    for name in secrets_named(workload):
        environ |= secrets()[name]
    return environ


@pytest.mark.parametrize(("rendered", "workload"), PROCESSES)
def test_every_variable_is_a_setting(rendered, workload):
    name = service(workload)
    known = {
        _prefix(name) + field.name.upper()
        for field in dataclasses.fields(_settings(name))
    }

    assert set(_given(rendered, workload)) <= known


@pytest.mark.parametrize(("rendered", "workload"), PROCESSES)
def test_the_settings_can_be_read(rendered, workload):
    name = service(workload)

    # What is missing or malformed is said on the standard error.
    settings.read(_settings(name), _prefix(name), _given(rendered, workload))


@pytest.mark.parametrize(("rendered", "workload"), PROCESSES)
def test_no_secret_is_in_a_config_map(rendered, workload):
    for variable, value in settings_given(rendered, workload).items():
        assert not variable.endswith(("_KEY", "_PASSWORD", "_SECRET", "_TOKEN"))
        assert "@" not in value or "://" not in value


@pytest.mark.parametrize(("rendered", "workload"), PROCESSES)
def test_it_listens_where_its_ports_say(rendered, workload):
    """Wherever the image runs, the port a name stands for is the one it opens."""
    environ = _given(rendered, workload)

    told = {
        port: int(environ[f"{_prefix(service(workload))}{port.upper()}_PORT"])
        for port in ports(workload)
    }
    assert told == ports(workload)


@pytest.mark.parametrize(("rendered", "workload"), WORKERS)
def test_a_worker_touches_the_file_that_its_probe_looks_at(rendered, workload):
    probe = container(workload)["livenessProbe"]["exec"]["command"]
    file = settings_given(rendered, workload)[
        _prefix(service(workload)) + "HEARTBEAT_FILE"
    ]

    assert f"find {file} " in probe[-1]


def test_a_changed_value_rolls_the_pods():
    """Config maps carry a hash, so a new value is a new name."""
    before = {
        source["configMapRef"]["name"]
        for workload in ours(combined(tuple(BASES), ()))
        for source in container(workload)["envFrom"]
        if "configMapRef" in source
    }
    after = {
        source["configMapRef"]["name"]
        for workload in ours(render("overlays/production"))
        for source in container(workload)["envFrom"]
        if "configMapRef" in source
    }

    assert {n.rpartition("-")[0] for n in before} == {
        n.rpartition("-")[0] for n in after
    }
    assert "gateway-settings" not in before | after
    assert before != after


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_the_gateway_calls_services_that_are_there(overlay):
    rendered = RENDERED[f"overlays/{overlay}"]
    addresses = {
        f"dns:///{m['metadata']['name']}:{m['spec']['ports'][0]['port']}"
        for m in rendered
        if m["kind"] == "Service" and m["spec"].get("clusterIP") == "None"
    }
    [gateway] = [w for w in ours(rendered) if component(w) == "gateway-http"]

    targets = {
        value
        for name, value in settings_given(rendered, gateway).items()
        if name.endswith("_TARGET")
    }
    assert len(targets) == 5
    assert targets <= addresses


class TestSecrets:
    def test_all_services_share_the_identity_key(self):
        keys = {
            value
            for secret in secrets().values()
            for name, value in secret.items()
            if name.endswith("_IDENTITY_KEY")
        }

        assert len(keys) == 1

    def test_they_are_new_each_time(self):
        again = secrets.__wrapped__()

        assert again["ingest-secrets"] != secrets()["ingest-secrets"]

    def test_the_broker_of_development_knows_the_password_in_the_address(self):
        made = secrets()
        user = made["rabbitmq-secrets"]["RABBITMQ_DEFAULT_USER"]
        password = made["rabbitmq-secrets"]["RABBITMQ_DEFAULT_PASS"]

        assert (
            made["routing-secrets"]["ROUTING_AMQP_URL"]
            == f"amqp://{user}:{password}@rabbitmq:5672//"
        )

    def test_servers_of_yours_are_used(self):
        made = secrets(
            AMQP_URL="amqps://a:o'clock@broker//",
            MONGO_URL="mongodb://db",
            ROUTING_MONGO_URL="mongodb://routing@db",
        )

        assert made["ingest-secrets"]["INGEST_AMQP_URL"] == "amqps://a:o'clock@broker//"
        assert made["ingest-secrets"]["INGEST_MONGO_URL"] == "mongodb://db"
        assert made["routing-secrets"]["ROUTING_MONGO_URL"] == "mongodb://routing@db"
        assert "rabbitmq-secrets" not in made

    def test_everything_referred_to_is_made(self):
        rendered = combined(tuple(BASES), tuple(COMPONENTS))

        wanted = {name for w in ours(rendered) for name in secrets_named(w)}
        assert wanted | {"rabbitmq-secrets"} == set(secrets())
