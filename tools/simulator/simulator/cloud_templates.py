"""
Templates of WhatsApp: what one must look like, and what it says when sent.

Source: reference of WhatsApp Cloud, section 11, checked 2026-11-21.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from simulator.graph import Refused
from simulator.model import Template

NAME = re.compile(r"[a-z0-9_]{1,512}")
LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z]{2,4})?")
CATEGORIES = ("MARKETING", "UTILITY", "AUTHENTICATION")
VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
EDGE = re.compile(r"^\s*\{\{\s*\w+\s*\}\}|\{\{\s*\w+\s*\}\}[\s.!?,;:]*$")
ADJACENT = re.compile(r"\}\}\s*\{\{")
LENGTHS = {"HEADER": 60, "BODY": 1024, "FOOTER": 60}
FORMATS = ("TEXT", "IMAGE", "VIDEO", "DOCUMENT", "LOCATION")
BUTTONS_LIMIT, LABEL_LIMIT = 10, 25
# Buttons of one kind at most.
BUTTON_LIMITS = {
    "QUICK_REPLY": 10,
    "URL": 2,
    "PHONE_NUMBER": 1,
    "COPY_CODE": 1,
    "VOICE_CALL": 1,
    "FLOW": 1,
    "OTP": 1,
    "CATALOG": 1,
    "MPM": 1,
    "REQUEST_CONTACT_INFO": 1,
}
SENDABLE = frozenset({"APPROVED"})
# What sending a template in these statuses is refused with.
UNSENDABLE = {"PAUSED": 132015, "DISABLED": 132016}


def check_name(body: Mapping[str, Any]) -> None:
    """
    Raises:
        Refused: Name, language or category are not what Meta takes.
    """
    if not NAME.fullmatch(str(body.get("name", ""))):
        raise Refused(100, "A name has small letters, digits and underscores only.")
    if not LANGUAGE.fullmatch(str(body.get("language", ""))):
        raise Refused(100, f"Language {body.get('language')!r} is not supported.")
    if body.get("category") not in CATEGORIES:
        raise Refused(100, f"category must be one of {', '.join(CATEGORIES)}.")
    if body.get("parameter_format", "POSITIONAL") not in ("POSITIONAL", "NAMED"):
        raise Refused(100, "parameter_format must be POSITIONAL or NAMED.")


def check_components(components: Any) -> list[dict[str, Any]]:
    """
    Return *components* if a template may have them.

    Raises:
        Refused: One is malformed, too long, or lacks its sample.
    """
    if not isinstance(components, list) or not components:
        raise Refused(100, "Parameter 'components' is missing.")
    kinds = [str(each.get("type", "")).upper() for each in components]
    if len(set(kinds)) < len(kinds) or "BODY" not in kinds:
        raise Refused(100, "There must be one BODY, and one of each at most.")
    for kind, component in zip(kinds, components, strict=True):
        component["type"] = kind
        if kind == "BUTTONS":
            _check_buttons(component.get("buttons"))
        elif kind in LENGTHS:
            _check_text(kind, component)
        else:
            raise Refused(100, f"Components of type {kind!r} are not supported.")
    return components


def _check_text(kind: str, component: dict[str, Any]) -> None:
    form = str(component.get("format", "TEXT")).upper()
    if kind == "HEADER" and form not in FORMATS:
        raise Refused(100, f"A header of format {form!r} is not supported.")
    example = component.get("example") or {}
    if kind == "HEADER" and form != "TEXT":
        if form != "LOCATION" and not example.get("header_handle"):
            raise Refused(100, "A header with a file needs example.header_handle.")
        return
    words = component.get("text")
    if not isinstance(words, str) or not words.strip():
        raise Refused(100, f"{kind} needs a text.")
    if len(words) > LENGTHS[kind]:
        raise Refused(100, f"{kind} has at most {LENGTHS[kind]} characters.")
    names = variables(words)
    if kind == "FOOTER" and names:
        raise Refused(100, "A footer has no variables.")
    if kind == "HEADER" and len(names) > 1:
        raise Refused(100, "A header has one variable at most.")
    if kind == "BODY" and (EDGE.search(words) or ADJACENT.search(words)):
        raise Refused(2388299, "Variables cannot begin or end the text, or touch.")
    samples = f"{kind.lower()}_text"
    if names and not ({samples, f"{samples}_named_params"} & set(example)):
        raise Refused(100, f"Variables need samples in example.{samples}.")


def _check_buttons(buttons: Any) -> None:
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= BUTTONS_LIMIT:
        raise Refused(100, f"There must be 1 to {BUTTONS_LIMIT} buttons.")
    kinds = [str(each.get("type", "")).upper() for each in buttons]
    for kind, button in zip(kinds, buttons, strict=True):
        if kind not in BUTTON_LIMITS:
            raise Refused(100, f"Buttons of type {kind!r} are not supported.")
        if kinds.count(kind) > BUTTON_LIMITS[kind]:
            raise Refused(100, f"There are at most {BUTTON_LIMITS[kind]} {kind}.")
        if len(str(button.get("text", ""))) > LABEL_LIMIT:
            raise Refused(100, f"A button's text has at most {LABEL_LIMIT} characters.")
        if kind == "URL" and not str(button.get("url", "")).startswith("http"):
            raise Refused(100, "A URL button needs a url.")
    quick = [number for number, kind in enumerate(kinds) if kind == "QUICK_REPLY"]
    if quick and quick[-1] - quick[0] + 1 != len(quick):
        raise Refused(100, "Quick replies must stand together.")


def check_format(parameter_format: str, components: list[dict[str, Any]]) -> None:
    """
    Raises:
        Refused: Variables are not written as *parameter_format* has them.
    """
    names = [n for each in components for n in variables(str(each.get("text", "")))]
    if parameter_format == "POSITIONAL" and not all(name.isdigit() for name in names):
        raise Refused(
            100, "Variables must be {{1}}, {{2}} … or parameter_format NAMED."
        )


def variables(words: str) -> list[str]:
    """Return the variables of *words* in order, each once."""
    return list(dict.fromkeys(VARIABLE.findall(words)))


def resource(template: Template) -> dict[str, Any]:
    """Write the template as the Graph API shows it."""
    return {
        "name": template.name,
        "parameter_format": template.parameter_format,
        "components": template.components,
        "language": template.language,
        "status": template.status,
        "category": template.category,
        "id": template.id,
        "quality_score": {"score": template.quality, "date": int(template.at)},
        "rejected_reason": template.reason or "NONE",
    }


def filled(template: Template, given: list[dict[str, Any]]) -> dict[str, Any]:
    """
    Return what a customer sees of *template* with what a send *given* to it.

    Raises:
        Refused: Parameters are missing, too many, or of another kind.
    """
    by_type = {str(each.get("type", "")).lower(): each for each in given}
    shown: dict[str, Any] = {
        "name": template.name,
        "language": template.language,
        "category": template.category,
        "header": "",
        "body": "",
        "footer": "",
        "buttons": [],
    }
    for component in template.components:
        kind = component["type"].lower()
        parameters = by_type.get(kind, {}).get("parameters", [])
        if kind == "buttons":
            shown["buttons"] = _buttons(component["buttons"], given)
        elif component.get("format", "TEXT").upper() == "TEXT":
            shown[kind] = _text(template, component, parameters)
        else:
            shown["header_file"] = _header_file(component, parameters)
    return shown


def _text(
    template: Template, component: dict[str, Any], parameters: list[dict[str, Any]]
) -> str:
    words = str(component.get("text", ""))
    names = variables(words)
    if len(parameters) != len(names):
        detail = f"{component['type']}: number of localizable_params ({len(parameters)}) does not match the expected number of params ({len(names)})"
        raise Refused(132000, detail)
    for number, parameter in enumerate(parameters):
        if parameter.get("type", "text") != "text" or not parameter.get("text"):
            raise Refused(132012, f"{component['type']}: a parameter has no text.")
        name = str(parameter.get("parameter_name", ""))
        if template.parameter_format == "POSITIONAL":
            name = names[number]
        if not name:
            raise Refused(100, "Parameter name is missing or empty.")
        if name not in names:
            raise Refused(132018, f"{component['type']} has no variable {name!r}.")
        pattern = r"\{\{\s*" + re.escape(name) + r"\s*\}\}"
        words = re.sub(pattern, lambda _, p=parameter: str(p["text"]), words)  # type: ignore[misc]  # a default is a binding
    return words


def _header_file(
    component: dict[str, Any], parameters: list[dict[str, Any]]
) -> dict[str, Any]:
    kind = str(component["format"]).lower()
    if len(parameters) != 1 or parameters[0].get("type") != kind:
        raise Refused(132012, f"The header needs one parameter of type {kind}.")
    return {"kind": kind, **parameters[0].get(kind, {})}


def _buttons(
    buttons: list[dict[str, Any]], given: list[dict[str, Any]]
) -> list[dict[str, str]]:
    filled_in = {
        str(each.get("index", "0")): (each.get("parameters") or [{}])[0]
        for each in given
        if str(each.get("type", "")).lower() == "button"
    }
    shown = []
    for number, button in enumerate(buttons):
        kind = str(button["type"]).lower()
        parameter = filled_in.get(str(number), {})
        value = str(button.get("url") or button.get("phone_number") or "")
        if kind == "url" and VARIABLE.search(value):
            if not parameter.get("text"):
                raise Refused(131008, f"Button {number} needs its url parameter.")
            value = VARIABLE.sub(lambda _, p=parameter: str(p["text"]), value)  # type: ignore[misc]  # a default is a binding
        if kind == "quick_reply":
            value = str(parameter.get("payload", button.get("text", "")))
        if kind == "copy_code":
            value = str(parameter.get("coupon_code", ""))
        words = str(button.get("text", "")) or kind.replace("_", " ").title()
        shown.append({"kind": kind, "text": words, "value": value})
    return shown
