"""The ledger: finding a call, reading it, having it worked on again."""

from __future__ import annotations

import fake_ledger
from fake_world import World
from opening import Open
from playwright.sync_api import expect

LEDGER = "/#/settings/ledger"


def test_calls_are_narrowed_and_read_on_by_scrolling(
    sign_in: Open, world: World
) -> None:
    for number in range(70):
        fake_ledger.call(world, ago=number)
    fake_ledger.call(
        world, "quarantined", ago=99, reason="channel_unknown", channel_id="ch_insta"
    )
    page = sign_in("admin", path=LEDGER)
    rows = page.locator(".ledger__row")
    expect(rows).to_have_count(50)

    page.locator(".ledger__end").scroll_into_view_if_needed()
    expect(rows).to_have_count(71)
    page.get_by_role("button", name="Quarantined").click()
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("No connected channel waits for this")
    page.get_by_label("Channel").select_option(label="Web site")

    expect(page.get_by_text("No call fits these filters.")).to_be_visible()


def test_a_call_shows_its_body_as_it_came(sign_in: Open, world: World) -> None:
    fake_ledger.call(world, counts={"forwarded": 2, "duplicate": 1})
    page = sign_in("admin", path=LEDGER)
    row = page.locator(".ledger__row")
    expect(row).to_contain_text("2 × Forwarded · 1 × Duplicate")

    row.locator(".ledger__time").click()

    body = page.get_by_role("dialog").get_by_role("region", name="Body")
    expect(body).to_contain_text('"object": "whatsapp_business_account",\n  "entry"')
    expect(body).to_contain_text('"access_token": "***"')
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_chosen_calls_are_worked_on_again(sign_in: Open, world: World) -> None:
    calls = [fake_ledger.call(world, ago=number) for number in range(3)]
    page = sign_in("admin", path=LEDGER)

    page.locator(".ledger__row input").first.check()
    page.locator(".ledger__row input").nth(2).check()
    page.get_by_role("button", name="Process again").click()

    expect(page.locator(".toast")).to_contain_text("2 calls are processed again")
    expect(page.locator(".ledger__row")).to_have_count(5)
    expect(page.locator(".chosen")).to_have_count(0)
    again = {c["replay_of"] for c in world.calls if c["replay_of"]}
    assert again == {calls[0]["id"], calls[2]["id"]}


def test_who_may_only_look_cannot_replay(sign_in: Open, world: World) -> None:
    world.users["us_ana"]["permissions"] = ["inbox", "ledger.view"]
    fake_ledger.call(world)
    page = sign_in("ana")

    page.get_by_role("button", name="Settings").click()
    expect(page.locator(".ledger__row")).to_have_count(1)
    expect(page.locator(".ledger input")).to_have_count(0)
    page.locator(".ledger__time").click()

    expect(page.get_by_role("region", name="Body")).to_be_visible()
    expect(page.get_by_role("button", name="Process again")).to_have_count(0)


def test_the_newest_come_by_refreshing(sign_in: Open, world: World) -> None:
    page = sign_in("admin", path=LEDGER)
    expect(page.get_by_text("What the providers send appears here")).to_be_visible()

    fake_ledger.call(world)
    page.get_by_role("button", name="Refresh").click()
    expect(page.locator(".ledger__row")).to_have_count(1)
    world.refuse_everything = True
    page.get_by_role("button", name="Refresh").click()
    expect(page.get_by_text("The server is busy.")).to_be_visible()
    world.refuse_everything = False
    page.get_by_role("button", name="Try again").click()

    expect(page.locator(".ledger__row")).to_have_count(1)
