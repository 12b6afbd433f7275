"""Keyboard, languages, bell, panel, settings."""

from __future__ import annotations

import pytest
from fake_world import World
from opening import Open
from playwright.sync_api import expect


def test_a_shift_by_keyboard_alone(sign_in: Open, world: World) -> None:
    """Move, open, claim, answer, close, reopen, find: without a pointer."""
    for name, ago in (("Mariana", 1), ("Pedro", 2)):
        world.customer_opens("ch_cloud", name, "Oi", ago=ago)
    page = sign_in()

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator(".thread-head__name")).to_have_text("Pedro")
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    expect(page.locator(".assignee")).to_contain_text("You")
    page.keyboard.press("r")
    page.keyboard.type("Olá!")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("Tudo bem?")
    page.keyboard.press("Enter")
    expect(page.locator(".bubble--outbound .bubble__text")).to_have_text(
        "Olá!\nTudo bem?"
    )
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    expect(page.get_by_role("menu", name="Assignee")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    expect(page.locator("[data-section=closed] .tabs__count")).to_have_text("1")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("mari")

    expect(page.locator(".row__name")).to_have_text(["Mariana"])


def test_the_help_sheet_and_the_palette(sign_in: Open, world: World) -> None:
    world.customer_opens("ch_cloud", "Mariana", "Oi")
    page = sign_in()

    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.keyboard.type("mari")
    page.keyboard.press("Enter")

    expect(page.locator(".thread-head__name")).to_have_text("Mariana")


@pytest.mark.parametrize(
    ("locale", "title", "send"),
    [
        pytest.param("pt-BR", "Caixa de entrada", "Enviar", id="portuguese"),
        pytest.param("en-GB", "Inbox", "Send", id="english"),
        pytest.param("es-AR", "Bandeja de entrada", "Enviar", id="spanish"),
    ],
)
def test_the_language_is_the_browsers(
    sign_in: Open, busy: str, locale: str, title: str, send: str
) -> None:
    page = sign_in(locale=locale, path=f"/#/c/{busy}")

    expect(page.locator(".list__title")).to_have_text(title)
    expect(page.locator(".composer .button--primary")).to_have_text(send)
    assert page.evaluate("document.documentElement.lang") == {
        "en-GB": "en",
        "es-AR": "es",
    }.get(locale, locale)


def test_another_language_is_chosen_at_once_and_remembered(
    sign_in: Open, world: World
) -> None:
    page = sign_in()

    page.get_by_role("button", name="Ana Prado: your account").click()
    page.get_by_role("button", name="Español").click()
    expect(page.locator(".list__title")).to_have_text("Bandeja de entrada")
    page.reload()

    expect(page.locator(".list__title")).to_have_text("Bandeja de entrada")
    assert world.users["us_ana"]["language"] == "es"


def test_switches_count_only_once_saved(sign_in: Open, world: World) -> None:
    """NTF-5, NTF-6, NTF-13."""
    page = sign_in()
    mail = page.get_by_role("switch", name="A message in my conversations, E-mail")

    page.get_by_role("button", name="Notifications").click()
    expect(page.locator(".bell .switch[aria-checked=true]")).to_have_count(2)
    mail.click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Notifications").click()
    expect(mail).to_have_attribute("aria-checked", "false")
    mail.click()
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".outcome")).to_have_text("Saved")

    assert world.preferences["us_ana"]["mine"] == {"desktop": True, "email": True}


def test_the_bell_says_that_the_browser_blocks(sign_in: Open) -> None:
    """NTF-8, NTF-10: said, never asked again, and help is a press away."""
    page = sign_in()
    page.context.add_init_script(
        "window.Notification = class { static permission = 'denied' }"
    )
    page.reload()

    page.get_by_role("button", name="Notifications").click()
    expect(page.get_by_role("dialog")).to_contain_text(
        "This browser blocks notifications."
    )
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="No notifications? Get help").click()

    expect(opened.value.get_by_role("heading", level=1)).to_have_text(
        "Notifications do not arrive"
    )


def test_a_property_is_edited_in_place(sign_in: Open, world: World, busy: str) -> None:
    """PNL-2: the CRM contact has the new city; what does not fit is said beside it."""
    page = sign_in(path=f"/#/c/{busy}")

    page.get_by_role("button", name="Edit City:").click()
    page.keyboard.type("Santos")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Edit City:")).to_contain_text("Santos")
    page.get_by_role("button", name="Edit E-mail:").click()
    page.keyboard.type("nonsense")
    page.keyboard.press("Enter")

    expect(page.locator(".property__error")).to_be_visible()
    expect(page.get_by_role("button", name="Edit E-mail:")).to_contain_text(
        "mariana@example.com"
    )
    assert [c["city"] for c in world.contacts.values()] == ["Santos"]


def test_without_permission_the_panel_is_read_only(sign_in: Open, busy: str) -> None:
    """PNL-3."""
    page = sign_in("carla", path=f"/#/c/{busy}")

    expect(page.locator(".panel")).to_contain_text("Campinas")
    expect(page.get_by_role("button", name="Edit City:")).to_have_count(0)


def test_why_me_names_who_was_ruled_out(sign_in: Open, busy: str) -> None:
    page = sign_in(path=f"/#/c/{busy}")

    page.get_by_text("Why me?").click()

    expect(page.locator(".why")).to_contain_text("Given to Bruno Costa")
    expect(page.locator(".why__out", has_text="Diego Ruiz")).to_contain_text(
        "Unavailable"
    )


def test_the_menu_leads_to_the_inbox_and_the_settings(sign_in: Open) -> None:
    """INB-2, SET-1."""
    page = sign_in("admin")

    page.get_by_role("button", name="Main menu").click()
    page.get_by_role("group", name="Tools and apps").get_by_role(
        "menuitem", name="Messaging"
    ).click()
    expect(page.get_by_role("heading", name="Agents")).to_be_visible()
    page.get_by_role("button", name="Main menu").click()
    page.get_by_role("group", name="Communications").get_by_role(
        "menuitem", name="Inbox"
    ).click()

    expect(page.get_by_role("heading", name="Inbox")).to_be_visible()


def test_settings_are_closed_to_agents_by_address_too(sign_in: Open) -> None:
    """PRM-1, INB-2."""
    page = sign_in("ana", path="/#/settings/users")

    expect(page.get_by_text("These settings are not open to you")).to_be_visible()


def test_an_administrator_sets_things_up(sign_in: Open, world: World) -> None:
    """SET-2, SET-3, DST-9: method, policy, sector, channel, user and token."""
    page = sign_in("admin", path="/#/settings/distribution")
    page.get_by_label("Fewest conversations").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()

    page.get_by_role("link", name="Sectors").click()
    page.get_by_label("New sector").fill("Returns")
    page.get_by_role("button", name="Add sector").click()
    page.get_by_role("link", name="Agents").click()
    page.get_by_role("group", name="Sectors of Ana Prado").get_by_role(
        "button", name="Returns"
    ).click()

    page.get_by_role("link", name="Channels").click()
    page.get_by_role("button", name="Connect a channel").click()
    page.get_by_label("Web chat").check()
    page.get_by_label("Name", exact=True).fill("Web site")
    page.get_by_role("button", name="Connect", exact=True).click()
    expect(page.locator(".field__error")).to_have_text(
        "There is a channel of this name."
    )
    page.get_by_label("Name", exact=True).fill("Shop")
    page.get_by_role("button", name="Connect", exact=True).click()
    page.get_by_role("button", name="Done").click()
    expect(page.locator(".card", has_text="Shop")).to_contain_text(
        '/webchat/widget.js" data-token="site_1"'
    )

    page.get_by_role("link", name="API tokens").click()
    page.get_by_label("Name of a new token").fill("reports")
    page.get_by_role("button", name="Create token").click()
    expect(page.locator(".copy-box__text")).to_contain_text("rcd_")

    assert world.distribution == {"method": "fewest", "reopen_policy": "keep_assignee"}
    assert [s["name"] for s in world.sectors.values()] == [
        "Sales",
        "Support",
        "Returns",
    ]
    assert len(world.agents["us_ana"]["sector_ids"]) == 1
