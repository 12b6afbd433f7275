"""A user reads and saves their eight switches."""

from __future__ import annotations

from chassis.identity import Identity

from ..domain.errors import NotAUser
from ..domain.preferences import DEFAULTS, Preferences
from ..ports import Switches


def get_preferences(*, caller: Identity, switches: Switches) -> Preferences:
    """Return the caller's switches; the defaults if never saved (NTF-13)."""
    _must_be_user(caller)
    return switches.find(caller.account_id, caller.user_id) or DEFAULTS


def save_preferences(
    wanted: Preferences, *, caller: Identity, switches: Switches
) -> Preferences:
    """Save the caller's switches; saving twice is harmless (NTF-6)."""
    _must_be_user(caller)
    switches.save(caller.account_id, caller.user_id, wanted)
    return wanted


def _must_be_user(caller: Identity) -> None:
    if not caller.user_id:
        raise NotAUser("only a user has notifications; sign in as one")
