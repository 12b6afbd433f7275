"""Making campaigns, moving them, and sending their batches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from ..domain.campaign import (
    Campaign,
    Reach,
    Recipient,
    State,
    check_campaign,
    cleaned,
)
from ..domain.carrying import Channel
from ..domain.content import TemplateUse
from ..domain.conversation import Conversation
from ..domain.errors import (
    CampaignInvalid,
    CampaignUnknown,
    ConversationsError,
    PermissionMissing,
    PhoneInvalid,
    StartRefused,
)
from ..domain.message import Message, Status, request_key
from ..domain.place import State as Openness
from ..domain.template import Template
from ..ports import Campaigns, Clock, NewId, message_ref
from .drafting import Draft, Drafting, e164
from .racing import until_agreed
from .turns import Turns
from .viewer import Viewer

MANAGE = "campaigns.manage"

WATCHED = timedelta(days=3)
"""How long after its end a campaign's recipients are still looked at."""

LOOKED_AT = 200
"""Recipients looked at in one round."""

REACHES = {
    Status.QUEUED: Reach.QUEUED,
    Status.UNKNOWN: Reach.QUEUED,
    Status.SENT: Reach.SENT,
    Status.FAILED: Reach.FAILED,
    Status.DELIVERED: Reach.DELIVERED,
    Status.READ: Reach.READ,
}


@dataclass(frozen=True, slots=True)
class Manager:
    """Who makes and moves campaigns, and whether they may."""

    viewer: Viewer
    may: bool

    def check(self) -> None:
        """
        Raises:
            PermissionMissing: They may not.
        """
        if not self.may:
            raise PermissionMissing(
                "this needs a permission; ask an administrator", permission=MANAGE
            )


@dataclass(frozen=True, slots=True)
class NewCampaign:
    """A campaign to be made from a list."""

    manager: Manager
    request_id: str
    campaign: Campaign
    recipients: Sequence[Recipient]


@dataclass(frozen=True, slots=True)
class Campaigning:
    """Does what is to be done with campaigns."""

    campaigns: Campaigns
    desk: Drafting
    clock: Clock
    new_id: NewId
    turns: Turns

    # What people do.

    def create(self, command: NewCampaign) -> tuple[Campaign, list[Recipient]]:
        """
        Keep a checked list as a campaign and return it, with whom it leaves out.

        Sends nothing yet. Repeating a request returns the first answer.

        Raises:
            PermissionMissing, CampaignInvalid, StartRefused, TemplateRefused.
        """
        command.manager.check()
        viewer, campaign = command.manager.viewer, command.campaign
        first = self.campaigns.find_by_request(viewer.account_id, command.request_id)
        if first is not None:
            skipped = self.campaigns.recipients(
                first, Reach.SKIPPED, after=0, limit=100
            )
            return first, skipped
        check_campaign(campaign, len(command.recipients))
        template, _ = self._ready(campaign, viewer)
        people = self._left_out(command, template)
        for each in people:
            campaign.count(None, each.reach)
        if not campaign.counts.get(Reach.PLANNED.value):
            raise CampaignInvalid(
                "nobody in the list can be written to; see why for each",
                field="recipients",
                reasons=", ".join(sorted({each.reason for each in people})),
            )
        self.campaigns.add(campaign, people, command.request_id)
        return campaign, [p for p in people if p.reach is Reach.SKIPPED][:100]

    def move(self, manager: Manager, campaign_id: str, action: str) -> Campaign:
        """
        Start, pause, resume or stop a campaign.

        Raises:
            PermissionMissing, CampaignUnknown, CampaignInvalid, CampaignEnded,
            TemplateRefused, ChannelStopped.
        """
        manager.check()

        def attempt() -> Campaign:
            campaign = self.get(manager, campaign_id)
            if action in ("start", "resume"):
                self._ready(campaign, manager.viewer)
                campaign.start(self.clock())
            elif action == "pause":
                campaign.pause("user")
            elif action == "stop":
                campaign.stop(self.clock())
            else:
                raise CampaignInvalid("there is no such action", field="action")
            self.campaigns.save(campaign, [])
            return campaign

        return until_agreed(attempt)

    def get(self, manager: Manager, campaign_id: str) -> Campaign:
        """
        Raises:
            PermissionMissing: The caller may not see campaigns.
            CampaignUnknown: Not there, or on a channel that is not to be seen.
        """
        manager.check()
        found = self.campaigns.find(manager.viewer.account_id, campaign_id)
        if found is None or found.channel_id not in manager.viewer.channel_ids:
            raise CampaignUnknown("no such campaign", campaign_id=campaign_id)
        return found

    def page(self, manager: Manager, before: str, limit: int) -> list[Campaign]:
        """Return campaigns older than *before*, newest first."""
        manager.check()
        return [
            campaign
            for campaign in self.campaigns.page(
                manager.viewer.account_id, before, limit
            )
            if campaign.channel_id in manager.viewer.channel_ids
        ]

    def recipients(
        self,
        manager: Manager,
        campaign_id: str,
        reach: Reach | None,
        after: int,
        limit: int,
    ) -> list[Recipient]:
        """Return recipients of lines above *after*, in the order of the list."""
        campaign = self.get(manager, campaign_id)
        return self.campaigns.recipients(campaign, reach, after=after, limit=limit)

    # What is due.

    def send_due(self) -> int:
        """Send the batches that are due; return how many were written to."""
        now = self.clock()
        return sum(
            until_agreed(partial(self._send, account, id_))
            for account, id_ in self.campaigns.due(now)
        )

    def look(self) -> int:
        """Note how far those written to got; return how many moved."""
        since = self.clock() - WATCHED
        return sum(
            until_agreed(partial(self._look, account, id_))
            for account, id_ in self.campaigns.watched(since)
        )

    def _send(self, account_id: str, campaign_id: str) -> int:
        campaign = self.campaigns.find(account_id, campaign_id)
        now = self.clock()
        if campaign is None or not _is_due(campaign, now):
            return 0
        room = campaign.room(now)
        if not room:
            campaign.wait_for_room(now)
            self.campaigns.save(campaign, [])
            return 0
        try:
            template, channel = self._ready(campaign, None)
        except ConversationsError as refusal:
            reason = "template" if refusal.reason == "TEMPLATE_REFUSED" else "channel"
            campaign.pause(reason)
            self.campaigns.save(campaign, [])
            return 0
        planned = self.campaigns.recipients(
            campaign, Reach.PLANNED, after=0, limit=room
        )
        moved = [self._write(campaign, p, template, channel) for p in planned]
        for before, after in zip(planned, moved, strict=True):
            campaign.count(before.reach, after.reach)
        written = sum(each.reach is Reach.QUEUED for each in moved)
        campaign.sent(written, now)
        self.campaigns.save(campaign, moved)
        return written

    def _write(
        self,
        campaign: Campaign,
        recipient: Recipient,
        template: Template,
        channel: Channel,
    ) -> Recipient:
        """Write to one person; what was written before a crash counts once."""
        request_id = f"{campaign.campaign_id}:{recipient.line}"
        key = request_key(campaign.account_id, request_id)
        desk = self.desk

        def attempt() -> Recipient:
            first = desk.messages.find(campaign.account_id, key)
            if first is not None:
                return recipient.queued(first.message_id)
            conversation = desk.person(
                campaign.account_id, channel, recipient.phone, recipient.name
            )
            if conversation.sequence == 0:
                conversation.state = Openness.CLOSED
            elif conversation.is_open:
                return recipient.skipped("IN_PROGRESS")
            keys = [(channel.channel_id, k) for k in conversation.identity_keys]
            if conversation.opted_out or desk.consents.refused(
                campaign.account_id, keys
            ):
                return recipient.skipped("OPTED_OUT")
            use = TemplateUse(template.template_id, recipient.variables)
            try:
                outbound = desk.outbound(Draft(template=use), channel, conversation)
            except ConversationsError as refusal:
                return recipient.skipped(refusal.reason)
            message = conversation.write_quietly(
                replace(
                    outbound,
                    natural_key=key,
                    request_id=request_id,
                    author_id=campaign.creator_id,
                    origin="campaign",
                ),
                now=self.clock(),
            )
            desk.conversations.save(campaign.account_id, [conversation])
            return recipient.queued(message.message_id)

        with self.turns.alone(campaign.account_id):
            return until_agreed(attempt)

    def _look(self, account_id: str, campaign_id: str) -> int:
        campaign = self.campaigns.find(account_id, campaign_id)
        if campaign is None:
            return 0
        found = self.campaigns.unsettled(campaign, LOOKED_AT)
        messages = self._messages(account_id, found)
        homes = self.desk.conversations.find(
            account_id, {m.conversation_id for m in messages.values()}
        )
        moved = []
        for before in found:
            after = _progress(before, messages.get(before.message_id), homes)
            if after != before:
                campaign.count(before.reach, after.reach)
                campaign.replied += after.replied and not before.replied
                moved.append(after)
        self.campaigns.looked_at(campaign, found)
        if moved:
            self.campaigns.save(campaign, moved)
        return len(moved)

    def _messages(
        self, account_id: str, recipients: Sequence[Recipient]
    ) -> dict[str, Message]:
        """Return what each of *recipients* was sent, by its id."""
        refs = {message_ref(each.message_id) for each in recipients}
        found = self.desk.messages.find_outbound(account_id, refs)
        return {message.message_id: message for message in found.values()}

    def _ready(
        self, campaign: Campaign, viewer: Viewer | None
    ) -> tuple[Template, Channel]:
        """
        Return what it is sent with, once it may be.

        Raises:
            StartRefused, ChannelStopped, TemplateRefused.
        """
        hidden = viewer is not None and campaign.channel_id not in viewer.channel_ids
        channel = self.desk.channels.find(campaign.account_id, campaign.channel_id)
        if hidden or channel is None or not channel.capabilities.templates:
            raise StartRefused("on this channel nobody can be written to first")
        channel.check_running()
        use = TemplateUse(campaign.template_id)
        return self.desk.template(campaign.account_id, use, channel), channel

    def _left_out(self, command: NewCampaign, template: Template) -> list[Recipient]:
        """Return the list with who cannot be written to left out."""
        campaign = command.campaign
        people = cleaned(
            [replace(each, phone=_phone(each)) for each in command.recipients],
            variables=template.variables,
        )
        keys = {
            (campaign.channel_id, f"phone:{each.phone}"): each.phone
            for each in people
            if each.reach is Reach.PLANNED
        }
        refused = {
            keys[key]
            for key in self.desk.consents.refused(campaign.account_id, list(keys))
        }
        return [
            each.skipped("OPTED_OUT")
            if each.phone in refused and each.reach is Reach.PLANNED
            else each
            for each in people
        ]


def _progress(
    recipient: Recipient, message: Message | None, homes: Mapping[str, Conversation]
) -> Recipient:
    """Return *recipient* as far as *message* got, in one of *homes*."""
    if message is None or message.status is None:
        return recipient
    home = homes.get(message.conversation_id)
    answered = home is not None and home.last_inbound_sequence > message.sequence
    return replace(
        recipient,
        reach=REACHES[message.status],
        reason=message.error_reason,
        replied=recipient.replied or answered,
    )


def _phone(recipient: Recipient) -> str:
    try:
        return e164(recipient.given_phone)
    except PhoneInvalid:
        return ""


def _is_due(campaign: Campaign, now: datetime) -> bool:
    if campaign.state is not State.RUNNING or campaign.next_time is None:
        return False
    return campaign.next_time <= now
