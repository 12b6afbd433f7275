"""Templates as a sender sees them: the places to fill, where and in which order."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .content import TemplateUse

PLACE = re.compile(r"\{\{\s*([^{}\s]{1,64})\s*\}\}")


@dataclass(frozen=True, slots=True)
class FormButton:
    """A button; `value` is its address or code, which may hold a place."""

    kind: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """
    An approved template.

    `header_kind` is `text`, `image`, `video`, `document` or empty. `named`
    says whether the provider knows the places by name, or by number: then in
    the order of *names*. `media_place` is the name of the place that takes the
    address of the header's file, where the provider wants it so.
    """

    provider_id: str
    body: str
    header_kind: str = ""
    header_text: str = ""
    buttons: tuple[FormButton, ...] = ()
    named: bool = True
    media_place: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Every place's name, in order of appearance."""
        return places(
            self.header_text, self.body, *(button.value for button in self.buttons)
        )

    @property
    def wants_file(self) -> bool:
        """Whether a file stands above it."""
        return self.header_kind in ("image", "video", "document")

    def missing(self, use: TemplateUse) -> tuple[str, ...]:
        """Return the names of places without a value."""
        return tuple(name for name in self.names if not value(use, name))


def places(*texts: str) -> tuple[str, ...]:
    """Return the names in *texts*, each once, in order of appearance."""
    found: Iterable[str] = (name for text in texts for name in PLACE.findall(text))
    return tuple(dict.fromkeys(found))


def value(use: TemplateUse, name: str) -> str:
    """
    Return what stands in the place *name*; empty when nothing does.

    On one line: providers refuse line breaks and long gaps in a value.
    """
    return " ".join(use.variables.get(name, "").split())
