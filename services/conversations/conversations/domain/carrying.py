"""What a channel can carry, as ingest tells it; rules about sending follow."""

from __future__ import annotations

from dataclasses import dataclass

from .channel import TEXT_LIMITS, ChannelKind
from .content import File
from .errors import (
    ChannelStopped,
    FileTooLarge,
    KindRefused,
    ReplyRefused,
    TextEmpty,
    TextTooLong,
    TypeRefused,
)


@dataclass(frozen=True, slots=True)
class MediaRule:
    """Which files of one kind a channel takes; *media_types* converted or not."""

    kind: str
    media_types: frozenset[str]
    max_bytes: int


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can carry; see `ingest.v1.Capabilities`."""

    text_length: int
    text_in_bytes: bool = False
    caption_length: int = 0
    media: tuple[MediaRule, ...] = ()
    replies: bool = False
    reactions: bool = False
    locations: bool = False
    templates: bool = False
    window_hours: int = 0


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel as far as writing on it goes."""

    channel_id: str
    kind: ChannelKind
    capabilities: Capabilities
    stopped: bool = False
    removed: bool = False

    def check_running(self) -> None:
        """
        Raises:
            ChannelStopped: Nothing goes out on it.
        """
        if self.stopped or self.removed:
            what = "removed" if self.removed else "stopped"
            raise ChannelStopped(
                f"the channel is {what}; nothing can be sent on it",
                channel_id=self.channel_id,
            )

    def check_text(self, text: str, *, optional: bool = False) -> None:
        """
        Raises:
            TextEmpty: There is nothing to see in it, and it is not *optional*.
            TextTooLong: It is longer than the channel takes.
        """
        if not any(c.isprintable() and not c.isspace() for c in text):
            if optional and not text:
                return
            raise TextEmpty("the text is empty; write something", field="text")
        length, limit = self._length(text), self.capabilities.text_length
        if length > limit:
            raise TextTooLong(
                "the text is too long for this channel; shorten it",
                field="text",
                limit=str(limit),
                length=str(length),
            )

    def check_file(self, file: File) -> None:
        """
        Raises:
            KindRefused: No file of its kind can be sent (ATT-4).
            TypeRefused: Not one of its type (ATT-3).
            FileTooLarge: It is larger than the channel takes (ATT-7).
        """
        rules = [rule for rule in self.capabilities.media if rule.kind == file.kind]
        if not rules:
            raise KindRefused(
                f"{file.kind} cannot be sent on this channel",
                kind=file.kind,
                channel_kind=self.kind.value,
            )
        fitting = [rule for rule in rules if file.media_type in rule.media_types]
        if not fitting:
            raise TypeRefused(
                f"{file.media_type or 'this file'} cannot be sent on this channel",
                media_type=file.media_type,
                channel_kind=self.kind.value,
            )
        limit = max(rule.max_bytes for rule in fitting)
        if file.size_bytes > limit:
            raise FileTooLarge(
                "the file is too large for this channel; send a smaller one",
                limit=str(limit),
                size=str(file.size_bytes),
            )

    def check_location(self) -> None:
        """
        Raises:
            KindRefused: No place can be sent.
        """
        if not self.capabilities.locations:
            raise KindRefused(
                "a place cannot be sent on this channel",
                kind="location",
                channel_kind=self.kind.value,
            )

    def check_reply(self) -> None:
        """
        Raises:
            ReplyRefused: Nothing can be quoted.
        """
        if not self.capabilities.replies:
            raise ReplyRefused("this channel cannot quote a message; just write")

    def check_reaction(self) -> None:
        """
        Raises:
            KindRefused: We cannot react.
        """
        if not self.capabilities.reactions:
            raise KindRefused(
                "we cannot react on this channel; write instead",
                kind="reaction",
                channel_kind=self.kind.value,
            )

    def _length(self, text: str) -> int:
        """
        Return the length of *text* as its provider counts it, or more.

        Providers say "characters" and do not say which, so the widest reading
        is taken, UTF-16 units: an emoji counts 2 or more, as in a browser.
        """
        if self.capabilities.text_in_bytes:
            return len(text.encode())
        return len(text.encode("utf-16-le")) // 2


def unheard_of(channel_id: str, kind: ChannelKind) -> Channel:
    """Return a channel of which ingest has told us nothing yet: plain text only."""
    return Channel(
        channel_id,
        kind,
        Capabilities(
            text_length=TEXT_LIMITS[kind],
            text_in_bytes=kind is ChannelKind.INSTAGRAM,
        ),
    )
