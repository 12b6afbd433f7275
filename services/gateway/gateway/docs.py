"""The description of the API and the page that shows it, served offline."""

from __future__ import annotations

import json
from pathlib import Path

from starlette.datastructures import Headers
from starlette.routing import Route

from chassis.http import Receive, Scope, Send

from .openapi import document
from .site import ASK_ANEW, File

FOLDER = Path(__file__).parent / "docs_page"


class _Served:
    """Answers with one file."""

    def __init__(self, file: File) -> None:
        self._file = file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = self._file.response(Headers(scope=scope), ASK_ANEW)
        await answer(scope, receive, send)


def docs_routes(public_url: str) -> list[Route]:
    """Return `/api/openapi.json` and `/api/docs` with what it is made of."""
    described = json.dumps(document(public_url), ensure_ascii=False).encode()
    files = {
        "/api/openapi.json": File.of(".json", described),
        "/api/docs": _read("index.html"),
        "/api/docs/docs.js": _read("docs.js"),
        "/api/docs/docs.css": _read("docs.css"),
    }
    return [Route(path, _Served(file), methods=["GET"]) for path, file in files.items()]


def _read(name: str) -> File:
    path = FOLDER / name
    return File.of(path.suffix, path.read_bytes())
