"""
What a WhatsApp message that comes through Twilio is.

Twilio names the kind in `MessageType`; what it holds is in parameters of its
own. Unknown kinds become `unsupported` and keep their parameters.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from ..domain.content import (
    Choice,
    Content,
    FileKind,
    FileSource,
    IncomingFile,
    Referral,
)
from . import cloud_kinds
from .cloud_kinds import CHOICE_LENGTH, form
from .meaning import KIND_LENGTH, Meaning, incoming, kind_of_type, location, unsupported
from .shape import RAW_LENGTH, code, identifier, mapping, text, web

MOST_FILES = 10

# A card comes as a file.
FILE_KINDS = {**cloud_kinds.FILE_KINDS, "contacts": FileKind.DOCUMENT}

TAPPED = frozenset({"button", "interactive", ""})


def meaning(form_: Mapping[str, str]) -> Meaning:
    """Return what a message is, with what came along with it."""
    named = identifier(form_.get("MessageType"))[:KIND_LENGTH].lower()
    found = _kind(named, form_)
    if found is None:
        found = unsupported(named, text(form_.get("Body")), _raw(form_))
    return replace(
        found,
        content=replace(
            found.content,
            forwarded=_is_true(form_.get("Forwarded")),
            frequently_forwarded=_is_true(form_.get("FrequentlyForwarded")),
            referral=_referral(form_),
        ),
    )


def _kind(named: str, form_: Mapping[str, str]) -> Meaning | None:
    words = text(form_.get("Body"))
    if named in TAPPED:
        choice = _choice(named, form_, words)
        if choice is not None:
            return Meaning("choice", choice.title, content=Content(choice=choice))
    files = _files(named, form_)
    if files:
        return _filed(named, words, files)
    place = location(
        {"name": form_.get("Label"), "address": form_.get("Address")},
        form_.get("Latitude"),
        form_.get("Longitude"),
    )
    if place is not None:
        return Meaning("location", words, content=Content(location=place))
    if named in FILE_KINDS:
        # The kind of a file without one: it will not come.
        file = incoming(FILE_KINDS[named], FileSource())
        return _filed(named, words, (file,))
    if words and named in ("text", *TAPPED):
        return Meaning("text", words, "" if named == "text" else named)
    return None


def _filed(named: str, words: str, files: tuple[IncomingFile, ...]) -> Meaning:
    """Return files with their caption; a document's words may be its name."""
    first = files[0].attachment
    if first.kind is FileKind.DOCUMENT and len(files) == 1 and _is_name(words):
        named_file = replace(first, file_name=words.strip())
        return Meaning("document", files=(replace(files[0], attachment=named_file),))
    if named == "contacts":
        return Meaning("contacts", words, named, files=files)
    return Meaning(first.kind.value, words, files=files)


def _is_name(words: str) -> bool:
    """Tell whether *words* are a file's name: one line with a suffix."""
    return bool(re.fullmatch(r"[^\n/:]{1,200}\.[A-Za-z0-9]{1,5}", words.strip()))


def _files(named: str, form_: Mapping[str, str]) -> tuple[IncomingFile, ...]:
    number = min(max(code(form_.get("NumMedia")), 0), MOST_FILES)
    return tuple(_file(named, form_, each) for each in range(number))


def _file(named: str, form_: Mapping[str, str], number: int) -> IncomingFile:
    declared = identifier(form_.get(f"MediaContentType{number}"))
    vcard = "vcard" in declared.lower()
    return incoming(
        FILE_KINDS.get(named) or kind_of_type(declared),
        FileSource(url=web((form_.get(f"MediaUrl{number}") or "").strip())),
        media_type=declared,
        file_name="contact.vcf" if vcard else "",
        voice=named == "voice",
    )


def _choice(named: str, form_: Mapping[str, str], words: str) -> Choice | None:
    if form_.get("FlowData"):
        name = text(_named_flow(form_), CHOICE_LENGTH)
        return Choice("form", name, words, form_json=form(form_.get("FlowData")))
    picked = text(form_.get("ListId"), CHOICE_LENGTH)
    if picked or form_.get("ListTitle"):
        return Choice("list", picked, text(form_.get("ListTitle")) or words)
    pressed = text(form_.get("ButtonPayload"), CHOICE_LENGTH)
    if pressed or form_.get("ButtonText"):
        offered = "template_button" if named == "button" else "button"
        return Choice(offered, pressed, text(form_.get("ButtonText")) or words)
    return None


def _named_flow(form_: Mapping[str, str]) -> str:
    """Return the name of a flow, if the data about it tells one."""
    try:
        found: Any = json.loads(form_.get("InteractiveData") or "")
    except (ValueError, RecursionError):
        return ""
    return identifier(mapping(found).get("name"))


def _referral(form_: Mapping[str, str]) -> Referral | None:
    told = {
        key.removeprefix("Referral"): value
        for key, value in form_.items()
        if key.startswith("Referral") and key != "ReferralNumMedia" and value.strip()
    }
    if not told:
        return None
    return Referral(
        source="post" if told.get("SourceType", "").strip() == "post" else "ad",
        source_id=identifier(told.get("SourceId")),
        url=web(told.get("SourceUrl")),
        headline=text(told.get("Headline"), 1024),
        body=text(told.get("Body"), 4096),
        click_id=text(told.get("CtwaClid"), 1024),
        image_url=web(told.get("MediaUrl")),
    )


def _is_true(value: str | None) -> bool:
    return (value or "").strip().lower() == "true"


def _raw(form_: Mapping[str, str]) -> str:
    return text(urlencode(sorted(form_.items()), errors="replace"), RAW_LENGTH)
