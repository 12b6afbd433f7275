"""Phones as people write them, read by Google's numbering plans."""

from __future__ import annotations

import phonenumbers


class Normaliser:
    """Reads phones; numbers without a country code belong to one region."""

    def __init__(self, region: str) -> None:
        self._region = region

    def __call__(self, text: str) -> str:
        """Return E.164, or an empty string for what cannot be a phone."""
        try:
            number = phonenumbers.parse(text, self._region)
        except phonenumbers.NumberParseException:
            return ""
        if not phonenumbers.is_possible_number(number):
            return ""
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
