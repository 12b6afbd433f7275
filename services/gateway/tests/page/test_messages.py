"""What is done to a message: quoted, reacted to, reached by keys, edited, deleted."""

from __future__ import annotations

from composing import message
from fake_world import World
from opening import Open
from playwright.sync_api import expect


def test_a_quote_leads_to_the_quoted_message(sign_in: Open, world: World) -> None:
    """Also when it is pages away."""
    cid = world.customer_opens("ch_cloud", "Mariana", "The very first", ago=90)
    for number in range(45):
        world.customer_writes(cid, f"line {number}", ago=80 - number)
    first = world.messages[cid][0]
    quoted = {
        "message_id": first["id"],
        "direction": "inbound",
        "kind": "text",
        "text": first["text"],
    }
    world.customer_writes(cid, "That one", quote=quoted)
    page = sign_in()
    page.locator(".row").click()

    page.get_by_role("button", name="Go to the message by Mariana").click()

    there = page.locator(f"[data-message={first['id']}]")
    expect(there).to_be_focused()
    expect(there).to_be_in_viewport()


def test_a_reaction_is_put_there_and_taken_back(sign_in: Open, world: World) -> None:
    cid = world.customer_opens("ch_cloud", "Mariana", "Chegou!")
    said = world.messages[cid][0]
    page = sign_in()
    page.locator(".row").click()
    message(page, "Chegou!").hover()

    page.get_by_role("button", name="React", exact=True).click()
    page.get_by_role("button", name="❤️").click()
    mine = page.get_by_role("button", name="❤️: You")
    expect(mine).to_be_visible()
    expect(mine).to_have_attribute("aria-pressed", "true")
    assert [r["emoji"] for r in said["reactions"]] == ["❤️"]
    mine.click()

    expect(mine).to_have_count(0)
    assert said["reactions"] == []


def test_the_persons_reaction_comes_live(sign_in: Open, world: World) -> None:
    cid = world.customer_opens("ch_cloud", "Mariana", "Oi")
    sent = world.agent_writes(cid, "us_ana", "Pronto!")
    page = sign_in()
    page.locator(".row").click()
    expect(message(page, "Pronto!")).to_be_visible()

    world.change(
        sent,
        "reacted",
        reactions=[{"user_id": None, "emoji": "🎉", "react_time": None}],
    )

    expect(page.locator(".reaction")).to_have_attribute("title", "Mariana")


def test_messages_are_reached_and_answered_by_keys_alone(
    sign_in: Open, world: World
) -> None:
    cid = world.customer_opens("ch_cloud", "Mariana", "Which one?")
    world.customer_writes(cid, "The blue?")
    page = sign_in()
    page.locator(".row").click()
    page.locator(".messages").focus()

    page.keyboard.press("ArrowUp")
    expect(message(page, "The blue?")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(message(page, "Which one?")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="React").first).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator(".quote-bar")).to_contain_text("Which one?")
    expect(page.get_by_label("Reply to Mariana", exact=True)).to_be_focused()


def test_an_edited_message_tells_its_former_texts(sign_in: Open, story: str) -> None:
    page = sign_in(path=f"/#/c/{story}")

    message(page, "Pode ser na quinta").get_by_role("button", name="edited").click()

    expect(page.get_by_role("dialog", name="Former texts")).to_contain_text(
        "Pode ser na quarta"
    )


def test_a_message_is_edited_and_deleted_live(sign_in: Open, world: World) -> None:
    cid = world.customer_opens("ch_cloud", "Mariana", "Quinta")
    said = world.messages[cid][0]
    page = sign_in()
    page.locator(".row").click()
    expect(message(page, "Quinta")).to_be_visible()

    world.change(said, "edited", text="Sexta", edit_time=world.moment(), former_texts=["Quinta"])  # fmt: skip
    expect(message(page, "Sexta")).to_contain_text("edited")
    world.change(said, "deleted", text="", delete_time=world.moment())

    expect(page.locator(".bubble__gone")).to_be_visible()
    expect(page.locator(".row__preview")).to_have_text("Deleted")


def test_a_long_press_opens_the_emoji_on_a_phone(sign_in: Open, world: World) -> None:
    cid = world.customer_opens("ch_cloud", "Mariana", "Chegou!")
    page = sign_in(width=390, height=844)
    page.locator(".row").click()
    ground = message(page, "Chegou!").locator(".bubble__ground")

    ground.dispatch_event("pointerdown", {"pointerType": "touch"})
    page.get_by_role("button", name="👍").click()

    expect(page.locator(".reaction--mine")).to_be_visible()
    assert world.messages[cid][0]["reactions"][0]["emoji"] == "👍"
