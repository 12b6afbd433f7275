"""Each process is told what it needs, by names that it knows."""

from __future__ import annotations

import dataclasses
import importlib
import importlib.util
import socket
from pathlib import Path

import pytest

from chassis import settings
from stack import ports
from stack.programs import Place, Program, programs

PLACE = Place(
    state=Path("/state"),
    ports=ports.DEFAULTS,
    amqp_url="amqp://broker",
    mongo_url="mongodb://database",
    identity_key="i" * 32,
    ingest_key="k" * 32,
)

ALL = programs(PLACE, demo=True)
OURS = [p for p in ALL if p.name != "simulator"]
every_program = pytest.mark.parametrize("program", OURS, ids=lambda p: p.name)


def _package(program: Program) -> str:
    return program.module.partition(".")[0]


@every_program
def test_every_variable_is_a_setting(program: Program):
    prefix = _package(program).upper() + "_"
    known = importlib.import_module(f"{_package(program)}.settings").Settings

    fields = {prefix + f.name.upper() for f in dataclasses.fields(known)}
    assert set(program.environ) <= fields


@every_program
def test_the_settings_can_be_read(program: Program):
    kind = importlib.import_module(f"{_package(program)}.settings").Settings

    settings.read(kind, _package(program).upper() + "_", program.environ)


@pytest.mark.parametrize("program", ALL, ids=lambda p: p.name)
def test_its_module_exists(program: Program):
    assert importlib.util.find_spec(program.module) is not None


def test_nothing_but_a_demo_has_a_simulator_and_demo_sign_ins():
    real = programs(PLACE, demo=False)

    assert "simulator" not in {p.name for p in real}
    [gateway] = [p for p in real if p.name == "gateway-http"]
    assert gateway.environ["GATEWAY_DEMO_MODE"] == "false"


def test_no_two_programs_wait_at_the_same_address():
    assert len({p.ready_url for p in ALL}) == len(ALL)


class TestPorts:
    def test_a_variable_overrides_a_port(self):
        free = ports.free()
        environ = {f"{name.upper()}_PORT": str(port) for name, port in free.items()}

        assert ports.default(environ) == free

    def test_a_busy_port_says_which_variable_to_set(self):
        free = ports.free()
        environ = {f"{name.upper()}_PORT": str(port) for name, port in free.items()}
        with socket.create_server(("127.0.0.1", 0)) as busy:
            environ["GATEWAY_PORT"] = str(busy.getsockname()[1])

            with pytest.raises(ports.PortTaken, match="set GATEWAY_PORT"):
                ports.default(environ)

    def test_a_busy_port_that_nobody_needs_does_not_matter(self):
        with socket.create_server(("127.0.0.1", 0)) as busy:
            port = str(busy.getsockname()[1])
            environ = {
                f"{name.upper()}_PORT": str(p) for name, p in ports.free().items()
            }

            ports.default(environ | {"GATEWAY_PORT": port}, frozenset({"routing"}))
            ports.default(environ | {"AMQP_PORT": port, "AMQP_URL": "amqp://theirs"})
            with pytest.raises(ports.PortTaken):
                ports.default(
                    environ | {"ROUTING_GRPC_PORT": port}, frozenset({"routing"})
                )

    def test_free_ports_are_all_different(self):
        free = ports.free()

        assert len(set(free.values())) == len(ports.DEFAULTS)
