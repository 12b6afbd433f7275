"""What agents and visitors do with a mouse and a keyboard in a real Chromium."""

from __future__ import annotations

import re
from typing import Any

from people import Agent
from playwright.sync_api import Browser, Locator, expect

LOCALE = "en-US"


class Desk:
    """An agent's page, signed in and live; it is never reloaded."""

    def __init__(self, browser: Browser, gateway_url: str, agent: Agent) -> None:
        self.context = browser.new_context(
            locale=LOCALE, viewport={"width": 1440, "height": 900}
        )
        self.errors: list[str] = []
        page = self.page = self.context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.goto(gateway_url)
        page.fill("[name=email]", agent.email)
        page.fill("[name=password]", agent.password)
        page.press("[name=password]", "Enter")
        expect(page.locator(".connection--live")).to_be_visible()
        page.evaluate("window.sameSinceSignIn = true")

    def leave(self) -> None:
        """Close the page; it must have been one and the same, without errors."""
        same = self.page.evaluate("window.sameSinceSignIn === true")
        self.context.close()
        assert same, "the page was reloaded"
        assert self.errors == []

    def show(self, section: str) -> None:
        """Choose a section of the list."""
        self.page.locator(f"[data-section={section}]").click()
        self.look_elsewhere()

    def look_elsewhere(self) -> None:
        """Take the pointer off the list: rows keep still beneath it."""
        self.page.mouse.move(1000, 500)

    def row(self, name: str) -> Locator:
        """The row of a customer in the section that is shown."""
        return self.page.locator(".row", has_text=name)

    def open(self, name: str) -> None:
        """Open the conversation with a customer."""
        self.row(name).click()
        self.look_elsewhere()
        expect(self.page.locator(".thread-head__name")).to_have_text(name)

    def press(self, button: str) -> None:
        """Press a button of the open conversation."""
        head = self.page.locator(".thread-head")
        head.get_by_role("button", name=button, exact=True).click()

    def reply_field(self, name: str) -> Locator:
        """Where an answer is written."""
        return self.page.get_by_label(f"Reply to {name}")

    def answer(self, name: str, text: str) -> None:
        """Write an answer and send it."""
        self.reply_field(name).fill(text)
        self.page.keyboard.press("Enter")

    @property
    def said(self) -> Locator:
        """The texts of the open conversation, oldest first."""
        return self.page.locator(".bubble__text")

    def ticks(self, text: str, status: str) -> Locator:
        """The sign of how far an answer got, once it is *status*."""
        sent = self.page.locator(".bubble--outbound", has_text=text)
        return sent.locator(f".ticks--{status}")


class Shopper:
    """A visitor of the demo's web site, with the real widget."""

    def __init__(
        self, browser: Browser, simulator_url: str, channel: dict[str, Any], name: str
    ) -> None:
        self.name = name
        self.context = browser.new_context(locale=LOCALE)
        page = self.context.new_page()
        page.goto(f"{simulator_url}/webchat-demo?token={channel['token']}")
        page.get_by_role("button", name=re.compile("chat", re.IGNORECASE)).click()
        self._chat = page.frame_locator("iframe")
        self._chat.get_by_label("Your name (optional)").fill(name)
        agents = ".message--agent:not([data-id=greeting])"
        self._said = self._chat.locator(f"{agents} .message__text")

    def leave(self) -> None:
        """Close the site."""
        self.context.close()

    def write(self, text: str) -> None:
        """Write, and see that it is taken."""
        field = self._chat.get_by_label("Write a message")
        field.fill(text)
        field.press("Enter")
        log = self._chat.get_by_role("log")
        expect(log).to_contain_text(text)
        expect(log).not_to_contain_text("Sending…")

    def received(self) -> list[str]:
        """Return what the agents wrote, as it stands on the screen."""
        return self._said.all_inner_texts()

    def read(self) -> None:
        """Do nothing: the chat is open in front of the visitor."""
