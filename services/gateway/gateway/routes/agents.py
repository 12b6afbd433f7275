"""Who can be given conversations, in which sectors, and by which method."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field
from recado.routing.v1 import roster_service_pb2 as roster

from .. import shapes_admin as shapes
from .. import wire_admin
from ..domain.people import SETTINGS_MANAGE
from ..endpoint import Call, Endpoint
from ..inputs import Body, Id, Line, NoBody, NoQuery

METHODS: dict[str, Any] = {name: number for number, name in wire_admin.METHODS.items()}
REOPEN_POLICIES: dict[str, Any] = {
    name: number for number, name in wire_admin.REOPEN_POLICIES.items()
}


class AgentChange(Body):
    """What to change; what is absent stays."""

    is_attendant: bool | None = None
    capacity: Annotated[int, Field(ge=0, le=1000)] | None = None
    """Most conversations in progress at once; 0 means no limit."""
    sector_ids: Annotated[list[Id], Field(max_length=100)] | None = None
    """All the sectors they work in."""


class SectorName(Body):
    """What to call the sector."""

    name: Line


class HowToDistribute(Body):
    """How conversations find their attendant."""

    method: Literal["manual", "owner", "fewest", "random"]
    reopen_policy: Literal["keep_assignee", "redistribute", "unassigned"]


async def list_agents(call: Call[NoBody, NoQuery]) -> shapes.Agents:
    """List every user as distribution sees them."""
    answer = await call.ask(
        call.gateway.backends.roster.ListAttendants, roster.ListAttendantsRequest()
    )
    return {
        "items": [wire_admin.write_agent(attendant) for attendant in answer.attendants]
    }


async def change_agent(call: Call[AgentChange, NoQuery]) -> shapes.Agent:
    """Change a user's part in distribution."""
    body = call.body
    request = roster.ChangeAttendantRequest(
        user_id=call.ids["user_id"],
        is_attendant=body.is_attendant,
        capacity=body.capacity,
        sector_ids=body.sector_ids or [],
        change_sectors=body.sector_ids is not None,
    )
    answer = await call.ask(call.gateway.backends.roster.ChangeAttendant, request)
    return wire_admin.write_agent(answer.attendant)


async def list_sectors(call: Call[NoBody, NoQuery]) -> shapes.Sectors:
    """List the sectors."""
    answer = await call.ask(
        call.gateway.backends.roster.ListSectors, roster.ListSectorsRequest()
    )
    return {"items": [wire_admin.write_sector(sector) for sector in answer.sectors]}


async def save_sector(call: Call[SectorName, NoQuery]) -> shapes.Sector:
    """Create a sector, or rename the one in the path."""
    request = roster.SaveSectorRequest(
        request_id=call.request_id,
        sector_id=call.ids.get("sector_id", ""),
        name=call.body.name,
    )
    answer = await call.ask(call.gateway.backends.roster.SaveSector, request)
    return wire_admin.write_sector(answer.sector)


async def get_distribution(call: Call[NoBody, NoQuery]) -> shapes.Distribution:
    """Return the settings in force."""
    answer = await call.ask(
        call.gateway.backends.roster.GetDistribution, roster.GetDistributionRequest()
    )
    return wire_admin.write_distribution(answer.settings)


async def set_distribution(call: Call[HowToDistribute, NoQuery]) -> shapes.Distribution:
    """Change the settings, from now on (SET-2, SET-3)."""
    request = roster.SetDistributionRequest(
        method=METHODS[call.body.method],
        reopen_policy=REOPEN_POLICIES[call.body.reopen_policy],
    )
    answer = await call.ask(call.gateway.backends.roster.SetDistribution, request)
    return wire_admin.write_distribution(answer.settings)


SECTOR = {409: ["SECTOR_NAME_TAKEN"], 422: ["SECTOR_NAME_INVALID"]}

ENDPOINTS: tuple[Endpoint[Any, Any], ...] = (
    Endpoint(
        method="GET",
        path="/api/v1/agents",
        summary="Every user as distribution sees them, by name.",
        tag="agents",
        handler=list_agents,
        answer=shapes.Agents,
    ),
    Endpoint(
        method="PATCH",
        path="/api/v1/agents/{user_id}",
        summary="Change a user's part in distribution.",
        tag="agents",
        handler=change_agent,
        body=AgentChange,
        answer=shapes.Agent,
        permission=SETTINGS_MANAGE,
        refusals={404: ["USER_UNKNOWN", "SECTOR_UNKNOWN"], 422: ["CAPACITY_INVALID"]},
    ),
    Endpoint(
        method="GET",
        path="/api/v1/sectors",
        summary="The sectors, by name.",
        tag="agents",
        handler=list_sectors,
        answer=shapes.Sectors,
    ),
    Endpoint(
        method="POST",
        path="/api/v1/sectors",
        summary="Create a sector.",
        tag="agents",
        handler=save_sector,
        body=SectorName,
        answer=shapes.Sector,
        status=201,
        permission=SETTINGS_MANAGE,
        refusals=SECTOR,
    ),
    Endpoint(
        method="PATCH",
        path="/api/v1/sectors/{sector_id}",
        summary="Rename a sector.",
        tag="agents",
        handler=save_sector,
        body=SectorName,
        answer=shapes.Sector,
        permission=SETTINGS_MANAGE,
        refusals={404: ["SECTOR_UNKNOWN"], **SECTOR},
    ),
    Endpoint(
        method="GET",
        path="/api/v1/distribution",
        summary="How conversations find their attendant.",
        tag="agents",
        handler=get_distribution,
        answer=shapes.Distribution,
        permission=SETTINGS_MANAGE,
    ),
    Endpoint(
        method="PUT",
        path="/api/v1/distribution",
        summary="Change how conversations find their attendant, from now on.",
        tag="agents",
        handler=set_distribution,
        body=HowToDistribute,
        answer=shapes.Distribution,
        permission=SETTINGS_MANAGE,
    ),
)
