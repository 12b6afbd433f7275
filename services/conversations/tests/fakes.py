"""In-memory ports. Each is held to its port's contract, like the real one."""

from __future__ import annotations

import threading
from copy import deepcopy
from dataclasses import replace

from chassis.errors import Conflict
from conversations.domain.contact import search_text
from conversations.domain.events import (
    MessageAdded,
    MessageChanged,
    MessageQueued,
    MessageRetried,
    MessageStatusChanged,
    entry_of,
)
from conversations.domain.message import Direction, inbound_key
from conversations.domain.reading import ReadMark
from conversations.ports import Cursor, FeedEntry, message_ref, provider_ref
from conversations.store.transaction import ROUTING_KEYS
from conversations.wire import events_out


class Memory:
    """What the ports share; `published` are domain events, oldest first."""

    def __init__(self, clock):
        self.clock = clock
        self.lock = threading.RLock()
        self.conversations = {}
        self.identities = {}
        self.entries = {}
        self.refs = {}
        self.activity = {}
        self.marks = {}
        self.news = []
        self.notices = {}
        self.feed = {}
        self.starts = {}
        self.published = []
        self.reactions = []

    def of(self, account_id):
        return self.feed.setdefault(account_id, [])


class FakeConversations:
    def __init__(self, memory):
        self.memory = memory

    def find(self, account_id, conversation_ids):
        known = self.memory.conversations
        return {
            id_: deepcopy(known[id_])
            for id_ in conversation_ids
            if id_ in known and known[id_].account_id == account_id
        }

    def recall(self, account_id, conversation_ids):
        return self.find(account_id, conversation_ids)

    def find_by_keys(self, account_id, keys):
        homes = {
            k: self.memory.identities[k] for k in keys if k in self.memory.identities
        }
        found = self.find(account_id, set(homes.values()))
        return {key: found[home] for key, home in homes.items() if home in found}

    def save(self, account_id, conversations, *, mark=None, settled=(), reaction=None):
        with self.memory.lock:
            if reaction is not None:
                self.memory.reactions.append(reaction)
            for conversation in conversations:
                self._check(conversation)
            for conversation in conversations:
                self._store(account_id, conversation)
            if mark is not None:
                self.memory.marks[mark.conversation_id, mark.user_id] = mark
                self.memory.news.append(mark)
            for notice in settled:
                for ref in notice.refs:
                    self.memory.notices.pop((account_id, ref), None)

    def _check(self, conversation):
        memory = self.memory
        stored = memory.conversations.get(conversation.conversation_id)
        if (stored.version if stored else 0) != conversation.version:
            raise Conflict("saved since it was read")
        if any(
            (conversation.channel_id, k) in memory.identities
            for k in conversation.new_keys
        ):
            raise Conflict("identity taken")
        entries = [e for e in map(entry_of, conversation.events) if e]
        if any(e.natural_key in memory.entries for e in entries):
            raise Conflict("entry taken")

    def _store(self, account_id, conversation):
        memory, feed = self.memory, self.memory.of(account_id)
        for event in conversation.events:
            position = len(feed) + 1
            entry = entry_of(event)
            if entry is not None:
                memory.entries[entry.natural_key] = entry
                memory.activity.setdefault(conversation.conversation_id, []).append(
                    position
                )
            if isinstance(event, MessageQueued):
                memory.refs[message_ref(entry.message_id)] = entry.natural_key
            if isinstance(
                event, MessageStatusChanged | MessageRetried | MessageChanged
            ):
                memory.entries[event.message.natural_key] = event.message
            if _links(event):
                message = event.message
                ref = provider_ref(conversation.channel_id, message.provider_message_id)
                memory.refs.setdefault(ref, message.natural_key)
            body = events_out.write_event(
                event, event_id=f"ev-{position}", position=position
            )
            feed.append(
                (
                    memory.clock(),
                    conversation.channel_id,
                    ROUTING_KEYS[type(event)],
                    body,
                )
            )
            memory.published.append(event)
        for key in conversation.new_keys:
            memory.identities[conversation.channel_id, key] = (
                conversation.conversation_id
            )
        for key in conversation.lost_keys:
            memory.identities.pop((conversation.channel_id, key), None)
        conversation.version += 1
        conversation.saved_place = conversation.place
        conversation.events.clear()
        conversation.new_keys = conversation.lost_keys = ()
        memory.conversations[conversation.conversation_id] = deepcopy(conversation)


def _links(event):
    if isinstance(event, MessageStatusChanged):
        return event.linked
    return isinstance(event, MessageAdded) and event.message.status is not None


class FakeMessages:
    def __init__(self, memory):
        self.memory = memory

    def known(self, account_id, natural_keys):
        return {key for key in natural_keys if self.find(account_id, key)}

    def find(self, account_id, natural_key):
        entry = self.memory.entries.get(natural_key)
        if entry is None:
            return None
        home = self.memory.conversations[entry.conversation_id]
        return entry if home.account_id == account_id else None

    def find_outbound(self, account_id, refs):
        keys = {ref: self.memory.refs[ref] for ref in refs if ref in self.memory.refs}
        found = {ref: self.find(account_id, key) for ref, key in keys.items()}
        return {ref: message for ref, message in found.items() if message}

    def find_by_provider(self, account_id, channel_id, provider_ids):
        found = {}
        for id_ in provider_ids:
            outbound = self.memory.refs.get(provider_ref(channel_id, id_), "")
            message = self.find(account_id, inbound_key(channel_id, id_)) or self.find(
                account_id, outbound
            )
            if message:
                found[id_] = message
        return found

    def find_in(self, account_id, conversation_id, message_id):
        for entry in self.memory.entries.values():
            if (entry.conversation_id, entry.message_id) == (
                conversation_id,
                message_id,
            ):
                return self.find(account_id, entry.natural_key)
        return None

    def page(self, account_id, conversation_id, *, before, limit):
        entries = [
            e
            for e in self.memory.entries.values()
            if e.conversation_id == conversation_id
            and e.sequence < before
            and self.find(account_id, e.natural_key)
        ]
        return sorted(entries, key=lambda e: -e.sequence)[:limit]


class FakeWaiting:
    def __init__(self, memory):
        self.memory = memory

    def add(self, account_id, notices):
        for notice in notices:
            for ref in notice.refs:
                _, kept = self.memory.notices.setdefault(
                    (account_id, ref), (self.memory.clock(), [])
                )
                if notice not in kept:
                    kept.append(notice)

    def find(self, account_id, refs):
        return [
            notice
            for ref in refs
            for notice in self.memory.notices.get((account_id, ref), (None, []))[1]
        ]

    def prune(self, before):
        old = [key for key, (at, _) in self.memory.notices.items() if at < before]
        for key in old:
            del self.memory.notices[key]
        return len(old)


class FakeMarks:
    def __init__(self, memory):
        self.memory = memory

    def find(self, account_id, user_id, conversation_ids):
        return {
            id_: self.memory.marks[id_, user_id]
            for id_ in conversation_ids
            if (id_, user_id) in self.memory.marks
            and self.memory.conversations[id_].account_id == account_id
        }

    def save(self, conversation, mark):
        key = mark.conversation_id, mark.user_id
        stored = self.memory.marks.get(key, ReadMark(*key))
        kept = replace(
            mark, inbound_count=max(mark.inbound_count, stored.inbound_count)
        )
        self.memory.marks[key] = kept
        self.memory.news.append(kept)
        return kept


class FakeLists:
    def __init__(self, memory):
        self.memory = memory

    def page(self, account_id, query, cursor, *, limit):
        stood = {}
        for id_, positions in self.memory.activity.items():
            before = [p for p in positions if p <= cursor.snapshot]
            if before and before[-1] < cursor.below:
                stood[id_] = before[-1]
        found = [
            (stood[c.conversation_id], c)
            for c in self.memory.conversations.values()
            if c.account_id == account_id
            and c.conversation_id in stood
            and self._matches(c, query)
        ]
        found.sort(key=lambda each: -each[0])
        more = len(found) > limit
        following = Cursor(cursor.snapshot, found[limit - 1][0]) if more else None
        return [deepcopy(c) for _, c in found[:limit]], following

    def closing(self, account_id, query, after, *, now, limit):
        def key(c):
            return c.window_close_time, c.conversation_id

        found = [
            c
            for c in self.memory.conversations.values()
            if c.account_id == account_id
            and c.is_open
            and c.window_close_time is not None
            and c.window_close_time > now
            and self._matches(c, query)
            and (
                after is None
                or key(c) > (after.window_close_time, after.conversation_id)
            )
        ]
        return [deepcopy(c) for c in sorted(found, key=key)[:limit]]

    def window_ends(self, now, until, *, limit):
        found = [
            c
            for c in self.memory.conversations.values()
            if c.place.owner_id
            and c.window_close_time is not None
            and now < c.window_close_time <= until
            and c.warned_time != c.window_close_time
        ]
        return [deepcopy(c) for c in found[:limit]]

    def counts(self, account_id, user_id, channel_ids):
        totals = dict.fromkeys(("unassigned", "mine", "others", "closed"), 0)
        for c in self.memory.conversations.values():
            if c.account_id == account_id and c.channel_id in channel_ids:
                totals[_section(c, user_id)] += 1
        return totals

    def _matches(self, c, query):
        mark = self.memory.marks.get((c.conversation_id, query.user_id))
        read = mark and mark.inbound_count >= c.inbound_count and not mark.marked_unread
        text = query.text
        if text and all(x.isdigit() or x in " ()+./-" for x in text):
            text = "".join(x for x in text if x.isdigit())
        return (
            c.channel_id in query.channel_ids
            and query.section in ("", _section(c, query.user_id))
            and not (query.unread_only and read)
            and text in search_text(c.contact)
        )


def _section(c, user_id):
    if not c.place.is_open:
        return "closed"
    return {"": "unassigned", user_id: "mine"}.get(c.place.owner_id, "others")


class FakeFeed:
    def __init__(self, memory):
        self.memory = memory

    def span(self, account_id):
        return self.memory.starts.get(account_id, 0), len(self.memory.of(account_id))

    def read(self, account_id, after, *, limit, channel_ids):
        events = list(enumerate(self.memory.of(account_id), 1))[after : after + limit]
        entries = [
            FeedEntry(position, name, body.SerializeToString())
            for position, (_, channel_id, name, body) in events
            if channel_id in channel_ids
        ]
        return entries, events[-1][0] if events else after

    def prune(self, before):
        gone = 0
        for account_id, feed in self.memory.feed.items():
            old = [n for n, (at, *_) in enumerate(feed, 1) if at < before]
            start = self.memory.starts.get(account_id, 0)
            self.memory.starts[account_id] = max([start, *old])
            gone += self.memory.starts[account_id] - start
        return gone


def inbound_of(memory):
    return [e for e in memory.entries.values() if e.direction is Direction.INBOUND]
