"""The reply window as the agent sees it: counted down, ended, resumed, opened again."""

from __future__ import annotations

import fake_media
import fake_story
import pytest
from fake_people import know
from fake_world import World
from opening import Open
from playwright.sync_api import Page, expect


@pytest.fixture
def shut(world: World) -> str:
    """A conversation of Ana's whose window has ended, with templates to resume it."""
    fake_story.templates(world)
    cid = world.customer_opens("ch_cloud", "Mariana Oliveira", "Oi", ago=25 * 60)
    know(world, cid)
    world.give(cid, "us_ana", actor_id="us_ana", reason="claim")
    return cid


def resume(page: Page) -> None:
    """Opens the template picker."""
    page.get_by_role("button", name="Resume conversation").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_a_template_is_chosen_filled_and_sent_once(
    sign_in: Open, world: World, shut: str
) -> None:
    """WIN-3, TPL-1, TPL-5: approved ones only; what is missing is asked for."""
    page = sign_in(path=f"/#/c/{shut}")
    resume(page)
    expect(page.locator(".template-choice")).to_have_count(3)

    page.get_by_role("button", name="retorno_pedido").click()
    expect(page.locator(".template-form__seen")).to_contain_text(
        "Olá Mariana, seu pedido {{pedido}} está pronto"
    )
    page.get_by_role("button", name="Send template").click()
    expect(page.get_by_label("pedido")).to_be_focused()
    expect(page.locator(".field__error")).to_have_text("Fill this in to send it.")
    page.get_by_label("pedido").fill("55120")
    expect(page.locator(".template-form__seen")).to_contain_text("seu pedido 55120")
    page.get_by_role("button", name="Send template").dblclick()

    bubble = page.locator(".bubble--outbound")
    expect(bubble.locator(".ticks--queued")).to_be_visible()
    expect(bubble).to_contain_text("Quero falar")
    expect(page.get_by_role("button", name="Resume conversation")).to_be_visible()
    sent = [m for m in world.messages[shut] if m["kind"] == "template"]
    assert [m["text"].split(" está")[0] for m in sent] == [
        "Olá Mariana, seu pedido 55120"
    ]


def test_templates_are_searched_and_narrowed(
    sign_in: Open, world: World, shut: str
) -> None:
    page = sign_in(path=f"/#/c/{shut}")
    resume(page)

    page.get_by_role("button", name="Marketing", exact=True).click()
    expect(page.locator(".template-choice strong")).to_have_text(["oferta_da_semana"])
    page.get_by_role("button", name="All", exact=True).click()
    page.get_by_label("Search templates").fill("continuar")

    expect(page.locator(".template-choice strong")).to_have_text(["retomar"])


def test_the_file_of_a_header_must_be_of_its_kind(
    sign_in: Open, world: World, shut: str
) -> None:
    """TPL-9."""
    page = sign_in(path=f"/#/c/{shut}")
    resume(page)
    page.get_by_role("button", name="oferta_da_semana").click()
    page.get_by_role("button", name="Send template").click()
    expect(page.get_by_role("alert")).to_have_text("This template needs a file.")

    chooser = page.locator("[data-header]")
    chooser.set_input_files(
        {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1"}
    )
    expect(page.get_by_role("alert")).to_contain_text("approved with pictures")
    chooser.set_input_files(
        {
            "name": "a.jpg",
            "mimeType": "image/jpeg",
            "buffer": fake_media.picture(300, 200, 1),
        }
    )
    expect(page.locator("img.template__media")).to_be_visible()
    page.get_by_role("button", name="Send template").click()

    expect(page.locator(".bubble--outbound .ticks--queued")).to_be_visible()
    sent = world.messages[shut][-1]
    assert sent["content"]["attachments"][0]["file_name"] == "a.jpg"


def test_who_opted_out_gets_no_marketing(
    sign_in: Open, world: World, shut: str
) -> None:
    world.conversations[shut]["opted_out"] = True
    page = sign_in(path=f"/#/c/{shut}")

    resume(page)

    expect(page.get_by_role("button", name="oferta_da_semana")).to_be_disabled()
    expect(page.get_by_role("button", name="retorno_pedido")).to_be_enabled()


def test_a_second_template_is_warned_of(sign_in: Open, world: World, shut: str) -> None:
    """WIN-5."""
    page = sign_in(path=f"/#/c/{shut}")
    resume(page)
    page.get_by_role("button", name="retomar").click()
    page.get_by_role("button", name="Send template").click()
    expect(page.locator(".bubble--outbound .ticks--queued")).to_be_visible()

    resume(page)
    page.get_by_role("button", name="retomar").click()

    expect(page.locator(".notice--warn")).to_contain_text("has not answered yet")


def test_without_a_template_it_says_what_to_do(sign_in: Open, world: World) -> None:
    cid = world.customer_opens("ch_twilio", "Mariana", "Oi", ago=25 * 60)
    page = sign_in(path=f"/#/c/{cid}")

    resume(page)

    expect(page.get_by_role("dialog")).to_contain_text(
        "WhatsApp Support has no approved template."
    )


@pytest.mark.parametrize("channel", ["ch_insta", "ch_page"])
def test_without_templates_there_is_no_resume(
    sign_in: Open, world: World, channel: str
) -> None:
    """WIN-6: only the person can go on."""
    cid = world.customer_opens(channel, "Mariana", "Oi", ago=25 * 60)
    page = sign_in(path=f"/#/c/{cid}")

    expect(page.locator(".composer--calm")).to_contain_text("Here only Mariana can")
    expect(page.get_by_role("button", name="Resume conversation")).to_have_count(0)


def test_it_ends_while_typing_and_opens_again_with_the_draft(
    sign_in: Open, world: World
) -> None:
    """WIN-2, WIN-4: locked and unlocked live; the words and the cursor stay."""
    cid = world.customer_opens("ch_cloud", "Mariana", "Oi")
    page = sign_in()
    page.locator(".row").click()
    field = page.get_by_label("Reply to Mariana", exact=True)
    field.fill("half a sentence")
    page.keyboard.press("ArrowLeft")

    world.window_closes(cid, 0.03)
    expect(page.locator(".composer--calm")).to_contain_text("Your draft is kept.")
    expect(field).to_have_count(0)
    world.customer_writes(cid, "Voltei")

    expect(field).to_have_value("half a sentence")
    expect(field).to_be_focused()
    assert field.evaluate("field => field.selectionStart") == 14


def test_the_assignee_is_warned_and_led_there(sign_in: Open, world: World) -> None:
    """WIN-11."""
    cid = world.customer_opens("ch_cloud", "Mariana", "Oi")
    other = world.customer_opens("ch_cloud", "Pedro", "Oi")
    world.give(cid, "us_ana", actor_id="us_ana", reason="claim")
    page = sign_in()
    page.locator("[data-section=mine]").click()
    expect(page.locator(".row")).to_have_count(1)

    world.window_closes(other, 20)
    world.window_closes(cid, 30)
    expect(page.locator(".toast")).to_have_count(1)
    expect(page.locator(".row__window--last")).to_have_count(1)
    page.locator(".toast").get_by_role("button", name="Open").click()

    expect(page.locator(".thread-head__name")).to_have_text("Mariana")
    expect(page.locator(".composer__note")).to_contain_text("closes in")


def test_what_closes_first_comes_first(sign_in: Open, world: World) -> None:
    for name, ago in (("Late", 60), ("Soon", 23 * 60), ("Ended", 25 * 60)):
        world.customer_opens("ch_cloud", name, "Oi", ago=ago)
    world.customer_opens("ch_site", "Never", "Oi")
    page = sign_in()
    expect(page.locator(".row__name")).to_have_text(["Never", "Late", "Soon", "Ended"])

    page.get_by_role("button", name="Closes first").click()
    expect(page.locator(".row__name")).to_have_text(["Soon", "Late"])
    expect(page.locator(".row__window")).to_have_count(2)
    page.get_by_role("button", name="Closes first").click()

    expect(page.locator(".row__name")).to_have_count(4)


def test_a_stopped_channel_says_so(sign_in: Open, world: World) -> None:
    world.customer_opens("ch_cloud", "Mariana", "Oi")
    page = sign_in()
    page.locator(".row").click()
    expect(page.get_by_label("Reply to Mariana", exact=True)).to_be_visible()

    world.channels["ch_cloud"]["stopped"] = True
    world.push(None, "channel_changed", {"channel": world.channels["ch_cloud"]})

    expect(page.locator(".composer--calm")).to_contain_text("WhatsApp Sales is stopped")
