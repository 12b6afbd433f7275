"""Sending files: chosen, dropped, pasted, seen, checked, uploaded, taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from composing import PDF, attach, opened, photo, sent
from fake_world import World
from opening import Open
from playwright.sync_api import Route, expect


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
