"""What tests of the thread and the composer do again and again."""

from __future__ import annotations

from typing import Any

import fake_media
from fake_world import World
from opening import Open
from playwright.sync_api import Locator, Page, expect

PDF = {"name": "nota.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 x"}


def photo(name: str = "sala.jpg", seed: int = 1) -> dict[str, Any]:
    """A picture as a file chooser gives it."""
    content = fake_media.picture(300, 200, seed)
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


def attach(page: Page, *files: dict[str, Any]) -> None:
    """Chooses files with the button's chooser."""
    page.locator("[data-files]").set_input_files(list(files))  # type: ignore[arg-type]


def opened(sign_in: Open, world: World, channel: str = "ch_cloud") -> tuple[Page, str]:
    """Ana's page with one conversation open."""
    cid = world.customer_opens(channel, "Mariana", "Oi")
    page = sign_in()
    page.locator(".row").click()
    expect(page.get_by_label("Reply to Mariana", exact=True)).to_be_visible()
    return page, cid


def sent(world: World, cid: str) -> list[dict[str, Any]]:
    """What went out of a conversation."""
    return [m for m in world.messages[cid] if m["direction"] == "outbound"]


def message(page: Page, words: str) -> Locator:
    """The bubble with some words."""
    return page.locator("[data-message]", has_text=words)
