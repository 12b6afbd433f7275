"""What axe finds on channels, templates, campaigns, ledger and starting: nothing."""

from __future__ import annotations

import fake_desk
import pytest
from fake_world import World
from opening import Open
from playwright.sync_api import expect
from test_axe import find_nothing


@pytest.mark.parametrize(
    ("theme", "width"), [("light", 1440), ("dark", 1440), ("light", 390)]
)
def test_axe_finds_nothing_at_the_desk(
    sign_in: Open, world: World, theme: str, width: int
) -> None:
    fake_desk.furnish(world)
    page = sign_in(
        "admin", path="/#/settings/channels", examined=True, theme=theme, width=width
    )
    expect(page.locator(".trouble").first).to_be_visible()
    page.get_by_text("Notices of the provider").first.click()
    expect(page.locator(".timeline").first).to_be_visible()
    find_nothing(page)
    page.get_by_role("button", name="Connect a channel").click()
    find_nothing(page)
    page.keyboard.press("Escape")

    page.goto(page.url.split("#", maxsplit=1)[0] + "#/settings/templates")
    expect(page.locator(".card--press").first).to_be_visible()
    find_nothing(page)
    page.get_by_role("button", name="New template").click()
    page.get_by_label("Body").fill("{{a}}")
    page.get_by_role("button", name="Add a button").click()
    page.get_by_role("button", name="Submit for review").click()
    find_nothing(page)

    page.goto(page.url.split("#", maxsplit=1)[0] + "#/settings/ledger")
    page.locator(".ledger__row input").first.check()
    find_nothing(page)
    page.locator(".ledger__time").first.click()
    expect(page.get_by_role("region", name="Body")).to_be_visible()
    find_nothing(page)


@pytest.mark.parametrize(
    ("theme", "width"), [("light", 1440), ("dark", 1440), ("light", 390)]
)
def test_axe_finds_nothing_in_campaigns_and_starting(
    sign_in: Open, world: World, theme: str, width: int
) -> None:
    fake_desk.furnish(world)
    page = sign_in(
        "admin", path="/#/campaigns", examined=True, theme=theme, width=width
    )
    expect(page.locator(".card--press").first).to_be_visible()
    find_nothing(page)
    page.locator(".card--press", has_text="Natal").click()
    expect(page.locator(".table").first).to_be_visible()
    find_nothing(page)
    page.get_by_role("button", name="Start").click()
    find_nothing(page)
    page.keyboard.press("Escape")

    page.goto(page.url.split("#", maxsplit=1)[0] + "#/campaigns/new")
    page.get_by_role("radio", name="pedido_pronto").check()
    find_nothing(page)

    page.goto(page.url.split("#", maxsplit=1)[0] + "#/inbox/mine")
    page.get_by_role("button", name="Start a conversation").click()
    page.get_by_role("radio", name="pedido_pronto").check()
    find_nothing(page)
