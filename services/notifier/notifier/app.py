"""Wires the use cases to the real world. The only place that does."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from chassis import clock, mongo
from chassis.clock import Clock
from chassis.identity import Identity
from chassis.outbox import Outbox
from chassis.publisher import Publisher

from . import metrics
from .domain.audience import Channel, User
from .domain.conversation import Answer, Inbound
from .domain.notification import Notification
from .domain.preferences import Preferences, Way
from .letters import Letters, sender
from .ports import Audiences, Ledger, Mails, Openings, Post, Roster, Switches
from .settings import Settings
from .smtp import SmtpPost, server
from .store.audiences import MongoAudiences
from .store.collections import prepare
from .store.ledger import MongoLedger
from .store.mails import MongoMails
from .store.openings import MongoOpenings
from .store.roster import MongoRoster, MongoSwitches
from .use_cases import mailing, switches, telling
from .use_cases.outcome import Outcome

MAILS_AT_ONCE = 50

KEPT = timedelta(days=30)
"""How long it is known what was told; no event comes again later."""


class _OfAccount(Protocol):
    @property
    def account_id(self) -> str: ...


C = TypeVar("C", bound=_OfAccount)


@dataclass(frozen=True, slots=True)
class App:
    """The use cases with their ports filled in; *post* None is e-mail off."""

    audiences: Audiences
    roster: Roster
    switches: Switches
    openings: Openings
    ledger: Ledger
    mails: Mails
    post: Post | None = None
    clock: Clock = clock.now

    # What happened elsewhere.

    def tell_of_messages(self, messages: Sequence[Inbound | None]) -> list[Outcome]:
        """Tell of messages, one account after another; None is nobody's matter."""
        written = [message for message in messages if message is not None]
        outcomes = iter(self._by_account(written, telling.tell_of_messages))
        return [Outcome.IGNORED if m is None else next(outcomes) for m in messages]

    def tell_of_answers(self, answers: Sequence[Answer]) -> list[Outcome]:
        """Tell of what routing said, one account after another."""
        return self._by_account(answers, telling.tell_of_answers)

    def note_user(self, user: User, at: datetime) -> Outcome:
        """Remember a user."""
        newest = self.roster.note_user(user, at=at)
        return Outcome.NOTED if newest else Outcome.OUTDATED

    def note_channel(self, channel: Channel, at: datetime) -> Outcome:
        """Remember a channel."""
        newest = self.roster.note_channel(channel, at=at)
        return Outcome.NOTED if newest else Outcome.OUTDATED

    # What is due.

    def send_mails(self) -> mailing.Sending:
        """Send mails that are due."""
        if self.post is None:
            return mailing.Sending()
        done = mailing.send_due(
            mails=self.mails,
            audiences=self.audiences,
            post=self.post,
            clock=self.clock,
            limit=MAILS_AT_ONCE,
        )
        for outcome in ("sent", "put_off", "failed", "dropped"):
            metrics.MAILS.labels(outcome).inc(getattr(done, outcome))
        return done

    def forget(self) -> None:
        """Remove what is older than anything that may still be asked for."""
        before = self.clock() - KEPT
        self.openings.forget(before=before)
        self.ledger.forget(before=before)

    # What people do.

    def get_preferences(self, caller: Identity) -> Preferences:
        """Return the caller's switches."""
        return switches.get_preferences(caller=caller, switches=self.switches)

    def save_preferences(self, wanted: Preferences, caller: Identity) -> Preferences:
        """Save the caller's switches."""
        return switches.save_preferences(wanted, caller=caller, switches=self.switches)

    def _by_account(
        self,
        commands: Sequence[C],
        run: Callable[[list[C], telling.Desk], list[Outcome]],
    ) -> list[Outcome]:
        """Run *run* on the commands of each account; outcomes in their order."""
        places: dict[str, list[int]] = defaultdict(list)
        for place, command in enumerate(commands):
            places[command.account_id].append(place)
        audiences = self.audiences.of(set(places)) if places else {}
        outcomes: dict[int, Outcome] = {}
        for account_id, mine in places.items():
            desk = telling.Desk(
                account_id,
                audiences[account_id],
                self.openings,
                _Counted(self.ledger),
                self.clock,
            )
            made = run([commands[place] for place in mine], desk)
            outcomes.update(zip(mine, made, strict=True))
        return [outcomes[place] for place in range(len(commands))]


@dataclass(frozen=True, slots=True)
class _Counted:
    """A ledger whose new notifications show in the metrics."""

    ledger: Ledger

    def record(
        self, account_id: str, notifications: Sequence[Notification], **facts: Any
    ) -> Sequence[Notification]:
        new = self.ledger.record(account_id, notifications, **facts)
        for one in new:
            metrics.NOTIFICATIONS.labels(one.trigger.value, one.way.value).inc()
        return new

    def forget(self, *, before: datetime) -> None:
        self.ledger.forget(before=before)


def build(config: Settings) -> tuple[App, Outbox, Callable[[], bool]]:
    """
    Return the app on the real store, its outbox, and whether it is ready.

    Creates what collections and indexes are missing.
    """
    post = _post(config)
    database: Any = mongo.connect(config.mongo_url, name=config.mongo_name)
    outbox = Outbox(
        database,
        source="notifier",
        publisher=Publisher(config.amqp_url, exchange="notifier.events"),
    )
    prepare(database)
    outbox.prepare()
    return on(database, outbox, post), outbox, outbox.alive


def on(database: Any, outbox: Any, post: Post | None) -> App:
    """Return the app on *database*; without *post* nothing goes by e-mail."""
    ways = [way for way in Way if way is not Way.EMAIL or post is not None]
    return App(
        audiences=MongoAudiences(database, ways),
        roster=MongoRoster(database),
        switches=MongoSwitches(database),
        openings=MongoOpenings(database),
        ledger=MongoLedger(database, outbox),
        mails=MongoMails(database),
        post=post,
    )


def _post(config: Settings) -> SmtpPost | None:
    if not config.smtp_url:
        return None
    try:
        where = server(config.smtp_url)
    except ValueError as error:
        raise _wrong("NOTIFIER_SMTP_URL", error) from error
    try:
        letters = Letters(sender(config.mail_from), config.page_url.rstrip("/"))
    except ValueError as error:
        raise _wrong("NOTIFIER_MAIL_FROM", error) from error
    return SmtpPost(where, letters)


def _wrong(setting: str, error: ValueError) -> SystemExit:
    """Say which setting is wrong, as `chassis.settings` does."""
    sys.stderr.write(f"cannot start, a setting is wrong:\n  {setting}: {error}\n")
    return SystemExit(2)
