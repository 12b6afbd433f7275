"""The live stream: exact resume, a gap too old, the words for it, notifications."""

from __future__ import annotations

import time
from collections.abc import Callable

from fake_world import World
from opening import Open
from playwright.sync_api import Page, expect

SPY = """
    window.shown = [];
    window.Notification = class {
        static permission = "granted";
        static requestPermission() { return Promise.resolve("granted"); }
        constructor(title, options) { window.shown.push([title, options.body]); }
        close() {}
    };
"""


def test_what_was_missed_arrives_exactly_once_after_a_dropped_stream(
    sign_in: Open, world: World
) -> None:
    """Exact resume: by position, in order, nothing twice."""
    cid = world.customer_opens("ch_cloud", "Mariana", "one")
    page = sign_in()
    page.locator(".row").click()
    page.locator(".thread-head__name").hover()
    page.context.set_offline(True)
    world.drop_streams()
    expect(page.locator(".connection")).to_have_text("offline")

    for text in ("two", "three", "four"):
        world.customer_writes(cid, text)
    world.customer_opens("ch_cloud", "Pedro", "Oi")
    page.context.set_offline(False)

    expect(page.locator(".connection")).to_have_text("live")
    expect(page.locator(".bubble__text")).to_have_text(["one", "two", "three", "four"])
    expect(page.locator(".row")).to_have_count(2)


def test_a_gap_older_than_the_feed_keeps_reads_everything_anew(
    sign_in: Open, world: World
) -> None:
    cid = world.customer_opens("ch_cloud", "Mariana", "one")
    page = sign_in()
    page.locator(".row").click()
    page.get_by_label("Reply to Mariana").fill("a draft")
    page.context.set_offline(True)
    world.drop_streams()
    expect(page.locator(".connection")).to_have_text("offline")

    world.customer_writes(cid, "two")
    world.give(cid, "us_bruno", actor_id="us_bruno", reason="claim")
    world.oldest_kept = world.position
    page.context.set_offline(False)

    expect(page.locator(".connection")).to_have_text("live")
    expect(page.locator(".assignee")).to_contain_text("Bruno Costa")
    expect(page.locator(".bubble__text")).to_have_text(["one", "two"])
    expect(page.get_by_label("Reply to Mariana")).to_have_value("a draft")


def test_a_session_that_ended_elsewhere_leads_to_signing_in(
    sign_in: Open, world: World
) -> None:
    page = sign_in()

    del world.users["us_ana"]
    world.drop_streams()

    expect(page.get_by_role("heading", name="Good to see you")).to_be_visible()


def test_reading_on_one_device_reads_on_the_other(sign_in: Open, world: World) -> None:
    world.customer_opens("ch_cloud", "Mariana", "Oi")
    first, second = sign_in(), sign_in()
    expect(second.locator(".row .count")).to_have_text("1")

    first.locator(".row").click()

    expect(second.locator(".row .count")).to_have_count(0)


def test_the_title_counts_what_is_unread_and_mine(sign_in: Open, world: World) -> None:
    cid = world.customer_opens("ch_cloud", "Mariana", "Oi")
    world.give(cid, "us_ana", actor_id="us_bruno", reason="manual")
    page = sign_in()
    expect(page).to_have_title("(1) Recado")

    page.locator("[data-section=mine]").click()
    page.locator(".row").click()

    expect(page).to_have_title("Recado")


def notify(world: World, cid: str, number: int) -> None:
    """What the notifier raises for Ana."""
    world.push(
        "us_ana",
        "notification",
        {
            "id": f"nt_{number}",
            "trigger": "mine",
            "conversation_id": cid,
            "message_id": "ms_1",
            "contact_name": "Mariana",
            "preview": f"text {number}",
        },
    )


def wait_until(holds: Callable[[], bool]) -> None:
    """Polls the page; the policy forbids it to evaluate strings by itself."""
    deadline = time.monotonic() + 15
    while not holds():
        assert time.monotonic() < deadline, "it never came to hold"


def test_several_tabs_show_one_desktop_notification(
    sign_in: Open, world: World
) -> None:
    """NTF-12: one per user, message and way, however many tabs are open."""
    cid = world.customer_opens("ch_cloud", "Mariana", "Oi")
    page = sign_in()
    page.context.add_init_script(SPY)
    page.reload()
    tab = page.context.new_page()
    tab.goto(page.url)
    for one in (page, tab):
        expect(one.locator(".connection--live")).to_be_visible()

    notify(world, cid, 1)
    notify(world, cid, 1)
    notify(world, cid, 2)

    def shown(one: Page) -> list[list[str]]:
        return one.evaluate("window.shown")

    notify(world, cid, 3)
    wait_until(lambda: any("text 3" in note for note in shown(page) + shown(tab)))
    both = sorted(shown(page) + shown(tab))
    assert both == [["Mariana", f"text {number}"] for number in (1, 2, 3)]


def test_the_conversation_in_focus_is_not_notified(sign_in: Open, world: World) -> None:
    """NTF-9: not for the open and focused one, but for every other."""
    first = world.customer_opens("ch_cloud", "Mariana", "Oi")
    other = world.customer_opens("ch_cloud", "Pedro", "Oi")
    page = sign_in()
    page.context.add_init_script(SPY)
    page.reload()
    page.locator(".row", has_text="Mariana").click()
    expect(page.locator(".connection--live")).to_be_visible()

    notify(world, first, 1)
    notify(world, other, 2)

    wait_until(lambda: page.evaluate("window.shown.length > 0"))
    assert page.evaluate("window.shown") == [["Mariana", "text 2"]]
