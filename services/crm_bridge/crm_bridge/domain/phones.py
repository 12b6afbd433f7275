"""When two phone numbers are one."""

from __future__ import annotations

import re

BRAZIL_WITH_NINE = re.compile(r"^\+55([1-9][0-9])9([6-9][0-9]{7})$")
BRAZIL_WITHOUT_NINE = re.compile(r"^\+55([1-9][0-9])([6-9][0-9]{7})$")
E164 = re.compile(r"^\+[1-9][0-9]{5,14}$")


def same_phone(phone: str) -> frozenset[str]:
    """
    Return every E.164 number that reaches the same person as *phone*.

    Brazilian mobiles got a ninth digit from 2012 to 2016; WhatsApp still knows
    many by their eight. Empty for what is no E.164 number.

    Source: Anatel, resolution 553/2010; SPEC CRM-9.
    """
    if not E164.match(phone):
        return frozenset()
    if with_nine := BRAZIL_WITH_NINE.match(phone):
        return frozenset({phone, f"+55{with_nine[1]}{with_nine[2]}"})
    if without := BRAZIL_WITHOUT_NINE.match(phone):
        return frozenset({phone, f"+55{without[1]}9{without[2]}"})
    return frozenset({phone})
