"""A browser, and for each test an account of its own behind a fake gateway."""

from __future__ import annotations

from collections.abc import Iterator

import fake_people
import fake_story
import pytest
from fake_gateway import Server, serve
from fake_world import World
from opening import Open
from playwright.sync_api import Browser, Page, expect, sync_playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--use-fake-device-for-media-stream",
]
PATIENCE_MS = 15_000


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's Chromium."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def world() -> World:
    """An account with people and channels; what is said, a test says."""
    return fake_people.empty()


@pytest.fixture
def server(world: World) -> Iterator[Server]:
    """The fake gateway of that account."""
    running = serve(world)
    yield running
    world.drop_streams()
    running.shutdown()
    running.server_close()


@pytest.fixture
def address(server: Server) -> str:
    """Where the page is."""
    return f"http://127.0.0.1:{server.server_port}"


@pytest.fixture
def sign_in(browser: Browser, address: str) -> Iterator[Open]:
    """Opens the page signed in as somebody, live; fails on any script error."""
    contexts, errors = [], []

    def open_page(
        who: str = "ana",
        path: str = "/",
        *,
        width: int = 1440,
        height: int = 900,
        locale: str = "en",
        theme: str = "light",
        examined: bool = False,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale=locale,
            color_scheme=theme,  # type: ignore[arg-type]
            reduced_motion="reduce",
            bypass_csp=examined,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "console",
            lambda said: (
                errors.append(said.text)
                if "Content Security Policy" in said.text
                else None
            ),
        )
        page.goto(address + path)
        page.fill("[name=email]", f"{who}@demo.recado")
        page.fill("[name=password]", "recado-demo")
        page.press("[name=password]", "Enter")
        expect(page.locator(".connection--live")).to_be_visible()
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def story(world: World) -> str:
    """A conversation of Ana's with every kind of message."""
    fake_story.templates(world)
    return fake_story.every_kind(world)


@pytest.fixture
def busy(world: World) -> str:
    """A conversation with every kind of entry, assigned to Ana."""
    world.customer_opens("ch_site", "Pedro", "Oi", ago=90)
    return fake_people.tell_one_story(world)
