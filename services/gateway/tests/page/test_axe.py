"""What axe finds on every screen: nothing, light and dark."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from fake_world import World
from opening import Open
from playwright.sync_api import Page, expect


def find_nothing(page: Page) -> None:
    """Asks axe, which styles what it measures and so needs the policy aside."""
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_the_inbox(sign_in: Open, busy: str, theme: str) -> None:
    page = sign_in(examined=True, theme=theme, path=f"/#/c/{busy}")
    expect(page.locator(".property").first).to_be_visible()
    find_nothing(page)

    page.locator(".assignee").click()
    find_nothing(page)
    page.keyboard.press("Escape")
    for key, name in (
        ("n", "Notifications"),
        ("?", "Keyboard shortcuts"),
        ("Control+k", "Command palette"),
    ):
        page.locator(".thread-head__name").click()
        page.keyboard.press(key)
        expect(page.get_by_role("dialog", name=name)).to_be_visible()
        find_nothing(page)
        page.keyboard.press("Escape")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_the_settings_and_signed_out(
    sign_in: Open, theme: str, busy: str
) -> None:
    page = sign_in("admin", examined=True, theme=theme, path="/#/settings/agents")
    for name in (
        "Agents",
        "Sectors",
        "Distribution",
        "Channels",
        "Users",
        "API tokens",
        "Inbound ledger",
    ):
        page.get_by_role("link", name=name).click()
        expect(page.get_by_role("heading", name=name, level=2)).to_be_visible()
        find_nothing(page)

    page.get_by_role("button", name="Helena Duarte: your account").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Good to see you")).to_be_visible()
    find_nothing(page)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_a_phone(sign_in: Open, busy: str, theme: str) -> None:
    page = sign_in(examined=True, theme=theme, width=390, height=844)
    find_nothing(page)

    page.locator(".row").first.click()
    expect(page.locator(".bubble").first).to_be_visible()
    find_nothing(page)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_a_thread_of_every_kind(
    sign_in: Open, world: World, story: str, theme: str
) -> None:
    page = sign_in(examined=True, theme=theme, path=f"/#/c/{story}")
    page.locator("[data-files]").set_input_files(
        [
            {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1"},
            {"name": "x.exe", "mimeType": "", "buffer": b"MZ"},
        ]
    )
    expect(page.locator(".tray__refused")).to_be_visible()
    page.locator("[data-message]").last.hover()
    find_nothing(page)

    page.get_by_role("button", name="Emoji", exact=True).click()
    expect(page.locator(".emoji__one").first).to_be_visible()
    find_nothing(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Failed: see what happened").click()
    find_nothing(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Open sala.jpg").click()
    find_nothing(page)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_the_template_picker(
    sign_in: Open, world: World, story: str, theme: str
) -> None:
    page = sign_in(examined=True, theme=theme, path=f"/#/c/{story}")
    world.window_closes(story, -5)
    page.get_by_role("button", name="Resume conversation").click()
    page.get_by_role("button", name="retorno_pedido").click()
    page.get_by_role("button", name="Send template").click()

    expect(page.locator(".field__error")).to_be_visible()
    find_nothing(page)
