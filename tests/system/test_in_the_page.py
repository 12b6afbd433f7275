"""The job in a real Chromium, with two agents signed in at once."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from conftest import Newcomer
from pages import Desk, Shopper
from people import Agent, Customer, eventually
from playwright.sync_api import Browser, expect, sync_playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 30_000

Visit = Callable[[str], Customer]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The machine's Chromium."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture
def desks(
    browser: Browser, demo: dict[str, Any], agents: dict[str, Agent]
) -> Iterator[tuple[Desk, Desk]]:
    """Ana's and Bruno's pages, signed in at once."""
    url = demo["gateway"]["url"]
    ana, bruno = (Desk(browser, url, agents[name]) for name in ("ana", "bruno"))
    yield ana, bruno
    for desk in (ana, bruno):
        desk.leave()


@pytest.fixture
def visit(
    browser: Browser,
    demo: dict[str, Any],
    channels: dict[str, dict[str, Any]],
    newcomer: Newcomer,
) -> Iterator[Visit]:
    """Makes a customer; one on the web site has the real widget before them."""
    with ExitStack() as leaving:

        def new(kind: str) -> Customer:
            if kind != "webchat":
                return newcomer(kind)
            name = f"Cliente {uuid.uuid4().hex[:8]}"
            shopper = Shopper(browser, demo["simulator"]["url"], channels[kind], name)
            leaving.callback(shopper.leave)
            return shopper

        yield new


@pytest.mark.parametrize("kind", ["whatsapp_cloud", "whatsapp_twilio", "webchat"])
def test_a_customer_writes_and_an_agent_answers(
    desks: tuple[Desk, Desk], visit: Visit, kind: str
) -> None:
    """INB-3, INB-4, ASG-2, MSG-1, MSG-2, LIF-1, LIF-5, LIF-6: all without a reload."""
    ana, bruno = desks
    customer = visit(kind)
    name = customer.name

    customer.write("Is the blue sofa still there?")
    for desk in desks:
        expect(desk.row(name)).to_contain_text("Is the blue sofa still there?")
    conversation = ana.row(name).get_attribute("data-id")

    ana.open(name)
    ana.press("Claim")
    expect(ana.page.locator(".assignee")).to_contain_text("You")
    expect(bruno.row(name)).to_have_count(0)
    bruno.show("others")
    expect(bruno.row(name)).to_be_visible()
    ana.show("mine")
    expect(ana.row(name)).to_be_visible()

    ana.answer(name, "It is, and it can be with you on Friday.")
    eventually(customer.received)
    customer.read()
    expect(ana.ticks("It is, and it can be", "read")).to_be_visible()

    ana.press("Close conversation")
    expect(ana.row(name)).to_have_count(0)
    expect(bruno.row(name)).to_have_count(0)
    for desk in desks:
        desk.show("closed")
        expect(desk.row(name)).to_be_visible()
        desk.show("mine" if desk is ana else "others")

    customer.write("One more thing")
    for desk in desks:
        expect(desk.row(name)).to_contain_text("One more thing")
        expect(desk.row(name)).to_have_attribute("data-id", conversation)
    ana.open(name)
    expect(ana.page.locator(".assignee")).to_contain_text("You")
    expect(ana.said).to_have_text(
        [
            "Is the blue sofa still there?",
            "It is, and it can be with you on Friday.",
            "One more thing",
        ]
    )
    assert customer.received() == ["It is, and it can be with you on Friday."]


def test_a_page_that_was_offline_gets_exactly_what_it_missed(
    desks: tuple[Desk, Desk], visit: Visit, ana: Agent
) -> None:
    """DESIGN 8: exact resume; nothing twice, nothing missing, in order."""
    _, bruno = desks
    customer = visit("whatsapp_cloud")
    customer.write("one")
    bruno.open(customer.name)
    expect(bruno.said).to_have_text(["one"])

    bruno.context.set_offline(True)
    expect(bruno.page.locator(".connection")).to_have_text("offline")
    for text in ("two", "three", "four"):
        customer.write(text)
    found = ana.arrived(customer.name)
    eventually(lambda: ana.texts(found["id"])[-1] == "four")
    expect(bruno.said).to_have_text(["one"])
    bruno.context.set_offline(False)

    expect(bruno.page.locator(".connection--live")).to_be_visible()
    expect(bruno.said).to_have_text(["one", "two", "three", "four"])
    expect(bruno.row(customer.name)).to_have_count(1)
    expect(bruno.row(customer.name)).to_contain_text("four")


def test_the_job_is_done_without_a_mouse(
    desks: tuple[Desk, Desk], visit: Visit
) -> None:
    """DESIGN 8: moving, opening, claiming, answering and closing by keys alone."""
    ana, _ = desks
    customer = visit("whatsapp_cloud")
    customer.write("Do you open on Sundays?")
    expect(ana.page.locator(".row").first).to_contain_text(customer.name)
    press = ana.page.keyboard.press

    press("j")
    press("Enter")
    expect(ana.reply_field(customer.name)).to_be_focused()
    press("Escape")
    press("c")
    expect(ana.page.locator(".assignee")).to_contain_text("You")
    press("r")
    ana.page.keyboard.type("Yes, from ten to two.")
    press("Enter")
    eventually(lambda: customer.received() == ["Yes, from ten to two."])
    press("Escape")
    press("e")

    ana.show("closed")
    expect(ana.row(customer.name)).to_contain_text("Yes, from ten to two.")
