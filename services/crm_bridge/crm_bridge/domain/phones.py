"""When two phone numbers are one."""

from __future__ import annotations

import re

E164 = re.compile(r"\+[1-9][0-9]{6,14}\Z")
"""Source: ITU-T E.164, at most 15 digits with the country code."""

BRAZIL_WITH_NINE = re.compile(r"55([1-9][0-9])9([6-9][0-9]{7})\Z")
"""
A Brazilian mobile that WhatsApp may still know by its eight digits.

Only where the digit behind the nine is 6 to 9: a number that begins with 2 to 5
after the area code is a landline, and somebody else's.

Source: Anatel, resolution 553/2010, in force from 2012 to 2016; SPEC CRM-9.
"""


def is_e164(text: str) -> bool:
    """Tell whether *text* is a number in E.164."""
    return E164.match(text) is not None


def line_of(phone: str) -> str:
    """
    Return what every spelling of one person's number has in common.

    *phone* is in E.164; empty stays empty. A Brazilian mobile with and without
    its ninth digit is one line.
    """
    digits = phone.removeprefix("+")
    mobile = BRAZIL_WITH_NINE.match(digits)
    return f"55{mobile[1]}{mobile[2]}" if mobile else digits
