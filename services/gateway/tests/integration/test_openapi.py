"""
The API against its own description.

Every operation is called with what the document allows and with what it does
not. Whatever comes in, the answer is what the document says: no 5xx, and every
4xx is a problem that names its reason.
"""

import asyncio
import json
import threading

import jsonschema
import pytest
from house import open_house
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.openapi import document

DESCRIBED = document("http://recado.test")
RESOLVER = {"components": DESCRIBED["components"]}

LONG = "<long>"
"""Stands for 70,000 characters, so that failures stay readable."""

ODD_TEXT = st.sampled_from(
    [
        "",
        "\x00",
        "a\x00b",
        "\ud800",
        "\u202e",
        LONG,
        "🙂",
        "null",
        "../..",
        "%00",
        "1e999",
    ]
)
ODD = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=True)
    | st.text(max_size=20)
    | ODD_TEXT,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=8) | ODD_TEXT, inner, max_size=4)
    ),
    max_leaves=8,
)

OPERATIONS = [
    (path, method)
    for path, operations in DESCRIBED["paths"].items()
    for method in operations
    # A stream has no end, and signing out would end the test.
    if (path, method) not in (("/api/v1/events", "get"), ("/api/v1/session", "delete"))
]


def schema_of(schema):
    """Return what the schema describes as a strategy of values that fit."""
    if "$ref" in schema:
        return schema_of(
            DESCRIBED["components"]["schemas"][schema["$ref"].split("/")[-1]]
        )
    if "anyOf" in schema:
        return st.one_of(*map(schema_of, schema["anyOf"]))
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "const" in schema:
        return st.just(schema["const"])
    return typed(schema)


def typed(schema):
    """Return a strategy of values of the schema's type."""
    simple = {
        "integer": lambda: st.integers(
            schema.get("minimum", -(2**63)), schema.get("maximum", 2**63 - 1)
        ),
        "boolean": st.booleans,
        "null": st.none,
        "array": lambda: st.lists(schema_of(schema["items"]), max_size=3),
        "object": lambda: members_of(schema),
    }
    if schema.get("type") in simple:
        return simple[schema["type"]]()
    if "pattern" in schema:
        return st.sampled_from(["cv_1", "ch_1", "us_1", "a@example.com", "attendant"])
    return st.text(
        min_size=schema.get("minLength", 0), max_size=schema.get("maxLength", 60) % 60
    )


def members_of(schema):
    """Return a strategy of objects with what is needed, and some of the rest."""
    members, required = schema.get("properties", {}), schema.get("required", ())
    needed = {name: schema_of(s) for name, s in members.items() if name in required}
    free = {name: schema_of(s) for name, s in members.items() if name not in needed}
    return st.fixed_dictionaries(needed, optional=free)


@st.composite
def requests(draw):
    """A request: fitting, nearly fitting, or nothing of the kind."""
    path, method = draw(st.sampled_from(OPERATIONS))
    operation = DESCRIBED["paths"][path][method]
    odd_id = st.sampled_from(
        ["cv_1", "ch_1", "us_1", "attendant", "%00", "%ff", "a%20b", "x" * 70]
    )
    for parameter in operation["parameters"]:
        if parameter["in"] == "path":
            path = path.replace("{" + parameter["name"] + "}", draw(odd_id))
    query = {
        p["name"]: draw(schema_of(p["schema"]) | ODD)
        for p in operation["parameters"]
        if p["in"] == "query" and draw(st.booleans())
    }
    content = operation.get("requestBody", {}).get("content", {})
    body = draw(
        schema_of(content["application/json"]["schema"])
        if "application/json" in content
        else st.just({})
    )
    if draw(st.booleans()) and isinstance(body, dict):
        name = draw(st.sampled_from([*body, "unknown"]))
        body = {**body, name: draw(ODD)}
    elif draw(st.integers(0, 4)) == 0:
        body = draw(ODD)
    return method, path, query, body


def raw_of(body):
    return json.dumps(body).encode().replace(LONG.encode(), "é".encode() * 70_000)


@pytest.fixture(scope="module")
def ask():
    """Return a function that calls the gateway, served by a loop in a thread."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    def run(work):
        return asyncio.run_coroutine_threadsafe(work, loop).result(60)

    houses = open_house()
    house = run(houses.__aenter__())
    admin = run(house.signed_in("admin"))

    def call(method, path, query, raw, content_type="application/json"):
        headers = {"Content-Type": content_type}
        parameters = {
            k: str(v).encode("utf-8", "replace").decode() for k, v in query.items()
        }
        return run(
            admin.request(method, path, params=parameters, content=raw, headers=headers)
        )

    yield call
    run(admin.aclose())
    run(houses.__aexit__(None, None, None))
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def check(answer, path):
    """Hold an answer to the rules that all answers keep."""
    assert answer.status_code < 500, f"{path}: {answer.text}"
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        problem = answer.json()
        assert all(problem[member] for member in ("reason", "detail", "title"))
        assert problem["status"] == answer.status_code
        if answer.status_code in (400, 413, 415, 422):
            assert problem["field"], problem
        return
    if answer.content:
        assert answer.headers["cache-control"] == "no-store"


@settings(
    max_examples=300,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(request=requests())
def test_whatever_comes_in_is_answered_or_refused_by_name(ask, request):
    method, path, query, body = request

    check(ask(method, path, query, raw_of(body)), path)


@settings(max_examples=100, deadline=None, database=None, derandomize=True)
@given(raw=st.binary(max_size=200), operation=st.sampled_from(OPERATIONS))
def test_bytes_that_are_no_json_are_refused(ask, raw, operation):
    path, method = operation

    check(ask(method, path.replace("{", "").replace("}", ""), {}, raw), path)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("get", "/api/v1/me", None),
        ("get", "/api/v1/me/notifications", None),
        ("get", "/api/v1/conversations", None),
        ("get", "/api/v1/counts", None),
        ("get", "/api/v1/conversations/{conversation_id}", None),
        ("post", "/api/v1/conversations/{conversation_id}/close", {}),
        ("post", "/api/v1/conversations/{conversation_id}/read", {}),
        ("get", "/api/v1/conversations/{conversation_id}/decisions", None),
        ("get", "/api/v1/conversations/{conversation_id}/contact", None),
        ("get", "/api/v1/conversations/{conversation_id}/messages", None),
        (
            "post",
            "/api/v1/conversations/{conversation_id}/messages",
            {"text": "Oi", "request_id": "r", "seen_sequence": -1},
        ),
        ("get", "/api/v1/agents", None),
        ("get", "/api/v1/sectors", None),
        ("get", "/api/v1/distribution", None),
        ("get", "/api/v1/channels", None),
        ("post", "/api/v1/channels", {"kind": "webchat", "name": "Site"}),
        ("get", "/api/v1/ledger", None),
        ("get", "/api/v1/contacts", None),
        ("get", "/api/v1/users", None),
        ("get", "/api/v1/permission-groups", None),
        ("post", "/api/v1/tokens", {"name": "BI"}),
        ("get", "/api/v1/tokens", None),
    ],
)
def test_good_answers_have_the_shape_that_is_described(ask, method, path, body):
    answer = ask(
        method, path.replace("{conversation_id}", "cv_1"), {}, raw_of(body or {})
    )

    responses = DESCRIBED["paths"][path][method]["responses"]
    schema = responses[str(answer.status_code)]["content"]["application/json"]["schema"]
    jsonschema.validate(answer.json(), {**schema, **RESOLVER})
    name = schema["$ref"].split("/")[-1]
    assert set(answer.json()) == set(
        DESCRIBED["components"]["schemas"][name]["properties"]
    )


@pytest.mark.anyio
async def test_the_document_and_its_page_are_served_to_everybody():
    async with open_house() as house, house.client() as client:
        described = await client.get("/api/openapi.json")
        page = await client.get("/api/docs")
        script = await client.get("/api/docs/docs.js")

    assert described.json() == DESCRIBED
    assert described.headers["content-type"] == "application/json"
    assert page.headers["content-type"].startswith("text/html")
    assert script.headers["content-type"].startswith("text/javascript")


def test_operations_have_names_of_their_own():
    names = [o["operationId"] for p in DESCRIBED["paths"].values() for o in p.values()]

    assert len(names) == len(set(names))
