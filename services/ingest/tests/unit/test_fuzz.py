"""Whatever a provider sends, reading it never raises."""

from __future__ import annotations

import json

from builders import NOON, PAYLOADS
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.domain.inbound import Call, Part
from ingest.providers.readers import read

BODIES = [
    json.loads(path.read_bytes())
    for path in sorted(PAYLOADS.glob("whatsapp_cloud/*.json"))
]
FORMS = [
    path.read_bytes().strip()
    for path in sorted(PAYLOADS.glob("twilio_whatsapp/*.form"))
]
FRAMES = [
    json.loads(path.read_bytes()) for path in sorted(PAYLOADS.glob("webchat/*.json"))
]

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(st.characters(), max_size=20),
    st.sampled_from(["", "\ud800", "ms_1", "-", "0" * 300]),
)
JUNK = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "type", "body", "text", "from"]), inner, max_size=3
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


def check(found):
    assert found
    assert all(isinstance(part, Part) for part in found)
    for part in found:
        for name in (
            "text",
            "provider_message_id",
            "error_detail",
            "reason",
            "reply_to",
        ):
            getattr(part, name, "").encode()


@settings(max_examples=250, deadline=None)
@given(mutations(BODIES))
def test_mutated_calls_of_meta(value):
    check(read(Call("pc", "meta", "app", json.dumps(value).encode(), "", NOON)))


@settings(max_examples=100, deadline=None)
@given(mutations(FRAMES))
def test_mutated_frames_of_visitors(value):
    body = json.dumps(value).encode()
    check(read(Call("pc", "webchat", "ch", body, "", NOON, visitor_id="vs_1")))


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(FORMS),
    st.integers(0, 600),
    st.binary(max_size=12),
    st.text(max_size=20),
)
def test_mutated_forms_of_twilio(form, at, junk, query):
    body = form[:at] + junk + form[at + len(junk) :]
    check(read(Call("pc", "twilio", "ch", body, "", NOON, query=query)))


@settings(max_examples=100, deadline=None)
@given(
    st.binary(max_size=200), st.sampled_from(["meta", "twilio", "webchat", "pigeon"])
)
def test_any_bytes_at_all(body, provider):
    check(read(Call("pc", provider, "ch", body, "", NOON, visitor_id="vs_1")))
