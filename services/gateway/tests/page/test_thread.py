"""Writing in a thread: held, failed, refused, locked, drafted."""

from __future__ import annotations

from fake_world import World
from opening import Open
from playwright.sync_api import expect


def test_a_reply_is_held_when_the_customer_wrote_meanwhile(
    sign_in: Open, world: World
) -> None:
    """The stale-reply guard: the new message is seen before anything is sent."""
    cid = world.customer_opens("ch_cloud", "Mariana", "Bom dia!")
    page = sign_in()
    page.locator(".row").click()
    page.get_by_label("Reply to Mariana").fill("Até amanhã!")
    page.route(
        "**/api/v1/conversations/*/messages",
        lambda route: (
            world.customer_writes(cid, "Esqueci o endereço")
            if route.request.method == "POST" and len(world.messages[cid]) == 1
            else None,
            route.continue_(),
        ),
    )

    page.keyboard.press("Enter")

    held = page.get_by_role("alertdialog")
    expect(held).to_contain_text("Mariana wrote meanwhile")
    expect(held).to_contain_text("Esqueci o endereço")
    assert len(world.messages[cid]) == 2
    held.get_by_role("button", name="Send anyway").click()
    expect(page.locator(".bubble--outbound .ticks--queued")).to_be_visible()
    expect(held).to_have_count(0)


def test_a_failed_send_says_why_and_is_retried_without_doubling(
    sign_in: Open, world: World
) -> None:
    """MSG-1: sending while offline; the same request id is used again."""
    cid = world.customer_opens("ch_cloud", "Mariana", "Bom dia!")
    page = sign_in()
    page.locator(".row").click()
    page.context.set_offline(True)

    page.get_by_label("Reply to Mariana").fill("Oi!")
    page.keyboard.press("Enter")
    expect(page.locator(".bubble__failure")).to_contain_text(
        "The server cannot be reached."
    )
    page.context.set_offline(False)
    page.get_by_role("button", name="Try again").click()

    expect(page.locator(".bubble--outbound .ticks--queued")).to_be_visible()
    assert len([m for m in world.messages[cid] if m["direction"] == "outbound"]) == 1


def test_what_the_provider_refused_is_shown_with_its_reason(
    sign_in: Open, world: World
) -> None:
    """MSG-6: the failure is visible, and why."""
    cid = world.customer_opens("ch_cloud", "Mariana", "Bom dia!")
    message = world.agent_writes(cid, "us_ana", "Oi!")
    page = sign_in()
    page.locator(".row").click()

    world.provider_says(
        message,
        "failed",
        {"reason": "SOMETHING_NEW", "detail": "Message undeliverable (131026)"},
    )

    expect(page.locator(".bubble__failure")).to_contain_text(
        "Message undeliverable (131026)"
    )


def test_a_shut_window_gives_way_to_a_sentence_and_opens_live(
    sign_in: Open, world: World
) -> None:
    """WIN-2, WIN-4: locked after 24 hours, unlocked as soon as the customer writes."""
    cid = world.customer_opens("ch_insta", "Mariana", "Bom dia!", ago=25 * 60)
    page = sign_in()
    page.locator(".row").click()
    expect(page.locator(".composer--calm")).to_contain_text(
        "The reply window was open until"
    )

    world.customer_writes(cid, "Voltei")

    expect(page.get_by_label("Reply to Mariana")).to_be_editable()


def test_the_countdown_shows_when_the_window_is_about_to_shut(
    sign_in: Open, world: World
) -> None:
    """WIN-11: in the row and under the composer."""
    world.customer_opens("ch_cloud", "Mariana", "Bom dia!", ago=23 * 60)
    page = sign_in()
    expect(page.locator(".row__window")).to_contain_text("59 min")

    page.locator(".row").click()

    expect(page.locator(".composer__note")).to_contain_text("Reply window closes in")


def test_a_draft_belongs_to_its_conversation_and_survives_a_reload(
    sign_in: Open, world: World
) -> None:
    for name in ("Mariana", "Pedro"):
        world.customer_opens("ch_cloud", name, "Oi")
    page = sign_in()
    page.locator(".row", has_text="Mariana").click()
    page.get_by_label("Reply to Mariana").fill("half a sentence")

    page.locator(".row", has_text="Pedro").click()
    expect(page.get_by_label("Reply to Pedro")).to_have_value("")
    expect(page.locator(".row", has_text="Mariana")).to_contain_text(
        "Draft: half a sentence"
    )
    page.reload()
    page.locator(".row", has_text="Mariana").click()

    expect(page.get_by_label("Reply to Mariana")).to_have_value("half a sentence")
