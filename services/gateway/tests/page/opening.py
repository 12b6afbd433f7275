"""The type of the fixture `sign_in`, which opens the page as somebody."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

Open = Callable[..., Page]
