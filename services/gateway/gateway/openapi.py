"""
The OpenAPI 3.1 document, from the table that serves the API.

Source: https://spec.openapis.org/oas/v3.1.1
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from pydantic import TypeAdapter
from typing_extensions import TypedDict

from .endpoint import Endpoint
from .inputs import ID, NoBody, NoQuery
from .routes.table import ENDPOINTS

REF = "#/components/schemas/{model}"

INTRODUCTION = (
    "The HTTP API of Recado. Errors are `application/problem+json` (RFC 9457) with a "
    "stable `reason`; those of a request name the `field`. Lists take `cursor` and "
    "`limit` and answer `{items, next_cursor}`. Every POST takes an `Idempotency-Key`. "
    "Programs send `Authorization: Bearer` with an API token; the page uses its session "
    "cookie and sends `X-CSRF-Token` with every change."
)


class ProblemDocument(TypedDict):
    """An RFC 9457 problem; further members are facts of the reason."""

    type: str
    title: str
    status: int
    reason: str
    detail: str


def document(public_url: str) -> dict[str, Any]:
    """Return the document; the same for the same code."""
    paths: dict[str, Any] = {}
    schemas = _Schemas(ENDPOINTS)
    for endpoint in ENDPOINTS:
        operations = paths.setdefault(endpoint.path, {})
        operations[endpoint.method.lower()] = _operation(endpoint, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Recado",
            "version": "1",
            "description": INTRODUCTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": public_url}],
        "security": [{"session": []}, {"token": []}],
        "paths": paths,
        "components": {"schemas": schemas.definitions, "securitySchemes": _security()},
    }


class _Schemas:
    """The JSON schemas of all models, defined once and referred to."""

    def __init__(self, endpoints: Sequence[Endpoint[Any, Any]]) -> None:
        taken = {e.body: "validation" for e in endpoints if e.body is not NoBody}
        given = {e.answer: "serialization" for e in endpoints if e.answer is not None}
        given[ProblemDocument] = "serialization"
        inputs: Any = [
            (model, mode, TypeAdapter(model)) for model, mode in (taken | given).items()
        ]
        found, rest = TypeAdapter.json_schemas(inputs, ref_template=REF)
        self.definitions: dict[str, Any] = rest.get("$defs", {})
        self._of = {model: schema for (model, _), schema in found.items()}
        problem = self.definitions["ProblemDocument"]
        problem["additionalProperties"] = True

    def of(self, model: Any) -> dict[str, Any]:
        """Return the schema of *model*, as a reference."""
        return dict(self._of[model])


def _operation(endpoint: Endpoint[Any, Any], schemas: _Schemas) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": endpoint.handler.__name__
        + ("" if endpoint.path.count("/") < 4 else _suffix(endpoint)),  # noqa: PLR2004  # nested
        "summary": endpoint.summary,
        "tags": [endpoint.tag],
        "parameters": [*_path_parameters(endpoint), *_query_parameters(endpoint)],
        "responses": _responses(endpoint, schemas),
    }
    if endpoint.permission:
        operation["description"] = f"Needs the permission `{endpoint.permission}`."
    if endpoint.public:
        operation["security"] = []
    if endpoint.method == "POST":
        operation["parameters"].append(_idempotency_key())
    if endpoint.takes_file:
        file = {"schema": {"type": "string", "format": "binary"}}
        operation["requestBody"] = {
            "required": True,
            "content": {"application/octet-stream": file},
        }
    if endpoint.body is not NoBody:
        required = any(f.is_required() for f in endpoint.body.model_fields.values())
        operation["requestBody"] = {
            "required": required,
            "content": {"application/json": {"schema": schemas.of(endpoint.body)}},
        }
    return operation


def _suffix(endpoint: Endpoint[Any, Any]) -> str:
    """Tell two routes of one handler apart."""
    return "_of" if "{" in endpoint.path and endpoint.method == "PATCH" else ""


def _path_parameters(endpoint: Endpoint[Any, Any]) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "string", "pattern": ID},
        }
        for name in re.findall(r"{(\w+)}", endpoint.path)
    ]


def _query_parameters(endpoint: Endpoint[Any, Any]) -> list[dict[str, Any]]:
    if endpoint.query is NoQuery:
        return []
    properties = endpoint.query.model_json_schema()["properties"]
    return [
        {
            "name": name,
            "in": "query",
            "description": schema.pop("description", ""),
            "schema": schema,
        }
        for name, schema in properties.items()
    ]


def _idempotency_key() -> dict[str, Any]:
    return {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "Repeating a request with the same key changes nothing twice.",
        "schema": {"type": "string", "pattern": "^[!-~]{1,64}$"},
    }


def _responses(endpoint: Endpoint[Any, Any], schemas: _Schemas) -> dict[str, Any]:
    good: dict[str, Any] = {"description": HTTPStatus(endpoint.status).phrase}
    if endpoint.stream:
        good["content"] = {endpoint.media_type: {"schema": {"type": "string"}}}
    elif endpoint.answer is not None:
        good["content"] = {"application/json": {"schema": schemas.of(endpoint.answer)}}
    problem = {"application/problem+json": {"schema": schemas.of(ProblemDocument)}}
    answers: dict[str, Any] = {str(endpoint.status): good}
    for status, reasons in sorted(_refusals(endpoint).items()):
        said = ", ".join(f"`{reason}`" for reason in reasons)
        answers[str(status)] = {"description": said, "content": problem}
    answers["default"] = {"description": "Any other failure.", "content": problem}
    return answers


def _refusals(endpoint: Endpoint[Any, Any]) -> dict[int, list[str]]:
    common: dict[int, list[str]] = {400: ["MALFORMED"], 422: ["INVALID"]}
    if not endpoint.public:
        common[401] = ["SESSION_MISSING"]
    if endpoint.permission:
        common[403] = ["PERMISSION_MISSING"]
    found = {status: list(reasons) for status, reasons in endpoint.refusals.items()}
    return {
        status: [*found.get(status, ()), *common.get(status, ())]
        for status in {*found, *common}
    }


def _security() -> dict[str, Any]:
    return {
        "session": {"type": "apiKey", "in": "cookie", "name": "recado_session"},
        "token": {"type": "http", "scheme": "bearer"},
    }
