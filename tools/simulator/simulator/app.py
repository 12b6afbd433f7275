"""Puts the simulator together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulator import mail
from simulator.cloud_api import CloudApi
from simulator.control_api import ControlApi
from simulator.courier import Courier
from simulator.exchange import Exchange
from simulator.failures import Switchboard
from simulator.pages import Pages
from simulator.settings import Settings
from simulator.twilio_api import TwilioApi
from simulator.world import World


class GraphVersion(Convertor[str]):
    """A version of the Graph API in a path, `v26.0`."""

    regex = r"v\d{1,3}\.\d"

    def convert(self, value: str) -> str:
        """Take the version as it is."""
        return value

    def to_string(self, value: str) -> str:
        """Write the version as it is."""
        return value


def create(settings: Settings) -> Starlette:
    """Make the application; the world and its tasks begin with its lifespan."""
    register_url_convertor("graph_version", GraphVersion())
    world = World(settings.state)
    courier = Courier(world, settings)
    exchange = Exchange(world, courier, settings)
    switchboard = Switchboard()

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        courier.resume()
        exchange.resume()
        catcher = None
        if settings.smtp_port:
            catcher = await mail.serve(world, settings.host, settings.smtp_port)
        yield
        if catcher is not None:
            catcher.close()
        await courier.stop()
        world.close()

    routes = [
        Route("/healthz", _healthz, methods=["GET"]),
        *ControlApi(world, exchange, courier).routes(),
        *Pages(world).routes(),
        *TwilioApi(world, exchange, switchboard).routes(),
        *CloudApi(world, exchange, switchboard).routes(),
    ]
    return Starlette(routes=routes, lifespan=lifespan)


async def _healthz(_request: Request) -> Response:
    return JSONResponse({"status": "ok"})
