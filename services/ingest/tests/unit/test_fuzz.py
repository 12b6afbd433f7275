"""
Whatever a provider sends, it is taken in, and each part of it is in the ledger.

`RECADO_FUZZ` is how many mutated calls there are over all providers.
"""

from __future__ import annotations

import json
import os

from builders import NOON, PAYLOADS, SEALER, call, channel, twilio, webchat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from world import World

from ingest.domain.channels import Kind
from ingest.domain.inbound import Call
from ingest.domain.news import Part
from ingest.providers.readers import read
from ingest.use_cases.placing import place
from ingest.wire.events import write_event

CALLS = int(os.environ.get("RECADO_FUZZ", "600"))

SHARES = {"whatsapp_cloud": 30, "messenger": 25, "instagram": 15, "twilio_whatsapp": 20}
"""Percent of the calls; the rest are of visitors."""


def bodies(provider):
    return [
        json.loads(path.read_bytes())
        for path in sorted(PAYLOADS.glob(f"{provider}/*.json"))
    ]


def fuzzed(provider):
    """Return how often to try, without a limit of time: machines differ."""
    share = SHARES.get(provider, 10)
    return settings(
        max_examples=max(CALLS * share // 100, 1),
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )


FORMS = [
    path.read_bytes().strip()
    for path in sorted(PAYLOADS.glob("twilio_whatsapp/*.form"))
]

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(st.characters(), max_size=20),
    st.sampled_from(["", "\ud800", "\x00", "ms_1", "-", "0" * 300, "1795100400123"]),
    st.sampled_from([float("nan"), float("inf"), 2**63, -(2**63), 10**19]),
)
JUNK = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "type", "body", "text", "from", "mid", "payload"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


def places(value, path=()):
    """Yield the path to everything inside *value*."""
    inside = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, each in inside:
        yield (*path, key)
        yield from places(each, (*path, key))


def mutated(value, path, junk, mode):
    copy = json.loads(json.dumps(value))
    target = copy
    for key in path[:-1]:
        target = target[key]
    if mode == "drop":
        target.pop(path[-1])
    elif mode == "wrap":
        target[path[-1]] = [target[path[-1]]]
    else:
        target[path[-1]] = junk
    return copy


@st.composite
def mutations(draw, bodies):
    value = draw(st.sampled_from(bodies))
    for _ in range(draw(st.integers(1, 3))):
        everywhere = list(places(value))
        if not everywhere:
            break
        path = draw(st.sampled_from(everywhere))
        value = mutated(
            value,
            path,
            draw(JUNK),
            draw(st.sampled_from(["drop", "wrap", "junk", "junk"])),
        )
    return value


def check(taken):
    """Take in a call: nothing raises, each part counts, all of it can be sent."""
    world = World(
        channel(),
        channel("ch_fb", Kind.MESSENGER),
        channel("ch_ig", Kind.INSTAGRAM),
        twilio(),
        webchat(),
    )
    parts = read(taken)
    assert parts
    assert all(isinstance(part, Part) for part in parts)

    world.take(taken)

    [items] = place([taken], world.channels)
    assert len(items) >= len(parts)
    counted = sum(sum(entry.counts.values()) for entry in world.entries)
    assert counted == len(items)
    for event in world.events:
        assert write_event(event, SEALER.seal).message.SerializeToString()


@fuzzed("whatsapp_cloud")
@given(mutations(bodies("whatsapp_cloud")))
def test_mutated_calls_of_whatsapp(value):
    """CHN-6."""
    check(call(value))


@fuzzed("messenger")
@given(mutations(bodies("messenger")))
def test_mutated_calls_of_messenger(value):
    """CHN-6."""
    check(call(value))


@fuzzed("instagram")
@given(mutations(bodies("instagram")))
def test_mutated_calls_of_instagram(value):
    """CHN-6."""
    check(call(value))


@fuzzed("webchat")
@given(mutations(bodies("webchat")))
def test_mutated_frames_of_visitors(value):
    check(call(value, "webchat", "ch_web", visitor_id="vs_1"))


@fuzzed("twilio_whatsapp")
@given(
    st.sampled_from(FORMS),
    st.integers(0, 900),
    st.binary(max_size=12),
    st.text(max_size=20),
)
def test_mutated_forms_of_twilio(form, at, junk, query):
    """CHN-6."""
    body = form[:at] + junk + form[at + len(junk) :]
    check(call(body, "twilio", "ch_tw", query=query))


@settings(max_examples=100, deadline=None)
@given(
    st.binary(max_size=200), st.sampled_from(["meta", "twilio", "webchat", "pigeon"])
)
def test_any_bytes_at_all(body, provider):
    found = read(Call("pc", provider, "ch", body, "", NOON, visitor_id="vs_1"))

    assert all(isinstance(part, Part) for part in found)
