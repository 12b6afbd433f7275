"""Phones as people write them, read by Google's numbering plans."""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import PhoneNumber, ValidationResult

LENGTH = 64  # characters of a number as written

BRAZIL = 55  # country code

OLD_BRAZILIAN_MOBILE = re.compile(r"[1-9][0-9][6-9][0-9]{7}\Z")
"""A mobile from before the ninth digit: dialled by nobody, kept by many."""


class Normaliser:
    """
    Reads phones; numbers without a country code belong to one region.

    A number that names its country only needs a possible length, so that new
    ranges are not refused. One that does not must be in use in the region:
    nothing else would tell that its area code is missing.
    """

    def __init__(self, region: str) -> None:
        self._region = region

    def __call__(self, text: str) -> str:
        """Return E.164, or an empty string for what cannot be a phone."""
        written = re.sub(r"^\s*00", "+", text[: LENGTH + 1])
        if len(written) > LENGTH:
            return ""
        try:
            number = phonenumbers.parse(written, self._region)
        except phonenumbers.NumberParseException:
            return ""
        if not _acceptable(number, names_country=written.lstrip().startswith("+")):
            return ""
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _acceptable(number: PhoneNumber, *, names_country: bool) -> bool:
    if names_country:
        reason = phonenumbers.is_possible_number_with_reason(number)
        return bool(reason == ValidationResult.IS_POSSIBLE)
    if phonenumbers.is_valid_number(number):
        return True
    is_old = OLD_BRAZILIAN_MOBILE.match(str(number.national_number))
    return number.country_code == BRAZIL and is_old is not None
