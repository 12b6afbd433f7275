"""
What Meta's Cloud API wants to know to fill a template.

Source: Meta, "Template messages", as of 2026-11-21.
"""

from __future__ import annotations

from typing import Any

from ..domain.content import TemplateUse
from ..domain.forms import Form, FormButton, places, value
from ..domain.parts import Handed

Component = dict[str, Any]


def components(use: TemplateUse, form: Form, handed: Handed | None) -> list[Component]:
    """Return what fills *form* with the values of *use*."""
    found = [
        *_header(use, form, handed),
        *_texts("body", form.body, use, form),
    ]
    for index, button in enumerate(form.buttons):
        found += _button(index, button, use)
    return found


def _header(use: TemplateUse, form: Form, handed: Handed | None) -> list[Component]:
    if form.wants_file and handed is not None:
        kind, file = form.header_kind, {"id": handed.reference}
        if kind == "document" and handed.file_name:
            file["filename"] = handed.file_name
        return [{"type": "header", "parameters": [{"type": kind, kind: file}]}]
    return _texts("header", form.header_text, use, form)


def _texts(where: str, text: str, use: TemplateUse, form: Form) -> list[Component]:
    names = places(text)
    if not names:
        return []
    parameters = []
    for name in names:
        parameter = {"type": "text", "text": value(use, name)}
        if form.named:
            parameter["parameter_name"] = name
        parameters.append(parameter)
    return [{"type": where, "parameters": parameters}]


def _button(index: int, button: FormButton, use: TemplateUse) -> list[Component]:
    names = places(button.value)
    if not names or button.kind not in ("url", "copy_code"):
        return []
    filled = value(use, names[0])
    parameter = (
        {"type": "text", "text": filled}
        if button.kind == "url"
        else {"type": "coupon_code", "coupon_code": filled}
    )
    return [
        {
            "type": "button",
            "sub_type": button.kind,
            "index": str(index),
            "parameters": [parameter],
        }
    ]
