"""
What a provider's call can mean beside messages and statuses.

Each has a `key`: what makes it the same news when it is told again, within its
channel.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from .content import PLAIN, Content, IncomingFile, numbered
from .inbound import (
    Address,
    Ignored,
    Quarantined,
    Reported,
    Seen,
    Sender,
    Status,
    Written,
)
from .templates import TemplateTold


@dataclass(frozen=True, slots=True)
class Echoed:
    """
    A message of ours as the provider tells it back.

    `origin` is where it was written: `phone_app`, `page_inbox` or `other_app`.
    `app_id` is the app that sent it, `message_id` our id if it went along.
    """

    address: Address
    recipient: Sender
    provider_message_id: str
    provider_time: datetime
    kind: str
    text: str
    origin: str
    app_id: str = ""
    message_id: str = ""
    content: Content = PLAIN
    files: tuple[IncomingFile, ...] = ()

    @property
    def key(self) -> str:
        """What makes the echo the same echo, within its channel."""
        return f"o:{self.provider_message_id}"

    def placed(self, channel_id: str) -> Echoed:
        """Return it with its files numbered, and those in its content."""
        if not self.files:
            return self
        files = numbered(self.files, channel_id, self.provider_message_id)
        return replace(self, files=files, content=self.content.holding(files))


@dataclass(frozen=True, slots=True)
class Reacted:
    """A person reacted to a message; an empty `emoji` takes it back."""

    address: Address
    sender: Sender
    target: str
    emoji: str
    provider_time: datetime
    # The provider's id of the reaction, where it has one.
    reaction_id: str = ""

    @property
    def key(self) -> str:
        """What makes the reaction the same reaction, within its channel."""
        if self.reaction_id:
            return f"r:{self.reaction_id}"
        action = "react" if self.emoji else "unreact"
        moment = int(self.provider_time.timestamp() * 1000)
        return f"r:{self.target}:{self.sender.keys[0]}:{action}:{moment}"


@dataclass(frozen=True, slots=True)
class Revised:
    """
    A message was changed, or deleted for everyone.

    `sender` is the person of the conversation, whoever changed it. `text` says
    nothing when `deleted`.
    """

    address: Address
    sender: Sender
    target: str
    revision_id: str
    provider_time: datetime
    text: str = ""
    deleted: bool = False

    @property
    def key(self) -> str:
        """What makes the change the same change, within its channel."""
        return f"e:{self.revision_id}"


@dataclass(frozen=True, slots=True)
class Rekeyed:
    """
    A person has other ids from now on.

    `former_keys` are those to know them by so far; `reason` is
    `number_changed`, `id_changed`, or `profile_known`: the same ids, and the
    name and picture that the provider told when it was asked.
    """

    address: Address
    former_keys: tuple[str, ...]
    identity: Sender
    reason: str
    provider_time: datetime
    notice_id: str

    @property
    def key(self) -> str:
        """What makes the change the same change, within its channel."""
        return f"i:{self.notice_id}"


@dataclass(frozen=True, slots=True)
class Consented:
    """A person wants marketing messages no more, or again."""

    address: Address
    identity: Sender
    marketing: bool
    provider_time: datetime

    @property
    def key(self) -> str:
        """What makes the wish the same wish, within its channel."""
        wish = "resume" if self.marketing else "stop"
        moment = int(self.provider_time.timestamp())
        return f"c:{self.identity.keys[0]}:{wish}:{moment}"


@dataclass(frozen=True, slots=True)
class ReadUpTo:
    """
    A person has, or saw, all our messages up to one, or up to a moment.

    Exactly one of `up_to` and `provider_message_id` is set.
    """

    address: Address
    reader: Sender
    status: Status
    provider_time: datetime
    up_to: datetime | None = None
    provider_message_id: str = ""

    @property
    def key(self) -> str:
        """What makes the receipt the same receipt, within its channel."""
        place = self.provider_message_id
        if self.up_to is not None:
            place = str(int(self.up_to.timestamp() * 1000))
        return f"u:{self.reader.keys[0]}:{self.status.name.lower()}:{place}"


@dataclass(frozen=True, slots=True)
class Told:
    """
    A provider tells of a channel, or of a whole account, as such.

    `what` is `quality`, `limit`, `policy`, `account`, `username`,
    `thread_control` or `error`; `severity` is `info`, `warning` or `error`.
    """

    address: Address
    what: str
    severity: str
    detail: str
    provider_time: datetime

    @property
    def key(self) -> str:
        """What makes it the same notice, within its channel."""
        print_ = hashlib.sha256(self.detail.encode()).hexdigest()[:16]
        return f"n:{self.what}:{int(self.provider_time.timestamp())}:{print_}"


@dataclass(frozen=True, slots=True)
class AboutTemplate:
    """A provider tells of a template; `event` is its word for what happened."""

    address: Address
    event: str
    told: TemplateTold

    @property
    def key(self) -> str:
        """What makes it the same news, within its channel."""
        moment = int(self.told.at.timestamp())
        return f"t:{self.told.provider_id}:{self.event}:{moment}"


Part = (
    Written
    | Echoed
    | Reacted
    | Revised
    | Rekeyed
    | Consented
    | Reported
    | ReadUpTo
    | Seen
    | Told
    | AboutTemplate
    | Quarantined
    | Ignored
)
