"""The live stream of the account."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import Field

from ..endpoint import Call, Endpoint
from ..inputs import INT64, NoBody, Query
from ..live.hub import FeedUnavailable
from ..live.stream import EventStream
from ..problems import Problem, bad_field, unavailable


class From(Query):
    """Where to go on."""

    after: Annotated[int, Field(ge=0, le=INT64)] | None = None
    """The last position seen; `Last-Event-ID` wins. Absent: from now on."""


async def follow(call: Call[NoBody, From]) -> EventStream:
    """Follow the account: what was missed, then everything as it happens."""
    live, who = call.gateway.live, call.who
    after = _last_event_id(call)
    if not call.gateway.directory.loaded or live.stopping:
        raise Problem(
            503, "STARTING", "this replica serves no streams now; try again in a moment",
            headers={"Retry-After": "1"},
        )  # fmt: skip
    reader = live.join(who)
    try:
        hub = await live.hub_of(who.account.account_id)
    except FeedUnavailable:
        live.leave(reader)
        raise unavailable(
            "the event feed does not answer; try again in a moment"
        ) from None
    except BaseException:
        live.leave(reader)
        raise
    return EventStream(live, hub, reader, after)


def _last_event_id(call: Call[NoBody, From]) -> int | None:
    given = call.headers.get("last-event-id", "")
    if not given:
        return call.query.after
    if not re.fullmatch(r"[0-9]{1,19}", given) or int(given) > INT64:
        raise bad_field("Last-Event-ID", "give the id of an event of this stream")
    return int(given)


ENDPOINTS: tuple[Endpoint[Any, Any], ...] = (
    Endpoint(
        method="GET",
        path="/api/v1/events",
        summary="Follow the account by server-sent events.",
        tag="events",
        handler=follow,
        query=From,
        answer=None,
        stream=True,
    ),
)
