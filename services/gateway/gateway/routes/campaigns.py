"""Campaigns: a template sent to a list of people (ACT-4 to ACT-7)."""

from __future__ import annotations

import csv
import io
from functools import partial
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints
from recado.conversations.v1 import campaign_pb2
from recado.conversations.v1 import campaign_service_pb2 as campaigns
from starlette.responses import Response

from .. import shapes_sending as shapes
from .. import wire_sending
from ..contact_list import read_list
from ..domain.people import CAMPAIGNS_MANAGE
from ..endpoint import PATIENT, Call, Endpoint
from ..inputs import Body, Cursor, Id, NoBody, NoQuery, Page
from .messages import RequestId, wish

ALL = "/api/v1/campaigns"
ONE = f"{ALL}/{{campaign_id}}"

UNKNOWN = {404: ["CAMPAIGN_UNKNOWN"]}

LIST_BYTES = 8 * 1024 * 1024
"""The largest list that is read."""

REPORT_PAGE = 500

COLUMNS = ("line", "given_phone", "phone", "name", "state", "reason", "replied")


class NewCampaign(Body):
    """What to send, to whom, and how fast."""

    name: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)
    ]
    channel_id: Id
    template_id: Id
    purpose: Annotated[str, StringConstraints(max_length=1000)] = ""
    """What it is for and on which legal ground; kept as proof."""
    batch_size: Annotated[int, Field(ge=1, le=1000)] = 50
    """How many are written to at once."""
    batch_seconds: Annotated[int, Field(ge=1, le=86_400)] = 600
    """Seconds between batches."""
    daily_limit: Annotated[int, Field(ge=1, le=100_000)] = 1000
    """Most people written to within 24 hours."""
    csv: Annotated[str, StringConstraints(max_length=LIST_BYTES)]
    """The list. Its first row names the columns: `phone`, `name`, `opt_in`; the
    name and all others are variables of the template."""
    request_id: RequestId | None = None
    """Identifies the wish. Absent: `Idempotency-Key`."""


class Which(Page):
    """Which recipients."""

    state: Literal[
        "", "planned", "skipped", "queued", "sent", "delivered", "read", "failed"
    ] = ""
    """Only in this state."""
    limit: Annotated[int, Field(ge=1, le=500)] = 100
    """The maximum number of items to return."""
    cursor: Cursor = ""
    """`next_cursor` of the page before."""


async def create_campaign(call: Call[NewCampaign, NoQuery]) -> shapes.MadeCampaign:
    """Check a list and keep it as a campaign; sends nothing yet."""
    body = call.body
    request = campaigns.CreateCampaignRequest(
        request_id=wish(call, body.request_id),
        campaign=campaign_pb2.Campaign(
            name=body.name,
            channel_id=body.channel_id,
            template_id=body.template_id,
            purpose=body.purpose,
            batch_size=body.batch_size,
            batch_seconds=body.batch_seconds,
            daily_limit=body.daily_limit,
        ),
        recipients=[
            campaign_pb2.CampaignRecipient(
                line=line.number,
                given_phone=line.phone,
                name=line.name,
                opt_in=line.opt_in,
                variables=line.variables,
            )
            for line in read_list(body.csv)
        ],
    )
    answer = await call.ask(
        call.gateway.backends.campaigns.CreateCampaign, request, seconds=PATIENT
    )
    return {
        "campaign": wire_sending.write_campaign(answer.campaign),
        "skipped": [wire_sending.write_recipient(each) for each in answer.skipped],
    }


async def list_campaigns(call: Call[NoBody, Page]) -> shapes.Campaigns:
    """List campaigns, newest first."""
    request = campaigns.ListCampaignsRequest(
        page_size=call.query.limit, page_token=call.query.cursor
    )
    answer = await call.ask(call.gateway.backends.campaigns.ListCampaigns, request)
    return {
        "items": [wire_sending.write_campaign(each) for each in answer.campaigns],
        "next_cursor": answer.next_page_token or None,
    }


async def get_campaign(call: Call[NoBody, NoQuery]) -> shapes.Campaign:
    """Return one campaign."""
    request = campaigns.GetCampaignRequest(campaign_id=call.ids["campaign_id"])
    answer = await call.ask(call.gateway.backends.campaigns.GetCampaign, request)
    return wire_sending.write_campaign(answer.campaign)


async def list_recipients(call: Call[NoBody, Which]) -> shapes.Recipients:
    """List a campaign's recipients in the order of the list."""
    answer = await _recipients(
        call, call.query.state, call.query.limit, call.query.cursor
    )
    return {
        "items": [wire_sending.write_recipient(each) for each in answer.recipients],
        "next_cursor": answer.next_page_token or None,
    }


async def report(call: Call[NoBody, NoQuery]) -> Response:
    """Return all recipients as CSV."""
    text = io.StringIO()
    rows = csv.DictWriter(text, [*COLUMNS, "opt_in"], extrasaction="ignore")
    rows.writeheader()
    token = ""
    while True:
        answer = await _recipients(call, "", REPORT_PAGE, token)
        for each in answer.recipients:
            written = wire_sending.write_recipient(each)
            rows.writerow({name: _cell(value) for name, value in written.items()})
        token = answer.next_page_token
        if not token:
            break
    return Response(
        text.getvalue().encode("utf-8-sig"),
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": 'attachment; filename="campaign.csv"',
            "Cache-Control": "no-store",
        },
    )


async def _recipients(
    call: Call[Any, Any], state: str, size: int, token: str
) -> campaigns.ListRecipientsResponse:
    request = campaigns.ListRecipientsRequest(
        campaign_id=call.ids["campaign_id"],
        state=state,
        page_size=size,
        page_token=token,
    )
    backend = call.gateway.backends.campaigns
    answer: campaigns.ListRecipientsResponse = await call.ask(
        backend.ListRecipients, request
    )
    return answer


def _cell(value: object) -> str:
    """Return a cell that a spreadsheet does not take for a formula."""
    text = str(value)
    return f"'{text}" if text[:1] in ("=", "@", "-", "\t", "\r") else text


def _moving(action: str) -> Any:
    async def move(call: Call[NoBody, NoQuery]) -> shapes.Campaign:
        request = campaigns.MoveCampaignRequest(
            campaign_id=call.ids["campaign_id"], action=action
        )
        answer = await call.ask(call.gateway.backends.campaigns.MoveCampaign, request)
        return wire_sending.write_campaign(answer.campaign)

    move.__name__ = f"{action}_campaign"
    return move


_endpoint = partial(Endpoint, tag="campaigns", permission=CAMPAIGNS_MANAGE)


MOVES = {
    "start": "Start sending.",
    "pause": "Hold it back after the batch in hand.",
    "resume": "Go on.",
    "stop": "End it; who was not written to yet will not be.",
}

ENDPOINTS: tuple[Endpoint[Any, Any], ...] = (
    _endpoint(
        "GET",
        ALL,
        "Campaigns, newest first.",
        list_campaigns,
        shapes.Campaigns,
        query=Page,
    ),
    _endpoint(
        "POST",
        ALL,
        "Check a list and keep it as a campaign; sends nothing yet.",
        create_campaign,
        shapes.MadeCampaign,
        body=NewCampaign,
        status=201,
        max_body=2 * LIST_BYTES,
        refusals={
            409: ["START_REFUSED", "TEMPLATE_REFUSED"],
            422: ["CAMPAIGN_INVALID"],
        },
    ),
    _endpoint(
        "GET", ONE, "One campaign.", get_campaign, shapes.Campaign, refusals=UNKNOWN
    ),
    _endpoint(
        "GET",
        f"{ONE}/recipients",
        "Its recipients in the order of the list.",
        list_recipients,
        shapes.Recipients,
        query=Which,
        refusals=UNKNOWN,
    ),
    _endpoint(
        "GET",
        f"{ONE}/report.csv",
        "All its recipients as CSV.",
        report,
        None,
        stream=True,
        media_type="text/csv",
        refusals=UNKNOWN,
    ),
    *(
        _endpoint(
            "POST",
            f"{ONE}/{action}",
            summary,
            _moving(action),
            shapes.Campaign,
            refusals={**UNKNOWN, 409: ["CAMPAIGN_ENDED", "TEMPLATE_REFUSED"]},
        )
        for action, summary in MOVES.items()
    ),
)
