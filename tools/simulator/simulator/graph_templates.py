"""The Graph API's part for templates and the files they are shown with."""

from __future__ import annotations

import base64
import secrets
import time
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from simulator import cloud_templates
from simulator.graph import Refused, fields, parsed, unknown
from simulator.media import Files
from simulator.model import Channel, Kind, Template
from simulator.reviews import Reviews
from simulator.world import World

# Most templates of an account; page sizes of lists, default and largest.
MOST, PAGE, LARGEST_PAGE = 250, 25, 1000
EDITABLE = frozenset({"APPROVED", "REJECTED", "PAUSED"})


class GraphTemplates:
    """Answers for `message_templates` and for a template's own node."""

    def __init__(self, world: World, reviews: Reviews) -> None:
        self._world = world
        self._reviews = reviews

    def of(self, channel: Channel) -> list[Template]:
        """Return the templates of the channel's account, newest first."""
        found = self._world.templates.values()
        owned = [each for each in found if each.owner == channel.waba_id]
        return sorted(owned, key=lambda each: each.at, reverse=True)

    async def every(self, channel: Channel, request: Request) -> Response:
        """List templates by name, status, language and category, page by page."""
        query = request.query_params
        shown = [
            cloud_templates.resource(each)
            for each in self.of(channel)
            if _matches(each, query)
        ]
        size = min(int(query.get("limit") or PAGE), LARGEST_PAGE)
        start = _position(query.get("after", ""))
        page = shown[start : start + size]
        paging: dict[str, Any] = {
            "cursors": {"before": _cursor(start), "after": _cursor(start + len(page))}
        }
        if start + size < len(shown):
            url = request.url.include_query_params(after=_cursor(start + size))
            paging["next"] = str(url)
        data = [fields(request, each) for each in page]
        return JSONResponse({"data": data, "paging": paging})

    async def create(self, channel: Channel, request: Request) -> Response:
        """Take a template for review."""
        body = parsed(await request.body())
        cloud_templates.check_name(body)
        components = cloud_templates.check_components(body.get("components"))
        parameter_format = body.get("parameter_format", "POSITIONAL")
        cloud_templates.check_format(parameter_format, components)
        known = self.of(channel)
        same = (body["name"], body["language"])
        if any((each.name, each.language) == same for each in known):
            raise Refused(2388024, f"{same[0]} exists in {same[1]} already.")
        if len(known) >= MOST:
            raise Refused(2388019, f"An account has at most {MOST} templates.")
        template = Template(
            id=str(secrets.randbelow(9 * 10**14) + 10**14),
            owner=channel.waba_id,
            name=body["name"],
            language=body["language"],
            category=body["category"],
            status="PENDING",
            at=time.time(),
            components=components,
            parameter_format=parameter_format,
        )
        self._reviews.hand_in(template)
        return JSONResponse(
            {
                "id": template.id,
                "status": template.status,
                "category": template.category,
            }
        )

    async def edit(self, template: Template, request: Request) -> Response:
        """Replace a template's components; it is reviewed again."""
        body = parsed(await request.body())
        if template.status not in EDITABLE:
            raise Refused(100, f"A template that is {template.status} is not edited.")
        category = body.get("category", template.category)
        if category != template.category and template.status == "APPROVED":
            raise Refused(100, "The category of an approved template stays.")
        if "components" in body:
            components = cloud_templates.check_components(body["components"])
            cloud_templates.check_format(template.parameter_format, components)
            template.components = components
        template.category = category
        self._reviews.hand_in(template)
        return JSONResponse({"success": True})

    async def delete(self, channel: Channel, request: Request) -> Response:
        """Delete a template by name, in all languages, or one of them by its id."""
        name = request.query_params.get("name", "")
        key = request.query_params.get("hsm_id")
        found = [
            each
            for each in self.of(channel)
            if each.name == name and key in (None, each.id)
        ]
        if not found:
            raise Refused(100, f"There is no template {name!r}.")
        if any(each.status == "DISABLED" for each in found):
            raise Refused(100, "A disabled template can not be deleted.")
        for each in found:
            self._world.drop(each)
        return JSONResponse({"success": True})

    async def unpause(self, template: Template) -> Response:
        """Let a paused template be sent again."""
        if template.status != "PAUSED":
            raise Refused(100, "The template is not paused.")
        await self._reviews.decide(template, status="APPROVED")
        return JSONResponse({"success": True})

    def named(self, channel: Channel, wanted: dict[str, Any]) -> Template:
        """
        Return the template that a send names.

        Raises:
            Refused: It does not exist, or may not be sent now.
        """
        name, language = wanted["name"], wanted["language"]["code"]
        for each in self.of(channel):
            if (each.name, each.language) != (name, language):
                continue
            if each.status in cloud_templates.UNSENDABLE:
                raise Refused(cloud_templates.UNSENDABLE[each.status])
            if each.status in cloud_templates.SENDABLE:
                return each
        detail = f"template name ({name}) does not exist in {language}"
        raise Refused(132001, detail)


def welcome(channel: Channel) -> Template | None:
    """Return the template that every account has from the start."""
    if channel.kind is not Kind.WHATSAPP_CLOUD:
        return None
    digits = int.from_bytes(channel.waba_id.encode()[-6:]) % 10**14
    body = "Welcome and congratulations!! This message shows that you can send."
    return Template(
        id=str(10**14 + digits),
        owner=channel.waba_id,
        name="hello_world",
        language="en_US",
        category="UTILITY",
        status="APPROVED",
        at=time.time(),
        components=[
            {"type": "HEADER", "format": "TEXT", "text": "Hello World"},
            {"type": "BODY", "text": body},
            {"type": "FOOTER", "text": "WhatsApp Business Platform sample message"},
        ],
    )


def _matches(template: Template, query: Any) -> bool:
    return (
        all(
            query.get(name) in (None, getattr(template, name))
            for name in ("status", "language", "category")
        )
        and query.get("name", "") in template.name
    )


def _cursor(position: int) -> str:
    return base64.urlsafe_b64encode(f"at:{position}".encode()).decode().rstrip("=")


def _position(cursor: str) -> int:
    padded = cursor + "=" * (-len(cursor) % 4)
    try:
        return int(base64.urlsafe_b64decode(padded).removeprefix(b"at:") or 0)
    except ValueError as error:
        raise Refused(100, "The cursor is none of ours.") from error


class Uploads:
    """Resumable uploads: a session, the bytes in one go or more, a handle."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._open: dict[str, tuple[str, str, int, bytearray]] = {}

    def begin(self, request: Request) -> Response:
        """Begin a session for a file of the given type and length."""
        query = request.query_params
        length = query.get("file_length", "")
        if not length.isdigit() or not query.get("file_type"):
            raise Refused(100, "file_length and file_type are required.")
        key = f"upload:{secrets.token_urlsafe(24)}"
        name, kind = query.get("file_name", ""), query["file_type"]
        self._open[key] = (name, kind, int(length), bytearray())
        return JSONResponse({"id": f"{key}?sig={secrets.token_urlsafe(12)}"})

    async def take(self, channel: Channel, request: Request) -> Response:
        """Take bytes from the offset on; the last ones give the handle."""
        name, kind, length, content = self._session(request)
        offset = request.headers.get("file_offset", "0")
        if offset != str(len(content)):
            raise Refused(100, f"file_offset must be {len(content)}.")
        content += await request.body()
        if len(content) < length:
            return self.progress(request)
        media = self._files.keep(
            channel, bytes(content[:length]), kind, file_name=name, source="template"
        )
        del self._open[request.path_params["node"]]
        handle = base64.b64encode(media.token.encode()).decode()
        return JSONResponse({"h": f"4::{handle}"})

    def progress(self, request: Request) -> Response:
        """Tell how much of a file is there."""
        content = self._session(request)[3]
        key = request.path_params["node"]
        return JSONResponse({"id": key, "file_offset": len(content)})

    def _session(self, request: Request) -> tuple[str, str, int, bytearray]:
        key = request.path_params["node"]
        if key not in self._open:
            raise unknown(key)
        return self._open[key]
