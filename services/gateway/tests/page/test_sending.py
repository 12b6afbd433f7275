"""Sending more than text and files: answers, voice, emoji, places; what fits."""

from __future__ import annotations

from composing import opened, sent
from fake_world import World
from opening import Open
from playwright.sync_api import expect


def test_a_reply_quotes_and_escape_takes_the_quote_away(
    sign_in: Open, world: World
) -> None:
    page, cid = opened(sign_in, world)
    first = world.messages[cid][0]
    page.locator("[data-message]").first.hover()
    page.get_by_role("button", name="Reply to this message").click()
    expect(page.locator(".quote-bar")).to_contain_text("Mariana")
    page.keyboard.press("Escape")
    expect(page.locator(".quote-bar")).to_have_count(0)

    page.locator("[data-message]").first.hover()
    page.get_by_role("button", name="Reply to this message").click()
    page.keyboard.type("Sim")
    page.keyboard.press("Enter")
    expect(page.locator(".bubble--outbound .quote")).to_contain_text("Oi")
    expect(page.locator(".quote-bar")).to_have_count(0)

    assert sent(world, cid)[0]["quote"]["message_id"] == first["id"]


def test_a_channel_that_cannot_quote_or_react_does_not_offer_it(
    sign_in: Open, world: World
) -> None:
    page, _ = opened(sign_in, world, "ch_site")

    page.locator("[data-message]").first.hover()

    expect(page.get_by_role("button", name="Copy the text")).to_be_visible()
    expect(page.get_by_role("button", name="Reply to this message")).to_have_count(0)
    expect(page.get_by_role("button", name="React", exact=True)).to_have_count(0)
    expect(page.get_by_role("button", name="Send a place")).to_have_count(0)


def test_a_voice_note_is_recorded_heard_and_sent(sign_in: Open, world: World) -> None:
    """ATT-1, ATT-9."""
    page, cid = opened(sign_in, world)
    page.context.grant_permissions(["microphone"])

    page.get_by_role("button", name="Record a voice message").click()
    expect(page.get_by_role("timer")).to_have_text("0:01")
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("group", name="Hear the recording")).to_be_visible()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".bubble--outbound .ticks--queued")).to_be_visible()

    (file,) = world.uploads.values()
    assert (file["kind"], file["query"]["voice"]) == ("audio", "1")
    assert sent(world, cid)[0]["kind"] == "audio"
    expect(page.locator("[data-shortcut=reply]")).to_be_visible()


def test_a_recording_is_discarded(sign_in: Open, world: World) -> None:
    page, _ = opened(sign_in, world)
    page.context.grant_permissions(["microphone"])
    page.get_by_role("button", name="Record a voice message").click()
    expect(page.get_by_role("timer")).to_be_visible()

    page.get_by_role("button", name="Discard the recording").click()

    expect(page.locator("[data-shortcut=reply]")).to_be_focused()
    expect(page.locator(".tray-item")).to_have_count(0)
    assert world.uploads == {}


def test_a_recording_is_kept_when_the_window_ends(sign_in: Open, world: World) -> None:
    """ATT-1: refused on send, kept as a draft."""
    page, cid = opened(sign_in, world)
    page.context.grant_permissions(["microphone"])
    page.get_by_role("button", name="Record a voice message").click()
    expect(page.get_by_role("timer")).to_have_text("0:01")

    world.window_closes(cid, -1)
    expect(page.locator(".composer--calm")).to_contain_text("Your draft is kept.")
    world.customer_writes(cid, "Voltei")

    expect(page.locator(".tray-item--audio")).to_be_visible()


def test_a_forbidden_microphone_is_explained(sign_in: Open, world: World) -> None:
    page, _ = opened(sign_in, world)

    page.get_by_role("button", name="Record a voice message").click()

    expect(page.get_by_role("alert")).to_contain_text(
        "This browser does not let the page use the microphone."
    )
    page.get_by_role("button", name="Understood").click()
    expect(page.locator("[data-shortcut=reply]")).to_be_focused()


def test_recording_is_not_offered_where_sound_cannot_go(
    sign_in: Open, world: World
) -> None:
    """ATT-4."""
    page, _ = opened(sign_in, world, "ch_site")

    expect(page.get_by_role("button", name="Attach files")).to_be_visible()
    expect(page.get_by_role("button", name="Record a voice message")).to_have_count(0)


def test_an_emoji_is_found_by_name_and_remembered(sign_in: Open, world: World) -> None:
    """ATT-5: composed emoji stay whole."""
    page, cid = opened(sign_in, world)
    field = page.get_by_label("Reply to Mariana", exact=True)
    field.fill("olá ")

    page.get_by_role("button", name="Emoji", exact=True).click()
    page.keyboard.type("technologist")
    expect(page.locator(".emoji__one").first).to_have_text("🧑‍💻")
    page.keyboard.press("Enter")
    expect(field).to_have_value("olá 🧑‍💻")
    expect(field).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Emoji", exact=True).click()

    expect(page.get_by_role("region", name="Recent").locator("button")).to_have_text(
        "🧑‍💻"
    )
    assert sent(world, cid)[0]["text"] == "olá 🧑‍💻"


def test_a_place_is_sent(sign_in: Open, world: World) -> None:
    page, cid = opened(sign_in, world)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": -23.5505, "longitude": -46.6333})
    page.get_by_role("button", name="Send a place").click()

    page.get_by_label("Coordinates").fill("nowhere")
    page.get_by_role("button", name="Send the place").click()
    expect(page.get_by_role("alert")).to_contain_text("Write two numbers")
    page.get_by_role("button", name="Use where I am").click()
    expect(page.get_by_label("Coordinates")).to_have_value("-23.550500, -46.633300")
    page.get_by_label("Name of the place").fill("Loja")
    page.get_by_role("button", name="Send the place").click()

    expect(page.locator(".place")).to_contain_text("Loja")
    expect(page.locator(".bubble--outbound .ticks--queued")).to_be_visible()
    assert sent(world, cid)[0]["content"]["location"]["latitude"] == -23.5505


def test_the_room_left_is_counted_in_bytes_on_instagram(
    sign_in: Open, world: World
) -> None:
    """MSG-1: 1,000 bytes there, and an accent takes two."""
    page, _ = opened(sign_in, world, "ch_insta")

    page.get_by_label("Reply to Mariana", exact=True).fill("á" * 450)
    expect(page.locator(".composer__left")).to_contain_text("100 bytes left")
    page.get_by_label("Reply to Mariana", exact=True).fill("á" * 501)

    expect(page.get_by_role("button", name="Send", exact=True)).to_be_disabled()
