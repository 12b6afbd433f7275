"""What is refused at the border, and which field is named."""

import json
from typing import Annotated

import pytest
from pydantic import Field

from gateway import inputs
from gateway.inputs import Body, Line, Page
from gateway.problems import Problem


class Person(Body):
    name: Line
    age: Annotated[int, Field(ge=0, le=inputs.INT64)] = 0
    likes: list[str] = []
    facts: dict[str, str] = {}


def refused(raw, content_type="application/json", model=Person):
    with pytest.raises(Problem) as caught:
        inputs.read_body(raw, content_type, model)
    return caught.value.status, caught.value.facts["field"]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param(b"{", (400, "body"), id="no-json"),
        pytest.param(b"\xff\xfe", (400, "body"), id="no-utf-8"),
        pytest.param(b"[]", (400, "body"), id="no-object"),
        pytest.param(b'{"name": NaN}', (400, "body"), id="not-a-number"),
        pytest.param(b'{"name":"a","name":"b"}', (400, "body"), id="twice"),
        pytest.param(
            b'{"name":"a","age":' + b"9" * 5000 + b"}", (400, "body"), id="many-digits"
        ),
        pytest.param(b"[" * 100_000, (400, "body"), id="very-deep"),
        pytest.param(
            b'{"name":' + b"[" * 30 + b"]" * 30 + b"}", (400, None), id="deep"
        ),
        pytest.param(b"{}", (422, "name"), id="missing"),
        pytest.param(b'{"name":1}', (422, "name"), id="wrong-type"),
        pytest.param(b'{"name":"  "}', (422, "name"), id="only-spaces"),
        pytest.param(b'{"name":"a","age":"1"}', (422, "age"), id="text-for-number"),
        pytest.param(b'{"name":"a","age":1.5}', (422, "age"), id="fraction"),
        pytest.param(b'{"name":"a","age":1e400}', (422, "age"), id="infinite"),
        pytest.param(
            b'{"name":"a","age":9223372036854775808}', (422, "age"), id="65-bits"
        ),
        pytest.param(b'{"name":"a","age":true}', (422, "age"), id="truth-for-number"),
        pytest.param(b'{"name":"a","height":1}', (422, "height"), id="unknown-field"),
        pytest.param(b'{"name":"a\\u0000b"}', (422, "name"), id="nul"),
        pytest.param(
            b'{"name":"a","likes":["\\ud800"]}', (422, "likes.0"), id="half-a-pair"
        ),
        pytest.param(
            b'{"name":"a","facts":{"\\udfff":"x"}}', (422, "body"), id="half-in-a-name"
        ),
    ],
)
def test_a_malformed_body_is_refused_by_field(raw, expected):
    status, field = refused(raw)

    assert status == expected[0]
    assert field == expected[1] or (expected[1] is None and field.startswith("name"))
    json.dumps(field).encode()


def test_another_media_type_is_refused():
    assert refused(b"name=a", "application/x-www-form-urlencoded") == (
        415,
        "Content-Type",
    )


def test_no_body_is_an_empty_object():
    assert inputs.read_body(b"", "", inputs.NoBody) == inputs.NoBody()


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        pytest.param(b"limit=0", "limit", id="too-small"),
        pytest.param(b"limit=x", "limit", id="no-number"),
        pytest.param(b"limit=1&limit=2", "limit", id="twice"),
        pytest.param(b"size=1", "size", id="unknown"),
        pytest.param(b"cursor=%00", "cursor", id="nul"),
        pytest.param(b"cursor=%ff", "query", id="no-utf-8"),
        pytest.param(b"cursor=\xff", "query", id="no-ascii"),
        pytest.param(b"&".join([b"a=1"] * 99), "query", id="too-many"),
    ],
)
def test_a_malformed_query_is_refused_by_field(raw, field):
    with pytest.raises(Problem) as caught:
        inputs.read_query(raw, Page)

    assert caught.value.facts["field"] == field


@pytest.mark.parametrize("value", ["", "a b", "ä", "\ufffd", "x" * 65, "a/b", "a\n"])
def test_what_cannot_be_an_id_is_refused(value):
    with pytest.raises(Problem) as caught:
        inputs.read_ids({"conversation_id": value})

    assert caught.value.facts["field"] == "conversation_id"


@pytest.mark.parametrize("key", ["", "a b", "x" * 65, "é"])
def test_an_odd_idempotency_key_is_refused(key):
    with pytest.raises(Problem) as caught:
        inputs.read_request_id(key)

    assert caught.value.facts["field"] == "Idempotency-Key"
