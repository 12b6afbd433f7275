"""Serves campaigns."""

# methods are named as in the protos

from __future__ import annotations

import grpc
from recado.conversations.v1 import campaign_service_pb2 as messages
from recado.conversations.v1 import campaign_service_pb2_grpc as stubs

from chassis import ids
from chassis.rpc import caller

from ..app import App
from ..wire import campaigns as wire
from ..wire.requests import page_size
from .status import refusing

CAMPAIGNS, MOST_CAMPAIGNS = 30, 100


class CampaignService(stubs.CampaignServiceServicer):
    """Serves `recado.conversations.v1.CampaignService`."""

    def __init__(self, app: App) -> None:
        self._app = app

    @refusing
    def CreateCampaign(
        self,
        request: messages.CreateCampaignRequest,
        context: grpc.ServicerContext,
    ) -> messages.CreateCampaignResponse:
        """Check a list and keep it as a campaign."""
        command = wire.read_create(
            request,
            wire.read_manager(caller(context)),
            campaign_id=ids.new("cp"),
            now=self._app.clock(),
        )
        campaign, skipped = self._app.campaigning.create(command)
        return messages.CreateCampaignResponse(
            campaign=wire.write_campaign(campaign),
            skipped=[wire.write_recipient(each) for each in skipped],
        )

    @refusing
    def ListCampaigns(
        self,
        request: messages.ListCampaignsRequest,
        context: grpc.ServicerContext,
    ) -> messages.ListCampaignsResponse:
        """List campaigns, newest first."""
        manager = wire.read_manager(caller(context))
        size = page_size(request.page_size, CAMPAIGNS, MOST_CAMPAIGNS)
        found = self._app.campaigning.page(manager, request.page_token, size + 1)
        page = found[:size]
        return messages.ListCampaignsResponse(
            campaigns=[wire.write_campaign(each) for each in page],
            next_page_token=page[-1].campaign_id if len(found) > size else "",
        )

    @refusing
    def GetCampaign(
        self,
        request: messages.GetCampaignRequest,
        context: grpc.ServicerContext,
    ) -> messages.GetCampaignResponse:
        """Get one campaign."""
        manager = wire.read_manager(caller(context))
        found = self._app.campaigning.get(manager, request.campaign_id)
        return messages.GetCampaignResponse(campaign=wire.write_campaign(found))

    @refusing
    def ListRecipients(
        self,
        request: messages.ListRecipientsRequest,
        context: grpc.ServicerContext,
    ) -> messages.ListRecipientsResponse:
        """List recipients in the order of the list."""
        manager = wire.read_manager(caller(context))
        reach, after, size = wire.read_recipients(request)
        found = self._app.campaigning.recipients(
            manager, request.campaign_id, reach, after, size + 1
        )
        page = found[:size]
        return messages.ListRecipientsResponse(
            recipients=[wire.write_recipient(each) for each in page],
            next_page_token=str(page[-1].line) if len(found) > size else "",
        )

    @refusing
    def MoveCampaign(
        self,
        request: messages.MoveCampaignRequest,
        context: grpc.ServicerContext,
    ) -> messages.MoveCampaignResponse:
        """Start, pause, resume or stop a campaign."""
        manager = wire.read_manager(caller(context))
        moved = self._app.campaigning.move(manager, request.campaign_id, request.action)
        return messages.MoveCampaignResponse(campaign=wire.write_campaign(moved))
