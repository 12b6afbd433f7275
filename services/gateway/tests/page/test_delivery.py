"""What became of a message, and sending it again."""

from __future__ import annotations

from composing import opened, sent
from fake_world import World
from opening import Open
from playwright.sync_api import expect


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
