"""Service queues of attendants."""

from __future__ import annotations

from dataclasses import dataclass

from .errors import SectorNameInvalid

LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Sector:
    """A service queue. Its name is unique in the account, whatever its case."""

    account_id: str
    sector_id: str
    name: str


def sector_name(text: str) -> str:
    """
    Return *text* as a sector's name: outer blanks cut, inner runs made one.

    Raises:
        SectorNameInvalid: Nothing is left, or more than 60 characters.
    """
    name = " ".join(text.split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise SectorNameInvalid(
            "a sector's name has 1 to 60 characters", length=str(len(name))
        )
    return name
