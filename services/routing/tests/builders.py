"""Builders: every argument has a dull default, so a test names what matters."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from chassis.identity import Identity
from routing.domain.attendant import NEVER, Attendant, Channel
from routing.use_cases.openings import (
    CloseConversation,
    OpenConversation,
    ReopenConversation,
)
from routing.use_cases.roster import NoteChannel, NoteUser
from routing.use_cases.waiting import NoteOwner

NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)
ACCOUNT = "ac_1"
SHARED = "ch_shared"
PRIVATE = "ch_private"


def agent(user_id="ana", *, ago=None, sectors=(), **facts):
    if ago is not None:
        facts["assign_time"] = NOON - timedelta(minutes=ago)
    return Attendant(
        account_id=ACCOUNT,
        user_id=user_id,
        name=user_id.capitalize(),
        sector_ids=frozenset(sectors),
        **{"assign_time": NEVER, **facts},
    )


def roster(*agents):
    return {a.user_id: a for a in agents}


def channel(channel_id=SHARED, *, shared=True, installer="root"):
    return Channel(ACCOUNT, channel_id, shared, installer)


def opened(conversation_id="cv_1", *, sequence=1, message="ms_1", on=SHARED):
    return OpenConversation(
        ACCOUNT,
        conversation_id,
        on,
        sequence,
        message,
        f"ev_{conversation_id}_{sequence}",
    )


def reopened(
    conversation_id="cv_1", *, sequence=5, by="", former="", message="ms_5", on=SHARED
):
    return ReopenConversation(
        account_id=ACCOUNT,
        conversation_id=conversation_id,
        channel_id=on,
        sequence=sequence,
        message_id="" if by else message,
        cause_id=f"ev_{conversation_id}_{sequence}",
        actor_id=by,
        former_id=former,
    )


def closed(conversation_id="cv_1", *, sequence=4, on=SHARED):
    return CloseConversation(
        ACCOUNT, conversation_id, on, sequence, f"ev_{conversation_id}_{sequence}"
    )


def user(user_id="ana", *, at=NOON, account=ACCOUNT, **facts):
    return NoteUser(
        **{
            "account_id": account,
            "user_id": user_id,
            "name": user_id.capitalize(),
            "active": True,
            "may_inbox": True,
            "is_attendant": True,
            "at": at,
            "cause_id": "ev_user",
            **facts,
        }
    )


def connected(channel_id=SHARED, *, shared=True, installer="root", at=NOON):
    return NoteChannel(
        channel(channel_id, shared=shared, installer=installer), at, "ev_ch"
    )


def matched(conversation_id="cv_1", *, owner="", contact="ct_1", version=1):
    return NoteOwner(ACCOUNT, (conversation_id,), contact, owner, version, "ev_crm")


def who(user_id="ana", *permissions, sees=(SHARED,), account=ACCOUNT):
    return Identity(account, user_id, frozenset(permissions), frozenset(sees))


ADMIN = who("root", "settings.manage", "inbox")
GATEWAY = who("", "system.presence")
