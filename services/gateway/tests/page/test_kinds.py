"""What the thread shows: every kind of message, and what can be done to one."""

from __future__ import annotations

import re

import fake_media
import pytest
from composing import message
from fake_kinds import holds
from fake_sending import content
from fake_world import World
from opening import Open
from playwright.sync_api import Route, expect


def test_every_kind_is_shown_for_what_it_is(sign_in: Open, story: str) -> None:
    page = sign_in(path=f"/#/c/{story}")

    expect(page.locator(".media__picture").first).to_be_attached()
    expect(page.locator(".sticker__picture")).to_have_count(1)
    expect(page.locator(".sound--voice .waveform__bar").first).to_be_attached()
    expect(message(page, "Catálogo")).to_contain_text("PDF · 234 kB")
    expect(message(page, "Café Aurora").first).to_contain_text("23.56141° S")
    expect(page.get_by_role("link", name="Call +5511976543210")).to_have_attribute(
        "href", "tel:+5511976543210"
    )
    expect(message(page, "Até sexta-feira")).to_contain_text("Picked from a list")
    expect(message(page, "Endereço de entrega")).to_contain_text("Tem elevadorYes")
    expect(message(page, "SOFA-AZUL")).to_contain_text("TotalR$2,078.90")
    expect(message(page, "Shared a reel")).to_contain_text("www.instagram.com")
    expect(message(page, "Vi o anúncio")).to_contain_text("Came from the ad")
    expect(page.locator(".line--notice")).to_contain_text("has another number")
    expect(message(page, "Respondendo daqui")).to_contain_text("Sent from the phone")
    expect(page.locator(".bubble__gone")).to_have_text("This message was deleted")
    expect(message(page, "jingle.wav")).to_contain_text("Forwarded")
    expect(message(page, "seu sofá chegou").locator(".template__button")).to_have_text(
        ["Quero falar", "Ver pedido"]
    )


def test_nothing_is_asked_of_anybody_else(sign_in: Open, story: str) -> None:
    """Not for a map, an emoji, a font or a picture."""
    page = sign_in()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(page.url.split("#")[0] + f"#/c/{story}")
    expect(page.locator(".place")).to_be_attached()
    page.get_by_role("button", name="Emoji", exact=True).click()
    expect(page.locator(".emoji__one").first).to_be_visible()

    home = page.url.split("/#")[0]
    assert [url for url in asked if not url.startswith((home, "blob:", "data:"))] == []


def test_a_place_opens_elsewhere_only_when_pressed(sign_in: Open, story: str) -> None:
    page = sign_in(path=f"/#/c/{story}")

    link = page.get_by_role("link", name="Open in OpenStreetMap")

    expect(link).to_have_attribute("target", "_blank")
    expect(link).to_have_attribute("href", re.compile(r"mlat=-23\.561414&mlon=-46"))


def test_the_room_of_a_picture_is_kept_before_it_loads(
    sign_in: Open, world: World
) -> None:
    """Nothing moves when a picture arrives."""
    cid = world.customer_opens("ch_cloud", "Mariana", "Oi")
    holds(world, cid, "image", attachments=[fake_media.photo(world, 1200, 900)])
    page = sign_in()
    waiting: list[Route] = []
    page.route("**/api/v1/media/**", lambda route: waiting.append(route))

    page.locator(".row").click()

    box = page.locator(".media__picture").bounding_box()
    assert box is not None
    assert (round(box["width"]), round(box["height"])) == (330, 248)
    for route in waiting:
        route.abort()


def test_the_lightbox_by_keys_alone(sign_in: Open, story: str) -> None:
    page = sign_in(path=f"/#/c/{story}")
    page.get_by_role("button", name="Open sala.jpg").click()
    box = page.locator(".lightbox")
    expect(box).to_contain_text("1 of 8")

    page.keyboard.press("ArrowRight")
    expect(box).to_contain_text("2 of 8")
    picture = box.locator(".lightbox__picture:not(.lightbox__picture--loading)")
    expect(picture).to_be_visible()
    small = picture.bounding_box()
    page.keyboard.press("+")
    expect(box.locator(".lightbox__stage--near")).to_be_visible()
    large = picture.bounding_box()
    page.keyboard.press("0")
    with page.expect_download() as saved:
        box.get_by_role("link", name="Save").click()
    page.keyboard.press("Escape")

    assert small is not None
    assert large is not None
    assert large["width"] > small["width"] * 1.4
    assert saved.value.url.endswith("download=1")
    expect(box).to_have_count(0)
    expect(page.locator(".thread-head__name")).to_have_text("Beatriz Santos")


def test_a_voice_note_plays_at_the_chosen_speed(sign_in: Open, story: str) -> None:
    page = sign_in(path=f"/#/c/{story}")
    voice = page.locator(".sound--voice")
    expect(voice.locator(".sound__time")).to_have_text("0:07")

    voice.get_by_role("button", name="Speed 1×: change").click()
    voice.get_by_role("button", name="Play").click()
    expect(voice.get_by_role("button", name="Pause")).to_be_visible()
    voice.get_by_role("button", name="Speed 1.5×: change").click()

    rate = voice.locator("audio").evaluate("sound => sound.playbackRate")
    assert rate == 2


def test_a_film_plays_where_it_is(sign_in: Open, story: str) -> None:
    page = sign_in(path=f"/#/c/{story}")

    page.get_by_role("button", name="Play sala.webm").click()

    expect(page.locator("video.media__film[controls]")).to_be_visible()


def test_a_waiting_file_comes_live_and_a_lost_one_is_asked_for_again(
    sign_in: Open, world: World
) -> None:
    """ATT-11."""
    cid = world.customer_opens("ch_cloud", "Mariana", "Oi")
    photo = fake_media.photo(world, 300, 200, file_name="a.jpg")
    said = holds(world, cid, "image", attachments=[{**photo, "state": "waiting"}])
    lost = {**fake_media.photo(world, 300, 200, 2, file_name="b.jpg"), "reason": "GONE"}
    holds(world, cid, "image", attachments=[{**lost, "state": "failed"}])
    page = sign_in()
    page.locator(".row").click()
    expect(page.get_by_text("Being fetched…")).to_be_visible()

    world.change(said, "attachment", content=content(attachments=[photo]))
    expect(page.get_by_role("button", name="Open a.jpg")).to_be_visible()
    expect(page.get_by_text("no longer has this file")).to_be_visible()
    page.get_by_role("button", name="Fetch again").click()

    expect(page.get_by_role("button", name="Open b.jpg")).to_be_visible()


def test_what_cannot_be_shown_can_be_seen_raw(sign_in: Open, story: str) -> None:
    page = sign_in(path=f"/#/c/{story}")

    page.get_by_text("Show what was sent").click()

    expect(page.locator(".raw__text")).to_contain_text('"name": "Cor?"')


def test_hostile_addresses_are_not_links(sign_in: Open, world: World) -> None:
    cid = world.customer_opens("ch_insta", "Mariana", "Oi")
    holds(world, cid, "share", share={"what": "link", "url": "javascript:alert(1)", "title": "<b>x</b>"})  # fmt: skip
    page = sign_in()
    page.locator(".row").click()

    expect(message(page, "<b>x</b>")).to_be_visible()
    expect(page.locator(".told a")).to_have_count(0)


@pytest.mark.parametrize(
    ("facts", "shown"),
    [
        pytest.param({"kind": "image"}, "Photo", id="photo"),
        pytest.param({"kind": "location"}, "Location", id="place"),
        pytest.param({"kind": "document", "name": "a.pdf"}, "a.pdf", id="document"),
        pytest.param({"kind": "audio", "voice": True}, "Voice message 0:07", id="voice"),
    ],
)  # fmt: skip
def test_the_list_says_what_came_last(
    sign_in: Open, world: World, facts: dict[str, object], shown: str
) -> None:
    cid = world.customer_opens("ch_cloud", "Mariana", "Oi")
    kind = str(facts["kind"])
    file = fake_media.attachment(
        world,
        kind,
        file_name=facts.get("name", ""),
        voice=facts.get("voice", False),
        duration_seconds=7,
    )
    holds(world, cid, kind, attachments=[] if kind == "location" else [file])

    page = sign_in()

    expect(page.locator(".row__preview")).to_have_text(shown)
    expect(page.locator(".row__preview .icon")).to_be_visible()


def test_the_panel_tells_how_they_came(sign_in: Open, world: World, story: str) -> None:
    world.conversations[story]["opted_out"] = True
    page = sign_in(path=f"/#/c/{story}")

    expect(page.locator(".panel")).to_contain_text(
        "Came from the ad Sofá-cama em oferta"
    )
    expect(page.locator(".panel")).to_contain_text("Wants no marketing messages")
