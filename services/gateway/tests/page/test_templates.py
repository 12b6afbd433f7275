"""Reading, writing and submitting templates."""

from __future__ import annotations

import io

import fake_desk
import pytest
from fake_templates import told
from fake_world import World
from opening import Open
from PIL import Image
from playwright.sync_api import expect

TEMPLATES = "/#/settings/templates"


@pytest.fixture
def templates(world: World) -> World:
    """An account with templates in every state."""
    fake_desk.templates(world)
    return world


def test_the_list_is_narrowed_and_says_where_each_stands(
    sign_in: Open, templates: World
) -> None:
    """TPL-6, TPL-7: state, reason and quality; red is marked and still approved."""
    page = sign_in("admin", path=TEMPLATES)
    rows = page.locator(".card--press")
    expect(rows).to_have_count(6)

    expect(rows.filter(has_text="novidades_de_marco")).to_contain_text("Poor")
    expect(rows.filter(has_text="aviso_de_entrega")).to_contain_text(
        "duplicates another one"
    )
    page.get_by_role("button", name="Approved 2").click()
    expect(rows).to_have_count(2)
    page.get_by_label("Category").select_option("marketing")
    expect(rows).to_have_count(1)
    page.get_by_label("Search").fill("nothing like it")
    expect(page.get_by_text("No template fits")).to_be_visible()
    page.get_by_role("button", name="Clear the filters").click()

    expect(rows).to_have_count(6)


def test_a_decision_of_the_provider_shows_at_once(
    sign_in: Open, templates: World
) -> None:
    """TPL-6."""
    page = sign_in("admin", path=TEMPLATES)
    row = page.locator(".card--press", has_text="codigo")
    expect(row).to_contain_text("In review")

    code = next(t for t in templates.templates.values() if t["name"] == "codigo")
    told(templates, {**code, "state": "approved"})

    expect(row).to_contain_text("Approved")


def test_a_template_is_written_checked_and_submitted(
    sign_in: Open, templates: World
) -> None:
    """TPL-3, TPL-5: problems are named at their field before anything is sent."""
    page = sign_in("admin", path=TEMPLATES)
    before = len(templates.templates)
    page.get_by_role("button", name="New template").click()
    body, submit = (
        page.get_by_label("Body"),
        page.get_by_role("button", name="Submit for review"),
    )

    page.get_by_label("Name", exact=True).fill("Boas Vindas")
    expect(page.get_by_label("Name", exact=True)).to_have_value("boas_vindas")
    body.fill("Olá , que bom!\n\nAté logo")
    body.evaluate("area => area.setSelectionRange(4, 4)")
    page.get_by_role("button", name="Insert a variable").click()
    page.get_by_role("menuitem", name="Contact's first name").click()
    expect(body).to_have_value("Olá {{first_name}}, que bom!\n\nAté logo")
    submit.click()
    expect(page.get_by_text("Take the empty line out")).to_be_visible()
    expect(page.get_by_text("Give an example; without one")).to_be_visible()
    expect(page.get_by_text("2 fields are to be mended")).to_be_visible()
    assert len(templates.templates) == before

    body.fill("Olá {{first_name}}, que bom!\nAté logo")
    page.get_by_label("Example").fill("Ana")
    page.get_by_role("button", name="Add a button").click()
    page.get_by_label("Label").fill("Quero ver")
    preview = page.get_by_role("figure", name="As the customer sees it")
    expect(preview).to_contain_text("Olá Ana, que bom!")
    expect(preview).to_contain_text("Quero ver")
    submit.click()

    expect(page.locator(".detail__head")).to_contain_text("In review")
    kept = next(t for t in templates.templates.values() if t["name"] == "boas_vindas")
    assert kept["variables"] == [fake_desk.first_name()]
    assert (kept["state"], kept["category"]) == ("pending", "marketing")


def test_a_submission_that_fails_leaves_a_draft_and_is_not_made_twice(
    sign_in: Open, templates: World
) -> None:
    """TPL-3: submission fails → stays a draft with the reason."""
    page = sign_in("admin", path=TEMPLATES)
    page.get_by_role("button", name="New template").click()
    page.get_by_label("Name", exact=True).fill("refused_name")
    page.get_by_label("Body").fill("Olá, tudo bem por aí?")

    page.get_by_role("button", name="Submit for review").click()
    expect(page.get_by_role("alert")).to_contain_text("the provider takes no such name")
    page.get_by_label("Name", exact=True).fill("better_name")
    page.get_by_role("button", name="Submit for review").click()

    expect(page.locator(".detail__head")).to_contain_text("better_name")
    names = [t["name"] for t in templates.templates.values()]
    assert names.count("better_name") == 1
    assert "refused_name" not in names


def test_the_providers_words_stand_beside_a_draft_it_refused(
    sign_in: Open, templates: World
) -> None:
    """TPL-3."""
    fake_desk.template(templates, "duplicate", "Sua entrega chega.", state="draft")
    page = sign_in("admin", path=TEMPLATES)
    page.locator(".card--press", has_text="Sua entrega chega.").last.click()

    page.get_by_role("button", name="Submit for review").click()

    expect(page.get_by_role("alert")).to_contain_text("The draft is kept")
    expect(page.get_by_role("alert")).to_contain_text("It duplicates another one")


def test_a_header_takes_a_sample_file(sign_in: Open, templates: World) -> None:
    """TPL-9."""
    page = sign_in("admin", path=TEMPLATES)
    page.get_by_role("button", name="New template").click()
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(picture, "PNG")

    page.get_by_label("Name", exact=True).fill("com_foto")
    page.get_by_label("Body").fill("Chegou a coleção nova.")
    page.get_by_label("Header", exact=True).select_option("image")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_role("alert").first).to_have_text("Upload a sample file.")
    page.get_by_label("Sample file").set_input_files(
        {"name": "a.png", "mimeType": "image/png", "buffer": picture.getvalue()}
    )
    expect(page.locator(".chat-ground img")).to_be_visible()
    page.get_by_role("button", name="Save draft").click()

    expect(page.locator(".detail__head")).to_contain_text("Draft")
    kept = next(t for t in templates.templates.values() if t["name"] == "com_foto")
    assert kept["header"]["sample_attachment_id"] in templates.uploads


def test_syncing_and_removing(sign_in: Open, templates: World) -> None:
    page = sign_in("admin", path=TEMPLATES)

    page.get_by_role("button", name="Sync now").click()
    expect(page.locator(".card--press", has_text="codigo")).to_contain_text("Approved")
    expect(page.locator(".toast").first).to_contain_text("6 templates")
    page.locator(".card--press", has_text="pausado").click()
    page.get_by_role("button", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()

    expect(page.locator(".card--press")).to_have_count(5)
    assert "pausado" not in [t["name"] for t in templates.templates.values()]


def test_who_may_not_edit_reads(sign_in: Open, templates: World) -> None:
    """TPL-11."""
    page = sign_in("ana")
    page.get_by_role("button", name="Main menu").click()
    page.get_by_role("menuitem", name="Templates").click()

    page.locator(".card--press", has_text="rascunho_natal").click()

    expect(page.get_by_role("figure")).to_contain_text("Feliz Natal!")
    for name in ("New template", "Edit template", "Submit for review", "Remove"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)


def test_no_templates_says_how_to_get_some(sign_in: Open, world: World) -> None:
    page = sign_in("admin", path=TEMPLATES)
    expect(page.get_by_text("No templates yet")).to_be_visible()

    world.refuse_everything = True
    page.get_by_role("link", name="Channels").click()
    page.get_by_role("link", name="Templates").click()
    world.refuse_everything = False

    expect(page.get_by_text("No templates yet")).to_be_visible()
