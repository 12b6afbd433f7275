"""
Reading a list of people from CSV, as spreadsheets write it.

The first row names the columns. Phone, name and consent are known in three
languages; every column but phone and consent is a variable of the template,
the name too, since many templates have a place for it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from .problems import bad_field

PHONE = frozenset({"phone", "telefone", "telefono", "teléfono", "celular", "whatsapp"})
NAME = frozenset({"name", "nome", "nombre"})
OPT_IN = frozenset({"opt_in", "optin", "consent", "consentimento", "consentimiento"})

LONGEST = 20_000
"""Most people in one list."""

CELL = 1024
"""Most characters of a cell."""

SEPARATORS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Line:
    """One person of the list; *number* counts from 1, without the first row."""

    number: int
    phone: str
    name: str
    opt_in: str
    variables: Mapping[str, str]


def read_list(text: str) -> list[Line]:
    """
    Return the people of a CSV text; empty rows are left out.

    Raises:
        Problem: It has no rows, no phone column, or too many rows or cells.
    """
    rows = csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=_separator(text))
    try:
        head = [cell.strip() for cell in next(rows, [])]
        columns = _columns(head)
        lines = [
            _line(number, head, columns, row)
            for number, row in enumerate(rows, 1)
            if any(cell.strip() for cell in row)
        ]
    except csv.Error as error:
        raise bad_field("csv", f"this is no CSV: {error}") from None
    if not lines:
        raise bad_field("csv", "the list is empty: put one person in each row")
    if len(lines) > LONGEST:
        raise bad_field("csv", f"at most {LONGEST} rows; split the list")
    return lines


def _separator(text: str) -> str:
    head = text.partition("\n")[0]
    return max(SEPARATORS, key=head.count)


def _columns(head: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, title in enumerate(head):
        for column, titles in (("phone", PHONE), ("name", NAME), ("opt_in", OPT_IN)):
            if title.lower() in titles:
                found.setdefault(column, place)
    if "phone" not in found:
        raise bad_field("csv", "name a column `phone` in the first row")
    if len(set(head)) < len(head):
        raise bad_field("csv", "two columns have the same name")
    return found


def _line(
    number: int, head: list[str], columns: Mapping[str, int], row: list[str]
) -> Line:
    cells = [cell.strip() for cell in row] + [""] * (len(head) - len(row))
    if any(len(cell) > CELL for cell in cells):
        raise bad_field("csv", f"row {number}: a cell has over {CELL} characters")
    taken = {columns["phone"], columns.get("opt_in")}
    return Line(
        number=number,
        phone=cells[columns["phone"]],
        name=cells[columns["name"]] if "name" in columns else "",
        opt_in=cells[columns["opt_in"]] if "opt_in" in columns else "",
        variables={
            title: cells[place]
            for place, title in enumerate(head)
            if title and place not in taken
        },
    )
