"""
`make screenshots`: the page as agents see it, to be looked at.

Needs a running demo (`make run`). Writes PNGs to `.local/screenshots`: every
place at three widths, light and dark, in three languages.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

SIZES = {"desk": (1440, 900), "small": (1100, 800), "phone": (390, 844)}
SCHEMES = ("light", "dark")
LANGUAGES = ("pt-BR", "en-US", "es-ES")
SETTLE = 700  # milliseconds for fonts and pictures

CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def main() -> int:
    """Take them all; a first argument limits them, e.g. `desk-light-en-US`."""
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    url = os.environ.get("GATEWAY_URL", "http://127.0.0.1:8080")
    folder = Path(".local/screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=CHROMIUM
        )
        for size, scheme, language in product(SIZES, SCHEMES, LANGUAGES):
            name = f"{size}-{scheme}-{language}"
            if wanted in name:
                for place in _take(browser, url, (size, scheme, language), folder):
                    print(f"{name}-{place}.png", flush=True)
        browser.close()
    print(f"in {folder}")
    return 0


def _take(
    browser: Browser, url: str, look: tuple[str, str, str], folder: Path
) -> Iterator[str]:
    size, scheme, language = look
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        locale=language,
    )
    page = context.new_page()
    page.goto(url)

    def shot(place: str) -> str:
        page.wait_for_timeout(SETTLE)
        page.screenshot(path=folder / f"{size}-{scheme}-{language}-{place}.png")
        return place

    yield shot("1-sign-in")
    _sign_in(page)
    yield shot("2-inbox")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    yield shot("3-thread")
    for number, place in enumerate(("agents", "distribution", "channels", "ledger"), 4):
        page.goto(f"{url}/#/settings/{place}")
        yield shot(f"{number}-{place}")
    context.close()


def _sign_in(page: Page) -> None:
    page.fill("input[type=email]", "admin@demo.recado")
    page.fill("input[type=password]", "recado-demo")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=main], main")


if __name__ == "__main__":
    sys.exit(main())
