"""
What a template must be like before a provider sees it.

Sources: SPEC TPL-5, TPL-9 and TPL-10; Meta, "Template components" and "Template
management", as of 2026-11-21. The provider has the last word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from urllib.parse import urlsplit

from .errors import TemplateInvalid
from .forms import PLACE, places
from .templates import FILE_HEADERS, Button, Category, Header, Variable, Words

NAME = re.compile(r"[a-z0-9_]{1,512}")
LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z]{2})?")
PLACE_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
PHONE = re.compile(r"\+[1-9][0-9]{6,14}")

BODY_LENGTH = 1024
HEADER_LENGTH = 60
FOOTER_LENGTH = 60
LABEL_LENGTH = 25
CODE_LENGTH = 15
URL_LENGTH = 2000

BUTTONS = 10
"""Most buttons of all kinds together."""

BUTTONS_OF = {"url": 2, "phone": 1, "copy_code": 1}
"""Most buttons of one kind."""


def checked_name(name: str, language: str) -> None:
    """
    Raises:
        TemplateInvalid: The name or the language is none (TPL-5, TPL-8).
    """
    if not NAME.fullmatch(name):
        raise _wrong("name", "use a-z, 0-9 and _ only, 1 to 512 of them")
    if not LANGUAGE.fullmatch(language):
        raise _wrong("language", "expected a code like pt_BR or es")


def checked_words(words: Words, category: Category) -> Words:
    """
    Return *words* tidied: names of places in lower case, variables in order.

    Raises:
        TemplateInvalid: Something would be refused; names the field (TPL-5).
    """
    tidy = _tidied(words)
    if category is Category.AUTHENTICATION:
        return _checked_code(tidy)
    _check_body(tidy.body)
    if tidy.header is not None:
        _check_header(tidy.header)
    _check_line(tidy.footer, "footer", FOOTER_LENGTH)
    if PLACE.search(tidy.footer):
        raise _wrong("footer", "a footer holds no variables")
    _check_buttons(tidy.buttons)
    return replace(tidy, variables=tuple(_variables(tidy)))


def _tidied(words: Words) -> Words:
    header = words.header
    if header is not None and not header.kind:
        header = None
    if header is not None:
        header = replace(header, text=_lowered(header.text.strip()))
    return Words(
        body=_lowered(words.body.replace("\r\n", "\n").strip()),
        header=header,
        footer=words.footer.strip(),
        buttons=tuple(
            Button(b.kind, b.text.strip(), _lowered(b.value.strip()))
            for b in words.buttons
        ),
        variables=tuple(
            Variable(v.name.strip().lower(), v.property.strip(), v.example.strip())
            for v in words.variables
        ),
    )


def _lowered(text: str) -> str:
    return PLACE.sub(lambda found: "{{" + found[1].lower() + "}}", text)


def _checked_code(words: Words) -> Words:
    """One-time codes: Meta fixes the text, only the button's label is ours."""
    if words.header or words.footer:
        raise _wrong("category", "a one-time code has no header and no footer")
    if len(words.buttons) > 1 or any(b.kind != "copy_code" for b in words.buttons):
        raise _wrong("buttons", "a one-time code has one button that copies it")
    for button in words.buttons:
        _check_line(button.text, "buttons.0.text", LABEL_LENGTH)
    return Words(body="", buttons=words.buttons)


def _check_body(body: str) -> None:
    if not body:
        raise _wrong("body", "write what the template says")
    if len(body) > BODY_LENGTH:
        raise _wrong("body", f"at most {BODY_LENGTH} characters")
    if re.search(r"\n\s*\n", body):
        raise _wrong("body", "leave no empty line in it")
    _check_places(body, "body")


def _check_places(text: str, where: str) -> None:
    rest = PLACE.sub("", text)
    if "{{" in rest or "}}" in rest:
        raise _wrong(where, "write a variable as {{name}}")
    for name in places(text):
        if not PLACE_NAME.fullmatch(name):
            raise _wrong(where, "name variables with a-z, 0-9 and _, a letter first")


def _check_header(header: Header) -> None:
    if header.kind in FILE_HEADERS:
        if not header.sample_attachment_id:
            raise _wrong("header.sample_attachment_id", "upload a sample file")
        if header.text:
            raise _wrong("header.text", "a file has no text")
        return
    if header.kind != "text":
        raise _wrong("header.kind", "choose text, image, video or document")
    if not header.text:
        raise _wrong("header.text", "write the header, or have none")
    _check_line(header.text, "header.text", HEADER_LENGTH)
    _check_places(header.text, "header.text")
    if len(places(header.text)) > 1:
        raise _wrong("header.text", "a header holds one variable at most")


def _check_line(text: str, where: str, most: int) -> None:
    if len(text) > most:
        raise _wrong(where, f"at most {most} characters")
    if "\n" in text:
        raise _wrong(where, "keep it on one line")


def _check_buttons(buttons: tuple[Button, ...]) -> None:
    if len(buttons) > BUTTONS:
        raise _wrong("buttons", f"at most {BUTTONS} buttons")
    for kind, most in BUTTONS_OF.items():
        if sum(button.kind == kind for button in buttons) > most:
            raise _wrong("buttons", f"at most {most} of the kind {kind}")
    quick = [button.kind == "quick_reply" for button in buttons]
    if sum(one != other for one, other in pairwise(quick)) > 1:
        raise _wrong("buttons", "keep quick replies together")
    labels = [button.text for button in buttons if button.kind != "copy_code"]
    if len(set(labels)) < len(labels):
        raise _wrong("buttons", "give each button another label")
    for number, button in enumerate(buttons):
        _check_button(button, f"buttons.{number}")


def _check_button(button: Button, where: str) -> None:
    value = f"{where}.value"
    if not button.text and button.kind != "copy_code":
        raise _wrong(f"{where}.text", "write the label")
    _check_line(button.text, f"{where}.text", LABEL_LENGTH)
    if PLACE.search(button.text):
        raise _wrong(f"{where}.text", "a label holds no variables")
    match button.kind:
        case "quick_reply":
            return
        case "url":
            _check_url(button.value, value)
        case "phone":
            if not PHONE.fullmatch(button.value):
                raise _wrong(value, "expected a number like +5511999990000")
        case "copy_code":
            if not button.value or len(button.value) > CODE_LENGTH:
                raise _wrong(value, f"write a code of 1 to {CODE_LENGTH} characters")
        case _:
            raise _wrong(f"{where}.kind", "choose quick_reply, url, phone or copy_code")


def _check_url(url: str, where: str) -> None:
    _check_places(url, where)
    names = places(url)
    bare = PLACE.sub("", url)
    parts = urlsplit(bare)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise _wrong(where, "expected an address like https://shop.example/orders")
    if len(url) > URL_LENGTH:
        raise _wrong(where, f"at most {URL_LENGTH} characters")
    if names and (len(names) > 1 or not url.endswith("}}") or url.count("{{") > 1):
        raise _wrong(where, "an address holds one variable, at its end")


def _variables(words: Words) -> Iterator[Variable]:
    given = {each.name: each for each in words.variables}
    for number, name in enumerate(words.names):
        found = given.get(name, Variable(name))
        where = f"variables.{number}"
        if not found.property:
            raise _wrong(f"{where}.property", f"say what {name} is filled from")
        if not found.example:
            raise _wrong(f"{where}.example", f"give an example for {name}")
        if "\n" in found.example or "{{" in found.example:
            raise _wrong(f"{where}.example", "an example is plain text on one line")
        yield found


def _wrong(field: str, words: str) -> TemplateInvalid:
    return TemplateInvalid(words, field=field)
