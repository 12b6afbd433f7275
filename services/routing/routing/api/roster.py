"""Serves who can be given conversations, and how they are distributed."""

from __future__ import annotations

import grpc
from recado.routing.v1 import roster_service_pb2 as messages
from recado.routing.v1 import roster_service_pb2_grpc as stubs

from chassis.rpc import caller

from ..app import App
from ..wire import incoming
from ..wire import outgoing as wire
from .status import refusing


class RosterService(stubs.RosterServiceServicer):
    """Serves `recado.routing.v1.RosterService`."""

    def __init__(self, app: App) -> None:
        self._app = app

    @refusing
    def ListAttendants(
        self,
        request: messages.ListAttendantsRequest,  # noqa: ARG002  # says nothing yet
        context: grpc.ServicerContext,
    ) -> messages.ListAttendantsResponse:
        """List every user of the account, by name."""
        return messages.ListAttendantsResponse(
            attendants=[
                wire.write_attendant(attendant)
                for attendant in self._app.list_attendants(caller(context))
            ]
        )

    @refusing
    def SetAvailability(
        self,
        request: messages.SetAvailabilityRequest,
        context: grpc.ServicerContext,
    ) -> messages.SetAvailabilityResponse:
        """Set whether the caller accepts new conversations."""
        attendant = self._app.set_availability(
            available=request.available, caller=caller(context)
        )
        return messages.SetAvailabilityResponse(
            attendant=wire.write_attendant(attendant)
        )

    @refusing
    def ChangeAttendant(
        self,
        request: messages.ChangeAttendantRequest,
        context: grpc.ServicerContext,
    ) -> messages.ChangeAttendantResponse:
        """Change a user's part in distribution."""
        command = incoming.read_change_attendant(request)
        attendant = self._app.change_attendant(command, caller(context))
        return messages.ChangeAttendantResponse(
            attendant=wire.write_attendant(attendant)
        )

    @refusing
    def ReportSessions(
        self,
        request: messages.ReportSessionsRequest,
        context: grpc.ServicerContext,
    ) -> messages.ReportSessionsResponse:
        """Remember every session that one gateway replica holds."""
        command = incoming.read_report_sessions(request)
        self._app.report_sessions(command, caller(context))
        return messages.ReportSessionsResponse()

    @refusing
    def ListSectors(
        self,
        request: messages.ListSectorsRequest,  # noqa: ARG002  # says nothing yet
        context: grpc.ServicerContext,
    ) -> messages.ListSectorsResponse:
        """List the sectors of the account, by name."""
        return messages.ListSectorsResponse(
            sectors=[
                wire.write_sector(sector, online=online)
                for sector, online in self._app.list_sectors(caller(context))
            ]
        )

    @refusing
    def SaveSector(
        self,
        request: messages.SaveSectorRequest,
        context: grpc.ServicerContext,
    ) -> messages.SaveSectorResponse:
        """Create a sector, or rename one."""
        sector, online = self._app.save_sector(
            request.sector_id, request.name, request.request_id, caller(context)
        )
        return messages.SaveSectorResponse(
            sector=wire.write_sector(sector, online=online)
        )

    @refusing
    def GetDistribution(
        self,
        request: messages.GetDistributionRequest,  # noqa: ARG002  # says nothing yet
        context: grpc.ServicerContext,
    ) -> messages.GetDistributionResponse:
        """Get how conversations are distributed."""
        return messages.GetDistributionResponse(
            settings=wire.write_distribution(
                self._app.get_distribution(caller(context))
            )
        )

    @refusing
    def SetDistribution(
        self,
        request: messages.SetDistributionRequest,
        context: grpc.ServicerContext,
    ) -> messages.SetDistributionResponse:
        """Change how conversations are distributed, from now on."""
        settings = self._app.set_distribution(
            incoming.read_method(request.method),
            incoming.read_reopen_policy(request.reopen_policy),
            caller(context),
        )
        return messages.SetDistributionResponse(
            settings=wire.write_distribution(settings)
        )
