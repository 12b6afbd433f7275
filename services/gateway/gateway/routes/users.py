"""Users of the account and their permission groups."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from .. import shapes_admin as shapes
from .. import wire_admin
from ..commands import NewUser, UserChange
from ..domain.people import ATTENDANT, USERS_MANAGE, Roll, User
from ..endpoint import Call, Endpoint
from ..inputs import Body, Line, LongPage, NoBody, NoQuery
from ..problems import Problem
from .session import Email

Permission = Literal[
    "inbox",
    "contacts.edit",
    "channels.manage",
    "settings.manage",
    "ledger.view",
    "users.manage",
]
Permissions = Annotated[list[Permission], Field(max_length=20)]
Language = Literal["pt-BR", "en", "es"]
Password = Annotated[str, StringConstraints(max_length=1000)]
TimeZone = Annotated[str, StringConstraints(max_length=64)]
GroupName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]


class Registration(Body):
    """A user to add."""

    name: Line
    email: Email
    password: Password
    """10 to 200 characters."""
    language: Language = "en"
    group: GroupName = ATTENDANT
    permissions: Permissions | None = None
    """A set of their own instead of the group's."""
    is_attendant: bool = True
    """Whether they take part in distribution from the start."""
    time_zone: TimeZone = ""
    """An IANA name, e.g. `America/Sao_Paulo`."""


class UserEdit(Body):
    """What to change; what is absent stays."""

    name: Line | None = None
    email: Email | None = None
    password: Password | None = None
    """Ends every session of the user."""
    language: Language | None = None
    group: GroupName | None = None
    permissions: Permissions | None = None
    """A set of their own; null gives them the group's."""
    is_attendant: bool | None = None
    active: bool | None = None
    """False signs the user out for good."""
    time_zone: TimeZone | None = None


class GroupEdit(Body):
    """What the group may do."""

    permissions: Permissions


async def list_users(call: Call[NoBody, LongPage]) -> shapes.Users:
    """List the users, by name."""
    roll, cursor = await _roll(call), call.query.cursor
    users = sorted(roll.users.values(), key=_by_name)
    if cursor:
        if cursor not in roll.users:
            raise Problem(
                422, "PAGE_TOKEN_INVALID", "give a next_cursor", field="cursor"
            )
        # Users are never deleted, so where the last page ended can be found
        # again, also after a change of name.
        users = [u for u in users if _by_name(u) > _by_name(roll.users[cursor])]
    page = users[: call.query.limit]
    return {
        "items": [wire_admin.write_user(user, roll) for user in page],
        "next_cursor": page[-1].user_id if len(page) < len(users) else None,
    }


def _by_name(user: User) -> tuple[str, str]:
    return user.name.casefold(), user.user_id


async def register(call: Call[Registration, NoQuery]) -> shapes.UserEntry:
    """Add a user."""
    body, gateway = call.body, call.gateway
    new = NewUser(
        name=body.name,
        email=body.email,
        password=body.password,
        language=body.language,
        group=body.group,
        permissions=None if body.permissions is None else frozenset(body.permissions),
        is_attendant=body.is_attendant,
        time_zone=body.time_zone,
        request_id=call.request_id,
    )
    account_id = call.who.account.account_id
    user, roll = await gateway.threads.run_hashing(
        gateway.use_cases.register, account_id, new
    )
    return wire_admin.write_user(user, roll)


async def change_user(call: Call[UserEdit, NoQuery]) -> shapes.UserEntry:
    """Change a user; what they may do changes within seconds everywhere."""
    body, gateway = call.body, call.gateway
    permissions = body.permissions
    change = UserChange(
        **body.model_dump(exclude={"permissions"}),
        permissions=None if permissions is None else frozenset(permissions),
        group_permissions=permissions is None
        and "permissions" in body.model_fields_set,
    )
    user_id = call.ids["user_id"]
    user, roll = await gateway.threads.run_hashing(
        gateway.use_cases.change_user, call.who.account.account_id, user_id, change
    )
    gateway.signed_in.forget(user_id=user_id)
    if not user.active or body.password is not None:
        gateway.sign_off(user_id=user_id)
    return wire_admin.write_user(user, roll)


async def list_groups(call: Call[NoBody, NoQuery]) -> shapes.PermissionGroups:
    """List the permission groups, by name."""
    groups = (await _roll(call)).groups
    return {"items": [wire_admin.write_group(groups[name]) for name in sorted(groups)]}


async def change_group(call: Call[GroupEdit, NoQuery]) -> shapes.PermissionGroup:
    """Change what everybody of a group may do."""
    gateway, account_id = call.gateway, call.who.account.account_id
    group = await gateway.threads.run(
        gateway.use_cases.change_group,
        account_id,
        call.ids["group"],
        frozenset(call.body.permissions),
    )
    gateway.signed_in.forget(account_id=account_id)
    return wire_admin.write_group(group)


async def _roll(call: Call[Any, Any]) -> Roll:
    people = call.gateway.use_cases.people
    return await call.gateway.threads.run(people.roll, call.who.account.account_id)


_endpoint = partial(Endpoint, tag="users", permission=USERS_MANAGE)


ENDPOINTS: tuple[Endpoint[Any, Any], ...] = (
    _endpoint(
        "GET", "/api/v1/users", "The users of the account, by name.", list_users,
        query=LongPage,
        answer=shapes.Users,
        refusals={422: ["PAGE_TOKEN_INVALID"]},
    ),
    _endpoint(
        "POST", "/api/v1/users", "Add a user.", register,
        body=Registration, answer=shapes.UserEntry, status=201,
        refusals={409: ["EMAIL_TAKEN"], 422: ["PASSWORD_UNFIT", "GROUP_UNKNOWN"]},
    ),
    _endpoint(
        "PATCH", "/api/v1/users/{user_id}", "Change a user.", change_user,
        body=UserEdit, answer=shapes.UserEntry,
        refusals={
            404: ["USER_UNKNOWN"],
            409: ["EMAIL_TAKEN", "LAST_ADMINISTRATOR"],
            422: ["PASSWORD_UNFIT", "GROUP_UNKNOWN", "TIME_ZONE_UNKNOWN"],
        },
    ),
    _endpoint(
        "GET", "/api/v1/permission-groups", "The permission groups, by name.", list_groups,
        answer=shapes.PermissionGroups,
    ),
    _endpoint(
        "PATCH", "/api/v1/permission-groups/{group}", "Change what a group may do.",
        change_group,
        body=GroupEdit, answer=shapes.PermissionGroup,
        refusals={409: ["LAST_ADMINISTRATOR"], 422: ["GROUP_UNKNOWN"]},
    ),
)  # fmt: skip
