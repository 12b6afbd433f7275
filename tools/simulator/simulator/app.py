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
from simulator.acts import Acts
from simulator.cloud_api import CloudApi
from simulator.control import Finder
from simulator.control_api import ControlApi
from simulator.control_customers import ControlCustomers
from simulator.control_provider import ControlProvider
from simulator.courier import Courier
from simulator.exchange import Exchange
from simulator.failures import Switchboard
from simulator.graph_api import GraphApi
from simulator.graph_media import GraphMedia
from simulator.graph_templates import GraphTemplates, Uploads
from simulator.media import Files
from simulator.page_api import PageApi
from simulator.page_files import PageFiles
from simulator.pages import Pages
from simulator.remote import Remote
from simulator.reviews import Reviews
from simulator.settings import Settings
from simulator.teller import Teller
from simulator.twilio_api import TwilioApi
from simulator.twilio_content_api import TwilioContentApi
from simulator.twilio_door import TwilioDoor
from simulator.twilio_media import TwilioMedia
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
    inside = Inside(world, courier, settings)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        courier.resume()
        inside.exchange.resume()
        inside.reviews.resume()
        catcher = None
        if settings.smtp_port:
            catcher = await mail.serve(world, settings.host, settings.smtp_port)
        yield
        if catcher is not None:
            catcher.close()
        await courier.stop()
        await inside.remote.close()
        world.close()

    routes = [
        Route("/healthz", _healthz, methods=["GET"]),
        *inside.control(),
        *Pages(world).routes(),
        *inside.twilio(),
        *inside.graph(),
    ]
    app = Starlette(routes=routes, lifespan=lifespan)
    app.state.courier = courier
    return app


class Inside:
    """The parts of the simulator and who needs whom."""

    def __init__(self, world: World, courier: Courier, settings: Settings) -> None:
        self._world = world
        self._courier = courier
        self._settings = settings
        self.files = Files(world, settings.state)
        self.remote = Remote()
        self.teller = Teller(world, courier, settings.address)
        self.exchange = Exchange(world, courier, self.teller, settings)
        self.reviews = Reviews(world, courier, self.teller, settings)
        self.switchboard = Switchboard()

    def control(self) -> list[Route]:
        """Return the routes of the control API."""
        finder = Finder(self._world, self.exchange)
        acts = Acts(self._world, self.files)
        customers = ControlCustomers(
            self._world, self.exchange, self.teller, finder=finder, acts=acts
        )
        provider = ControlProvider(
            self._world,
            self.exchange,
            self.teller,
            finder=finder,
            acts=acts,
            files=self.files,
            reviews=self.reviews,
        )
        parts = [*customers.table(), *provider.table()]
        return ControlApi(self._world, self._courier, finder, parts).routes()

    def twilio(self) -> list[Route]:
        """Return the routes of Twilio's APIs."""
        door = TwilioDoor(self._world, self.switchboard)
        media = TwilioMedia(self._world, door, self.files, self.remote)
        api = TwilioApi(
            self._world, self.exchange, self.switchboard, door=door, media=media
        )
        contents = TwilioContentApi(self._world, door, self.reviews)
        return [*api.routes(), *media.routes(), *contents.routes()]

    def graph(self) -> list[Route]:
        """Return the routes of Meta's API."""
        templates = GraphTemplates(self._world, self.reviews)
        cloud = CloudApi(
            self._world,
            self.exchange,
            self.switchboard,
            files=self.files,
            remote=self.remote,
            templates=templates,
        )
        pages = PageApi(
            self._world,
            self.exchange,
            self.switchboard,
            courier=self._courier,
            files=PageFiles(self._world, self.files, self.remote),
        )
        return GraphApi(
            self._world,
            self.switchboard,
            cloud=cloud,
            pages=pages,
            media=GraphMedia(self._world, self.files, self._settings),
            templates=templates,
            uploads=Uploads(self.files),
        ).routes()


async def _healthz(_request: Request) -> Response:
    return JSONResponse({"status": "ok"})
