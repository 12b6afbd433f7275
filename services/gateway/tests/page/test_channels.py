"""Connecting channels and looking after them."""

from __future__ import annotations

import fake_channels
from fake_world import World
from opening import Open
from playwright.sync_api import Locator, Page, expect

CHANNELS = "/#/settings/channels"


def card(page: Page, name: str) -> Locator:
    """The card of a channel."""
    return page.get_by_role("listitem", name=name)


def act(page: Page, name: str, what: str) -> None:
    """Chooses an act from a channel's menu."""
    page.get_by_role("button", name=f"{name}: more actions").click()
    page.get_by_role("menuitem", name=what).click()


def test_health_is_said_in_plain_words_with_what_mends_it(
    sign_in: Open, world: World
) -> None:
    """CHN-5: disconnected, in trouble and stopped each say what to do."""
    world.channels["ch_cloud"]["canary"] = fake_channels.answered(world)
    world.channels["ch_twilio"].update(
        health="disconnected", health_detail="Authenticate (20003)"
    )
    world.channels["ch_insta"]["canary"] = fake_channels.answered(
        world, good=False, detail="our webhook did not answer"
    )
    world.channels["ch_page"]["stopped"] = True
    page = sign_in("admin", path=CHANNELS)

    expect(card(page, "WhatsApp Sales")).to_contain_text(
        "Answered in 212 ms, 2 minutes ago"
    )
    expect(card(page, "WhatsApp Support")).to_contain_text(
        "The provider said: Authenticate (20003)"
    )
    expect(card(page, "WhatsApp Support")).to_contain_text(
        "enter the auth token under Change credentials"
    )
    expect(card(page, "@recado.store")).to_contain_text("our webhook did not answer")
    expect(card(page, "Recado page")).to_contain_text("Stopped: nothing goes out.")


def test_checking_stopping_and_starting(sign_in: Open, world: World) -> None:
    page = sign_in("admin", path=CHANNELS)
    sales = card(page, "WhatsApp Sales")

    sales.get_by_role("button", name="Check now").click()
    expect(sales).to_contain_text("Answered in 212 ms, now")

    sales.get_by_role("button", name="Stop").click()
    dialog = page.get_by_role("dialog", name="Stop “WhatsApp Sales”?")
    expect(dialog).to_contain_text("No message goes out while it is stopped")
    dialog.get_by_role("button", name="Stop").click()
    expect(sales.locator(".state")).to_have_text("Stopped")
    assert world.channels["ch_cloud"]["stopped"]

    sales.get_by_role("button", name="Start again").click()
    expect(sales.locator(".state")).to_have_text("Connected")


def test_a_channel_that_breaks_meanwhile_shows_it(sign_in: Open, world: World) -> None:
    page = sign_in("admin", path=CHANNELS)
    expect(card(page, "WhatsApp Sales").locator(".state")).to_have_text("Connected")

    fake_channels.told(
        world,
        world.channels["ch_cloud"],
        health="disconnected",
        health_detail="Session has expired (190)",
    )

    expect(card(page, "WhatsApp Sales")).to_contain_text("Session has expired (190)")


def test_name_and_access_are_changed_by_the_installer_alone(
    sign_in: Open, world: World
) -> None:
    """PRM-8."""
    world.channels["ch_twilio"]["installer_id"] = "us_ana"
    page = sign_in("admin", path=CHANNELS)

    act(page, "WhatsApp Sales", "Name and access")
    page.get_by_label("Name", exact=True).fill("Vendas")
    page.get_by_label("Who may see it").select_option("private")
    page.get_by_role("button", name="Save").click()
    expect(card(page, "Vendas")).to_contain_text("Private")
    expect(card(page, "WhatsApp Support")).to_contain_text("Connected by Ana Prado")
    page.get_by_role("button", name="WhatsApp Support: more actions").click()

    expect(page.get_by_role("menuitem")).to_have_text(["Change credentials"])
    assert world.channels["ch_cloud"]["visibility"] == "private"


def test_removing_asks_for_the_name(sign_in: Open, world: World) -> None:
    page = sign_in("admin", path=CHANNELS)

    act(page, "WhatsApp Sales", "Remove channel")
    remove = page.get_by_role("dialog").get_by_role("button", name="Remove channel")
    expect(remove).to_be_disabled()
    page.get_by_label("To confirm, type WhatsApp Sales").fill("whatsapp")
    expect(remove).to_be_disabled()
    page.get_by_label("To confirm, type WhatsApp Sales").fill("WhatsApp Sales")
    remove.click()

    expect(card(page, "WhatsApp Sales")).to_have_count(0)
    assert "ch_cloud" not in world.channels


def test_credentials_are_tried_at_the_provider_first(
    sign_in: Open, world: World
) -> None:
    """CHN-5: the provider's own words are shown; what was there stays."""
    world.channels["ch_cloud"].update(health="disconnected", health_detail="expired")
    page = sign_in("admin", path=CHANNELS)

    act(page, "WhatsApp Sales", "Change credentials")
    page.get_by_role("button", name="Check and replace").click()
    expect(page.get_by_role("alert")).to_have_text("Fill in at least one field.")
    page.get_by_label("Access token").fill(fake_channels.BAD)
    page.get_by_role("button", name="Check and replace").click()
    expect(page.get_by_role("alert")).to_contain_text(
        "Error validating access token (190)"
    )
    expect(page.get_by_label("Access token")).to_have_value(fake_channels.BAD)
    page.get_by_label("Access token").fill("EAAG-better-one")
    page.get_by_role("button", name="Check and replace").click()

    expect(card(page, "WhatsApp Sales").locator(".state")).to_have_text("Connected")


def test_connecting_whatsapp_ends_with_what_to_paste(
    sign_in: Open, world: World
) -> None:
    """CHN-3: refusals at their field, the provider's words, then the steps."""
    page = sign_in("admin", path=CHANNELS)
    page.get_by_role("button", name="Connect a channel").click()
    for label, value in (
        ("Name", "Vendas"),
        ("Phone number ID", "1066"),
        ("WhatsApp Business account ID", "1020"),
        ("Phone number", "+5511987654321"),
        ("App ID", "no app!"),
        ("App secret", "abcdefgh"),
        ("Access token", fake_channels.BAD),
    ):
        page.get_by_label(label, exact=True).fill(value)
    token = page.get_by_label("Verify token").input_value()
    connect = page.get_by_role("button", name="Connect", exact=True)

    connect.click()
    expect(page.get_by_label("App ID")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("App ID").fill("77")
    connect.click()
    expect(page.get_by_role("alert")).to_contain_text("Error validating access token")
    page.get_by_label("Access token").fill("EAAG-good-one")
    connect.click()

    made = page.get_by_role("dialog", name="“Vendas” is connected")
    expect(made).to_contain_text("https://in.demo.recado/webhooks/meta/app")
    expect(made).to_contain_text(token)
    expect(made).to_contain_text("message_template_status_update")
    kept = next(c for c in world.channels.values() if c["name"] == "Vendas")
    assert kept["provider_facts"]["phone_number"] == "+5511987654321"


def test_each_kind_asks_only_for_its_own(sign_in: Open) -> None:
    page = sign_in("admin", path=CHANNELS)
    page.get_by_role("button", name="Connect a channel").click()
    fields = page.get_by_role("dialog").locator("form :is(input, select)[name]")
    expect(fields.first).to_be_visible()

    asked = {}
    for name in ("Facebook Messenger", "Instagram", "WhatsApp (Twilio)", "Web chat"):
        page.get_by_label(name).check()
        asked[name] = fields.evaluate_all("all => all.map(one => one.name)")

    common, last = ["name", "visibility"], ["api_base_url"]
    meta = ["app_secret", "verify_token", "access_token"]
    assert asked == {
        "Facebook Messenger": [*common, "page_id", "app_id", *meta, *last],
        "Instagram": [*common, "instagram_id", "app_id", "page_id", *meta, *last],
        "WhatsApp (Twilio)": [*common, "account_sid", "sender", "auth_token", *last],
        "Web chat": [*common, "allowed_origins", *last],
    }


def test_notices_of_the_provider_are_a_timeline(sign_in: Open, world: World) -> None:
    fake_channels.notice(world, "ch_cloud", "limit", "Up to 10,000 a day.")
    fake_channels.notice(
        world, "ch_cloud", "quality", "Fell to yellow.", severity="warning"
    )
    fake_channels.notice(world, None, "account", "Verification is missing.")
    page = sign_in("admin", path=CHANNELS)

    card(page, "WhatsApp Sales").get_by_text("Notices of the provider").click()

    notices = card(page, "WhatsApp Sales").locator(".timeline__one")
    expect(notices).to_have_count(2)
    expect(notices.first).to_contain_text("Fell to yellow.")
    expect(notices.first).to_contain_text("Warning")
    expect(page.get_by_text("Verification is missing.")).to_be_visible()
