"""The widget on somebody's web site, in a real browser."""

from __future__ import annotations

import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect, sync_playwright
from recado.ingest.v1.events_pb2 import DeliveryChanged, MessageReceived

from ingest.domain.channels import Kind

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PATIENCE_MS = 15_000


@pytest.fixture(scope="module")
def browser():
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture(scope="module")
def shop(processes):
    """A web site of another origin, with our script tag and a strict policy."""
    token = processes.channels[Kind.WEBCHAT].provider_id
    page = (
        '<!doctype html><html lang="pt-BR"><title>Shop</title>'
        '<meta name="viewport" content="width=device-width"><h1>Pots</h1>'
        f'<script async src="{processes.url}/webchat/widget.js" data-token="{token}"></script>'
    ).encode()
    policy = (
        f"default-src 'self'; script-src {processes.url}; frame-src {processes.url}"
    )

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.send_header("content-security-policy", policy)
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def visit(browser, shop):
    """Opens the shop as a new visitor; fails on any script error."""
    opened, errors = [], []

    def note(line):
        # A server that is down is what some tests are about.
        if line.type == "error" and not re.search("favicon|ERR_CONNECTION", line.text):
            errors.append(line.text)

    def open_page(**options):
        context = browser.new_context(locale="pt-BR", **options)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", note)
        page.goto(shop)
        opened.append(context)
        return page

    yield open_page
    for context in opened:
        context.close()
    assert errors == []


def launcher(page):
    return page.get_by_role("button", name=re.compile("chat"))


def chat(page):
    return page.frame_locator("iframe")


def write(page, text):
    chat(page).get_by_label("Escreva uma mensagem").fill(text)
    chat(page).get_by_label("Escreva uma mensagem").press("Enter")


def heard(ear, text):
    return ear.wait_for(
        lambda m: isinstance(m, MessageReceived) and m.text == text, text
    )


def reply(ear, processes, person, text, message_id):
    channel = processes.channels[Kind.WEBCHAT].channel_id
    ear.queue_message(message_id, channel, keys=list(person.sender.keys), text=text)


def test_a_visitor_writes_and_gets_an_answer(visit, ear, processes):
    page = visit()
    expect(launcher(page)).to_have_attribute("aria-expanded", "false")
    launcher(page).click()
    expect(launcher(page)).to_have_attribute("aria-expanded", "true")
    chat(page).get_by_label("Seu nome (opcional)").fill("Marta")
    write(page, "Vocês entregam?")

    expect(chat(page).get_by_role("log")).to_contain_text("Entregue")
    person = heard(ear, "Vocês entregam?")
    reply(
        ear, processes, person, "Sim, <b>amanhã</b>: https://shop.example/x.", "ms_p1"
    )

    log = chat(page).get_by_role("log")
    expect(log).to_contain_text("Sim, <b>amanhã</b>")
    expect(log.get_by_role("link")).to_have_attribute("href", "https://shop.example/x")
    ear.wait_for(
        lambda m: (
            isinstance(m, DeliveryChanged)
            and (m.message_id, m.status) == ("ms_p1", DeliveryChanged.STATUS_READ)
        ),
        "the reading",
    )
    assert person.sender.display_name == "Marta"
    # Who has been here is still who they were, with all that was said.
    page.reload()
    launcher(page).click()
    expect(chat(page).get_by_role("log")).to_contain_text("Vocês entregam?")
    expect(chat(page).get_by_role("log")).to_contain_text("amanhã")


def test_what_came_while_the_chat_was_closed_is_counted(visit, ear, processes):
    page = visit()
    launcher(page).click()
    write(page, "Ainda aberto?")
    person = heard(ear, "Ainda aberto?")
    expect(chat(page).get_by_role("log")).to_contain_text("Entregue")
    chat(page).get_by_role("button", name="Fechar o chat").click()
    reply(ear, processes, person, "Até as 18h", "ms_p2")

    expect(
        page.get_by_role("button", name="Abrir o chat (1 não lidas)")
    ).to_be_visible()
    launcher(page).click()
    expect(chat(page).get_by_role("log")).to_contain_text("Até as 18h")
    expect(page.get_by_role("button", name=re.compile("não lidas"))).to_have_count(0)


def test_the_keyboard_is_enough(visit):
    page = visit()
    launcher(page).focus()
    page.keyboard.press("Enter")
    expect(chat(page).get_by_label("Escreva uma mensagem")).to_be_focused()
    for _ in range(8):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == "recado-webchat"
    page.keyboard.press("Escape")

    expect(launcher(page)).to_have_attribute("aria-expanded", "false")
    expect(launcher(page)).to_be_focused()


def test_on_a_phone_the_chat_fills_the_screen(visit):
    page = visit(viewport={"width": 390, "height": 780}, is_mobile=True, has_touch=True)
    launcher(page).click()

    box = page.locator("iframe").bounding_box()
    assert (box["width"], box["height"]) == (390, 780)
    expect(chat(page).get_by_label("Escreva uma mensagem")).to_be_in_viewport()


def test_what_is_written_offline_is_sent_later(visit, ear, processes):
    page = visit()
    launcher(page).click()
    write(page, "primeira")
    heard(ear, "primeira")
    expect(chat(page).get_by_role("log")).to_contain_text("Entregue")
    processes.kill("http")
    write(page, "escrita sem rede")
    expect(chat(page).get_by_role("log")).to_contain_text("Enviando…")

    processes.start("http")

    heard(ear, "escrita sem rede")
    expect(chat(page).get_by_role("log")).not_to_contain_text("Enviando…")
    processes.ready()
