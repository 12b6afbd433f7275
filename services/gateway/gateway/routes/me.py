"""What is the signed-in user's own: profile, availability, notifications."""

from __future__ import annotations

import asyncio
from typing import Any, Literal

import grpc
from recado.notifier.v1 import preference_pb2, preference_service_pb2
from recado.routing.v1 import roster_pb2, roster_service_pb2

from .. import shapes_admin as shapes
from .. import wire_admin
from ..backends import itself
from ..commands import UserChange
from ..domain.access import Principal
from ..endpoint import Call, Endpoint
from ..inputs import Body, Line, NoBody, NoQuery

ME_PATIENCE = 0.5
"""Seconds that signing in waits for routing; the page starts without it."""


class Profile(Body):
    """What to change; what is absent stays."""

    language: Literal["pt-BR", "en", "es"] | None = None
    name: Line | None = None


class TakesNew(Body):
    """Whether the user accepts new conversations."""

    available: bool


class Switch(Body):
    """The two ways of one trigger."""

    desktop: bool
    email: bool


class Switches(Body):
    """All eight switches."""

    mine: Switch
    others: Switch
    unassigned: Switch
    assigned: Switch


async def signed_in(call: Call[Any, Any], who: Principal) -> shapes.SignedIn:
    """Return what a page needs to start; without routing, less of it."""
    attendant = await _attendant(call, who)
    user = who.user
    return {
        "user": {
            "id": user.user_id,
            "name": user.name,
            "email": user.email,
            "language": user.language,
            "permissions": sorted(who.permissions),
            "is_attendant": attendant.is_attendant if attendant else user.is_attendant,
        },
        "account": {"id": who.account.account_id, "name": who.account.name},
        "availability": wire_admin.write_availability(attendant) if attendant else None,
        "csrf_token": who.csrf_token,
        "demo": call.gateway.config.demo_mode,
        "ingest_url": call.gateway.config.ingest_public_url,
    }


async def _attendant(
    call: Call[Any, Any], who: Principal
) -> roster_pb2.Attendant | None:
    """Return the user as routing knows them; None while it does not say."""
    backends = call.gateway.backends
    try:
        async with asyncio.timeout(ME_PATIENCE):
            answer = await backends.ask(
                backends.roster.ListAttendants,
                roster_service_pb2.ListAttendantsRequest(),
                itself(who.account.account_id),
            )
    except (grpc.RpcError, TimeoutError):
        return None
    return next((a for a in answer.attendants if a.user_id == who.user.user_id), None)


async def get_me(call: Call[NoBody, NoQuery]) -> shapes.SignedIn:
    """Return the signed-in user."""
    return await signed_in(call, call.who)


async def change_me(call: Call[Profile, NoQuery]) -> shapes.SignedIn:
    """Change one's own language or name."""
    gateway, who = call.gateway, call.who
    change = UserChange(name=call.body.name, language=call.body.language)
    await gateway.threads.run(
        gateway.use_cases.change_user, who.account.account_id, who.user.user_id, change
    )
    gateway.signed_in.forget(user_id=who.user.user_id)
    fresh = (await gateway.signed_in.refreshed([who])).get(who.key, who)
    answer = await signed_in(call, fresh)
    return {**answer, "csrf_token": who.csrf_token}


async def set_availability(call: Call[TakesNew, NoQuery]) -> shapes.Availability:
    """Accept new conversations, or stop accepting them (AVL-1)."""
    request = roster_service_pb2.SetAvailabilityRequest(available=call.body.available)
    answer = await call.ask(call.gateway.backends.roster.SetAvailability, request)
    return wire_admin.write_availability(answer.attendant)


async def get_notifications(call: Call[NoBody, NoQuery]) -> shapes.Preferences:
    """Return the user's eight switches (NTF-5)."""
    request = preference_service_pb2.GetPreferencesRequest()
    answer = await call.ask(call.gateway.backends.preferences.GetPreferences, request)
    return wire_admin.write_preferences(answer.preferences)


async def save_notifications(call: Call[Switches, NoQuery]) -> shapes.Preferences:
    """Save the user's eight switches (NTF-6)."""
    given = {
        trigger: preference_pb2.Preferences.Ways(
            **getattr(call.body, trigger).model_dump()
        )
        for trigger in wire_admin.TRIGGERS
    }
    request = preference_service_pb2.SavePreferencesRequest(
        preferences=preference_pb2.Preferences(**given)
    )
    answer = await call.ask(call.gateway.backends.preferences.SavePreferences, request)
    return wire_admin.write_preferences(answer.preferences)


ENDPOINTS: tuple[Endpoint[Any, Any], ...] = (
    Endpoint(
        method="GET",
        path="/api/v1/me",
        summary="Who is signed in, and the CSRF token of the session.",
        tag="me",
        handler=get_me,
        answer=shapes.SignedIn,
    ),
    Endpoint(
        method="PATCH",
        path="/api/v1/me",
        summary="Change one's own language or name.",
        tag="me",
        handler=change_me,
        body=Profile,
        answer=shapes.SignedIn,
    ),
    Endpoint(
        method="PUT",
        path="/api/v1/me/availability",
        summary="Accept new conversations, or stop accepting them.",
        tag="me",
        handler=set_availability,
        body=TakesNew,
        answer=shapes.Availability,
        refusals={404: ["USER_UNKNOWN"]},
    ),
    Endpoint(
        method="GET",
        path="/api/v1/me/notifications",
        summary="One's own notification switches.",
        tag="me",
        handler=get_notifications,
        answer=shapes.Preferences,
    ),
    Endpoint(
        method="PUT",
        path="/api/v1/me/notifications",
        summary="Save one's own notification switches, all eight.",
        tag="me",
        handler=save_notifications,
        body=Switches,
        answer=shapes.Preferences,
    ),
)
