"""WhatsApp templates: which may be sent, and what they say once filled."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from .content import File, TemplateUse
from .errors import TemplateRefused, TextTooLong, VariableMissing

APPROVED = "approved"

FILLED_LENGTH = 1024
"""Most characters of a filled body (TPL-10)."""

_PLACE = re.compile(r"\{\{\s*([^{}\s]+)\s*\}\}")

FILE_HEADERS = frozenset({"image", "video", "document"})


@dataclass(frozen=True, slots=True)
class Template:
    """
    A template as ingest told of it last.

    *header_kind* is `text`, `image`, `video`, `document` or empty. *marketing*
    says whether people may opt out of it.
    """

    template_id: str
    account_id: str
    channel_id: str
    name: str
    language: str
    state: str
    body: str
    marketing: bool = False
    header_kind: str = ""
    header_text: str = ""
    footer: str = ""
    buttons: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()

    def check_sendable(self, channel_id: str) -> None:
        """
        Raises:
            TemplateRefused: It is another channel's, or not approved (TPL-2).
        """
        if self.channel_id != channel_id:
            raise TemplateRefused(
                "the template is another number's; choose one of this channel",
                state="elsewhere",
            )
        if self.state != APPROVED:
            raise TemplateRefused(
                f"the template is {self.state}; only approved ones can be sent",
                state=self.state,
            )

    def filled(self, use: TemplateUse) -> Filled:
        """
        Return what the person will see.

        Raises:
            VariableMissing: One has no value (TPL-5).
            TextTooLong: The filled text is too long.
            TemplateRefused: The header's file is missing or of another kind
                (TPL-9).
        """
        for name in self.variables:
            if not use.variables.get(name, "").strip():
                raise VariableMissing(
                    f"{name} has no value; fill it in", variable=name, field="variables"
                )
        self._check_header(use.header)
        body = _fill(self.body, use.variables)
        if len(body) > FILLED_LENGTH:
            raise TextTooLong(
                "the filled template is too long; shorten what is filled in",
                field="variables",
                limit=str(FILLED_LENGTH),
                length=str(len(body)),
            )
        return Filled(
            body, _fill(self.header_text, use.variables), self.footer, self.buttons
        )

    def _check_header(self, file: File | None) -> None:
        wanted = self.header_kind if self.header_kind in FILE_HEADERS else ""
        given = file.kind if file else ""
        if wanted != given:
            said = f"the header needs a file: {wanted}" if wanted else "it has no file"
            raise TemplateRefused(
                f"the template was approved otherwise; {said}",
                state="header",
                kind=wanted,
            )


@dataclass(frozen=True, slots=True)
class Filled:
    """What a person sees of a template."""

    body: str
    header: str
    footer: str
    buttons: tuple[str, ...]


def _fill(text: str, values: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda found: values.get(found.group(1), found.group(0)), text)
