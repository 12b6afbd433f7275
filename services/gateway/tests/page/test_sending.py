"""Sending more than text: files, voice, places, answers; retries and their story."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import fake_media
import pytest
from fake_world import World
from opening import Open
from playwright.sync_api import Page, Route, expect

PDF = {"name": "nota.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 x"}


def photo(name: str = "sala.jpg", seed: int = 1) -> dict[str, Any]:
    """A picture as a file chooser gives it."""
    content = fake_media.picture(300, 200, seed)
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


def attach(page: Page, *files: dict[str, Any]) -> None:
    """Chooses files with the button's chooser."""
    page.locator("[data-files]").set_input_files(list(files))  # type: ignore[arg-type]


def opened(sign_in: Open, world: World, channel: str = "ch_cloud") -> tuple[Page, str]:
    """Ana's page with one conversation open."""
    cid = world.customer_opens(channel, "Mariana", "Oi")
    page = sign_in()
    page.locator(".row").click()
    expect(page.get_by_label("Reply to Mariana", exact=True)).to_be_visible()
    return page, cid


def sent(world: World, cid: str) -> list[dict[str, Any]]:
    """What went out of a conversation."""
    return [m for m in world.messages[cid] if m["direction"] == "outbound"]


def test_a_picture_is_seen_captioned_and_sent(sign_in: Open, world: World) -> None:
    """ATT-2: what stands in the field is the caption; the place is taken out."""
    page, cid = opened(sign_in, world)

    attach(page, photo())
    expect(page.locator(".tray-item")).to_contain_text("JPEG")
    page.get_by_label("Reply to Mariana", exact=True).fill("Fica assim")
    page.keyboard.press("Enter")

    bubble = page.locator(".bubble--outbound")
    expect(bubble.locator(".ticks--queued")).to_be_visible()
    expect(bubble).to_contain_text("Fica assim")
    expect(page.locator(".tray-item")).to_have_count(0)
    (message,) = sent(world, cid)
    assert (message["kind"], message["text"]) == ("image", "Fica assim")
    (file,) = world.uploads.values()
    assert file["query"]["strip_location"] == "1"
    assert file["query"]["file_name"] == "sala.jpg"


def test_the_place_of_a_photo_is_kept_when_asked_to(
    sign_in: Open, world: World
) -> None:
    page, cid = opened(sign_in, world)
    attach(page, photo())

    page.get_by_label("Take the place out of the photo").uncheck()
    page.get_by_label("Reply to Mariana", exact=True).press("Enter")
    expect(page.locator(".bubble--outbound .ticks--queued")).to_be_visible()

    (file,) = world.uploads.values()
    assert file["query"]["strip_location"] == "0"
    assert len(sent(world, cid)) == 1


def test_several_files_go_in_order_each_with_its_caption(
    sign_in: Open, world: World
) -> None:
    page, cid = opened(sign_in, world)
    attach(page, photo("one.jpg"), photo("two.jpg", 2), PDF)

    page.get_by_label("Caption of two.jpg").fill("second")
    page.get_by_label("Reply to Mariana", exact=True).fill("after them")
    page.keyboard.press("Enter")
    expect(page.locator(".bubble--outbound .ticks--queued")).to_have_count(4)

    assert [(m["kind"], m["text"]) for m in sent(world, cid)] == [
        ("image", ""),
        ("image", "second"),
        ("document", ""),
        ("text", "after them"),
    ]


@pytest.mark.parametrize(
    ("channel", "reason"),
    [
        pytest.param("ch_insta", "is PDF: it cannot be sent on Instagram. You can send pictures, videos, and audio here.", id="instagram"),
        pytest.param("ch_site", "is PDF: it cannot be sent on the web chat.", id="web chat"),
    ],
)  # fmt: skip
def test_what_cannot_be_sent_is_said_before_it_is_uploaded(
    sign_in: Open, world: World, channel: str, reason: str
) -> None:
    """ATT-3: also when it is renamed; nothing is uploaded."""
    page, _ = opened(sign_in, world, channel)

    attach(page, {**PDF, "name": "holiday.jpg", "mimeType": "image/jpeg"})

    expect(page.locator(".tray__refused")).to_contain_text(reason)
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_disabled()
    page.get_by_role("button", name="Remove holiday.jpg").click()
    expect(page.locator(".tray")).to_have_count(0)
    assert world.uploads == {}


def test_a_file_that_is_too_large_is_refused_with_its_limit(
    sign_in: Open, world: World
) -> None:
    """ATT-7: 5 MB for a picture on WhatsApp."""
    page, _ = opened(sign_in, world)

    attach(page, {**photo(), "buffer": photo()["buffer"] + b"0" * (5 << 20)})

    expect(page.locator(".tray__refused")).to_contain_text("at most 5 MB")


def test_a_dropped_and_a_pasted_file_wait_in_the_tray(
    sign_in: Open, world: World
) -> None:
    page, _ = opened(sign_in, world)
    give = """name => {
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array([0xff, 0xd8, 0xff])], name));
        return data;
    }"""

    page.locator("#main").dispatch_event(
        "dragover", {"dataTransfer": page.evaluate_handle(give, "a.jpg")}
    )
    expect(page.locator(".drop")).to_be_visible()
    page.locator("#main").dispatch_event(
        "drop", {"dataTransfer": page.evaluate_handle(give, "a.jpg")}
    )
    expect(page.locator(".tray-item")).to_have_count(1)
    expect(page.locator(".drop")).to_have_count(0)
    page.locator("[data-shortcut=reply]").evaluate(
        """(field, clipboardData) => field.dispatchEvent(
            new ClipboardEvent("paste", { clipboardData, bubbles: true })
        )""",
        page.evaluate_handle(give, "b.jpg"),
    )

    expect(page.locator(".tray-item__name")).to_have_text(["a.jpg", "b.jpg"])


def test_files_that_wait_belong_to_their_conversation(
    sign_in: Open, world: World
) -> None:
    world.customer_opens("ch_cloud", "Pedro", "Oi")
    world.customer_opens("ch_cloud", "Mariana", "Oi")
    page = sign_in()
    page.locator(".row", has_text="Pedro").click()
    attach(page, photo())
    expect(page.locator(".tray-item")).to_have_count(1)

    page.locator(".row", has_text="Mariana").click()
    expect(page.locator(".tray-item")).to_have_count(0)
    expect(page.locator(".row", has_text="Pedro")).to_contain_text("Draft: 1 file")
    page.locator(".row", has_text="Pedro").click()

    expect(page.locator(".tray-item")).to_have_count(1)


def test_an_upload_is_stopped_and_comes_back_to_the_composer(
    sign_in: Open, world: World
) -> None:
    page, cid = opened(sign_in, world)
    waiting: list[Route] = []
    page.route("**/api/v1/media?**", lambda route: waiting.append(route))
    attach(page, photo())
    page.get_by_label("Reply to Mariana", exact=True).press("Enter")
    expect(page.get_by_role("progressbar")).to_be_visible()

    page.get_by_role("button", name="Stop the upload").click()

    expect(page.locator(".bubble--outbound")).to_have_count(0)
    expect(page.locator(".tray-item")).to_have_count(1)
    assert sent(world, cid) == []
    for route in waiting:
        route.abort()


def test_a_failed_upload_says_why_and_is_tried_again(
    sign_in: Open, world: World
) -> None:
    page, cid = opened(sign_in, world)
    page.context.set_offline(True)
    attach(page, photo())
    page.locator("[data-shortcut=reply]").press("Enter")
    expect(page.locator(".bubble__failure")).to_contain_text(
        "The server cannot be reached."
    )

    page.context.set_offline(False)
    page.get_by_role("button", name="Try again").click()

    expect(page.locator(".bubble--outbound .ticks--queued")).to_be_visible()
    assert len(sent(world, cid)) == 1


def test_the_guard_holds_files_as_well(sign_in: Open, world: World) -> None:
    """The stale-reply guard: everything waits, and goes in order when decided."""
    page, cid = opened(sign_in, world)
    attach(page, photo())
    page.route(
        "**/api/v1/media?**",
        lambda route: (
            world.customer_writes(cid, "Espera!") if not world.uploads else None,
            route.continue_(),
        ),
    )
    attach(page, PDF)
    page.locator("[data-shortcut=reply]").press("Enter")

    held = page.get_by_role("alertdialog")
    expect(held).to_contain_text("2 messages wait.")
    expect(held).to_contain_text("Espera!")
    assert sent(world, cid) == []
    held.get_by_role("button", name="Send anyway").click()
    expect(page.locator(".bubble--outbound .ticks--queued")).to_have_count(2)

    assert [m["kind"] for m in sent(world, cid)] == ["image", "document"]


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


def test_a_failed_message_is_sent_again_as_itself(sign_in: Open, world: World) -> None:
    """MSG-6: why it failed, what to do, and what happened on the way."""
    page, cid = opened(sign_in, world)
    message = world.agent_writes(cid, "us_ana", "Oi!")
    world.provider_says(message, "failed", {"reason": "PROVIDER_DOWN", "detail": "x"})
    world.stories[message["id"]] = [
        {"what": "attempt", "step_time": world.moment(1), "attempt": 1, "reason": "PROVIDER_DOWN", "detail": "131016", "retry_time": None},
        {"what": "failed", "step_time": world.moment(), "attempt": 1, "reason": "PROVIDER_DOWN", "detail": "131016", "retry_time": None},
    ]  # fmt: skip
    expect(page.locator(".bubble__why")).to_contain_text("did not answer")

    page.get_by_role("button", name="Failed: see what happened").click()
    expect(page.get_by_role("dialog", name="On its way")).to_contain_text("Attempt 1")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Send again").click()

    expect(page.locator(".bubble--outbound .ticks--queued")).to_be_visible()
    assert [m["retries"] for m in sent(world, cid)] == [1]


def test_what_would_be_refused_again_is_not_offered_again(
    sign_in: Open, world: World
) -> None:
    page, cid = opened(sign_in, world)
    message = world.agent_writes(cid, "us_ana", "Oi!")

    world.provider_says(message, "failed", {"reason": "POLICY_REFUSED", "detail": "x"})

    expect(page.locator(".bubble__why")).to_contain_text("by its policy")
    expect(page.get_by_role("button", name="Send again")).to_have_count(0)
    page.get_by_role("button", name="Edit", exact=True).click()
    expect(page.get_by_label("Reply to Mariana", exact=True)).to_have_value("Oi!")


def test_an_unknown_fate_leaves_the_choice(sign_in: Open, world: World) -> None:
    page, cid = opened(sign_in, world)
    message = world.agent_writes(cid, "us_ana", "Confirmado")
    world.provider_says(message, "unknown")

    expect(page.locator(".bubble__failure")).to_contain_text("may have arrived")
    page.get_by_role("button", name="Leave it").click()
    expect(page.locator(".bubble__failure")).to_have_count(0)
    page.reload()
    expect(page.locator(".ticks--unknown")).to_be_visible()

    expect(page.locator(".bubble__failure")).to_have_count(0)


def test_a_saved_document_has_its_name(
    sign_in: Open, world: World, tmp_path: Path
) -> None:
    page, _ = opened(sign_in, world)
    attach(page, PDF)
    page.locator("[data-shortcut=reply]").press("Enter")
    expect(page.locator(".bubble--outbound .ticks--queued")).to_be_visible()
    page.reload()

    with page.expect_download() as saved:
        page.get_by_role("link", name="nota.pdf").click()

    saved.value.save_as(tmp_path / "saved")
    assert saved.value.suggested_filename == "nota.pdf"
    assert (tmp_path / "saved").read_bytes() == PDF["buffer"]
