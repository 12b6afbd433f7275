"""The golden events agree with the contracts, and leave nothing out."""

from __future__ import annotations

from collections import defaultdict

import pytest
from golden import FOLDER, Golden, declared, event_types, goldens, of, parsed, parts

EACH = pytest.mark.parametrize("golden", goldens(), ids=lambda g: g.name)


def test_every_event_has_a_golden_and_every_golden_an_event() -> None:
    """A new event comes with what it looks like."""
    assert {g.name for g in goldens() if g.usual} == set(event_types())


def test_every_field_of_every_event_is_in_one_of_its_goldens() -> None:
    """What no golden fills, no test of a consumer has ever read."""
    for name, kind in event_types().items():
        filled = {f.name for g in of(kind) for f, _ in g.message.ListFields()}
        assert filled == set(kind.DESCRIPTOR.fields_by_name), name


def test_every_field_of_every_part_is_in_a_golden() -> None:
    """Also what is empty in most events is filled in some."""
    filled, wanted = defaultdict(set), {}
    for golden in goldens():
        for part in parts(golden.message):
            name = part.DESCRIPTOR.full_name
            wanted[name] = set(part.DESCRIPTOR.fields_by_name)
            filled[name] |= {field.name for field, _ in part.ListFields()}

    assert {
        n: fields - filled[n] for n, fields in wanted.items() if n.startswith("recado.")
    } == {n: set() for n in wanted if n.startswith("recado.")}


@EACH
def test_a_golden_says_who_it_is(golden: Golden) -> None:
    """Consumers de-duplicate on the id and keep accounts apart."""
    metadata = golden.message.metadata

    assert metadata.event_id
    assert len(metadata.event_id) <= 64
    assert metadata.HasField("occur_time")
    assert metadata.account_id or golden.name.startswith("provider_call_received")


def test_no_two_goldens_are_the_same_event() -> None:
    seen = [golden.message.metadata.event_id for golden in goldens()]

    assert len(set(seen)) == len(seen)


@EACH
def test_a_golden_survives_the_wire(golden: Golden) -> None:
    body = golden.message.SerializeToString()

    assert type(golden.message).FromString(body) == golden.message
    assert parsed(FOLDER / f"{golden.name}.json") == golden.message


def test_the_contracts_name_the_exchange_and_key_of_every_event() -> None:
    """Other systems find an event by what stands above it."""
    said = {name: key for name, (_, key) in declared().items()}

    assert said == {kind.DESCRIPTOR.name: key for key, kind in event_types().items()}
