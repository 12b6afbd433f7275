"""People, settings and channels as JSON; see `wire`."""

from __future__ import annotations

from typing import Any

from recado.notifier.v1 import preference_pb2
from recado.routing.v1 import roster_pb2

from . import shapes_admin as shapes
from .domain.access import Token
from .domain.people import Group, Roll, User
from .moments import write_moment

Distribution = roster_pb2.DistributionSettings
METHODS: dict[int, Any] = {
    Distribution.METHOD_MANUAL: "manual",
    Distribution.METHOD_OWNER: "owner",
    Distribution.METHOD_FEWEST: "fewest",
    Distribution.METHOD_RANDOM: "random",
}

REOPEN_POLICIES: dict[int, Any] = {
    Distribution.REOPEN_POLICY_KEEP_ASSIGNEE: "keep_assignee",
    Distribution.REOPEN_POLICY_REDISTRIBUTE: "redistribute",
    Distribution.REOPEN_POLICY_UNASSIGNED: "unassigned",
}

TRIGGERS = ("mine", "others", "unassigned", "assigned")


def write_agent(attendant: roster_pb2.Attendant) -> shapes.Agent:
    """Return a user as distribution sees one."""
    return {
        "id": attendant.user_id,
        "name": attendant.name,
        "available": attendant.available,
        "online": attendant.online,
        "load": attendant.load,
        "capacity": attendant.capacity,
        "is_attendant": attendant.is_attendant,
        "sector_ids": list(attendant.sector_ids),
        "active": attendant.active,
    }


def write_availability(attendant: roster_pb2.Attendant) -> shapes.Availability:
    """Return whether a user takes new conversations."""
    return {
        "available": attendant.available,
        "online": attendant.online,
        "load": attendant.load,
        "capacity": attendant.capacity,
    }


def write_sector(sector: roster_pb2.Sector) -> shapes.Sector:
    """Return a service queue."""
    return {"id": sector.sector_id, "name": sector.name, "online": sector.online}


def write_distribution(
    settings: roster_pb2.DistributionSettings,
) -> shapes.Distribution:
    """Return how conversations find their attendant."""
    return {
        "method": METHODS.get(settings.method, "manual"),
        "reopen_policy": REOPEN_POLICIES.get(settings.reopen_policy, "keep_assignee"),
    }


def write_preferences(preferences: preference_pb2.Preferences) -> shapes.Preferences:
    """Return the eight switches."""
    return {
        "mine": _ways(preferences.mine),
        "others": _ways(preferences.others),
        "unassigned": _ways(preferences.unassigned),
        "assigned": _ways(preferences.assigned),
    }


def _ways(ways: preference_pb2.Preferences.Ways) -> shapes.Ways:
    return {"desktop": ways.desktop, "email": ways.email}


def write_user(user: User, roll: Roll) -> shapes.UserEntry:
    """Return a user as administrators see one."""
    custom = user.custom_permissions
    return {
        "id": user.user_id,
        "name": user.name,
        "email": user.email,
        "language": user.language,
        "group": user.group,
        "permissions": sorted(
            roll.groups[user.group].permissions if custom is None else custom
        ),
        "custom_permissions": custom is not None,
        "is_attendant": user.is_attendant,
        "active": user.active,
        "time_zone": user.time_zone,
        "create_time": write_moment(user.create_time),
    }


def write_group(group: Group) -> shapes.PermissionGroup:
    """Return a permission group."""
    return {"name": group.name, "permissions": sorted(group.permissions)}


def write_token(token: Token) -> shapes.TokenEntry:
    """Return an API token without its secret."""
    used = token.last_used_time
    return {
        "id": token.token_id,
        "name": token.name,
        "create_time": write_moment(token.create_time),
        "last_used_time": None if used is None else write_moment(used),
    }
