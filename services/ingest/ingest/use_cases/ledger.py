"""What the ledger shows people, and working on its calls once more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from chassis import ids
from chassis.identity import Identity

from ..domain.errors import CallUnknown, PageInvalid
from ..domain.inbound import Call, Entry, Fate
from ..domain.masking import masked
from ..ports import Channels, Clock, Ledger
from ..ports_desk import Replayer
from .channels import MANAGE, list_channels, require, sees_all

VIEW = "ledger.view"

PAGE_SIZE = 30
LARGEST_PAGE = 100
LARGEST_REPLAY = 500

BODY_LENGTH = 262_144
"""Most characters of a body that are shown."""


def list_calls(
    *,
    fate: str,
    channel_id: str,
    page_size: int,
    page_token: str,
    caller: Identity,
    channels: Channels,
    ledger: Ledger,
) -> tuple[list[Entry], str]:
    """
    Return a page of the ledger, newest first, and the token of the next.

    Raises:
        PermissionMissing: The caller may not see the ledger.
        PageInvalid: The fate, the size or the token is none of ours.
    """
    require(caller, VIEW)
    if fate and fate not in {each.value for each in Fate}:
        raise PageInvalid("there is no such fate", field="fate")
    if not 0 <= page_size <= LARGEST_PAGE:
        raise PageInvalid(f"expected 1 to {LARGEST_PAGE}", field="page_size")
    if page_token and not page_token.startswith("pc_"):
        raise PageInvalid("this token is not one of ours", field="page_token")
    size = page_size or PAGE_SIZE
    seen = _seen(caller, channels)
    if channel_id and seen is not None and channel_id not in seen:
        return [], ""
    found = ledger.page(
        caller.account_id,
        channel_ids=seen,
        channel_id=channel_id,
        fate=Fate(fate) if fate else None,
        before=page_token,
        size=size + 1,
    )
    more = len(found) > size
    return list(found[:size]), found[size - 1].call.call_id if more else ""


def get_call(
    call_id: str, *, caller: Identity, channels: Channels, ledger: Ledger
) -> tuple[Entry, str]:
    """
    Return a call and its body as text, what is secret masked.

    Raises:
        PermissionMissing: The caller may not see the ledger.
        CallUnknown: There is none that the caller may see.
    """
    require(caller, VIEW)
    found = ledger.find([call_id], caller.account_id)
    seen = _seen(caller, channels)
    for entry in found:
        if seen is None or entry.channel_id in seen:
            body = masked(entry.call.body, entry.call.content_type)
            return entry, body[:BODY_LENGTH]
    raise CallUnknown("there is no such call", call_id=call_id)


def replay_calls(
    call_ids: Sequence[str],
    request_id: str,
    *,
    caller: Identity,
    channels: Channels,
    ledger: Ledger,
    replayer: Replayer,
) -> int:
    """
    Work on calls once more, as if they had just come; return how many.

    What was forwarded already is not forwarded twice: its natural key is known.
    The new ids are stored first, so that repeating the request publishes the
    same calls. Calls that are not there, or hidden, are left out.

    Raises:
        PermissionMissing: The caller may not see the ledger or manage channels.
        PageInvalid: There is no request id, or there are too many calls.
        Unavailable: The broker did not take them all; repeat the request.
    """
    require(caller, VIEW)
    require(caller, MANAGE)
    if not request_id:
        raise PageInvalid("a request id is required", field="request_id")
    if len(call_ids) > LARGEST_REPLAY:
        raise PageInvalid(f"at most {LARGEST_REPLAY} calls", field="call_ids")
    seen = _seen(caller, channels)
    found = [
        entry
        for entry in ledger.find(list(dict.fromkeys(call_ids)), caller.account_id)
        if seen is None or entry.channel_id in seen
    ]
    fresh = ledger.begin_replay(
        f"{caller.account_id}:{request_id}",
        {entry.call.call_id: ids.new("pc") for entry in found},
    )
    again = [
        _again(entry.call, fresh) for entry in found if entry.call.call_id in fresh
    ]
    replayer.replay(again)
    return len(again)


def _again(call: Call, fresh: dict[str, str]) -> Call:
    return replace(
        call,
        call_id=fresh[call.call_id],
        replay_of=call.replay_of or call.call_id,
    )


def clear_ledger(days: int, most: int, *, ledger: Ledger, clock: Clock) -> int:
    """Delete up to *most* packs of calls older than *days*; return how many."""
    return ledger.clear(clock() - timedelta(days=days), most)


def _seen(caller: Identity, channels: Channels) -> set[str] | None:
    """Return the channels whose calls *caller* sees; None for all."""
    if sees_all(caller):
        return None
    mine = list_channels(caller=caller, channels=channels)
    return {"", *(each.channel_id for each in mine)}
