"""The pages: the customers' phone, the mail catcher, a site with web chat."""

from __future__ import annotations

import html
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from simulator.answers import problem
from simulator.model import Kind
from simulator.world import World

WEB = Path(__file__).parent / "web"


class Pages:
    """Serves the pages."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[BaseRoute]:
        """Return the pages' routes."""
        return [
            Route("/", self.phone, methods=["GET"]),
            Route("/mail", self.mail, methods=["GET"]),
            Route("/webchat-demo", self.shop, methods=["GET"]),
            Mount("/static", StaticFiles(directory=WEB)),
        ]

    async def phone(self, _request: Request) -> Response:
        """Show the page where a person plays the customers."""
        return FileResponse(WEB / "index.html", headers={"cache-control": "no-cache"})

    async def mail(self, _request: Request) -> Response:
        """Show the e-mails caught."""
        return FileResponse(WEB / "mail.html", headers={"cache-control": "no-cache"})

    async def shop(self, request: Request) -> Response:
        """
        Show a web site that carries the widget, by its one script tag.

        Query: token; without it, the first web chat that was registered.
        """
        sites = {
            each.token: each
            for each in self._world.channels.values()
            if each.kind is Kind.WEBCHAT
        }
        channel = sites.get(request.query_params.get("token", next(iter(sites), "")))
        if channel is None:
            detail = "register the web chat with PUT /control/channels first"
            return problem(404, "CHANNEL_UNKNOWN", detail)
        page = (WEB / "shop.html").read_text(encoding="utf-8")
        page = page.replace("{script_url}", html.escape(channel.script_url))
        return HTMLResponse(page.replace("{token}", html.escape(channel.token)))
