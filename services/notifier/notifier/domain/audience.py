"""Who is to be told of what: the rules of NTF-1 to 4, 7, 11 and 12."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from .conversation import Answer, Reason
from .preferences import DEFAULTS, Preferences, Trigger, Way


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may be notified; `language` is `pt-BR`, `en` or `es`."""

    account_id: str
    user_id: str
    name: str
    email: str
    language: str
    active: bool
    may_inbox: bool


@dataclass(frozen=True, slots=True)
class Channel:
    """Who may see a channel: all with the inbox if shared, else its installer."""

    account_id: str
    channel_id: str
    shared: bool
    installer_id: str


@dataclass(frozen=True, slots=True)
class Told:
    """One user, why they are told, and by which way."""

    user: User
    trigger: Trigger
    way: Way


@dataclass(frozen=True)
class Audience:
    """
    Everybody of one account, what they want and what they may see.

    `ways` are those that work here: e-mail may be off. Made to be asked often
    and changed never.
    """

    users: Mapping[str, User]
    channels: Mapping[str, Channel]
    preferences: Mapping[str, Preferences]
    ways: frozenset[Way] = frozenset(Way)
    _wanting: Mapping[Trigger, tuple[User, ...]] = field(init=False)

    def __post_init__(self) -> None:
        """Find once who wants what, since most messages find nobody."""
        wanting = {
            trigger: tuple(
                user for user in self.users.values() if self._ways(user, trigger)
            )
            for trigger in Trigger
        }
        object.__setattr__(self, "_wanting", wanting)

    def of_message(self, channel_id: str, assignee_id: str) -> list[Told]:
        """
        Return who is told that the person wrote; *assignee_id* may be empty.

        The assignee is governed by trigger A alone, everybody else by B, or
        by C where there is no assignee.
        """
        if not assignee_id:
            return list(self._all(Trigger.UNASSIGNED, channel_id))
        told = list(self._one(Trigger.MINE, assignee_id, channel_id))
        return told + [
            t
            for t in self._all(Trigger.OTHERS, channel_id)
            if t.user.user_id != assignee_id
        ]

    def of_answer(self, answer: Answer, channel_id: str) -> list[Told]:
        """
        Return who is told of what routing said.

        Nobody is told of what they did themselves (NTF-4), nor of a
        conversation that somebody released. *channel_id* may be empty when it
        is not known; routing gives to nobody who may not see.
        """
        if not self.may_tell_of(answer):
            return []
        if not answer.assignee_id or answer.reason is Reason.KEPT:
            return self.of_message(channel_id, answer.assignee_id)
        return list(self._one(Trigger.ASSIGNED, answer.assignee_id, channel_id))

    def may_tell_of(self, answer: Answer) -> bool:
        """
        Tell whether anybody could be told of *answer*, whatever its channel.

        Where nobody could, its message need not be looked for.
        """
        if not answer.assignee_id:
            return bool(answer.message_id and self._wanting[Trigger.UNASSIGNED])
        if answer.reason is Reason.KEPT:
            return bool(answer.message_id)
        by_themselves = answer.actor_id == answer.assignee_id
        return answer.reason is not Reason.CLAIMED and not by_themselves

    def sees(self, user: User, channel_id: str) -> bool:
        """Tell whether *user* may see what happens on the channel (NTF-11)."""
        channel = self.channels.get(channel_id)
        if channel is None or not user.active:
            return False
        if channel.shared:
            return user.may_inbox
        return channel.installer_id == user.user_id

    def allows(self, user: User, channel_id: str) -> bool:
        """As `sees`; an empty *channel_id* is one that routing vouched for."""
        return self.sees(user, channel_id) if channel_id else user.active

    def _ways(self, user: User, trigger: Trigger) -> tuple[Way, ...]:
        wanted = self.preferences.get(user.user_id, DEFAULTS).ways(trigger)
        return tuple(
            way
            for way in wanted
            if way in self.ways and (way is not Way.EMAIL or user.email)
        )

    def _all(self, trigger: Trigger, channel_id: str) -> Iterator[Told]:
        for user in self._wanting[trigger]:
            if self.sees(user, channel_id):
                for way in self._ways(user, trigger):
                    yield Told(user, trigger, way)

    def _one(self, trigger: Trigger, user_id: str, channel_id: str) -> Iterator[Told]:
        user = self.users.get(user_id)
        if user is None or not self.allows(user, channel_id):
            return
        for way in self._ways(user, trigger):
            yield Told(user, trigger, way)
