"""The widget on somebody's web site, in a real browser."""

from __future__ import annotations

import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
import samples
from builders import caller
from playwright.sync_api import expect, sync_playwright
from processes import IDENTITY_KEY, until
from recado.ingest.v1.content_pb2 import Attachment
from recado.ingest.v1.events_pb2 import DeliveryChanged, MessageReceived

from chassis.identity import sign
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
        # A server that is down, or refuses, is what some tests are about.
        if line.type == "error" and not re.search(
            "favicon|ERR_CONNECTION|status of 415", line.text
        ):
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


def picture(name="peça.jpg", **options):
    return {
        "name": name,
        "mimeType": "image/jpeg",
        "buffer": samples.picture(**options),
    }


def choose(page, *files):
    # The button is named once the page listens.
    attach = chat(page).get_by_role("button", name="Anexar um arquivo")
    expect(attach).to_be_visible()
    chat(page).locator("#files").set_input_files(list(files))


def agents_file(processes, body, name):
    """Return a file that an agent uploaded, as conversations would send it."""
    channel_id = processes.channels[Kind.WEBCHAT].channel_id
    token = sign(caller(user_id="us_ana", sees=[channel_id]), IDENTITY_KEY)
    answer = httpx.post(
        f"{processes.url}/media",
        params={
            "channel_id": channel_id,
            "request_id": f"rq-{name}-1",
            "file_name": name,
        },
        headers={"authorization": f"Bearer {token}"},
        content=body,
        timeout=30,
    )
    shown = answer.json()
    return Attachment(
        attachment_id=shown["id"],
        kind=Attachment.Kind.Value(f"KIND_{shown['kind'].upper()}"),
        state=Attachment.STATE_READY,
        media_type=shown["media_type"],
        file_name=shown["file_name"],
        size_bytes=shown["size_bytes"],
        width=shown["width"],
        height=shown["height"],
        has_preview=shown["has_preview"],
    )


def loaded(page, selector):
    """Wait until the picture at *selector* has been decoded."""
    found = chat(page).locator(selector).last
    expect(found).to_be_visible()
    until(lambda: found.evaluate("e => e.complete && e.naturalWidth > 0"), selector)
    return found


def test_a_visitor_sends_a_picture_and_sees_it_again(visit, ear):
    page = visit()
    launcher(page).click()
    choose(page, picture())
    tray = chat(page).get_by_role("list", name="Arquivos para enviar")
    expect(tray).to_contain_text("peça.jpg")
    write(page, "a peça partida")

    expect(chat(page).get_by_role("log")).to_contain_text("Entregue")
    expect(tray).to_be_hidden()
    told = heard(ear, "a peça partida")
    [file] = told.content.attachments
    assert (told.kind, file.media_type, file.width) == ("image", "image/jpeg", 640)
    loaded(page, ".file--image img")
    # It is there when they come back, from the server this time.
    page.reload()
    launcher(page).click()
    picture_again = loaded(page, ".file--image img")
    assert "/media/public/" in picture_again.get_attribute("src")


def test_a_picture_opens_large_by_keyboard_and_closes(visit, ear, processes):
    page = visit()
    launcher(page).click()
    write(page, "Tem foto?")
    person = heard(ear, "Tem foto?")
    file = agents_file(processes, samples.picture(size=(1200, 800)), "sofa.jpg")
    ear.queue_message(
        "ms_p5",
        processes.channels[Kind.WEBCHAT].channel_id,
        keys=list(person.sender.keys),
        text="Este aqui",
        attachments=[file],
    )

    button = chat(page).get_by_role("button", name="Abrir a imagem: sofa.jpg")
    loaded(page, ".file--image img")
    expect(chat(page).get_by_role("log")).to_contain_text("Este aqui")
    expect(button).to_be_visible()
    button.focus()
    page.keyboard.press("Enter")
    large = chat(page).get_by_role("img", name="sofa.jpg")
    expect(large).to_be_visible()
    save = chat(page).get_by_role("link", name="Baixar")
    with page.expect_download() as download:
        save.click()
    assert download.value.suggested_filename == "sofa.jpg"
    page.keyboard.press("Escape")
    expect(large).to_be_hidden()
    expect(button).to_be_focused()
    expect(launcher(page)).to_have_attribute("aria-expanded", "true")


def test_an_agents_film_plays(visit, ear, processes):
    page = visit()
    launcher(page).click()
    write(page, "Tem filme?")
    person = heard(ear, "Tem filme?")
    film = agents_file(processes, samples.film("webm", "libvpx"), "tour.webm")
    ear.queue_message(
        "ms_p6",
        processes.channels[Kind.WEBCHAT].channel_id,
        keys=list(person.sender.keys),
        text="",
        attachments=[film],
    )

    player = chat(page).locator("video")
    expect(player).to_be_visible()
    player.evaluate("async e => { e.muted = true; await e.play(); }")
    until(lambda: player.evaluate("e => e.currentTime > 0"), "the film")


def test_a_file_that_is_refused_says_why_and_can_be_tried_again(visit, ear, processes):
    page = visit()
    launcher(page).click()
    choose(page, {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"<svg/>"})
    chat(page).get_by_role("button", name="Enviar").click()

    log = chat(page).get_by_role("log")
    expect(log).to_contain_text("Arquivos deste tipo não podem ser enviados aqui.")
    expect(log.get_by_role("button", name="Tentar de novo")).to_be_visible()


def test_a_file_chosen_offline_goes_when_the_network_is_back(visit, ear, processes):
    page = visit()
    launcher(page).click()
    write(page, "antes da foto")
    heard(ear, "antes da foto")
    expect(chat(page).get_by_role("log")).to_contain_text("Entregue")
    processes.kill("http")
    choose(page, picture())
    write(page, "foto sem rede")

    processes.start("http")

    told = heard(ear, "foto sem rede")
    assert told.kind == "image"
    processes.ready()


def test_files_are_chosen_by_keyboard_dropped_and_removed(visit):
    page = visit()
    launcher(page).click()
    expect(chat(page).get_by_label("Escreva uma mensagem")).to_be_focused()
    attach = chat(page).get_by_role("button", name="Anexar um arquivo")
    with page.expect_file_chooser() as chooser:
        attach.press("Enter")
    chooser.value.set_files([picture("a.jpg"), picture("b.jpg")])
    tray = chat(page).get_by_role("list", name="Arquivos para enviar")
    expect(tray.get_by_role("listitem")).to_have_count(2)
    tray.get_by_role("button", name="Remover: a.jpg").click()
    expect(tray.get_by_role("listitem")).to_have_count(1)
    frame = page.frames[1]
    frame.evaluate(
        """() => {
          const data = new DataTransfer();
          data.items.add(new File(["x"], "c.txt", { type: "text/plain" }));
          for (const name of ["dragover", "drop"])
            window.dispatchEvent(new DragEvent(name, { dataTransfer: data, bubbles: true, cancelable: true }));
        }"""
    )

    expect(tray).to_contain_text("c.txt")
    expect(chat(page).locator("#drop")).to_be_hidden()


def test_on_a_phone_a_picture_fills_the_screen(visit, ear):
    page = visit(viewport={"width": 390, "height": 780}, is_mobile=True, has_touch=True)
    launcher(page).tap()
    choose(page, picture(size=(1200, 500)))
    chat(page).get_by_role("button", name="Enviar").tap()
    small = loaded(page, ".file--image img")
    assert small.bounding_box()["width"] <= 240

    chat(page).get_by_role("button", name="Abrir a imagem: peça.jpg").tap()
    box = chat(page).locator("#lightbox").bounding_box()
    assert (box["width"], box["height"]) == (390, 780)
    chat(page).get_by_role("button", name="Fechar a imagem").tap()
    expect(chat(page).locator("#lightbox")).to_be_hidden()
