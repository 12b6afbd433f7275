"""The ledger: what providers sent, and what became of it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field
from recado.ingest.v1 import channel_service_pb2 as channels

from .. import shapes_channels as shapes
from .. import wire_channels
from ..domain.people import CHANNELS_MANAGE, LEDGER_VIEW
from ..endpoint import Call, Endpoint
from ..inputs import Body, Id, IdOrEmpty, NoBody, NoQuery, Page
from .messages import RequestId, wish

ALL = "/api/v1/ledger"


class LedgerFilter(Page):
    """Which provider calls."""

    fate: Literal["", "forwarded", "duplicate", "quarantined", "ignored"] = ""
    """Only those of this fate."""
    channel: IdOrEmpty = ""
    """Only those for this channel."""


class Replay(Body):
    """Which calls to work on once more."""

    call_ids: Annotated[list[Id], Field(min_length=1, max_length=500)]
    request_id: RequestId | None = None
    """Identifies the wish. Absent: `Idempotency-Key`."""


async def list_calls(call: Call[NoBody, LedgerFilter]) -> shapes.Ledger:
    """List what providers sent and what became of it."""
    request = channels.ListProviderCallsRequest(
        fate=call.query.fate,
        channel_id=call.query.channel,
        page_size=call.query.limit,
        page_token=call.query.cursor,
    )
    answer = await call.ask(call.gateway.backends.channels.ListProviderCalls, request)
    return {
        "items": [wire_channels.write_call(each) for each in answer.calls],
        "next_cursor": answer.next_page_token or None,
    }


async def get_call(call: Call[NoBody, NoQuery]) -> shapes.ProviderCallBody:
    """Return one call with its body."""
    request = channels.GetProviderCallRequest(call_id=call.ids["call_id"])
    answer = await call.ask(call.gateway.backends.channels.GetProviderCall, request)
    return {
        **wire_channels.write_call(answer.call),
        "body": answer.body,
        "content_type": answer.content_type,
    }


async def replay_calls(call: Call[Replay, NoQuery]) -> shapes.Replayed:
    """Work on calls once more, as if they had just come."""
    request = channels.ReplayProviderCallsRequest(
        request_id=wish(call, call.body.request_id), call_ids=call.body.call_ids
    )
    answer = await call.ask(call.gateway.backends.channels.ReplayProviderCalls, request)
    return {"replayed": answer.replayed}


ENDPOINTS: tuple[Endpoint[Any, Any], ...] = (
    Endpoint(
        method="GET",
        path=ALL,
        summary="Calls of providers and their fate, newest first.",
        tag="ledger",
        handler=list_calls,
        query=LedgerFilter,
        answer=shapes.Ledger,
        permission=LEDGER_VIEW,
        refusals={422: ["PAGE_TOKEN_INVALID"]},
    ),
    Endpoint(
        method="GET",
        path=f"{ALL}/{{call_id}}",
        summary="One call with its body, secrets masked.",
        tag="ledger",
        handler=get_call,
        answer=shapes.ProviderCallBody,
        permission=LEDGER_VIEW,
        refusals={404: ["CALL_UNKNOWN"]},
    ),
    Endpoint(
        method="POST",
        path=f"{ALL}/replay",
        summary="Work on calls once more; nothing is forwarded twice.",
        tag="ledger",
        handler=replay_calls,
        body=Replay,
        answer=shapes.Replayed,
        permission=CHANNELS_MANAGE,
    ),
)
