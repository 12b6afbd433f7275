"""Campaigns between protobuf and the domain."""

from __future__ import annotations

from datetime import datetime

from recado.conversations.v1 import campaign_pb2, events_pb2
from recado.conversations.v1 import campaign_service_pb2 as rpc

from chassis.envelope import Outgoing, stamp
from chassis.identity import Identity

from ..domain.campaign import Campaign, Reach, Recipient, State
from ..domain.errors import CampaignInvalid, RequestInvalid
from ..use_cases.campaigning import MANAGE, Manager, NewCampaign
from .kinds import timestamp
from .requests import page_size, read_viewer, request_id_of

STATES = {
    State.READY: campaign_pb2.Campaign.STATE_READY,
    State.RUNNING: campaign_pb2.Campaign.STATE_RUNNING,
    State.PAUSED: campaign_pb2.Campaign.STATE_PAUSED,
    State.STOPPED: campaign_pb2.Campaign.STATE_STOPPED,
    State.FINISHED: campaign_pb2.Campaign.STATE_FINISHED,
}

REACHES = {reach.value: reach for reach in Reach}

RECIPIENTS, MOST_RECIPIENTS = 100, 500


def read_manager(identity: Identity) -> Manager:
    """Return who acts, and whether they may."""
    return Manager(read_viewer(identity), identity.may(MANAGE))


def read_create(
    request: rpc.CreateCampaignRequest,
    manager: Manager,
    *,
    campaign_id: str,
    now: datetime,
) -> NewCampaign:
    """
    Raises:
        RequestInvalid: The request id is missing or too long.
        CampaignInvalid: The channel or the template is missing.
    """
    given = request.campaign
    for name in ("channel_id", "template_id"):
        if not getattr(given, name):
            raise CampaignInvalid(f"{name} is empty; name one", field=name)
    campaign = Campaign(
        campaign_id=campaign_id,
        account_id=manager.viewer.account_id,
        name=given.name.strip(),
        channel_id=given.channel_id,
        template_id=given.template_id,
        creator_id=manager.viewer.user_id,
        create_time=now,
        batch_size=given.batch_size or 50,
        batch_seconds=given.batch_seconds or 600,
        daily_limit=given.daily_limit or 1000,
        purpose=given.purpose,
    )
    return NewCampaign(
        manager=manager,
        request_id=request_id_of(request.request_id),
        campaign=campaign,
        recipients=[
            Recipient(
                line=each.line or number,
                given_phone=each.given_phone,
                name=each.name,
                variables=dict(each.variables),
                opt_in=each.opt_in,
            )
            for number, each in enumerate(request.recipients, 1)
        ],
    )


def read_recipients(
    request: rpc.ListRecipientsRequest,
) -> tuple[Reach | None, int, int]:
    """
    Return which recipients, after which line, and how many.

    Raises:
        RequestInvalid: The state or the token is none of ours.
    """
    if request.state and request.state not in REACHES:
        raise RequestInvalid("there is no such state", field="state")
    token = request.page_token
    if token and not token.isdecimal():
        raise RequestInvalid("the page token is not ours", field="page_token")
    size = page_size(request.page_size, RECIPIENTS, MOST_RECIPIENTS)
    return REACHES.get(request.state), int(token or 0), size


def write_campaign(campaign: Campaign) -> campaign_pb2.Campaign:
    """Return a campaign as others see it."""
    c = campaign
    counts = {name: number for name, number in c.counts.items() if number > 0}
    return campaign_pb2.Campaign(
        campaign_id=c.campaign_id,
        account_id=c.account_id,
        name=c.name,
        channel_id=c.channel_id,
        template_id=c.template_id,
        state=STATES[c.state],
        reason=c.reason,
        counts=campaign_pb2.Campaign.Counts(total=c.total, replied=c.replied, **counts),
        batch_size=c.batch_size,
        batch_seconds=c.batch_seconds,
        daily_limit=c.daily_limit,
        creator_id=c.creator_id,
        purpose=c.purpose,
        create_time=timestamp(c.create_time),
        end_time=timestamp(c.end_time),
        next_time=timestamp(c.next_time),
    )


def write_recipient(recipient: Recipient) -> campaign_pb2.CampaignRecipient:
    """Return one person of a list."""
    r = recipient
    return campaign_pb2.CampaignRecipient(
        line=r.line,
        given_phone=r.given_phone,
        phone=r.phone,
        name=r.name,
        variables=dict(r.variables),
        opt_in=r.opt_in,
        state=r.reach.value,
        reason=r.reason,
        message_id=r.message_id,
        replied=r.replied,
    )


def campaign_changed(campaign: Campaign, *, event_id: str, at: datetime) -> Outgoing:
    """Return the news of a campaign."""
    message = events_pb2.CampaignChanged(campaign=write_campaign(campaign))
    stamp(message, account_id=campaign.account_id, at=at, event_id=event_id)
    return Outgoing("campaign_changed", message, campaign.campaign_id)
