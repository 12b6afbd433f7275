"""Making campaigns and following them."""

from __future__ import annotations

import fake_campaigns
import fake_desk
import pytest
from fake_feed import Json
from fake_world import World
from opening import Open
from playwright.sync_api import expect

LIST = """telefone;nome;aceite;pedido
+55 11 98765-4321;Mariana Lima;site 2026-01-02;55120
+55 11 98765-4321;Mariana;site;55120
+55 11 98765-4322;José;;55121
12;Curto;site;55122
"""


@pytest.fixture
def campaign(world: World) -> Json:
    """A campaign that is ready, to 120 people."""
    fake_desk.campaigns(world, fake_desk.templates(world)["id"])
    return list(world.campaigns.values())[-1]


def test_a_campaign_is_made_in_three_steps_and_checked_before_it_goes(
    sign_in: Open, world: World
) -> None:
    """ACT-4, ACT-5: nobody is written to before the list was looked at."""
    fake_desk.templates(world)
    page = sign_in("admin", path="/#/campaigns")
    page.get_by_role("button", name="New campaign").click()
    onward = page.get_by_role("button", name="Continue")

    onward.click()
    expect(page.get_by_role("alert")).to_have_text(
        ["Give it a name.", "Choose a template."]
    )
    page.get_by_label("Name of the campaign").fill("Retirada")
    page.get_by_role("radio", name="pedido_pronto").check()
    page.get_by_label("Purpose and legal ground").fill("Contrato")
    onward.click()
    onward.click()
    expect(page.get_by_role("alert")).to_contain_text("Choose a file")
    page.locator("input[type=file]").set_input_files(
        {"name": "lista.csv", "mimeType": "text/csv", "buffer": LIST.encode()}
    )
    expect(page.get_by_text("4 people in the file")).to_be_visible()
    expect(page.get_by_text("Nothing fills {{order}}")).to_be_visible()
    page.get_by_label("{{order}}").select_option(label="pedido")
    expect(page.get_by_text("Nothing fills")).to_have_count(0)
    expect(page.get_by_role("region", name="The first rows")).to_contain_text("55121")
    onward.click()
    page.get_by_label("People per batch").fill("3")
    expect(page.get_by_text("4 people in 2 batches: about 10 min")).to_be_visible()
    page.get_by_role("button", name="Check the list").click()

    expect(page.get_by_text("1 person gets it, 3 are left out")).to_be_visible()
    reasons = page.get_by_role("region", name="People")
    for words in ("The same number", "There is no consent", "no valid number"):
        expect(reasons).to_contain_text(words)
    (made,) = world.campaigns.values()
    assert (made["state"], made["batch_size"], made["purpose"]) == (
        "ready",
        3,
        "Contrato",
    )


def test_starting_says_how_many_and_progress_is_live(
    sign_in: Open, world: World, campaign: Json
) -> None:
    page = sign_in("admin", path=f"/#/campaigns/{campaign['id']}")

    page.get_by_role("button", name="Start").click()
    dialog = page.get_by_role("dialog", name="Send to 120 people?")
    expect(dialog).to_contain_text("The first batch, of 50")
    dialog.get_by_role("button", name="Start").click()
    expect(page.get_by_text("Next batch of up to 50 in")).to_be_visible()
    fake_campaigns.provider_sends(world, campaign["id"], 50)

    expect(page.get_by_role("progressbar")).to_have_attribute(
        "aria-valuetext", "53 of 123"
    )
    page.get_by_role("button", name="Delivered").click()
    expect(page.get_by_role("region", name="People")).to_contain_text("Pessoa 0")


def test_a_campaign_is_held_back_resumed_and_ended(
    sign_in: Open, world: World, campaign: Json
) -> None:
    """ACT-6: a reached limit says that it goes on by itself."""
    campaign.update(state="running", next_time=world.moment(-5))
    page = sign_in("admin", path=f"/#/campaigns/{campaign['id']}")

    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("Paused by somebody.")).to_be_visible()
    page.get_by_role("button", name="Resume").click()
    expect(page.get_by_role("button", name="Pause")).to_be_enabled()
    campaign.update(state="paused", reason="daily_limit")
    fake_campaigns.counted(world, campaign)
    expect(page.get_by_text("The limit of the day is reached.")).to_be_visible()
    page.get_by_role("button", name="End").click()
    page.get_by_role("dialog").get_by_role("button", name="End").click()

    expect(page.get_by_text("Ended before its end")).to_be_visible()
    expect(page.get_by_role("button", name="Resume")).to_have_count(0)


def test_the_list_follows_what_happens(
    sign_in: Open, world: World, campaign: Json
) -> None:
    page = sign_in("admin")
    page.get_by_role("button", name="Campaigns").click()
    row = page.locator(".card--press", has_text="Natal")
    expect(row).to_contain_text("123 people · 120 to come · 3 left out")

    fake_campaigns.provider_sends(world, campaign["id"], 20, "failed")

    expect(row).to_contain_text("100 to come · 3 left out · 20 failed")
    row.click()
    expect(page.get_by_role("link", name="Download the report")).to_have_count(1)
    page.go_back()
    expect(page.get_by_role("heading", name="Campaigns")).to_be_visible()


def test_campaigns_are_for_who_may(sign_in: Open) -> None:
    page = sign_in("ana", path="/#/campaigns")

    expect(page.get_by_text("Campaigns are not open to you")).to_be_visible()
    expect(page.get_by_role("button", name="Campaigns")).to_have_count(0)


def test_an_unknown_campaign_says_so(sign_in: Open) -> None:
    page = sign_in("admin", path="/#/campaigns/ca_none")

    expect(page.get_by_text("This campaign is no longer here.")).to_be_visible()
    page.get_by_role("button", name="Campaigns", exact=True).last.click()
    expect(page.get_by_text("No campaigns yet")).to_be_visible()
