"""The page, with a person's hands: Chromium against a running simulator."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from conftest import PERSON, cloud_channel, page_channel, until
from playwright.sync_api import expect, sync_playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]
NUMBER, ANA = "227711004455001", "5511987654321"
BEARER = {"authorization": "Bearer token"}

pytestmark = pytest.mark.skipif(
    not Path(CHROMIUM).exists(), reason="chromium is not installed"
)


@pytest.fixture
def simulator(served, business):
    """A running simulator that knows a number and a page."""
    with httpx.Client(base_url=served[0], timeout=30) as client:
        client.post("/control/reset")
        for body in (cloud_channel(business), page_channel(business, "messenger")):
            # A channel that is registered anew keeps its modes.
            client.delete(f"/control/channels/{body.get('page_id', NUMBER)}")
            client.put("/control/channels", json=body).raise_for_status()
        yield client


@pytest.fixture
def page(simulator):
    """The page at phone width, in English; it may have no error of its own."""
    troubles = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        context = browser.new_context(
            viewport={"width": 390, "height": 844},
            locale="en-US",
            permissions=["microphone"],
        )
        found = context.new_page()
        found.on("pageerror", lambda error: troubles.append(str(error)))
        yield found
        browser.close()
    assert troubles == []


def thread(simulator, key=f"{NUMBER}/{ANA}"):
    return simulator.get(f"/control/customers/{key}").json()["messages"]


def test_a_person_plays_a_customer_on_whatsapp(page, simulator):
    customer = f"/control/customers/{NUMBER}/{ANA}"
    simulator.put(customer, json={"name": "Ana"})
    page.goto(f"{simulator.base_url}#{NUMBER}/{ANA}")

    page.get_by_label("Message", exact=True).fill("Oi!")
    page.keyboard.press("Enter")
    until(lambda: [m["text"] for m in thread(simulator)] == ["Oi!"])
    page.get_by_label("Attach").click()
    page.get_by_role("menuitem", name="Photo", exact=True).click()
    expect(page.locator(".picture img")).to_be_visible()
    page.get_by_label("Attach").click()
    page.get_by_role("menuitem", name="Location").click()
    page.get_by_role("button", name="Send", exact=True).last.click()
    expect(page.locator(".place")).to_be_visible()
    page.get_by_label("Record a voice note").click()
    page.get_by_label("Stop and send").click()
    until(lambda: thread(simulator)[-1]["kind"] == "audio")

    kinds = [message["kind"] for message in thread(simulator)]
    assert kinds == ["text", "image", "location", "audio"]


def test_a_person_reacts_answers_and_presses_a_button(page, simulator):
    customer = f"/control/customers/{NUMBER}/{ANA}"
    simulator.post(f"{customer}/messages", json={"text": "Oi", "name": "Ana"})
    buttons = [{"type": "reply", "reply": {"id": "yes", "title": "Sim"}}]
    interactive = {"type": "button", "body": {"text": "Pode ser?"}}
    body = {
        "messaging_product": "whatsapp",
        "to": ANA,
        "type": "interactive",
        "interactive": interactive | {"action": {"buttons": buttons}},
    }
    simulator.post(f"/v26.0/{NUMBER}/messages", json=body, headers=BEARER)
    page.goto(f"{simulator.base_url}#{NUMBER}/{ANA}")

    theirs = page.locator(".bubble--theirs")
    theirs.hover()
    theirs.get_by_label("More about this message").click()
    page.locator(".menu__emoji").first.click()
    expect(page.locator(".reactions")).to_have_text("👍")
    page.get_by_role("button", name="Sim").click()

    until(lambda: thread(simulator)[-1]["kind"] == "choice")
    choice = thread(simulator)[-1]
    assert choice["content"]["choice"]["id"] == "yes"
    assert choice["quoted_id"] == thread(simulator)[1]["id"]


def test_a_person_makes_somebody_on_messenger_and_moves_the_clock(page, simulator):
    page.goto(f"{simulator.base_url}#204500066600777")

    page.get_by_role("button", name="New customer").click()
    page.get_by_label("Name").fill("Emily")
    page.get_by_role("button", name="Start chat").click()
    page.get_by_label("Message", exact=True).fill("Hi")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".bubble--mine")).to_contain_text("Hi")
    page.get_by_label("Provider options").click()
    page.get_by_role("button", name="+25 h").click()
    expect(page.get_by_role("button", name="+25 h")).to_have_attribute(
        "aria-pressed", "true"
    )

    (emily,) = simulator.get("/control/customers").json()["items"]
    send = {"recipient": {"id": emily["phone"]}, "message": {"text": "Hello"}}
    token = {"authorization": "Bearer messenger-token"}
    answer = simulator.post("/v25.0/me/messages", json=send, headers=token)
    assert answer.json()["error"]["error_subcode"] == 2018278
    assert emily["phone"] != PERSON
