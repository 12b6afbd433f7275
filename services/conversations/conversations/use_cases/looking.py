"""Reading lists, threads and the feed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from ..domain.conversation import Conversation
from ..domain.errors import PositionGone
from ..domain.message import Message
from ..domain.reading import ReadMark
from ..ports import (
    ClosingCursor,
    Conversations,
    Cursor,
    Feed,
    FeedEntry,
    ListQuery,
    Lists,
    Marks,
    Messages,
)
from .viewer import View, Viewer, visible

NEWEST = 2**62
"""Above every position and sequence."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list, read at *position* of the feed; *cursor* None ends it."""

    views: tuple[View, ...]
    cursor: Cursor | None
    position: int


@dataclass(frozen=True, slots=True)
class FeedPage:
    """Events, where to read on from, and the newest position there is."""

    entries: tuple[FeedEntry, ...]
    next_position: int
    last_position: int


def list_conversations(
    viewer: Viewer,
    query: ListQuery,
    cursor: Cursor | None,
    *,
    limit: int,
    lists: Lists,
    marks: Marks,
    feed: Feed,
) -> Page:
    """
    Return a page of a section, newest activity first (INB-9).

    The position is taken before the list is read, so that events after it
    may be in the list already, but none is missing.
    """
    _, position = feed.span(viewer.account_id)
    begin = cursor or Cursor(snapshot=position, below=NEWEST)
    found, following = lists.page(viewer.account_id, query, begin, limit=limit)
    views = views_of(viewer, found, marks=marks)
    return Page(tuple(views), following, position)


def list_closing(
    viewer: Viewer,
    query: ListQuery,
    after: ClosingCursor | None,
    *,
    now: datetime,
    limit: int,
    lists: Lists,
    marks: Marks,
    feed: Feed,
) -> tuple[Page, Conversation | None]:
    """
    Return a page of those whose window shuts next, the next to shut first.

    Also returns the last of the page if more follow (WIN-11).
    """
    _, position = feed.span(viewer.account_id)
    found = lists.closing(viewer.account_id, query, after, now=now, limit=limit + 1)
    page = found[:limit]
    views = views_of(viewer, page, marks=marks)
    last = page[-1] if len(found) > limit else None
    return Page(tuple(views), None, position), last


def count_conversations(
    viewer: Viewer, channel_id: str, *, lists: Lists
) -> Mapping[str, int]:
    """Return how many conversations each section has for the viewer (INB-3)."""
    seen = viewer.channel_ids & {channel_id} if channel_id else viewer.channel_ids
    return lists.counts(viewer.account_id, viewer.user_id, seen)


def get_conversation(
    viewer: Viewer, conversation_id: str, *, conversations: Conversations, marks: Marks
) -> View:
    """
    Raises:
        ConversationUnknown: Not there, or not to be seen.
    """
    found = visible(viewer, conversation_id, conversations=conversations)
    return views_of(viewer, [found], marks=marks)[0]


def list_messages(
    viewer: Viewer,
    conversation_id: str,
    before: int,
    *,
    limit: int,
    conversations: Conversations,
    messages: Messages,
) -> tuple[list[Message], int]:
    """
    Return entries of sequence below *before*, newest first, and where the
    next page begins; 0 when there is none.

    Raises:
        ConversationUnknown: Not there, or not to be seen.
    """
    visible(viewer, conversation_id, conversations=conversations)
    found = messages.page(
        viewer.account_id, conversation_id, before=before, limit=limit + 1
    )
    more = len(found) > limit
    return found[:limit], found[limit - 1].sequence if more else 0


def read_events(viewer: Viewer, after: int, *, limit: int, feed: Feed) -> FeedPage:
    """
    Return the visible events after position *after*; 0 is the oldest kept.

    Raises:
        PositionGone: What follows *after* is not kept any more, or *after*
            is of another feed: it is beyond the newest.
    """
    gone, last = feed.span(viewer.account_id)
    if (0 < after < gone) or after > last:
        raise PositionGone(
            "the feed does not keep what follows; load afresh",
            oldest_position=str(gone + 1),
            last_position=str(last),
        )
    entries, read = feed.read(
        viewer.account_id,
        max(after, gone),
        limit=limit,
        channel_ids=viewer.channel_ids,
    )
    return FeedPage(tuple(entries), max(read, after), last)


def views_of(
    viewer: Viewer, found: Iterable[Conversation], *, marks: Marks
) -> list[View]:
    """Return *found* with the viewer's marks, in the same order."""
    shown = list(found)
    ids = [c.conversation_id for c in shown]
    known = marks.find(viewer.account_id, viewer.user_id, ids) if ids else {}
    return [
        View(
            c,
            known.get(c.conversation_id) or ReadMark(c.conversation_id, viewer.user_id),
        )
        for c in shown
    ]


def narrowed(query: ListQuery, channel_id: str) -> ListQuery:
    """Return *query* for one channel only; an unseen one leaves nothing."""
    if not channel_id:
        return query
    return replace(query, channel_ids=query.channel_ids & {channel_id})
