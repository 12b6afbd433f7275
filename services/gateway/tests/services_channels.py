"""Faked: templates, files and deliveries of ingest, campaigns of conversations."""

from __future__ import annotations

from recado.conversations.v1 import campaign_pb2, campaign_service_pb2_grpc
from recado.conversations.v1 import campaign_service_pb2 as campaigns
from recado.ingest.v1 import (
    content_pb2,
    delivery_service_pb2_grpc,
    media_service_pb2_grpc,
    template_service_pb2_grpc,
)
from recado.ingest.v1 import delivery_service_pb2 as deliveries
from recado.ingest.v1 import media_service_pb2 as media
from recado.ingest.v1 import template_service_pb2 as templates
from world import Code, Service


class Templates(Service, template_service_pb2_grpc.TemplateServiceServicer):
    def ListTemplates(self, request, context):
        self.world.begin(context)
        self.world.asked.append(request)
        return templates.ListTemplatesResponse(templates=self.world.templates.values())

    def GetTemplate(self, request, context):
        return templates.GetTemplateResponse(template=self.one(request, context))

    def SaveTemplate(self, request, context):
        self.world.begin(context)
        self.world.asked.append(request)
        return templates.SaveTemplateResponse(template=request.template)

    def SubmitTemplate(self, request, context):
        return templates.SubmitTemplateResponse(template=self.one(request, context))

    def RemoveTemplate(self, request, context):
        self.one(request, context)
        return templates.RemoveTemplateResponse()

    def SyncTemplates(self, request, context):
        self.world.begin(context)
        return templates.SyncTemplatesResponse(templates=3)

    def one(self, request, context):
        """Return the template asked for."""
        self.world.begin(context)
        found = self.world.templates.get(request.template_id)
        if found is None:
            self.world.refuse(context, Code.NOT_FOUND, "TEMPLATE_UNKNOWN")
        return found


class Media(Service, media_service_pb2_grpc.MediaServiceServicer):
    def GetAttachment(self, request, context):
        return media.GetAttachmentResponse(attachment=self.one(request, context))

    def FetchAgain(self, request, context):
        return media.FetchAgainResponse(attachment=self.one(request, context))

    def one(self, request, context):
        """Return the file asked for; `at_0` is unknown."""
        self.world.begin(context)
        if request.attachment_id == "at_0":
            self.world.refuse(context, Code.NOT_FOUND, "ATTACHMENT_UNKNOWN")
        return content_pb2.Attachment(
            attachment_id=request.attachment_id,
            kind=content_pb2.Attachment.KIND_IMAGE,
            state=content_pb2.Attachment.STATE_READY,
            media_type="image/png",
        )


class Deliveries(Service, delivery_service_pb2_grpc.DeliveryServiceServicer):
    def GetDelivery(self, request, context):
        self.world.begin(context)
        step = deliveries.DeliveryStep(what="attempt", attempt=1)
        return deliveries.GetDeliveryResponse(steps=[step])


class Campaigns(Service, campaign_service_pb2_grpc.CampaignServiceServicer):
    def CreateCampaign(self, request, context):
        self.world.begin(context)
        self.world.asked.append(request)
        return campaigns.CreateCampaignResponse(
            campaign=request.campaign, skipped=request.recipients[:1]
        )

    def ListCampaigns(self, request, context):
        self.world.begin(context)
        one = campaign_pb2.Campaign(campaign_id="cp_1")
        return campaigns.ListCampaignsResponse(campaigns=[one])

    def GetCampaign(self, request, context):
        self.world.begin(context)
        one = campaign_pb2.Campaign(campaign_id=request.campaign_id)
        return campaigns.GetCampaignResponse(campaign=one)

    def ListRecipients(self, request, context):
        """Two pages of one each."""
        self.world.begin(context)
        line = int(request.page_token or 1)
        one = campaign_pb2.CampaignRecipient(line=line, name="=cmd", state="sent")
        token = "2" if line == 1 else ""
        return campaigns.ListRecipientsResponse(recipients=[one], next_page_token=token)

    def MoveCampaign(self, request, context):
        self.world.begin(context)
        self.world.asked.append(request)
        one = campaign_pb2.Campaign(campaign_id=request.campaign_id)
        return campaigns.MoveCampaignResponse(campaign=one)


OF_INGEST = [
    (template_service_pb2_grpc.add_TemplateServiceServicer_to_server, Templates),
    (media_service_pb2_grpc.add_MediaServiceServicer_to_server, Media),
    (delivery_service_pb2_grpc.add_DeliveryServiceServicer_to_server, Deliveries),
]
OF_CONVERSATIONS = [
    (campaign_service_pb2_grpc.add_CampaignServiceServicer_to_server, Campaigns)
]
