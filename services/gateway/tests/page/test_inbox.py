"""The main job on the page: a customer writes, an agent answers."""

from __future__ import annotations

from fake_world import World
from opening import Open
from playwright.sync_api import Page, expect


def rows(page: Page) -> list[str]:
    """The names in the list, from the top."""
    return page.locator(".row__name").all_inner_texts()


def test_a_wrong_password_is_refused_beside_the_form(browser, address: str) -> None:
    page = browser.new_page(locale="en")
    page.goto(address)

    page.fill("[name=email]", "ana@demo.recado")
    page.fill("[name=password]", "wrong")
    page.click("button[type=submit]")

    expect(page.get_by_role("alert")).to_have_text("E-mail or password are wrong.")
    page.close()


def test_a_session_survives_a_reload_and_ends_with_signing_out(sign_in: Open) -> None:
    page = sign_in()

    page.reload()
    expect(page.locator(".connection--live")).to_be_visible()
    page.get_by_role("button", name="Ana Prado: your account").click()
    page.get_by_role("button", name="Sign out").click()

    expect(page.get_by_role("heading", name="Good to see you")).to_be_visible()


def test_a_new_conversation_appears_without_a_reload(
    sign_in: Open, world: World
) -> None:
    """INB-4: an unknown person's first message is listed under Unassigned."""
    page = sign_in()
    expect(page.get_by_text("Three steps to the first answer")).to_be_visible()

    world.customer_opens("ch_cloud", "Mariana", "Bom dia!")

    expect(page.locator(".row", has_text="Mariana")).to_contain_text("Bom dia!")
    expect(page.locator("[data-section=unassigned] .tabs__count")).to_have_text("1")


def test_claim_answer_ticks_close_and_reopening_by_the_customer(
    sign_in: Open, world: World
) -> None:
    """The job from end to end, on one page."""
    cid = world.customer_opens("ch_cloud", "Mariana", "Bom dia!")
    page = sign_in()

    page.locator(".row", has_text="Mariana").click()
    page.get_by_role("button", name="Claim").click()
    expect(page.locator(".assignee")).to_contain_text("You")
    expect(page.locator("[data-section=mine] .tabs__count")).to_have_text("1")

    page.get_by_label("Reply to Mariana").fill("Como posso ajudar?")
    page.keyboard.press("Enter")
    sent = page.locator(".bubble--outbound", has_text="Como posso ajudar?")
    expect(sent.locator(".ticks--queued")).to_be_visible()
    expect(page.get_by_label("Reply to Mariana")).to_have_value("")
    for status in ("sent", "delivered", "read"):
        world.provider_says(world.messages[cid][-1], status)
        expect(sent.locator(f".ticks--{status}")).to_be_visible()

    page.get_by_role("button", name="Close conversation").click()
    expect(page.locator(".composer--calm")).to_contain_text(
        "This conversation was closed"
    )
    world.customer_writes(cid, "Mais uma coisa")
    expect(page.locator(".bubble", has_text="Mais uma coisa")).to_be_visible()
    expect(page.get_by_label("Reply to Mariana")).to_be_editable()
    assert [m["text"] for m in world.messages[cid] if m["direction"] == "outbound"] == [
        "Como posso ajudar?"
    ]


def test_of_two_agents_one_wins_and_the_other_is_told_who(
    sign_in: Open, world: World
) -> None:
    """ASG-5: a claim that comes second is undone, with the reason where it happened."""
    cid = world.customer_opens("ch_cloud", "Mariana", "Bom dia!")
    page = sign_in()
    page.locator(".row", has_text="Mariana").click()
    expect(page.get_by_role("button", name="Claim")).to_be_visible()
    world.drop_streams()
    world.conversations[cid]["assignee_id"] = "us_bruno"

    page.get_by_role("button", name="Claim").click()

    expect(page.locator(".thread__refusal")).to_contain_text("Bruno Costa was first.")
    expect(page.get_by_role("button", name="Claim")).to_be_visible()


def test_an_assignment_moves_the_row_for_every_viewer(
    sign_in: Open, world: World
) -> None:
    """ASG-2: the same act is Mine for one and Others for the other."""
    cid = world.customer_opens("ch_cloud", "Mariana", "Bom dia!")
    ana, bruno = sign_in("ana"), sign_in("bruno")

    world.give(cid, "us_bruno", actor_id="us_ana", reason="manual")

    expect(bruno.locator("[data-section=mine] .tabs__count")).to_have_text("1")
    expect(ana.locator("[data-section=others] .tabs__count")).to_have_text("1")
    expect(ana.locator(".row")).to_have_count(0)


def test_an_unavailable_colleague_is_shown_and_cannot_be_chosen(
    sign_in: Open, world: World
) -> None:
    """AVL-3: seen in the picker, not assignable."""
    cid = world.customer_opens("ch_cloud", "Mariana", "Bom dia!")
    page = sign_in()
    page.locator(".row").click()

    page.locator(".assignee").click()
    diego = page.get_by_role("menuitemradio", name="Diego Ruiz")
    expect(diego).to_have_attribute("aria-disabled", "true")
    diego.click(force=True)
    assert world.conversations[cid]["assignee_id"] is None
    page.get_by_role("menuitemradio", name="Bruno Costa").click()

    expect(page.locator(".assignee")).to_contain_text("Bruno Costa")
    assert world.conversations[cid]["assignee_id"] == "us_bruno"


def test_an_unavailable_agent_cannot_claim(sign_in: Open, world: World) -> None:
    """AVL-3: the switch takes effect at once, and the refusal names the reason."""
    world.customer_opens("ch_cloud", "Mariana", "Bom dia!")
    page = sign_in()

    page.get_by_role("switch", name="Accept new conversations").click()
    expect(page.locator(".availability")).to_contain_text("Unavailable")
    page.locator(".row").click()
    page.get_by_role("button", name="Claim").click()

    expect(page.locator(".thread__refusal")).to_contain_text(
        "Ana Prado does not accept new conversations now."
    )


def test_closing_goes_on_with_the_next_and_can_be_undone(
    sign_in: Open, world: World
) -> None:
    """LIF-1, LIF-4: the way back is a toast; the list goes on by itself."""
    for name, ago in (("Mariana", 1), ("Pedro", 2)):
        world.give(
            world.customer_opens("ch_cloud", name, "Oi", ago=ago),
            "us_ana",
            actor_id="us_ana",
            reason="claim",
            ago=ago,
        )
    page = sign_in(path="/#/inbox/mine")
    page.locator(".row", has_text="Mariana").click()

    page.get_by_role("button", name="Close conversation").click()
    expect(page.locator(".thread-head__name")).to_have_text("Pedro")
    page.get_by_role("button", name="Undo").click()

    expect(page.locator(".thread-head__name")).to_have_text("Mariana")
    expect(page.get_by_role("button", name="Close conversation")).to_be_visible()


def test_rows_move_only_when_the_pointer_is_elsewhere(
    sign_in: Open, world: World
) -> None:
    world.customer_opens("ch_cloud", "Mariana", "Oi", ago=5)
    page = sign_in()
    page.locator(".row").hover()

    world.customer_opens("ch_cloud", "Pedro", "Oi")
    expect(page.get_by_role("button", name="1 new")).to_be_visible()
    assert rows(page) == ["Mariana"]
    page.mouse.move(900, 400)

    expect(page.locator(".row__name").first).to_have_text("Pedro")
    assert rows(page) == ["Pedro", "Mariana"]


def test_older_rows_and_messages_are_read_as_one_scrolls(
    sign_in: Open, world: World
) -> None:
    """INB-9, CHN-4: pages by cursor; the thread does not jump."""
    for index in range(65):
        world.customer_opens("ch_site", f"Person {index:02}", "Oi", ago=index + 10)
    cid = world.customer_opens("ch_site", "Mariana", "line 000", ago=9)
    for index in range(1, 70):
        world.customer_writes(cid, f"line {index:03}", ago=8)
    page = sign_in()

    page.locator(".row", has_text="Mariana").click()
    expect(page.locator(".bubble", has_text="line 069")).to_be_in_viewport()
    expect(page.locator(".bubble", has_text="line 041")).to_have_count(1)
    page.locator(".messages").hover()
    while not page.locator(".bubble", has_text="line 000").count():
        page.mouse.wheel(0, -900)
        expect(page.locator(".messages__loading")).to_have_count(0)
    while page.locator(".row").count() < 66:
        page.locator(".rows__more").scroll_into_view_if_needed()

    assert page.locator(".bubble").count() == 70
    names = rows(page)
    assert len(names) == len(set(names)) == 66


def test_search_filter_and_unread(sign_in: Open, world: World) -> None:
    """FLT-1, FLT-2, FLT-4: accents are ignored; a channel and unread narrow the list."""
    world.customer_opens("ch_cloud", "João", "Oi")
    pedro = world.customer_opens("ch_site", "Pedro", "Olá")
    page = sign_in()

    page.get_by_label("Search conversations").fill("joao")
    expect(page.locator(".row__name")).to_have_text(["João"])
    page.get_by_label("Search conversations").fill("")
    expect(page.locator(".row")).to_have_count(2)
    page.locator(".filters__select").select_option("ch_site")
    expect(page.locator(".row__name")).to_have_text(["Pedro"])
    expect(page.locator("[data-section=unassigned] .tabs__count")).to_have_text("1")

    page.locator(".row").click()
    expect(page.locator(".row .count")).to_have_count(0)
    page.get_by_role("button", name="Mark as unread").click()
    expect(page.locator(".row .count")).to_have_text("1")
    assert world.read_mark(pedro, "us_ana")["marked_unread"] is True


def test_one_pane_at_a_time_on_a_phone(sign_in: Open, world: World) -> None:
    world.customer_opens("ch_cloud", "Mariana", "Bom dia!")
    page = sign_in(width=390, height=844)

    page.locator(".row").click()
    expect(page.locator(".list")).to_be_hidden()
    expect(page.locator(".bubble", has_text="Bom dia!")).to_be_visible()
    page.get_by_role("button", name="Back to the list").click()
    expect(page.locator(".list")).to_be_visible()
    page.locator(".row").click()
    page.go_back()

    expect(page.locator(".list")).to_be_visible()
