"""Writing to somebody first."""

from __future__ import annotations

import fake_desk
import fake_starting
import pytest
from fake_world import World
from opening import Open
from playwright.sync_api import Page, expect


@pytest.fixture
def templates(world: World) -> World:
    """An account with templates."""
    fake_desk.templates(world)
    return world


def fill(page: Page, phone: str) -> None:
    """Opens the window by its key and fills it in."""
    page.keyboard.press("w")
    page.get_by_label("Phone").fill(phone)
    page.get_by_label("Name", exact=True).fill("Mariana Lima")
    page.get_by_role("radio", name="pedido_pronto").check()
    page.get_by_label("order", exact=True).fill("55120")


def test_a_conversation_is_started_with_a_template(
    sign_in: Open, templates: World
) -> None:
    """ACT-2, ACT-7: filled from the name, previewed, sent, opened, mine."""
    page = sign_in()

    page.get_by_role("button", name="Start a conversation").click()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_have_count(2)
    expect(page.get_by_label("Phone")).to_be_focused()
    page.get_by_label("Phone").fill("+55 (11) 98765-4321")
    expect(page.get_by_text("A number of: Brazil")).to_be_visible()
    page.get_by_label("Name", exact=True).fill("Mariana Lima")
    page.get_by_role("radio", name="pedido_pronto").check()
    page.get_by_label("order", exact=True).fill("55120")
    expect(page.get_by_role("figure")).to_contain_text(
        "Olá Mariana, seu pedido 55120 está pronto"
    )
    page.get_by_role("dialog").get_by_role("button", name="Send").click()

    expect(page.locator(".thread-head__name")).to_have_text("Mariana Lima")
    expect(page.get_by_role("dialog")).to_have_count(0)
    (made,) = templates.conversations.values()
    assert made["contact"]["phone"] == "+5511987654321"
    assert made["assignee_id"] == "us_ana"


def test_only_channels_with_templates_are_offered(
    sign_in: Open, templates: World
) -> None:
    """ACT-3."""
    page = sign_in()

    page.keyboard.press("w")

    expect(page.get_by_label("Channel").last.locator("option")).to_have_text(
        ["WhatsApp Sales", "WhatsApp Support"]
    )


def test_a_conversation_in_progress_is_one_press_away(
    sign_in: Open, templates: World
) -> None:
    """ACT-1."""
    templates.customer_opens("ch_cloud", "Mariana", "Oi", phone="+5511987654321")
    page = sign_in()
    fill(page, "+55 11 98765-4321")

    page.get_by_role("dialog").get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("is in progress. Write there.")
    page.get_by_role("button", name="Open the conversation").click()

    expect(page.locator(".thread-head__name")).to_have_text("Mariana")
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize(
    ("phone", "words"),
    [
        pytest.param("11 98765-4321", "Write the phone with +", id="no country"),
        pytest.param("+1 555 0100 200", "Write the phone with +", id="refused"),
        pytest.param(
            fake_starting.OPTED_OUT, "wants no marketing", id="wants no messages"
        ),
    ],
)
def test_refusals_say_what_to_do(
    sign_in: Open, templates: World, phone: str, words: str
) -> None:
    page = sign_in()
    fill(page, phone)

    page.get_by_role("dialog").get_by_role("button", name="Send").click()

    expect(page.get_by_role("alert")).to_contain_text(words)
    assert not templates.conversations


def test_an_approval_withdrawn_meanwhile_is_told(
    sign_in: Open, templates: World
) -> None:
    """TPL-2, TPL-6."""
    page = sign_in()
    fill(page, "+5511987654321")
    for template in templates.templates.values():
        template["state"] = "paused"

    page.get_by_role("dialog").get_by_role("button", name="Send").click()

    expect(page.get_by_role("alert")).to_contain_text("cannot be used")
