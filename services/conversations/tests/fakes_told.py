"""In-memory ports of what ingest told; held to their contracts, too."""

from __future__ import annotations


class FakeParked:
    def __init__(self, memory):
        self.memory = memory
        self.kept = {}

    def any(self):
        return bool(self.kept)

    def add(self, account_id, changes):
        for change in changes:
            key = account_id, change.channel_id, change.provider_message_id
            _, kept = self.kept.setdefault(key, (self.memory.clock(), []))
            if change not in kept:
                kept.append(change)

    def find(self, account_id, refs):
        return [
            change
            for channel_id, id_ in refs
            for change in self.kept.get((account_id, channel_id, id_), (None, []))[1]
        ]

    def remove(self, account_id, changes):
        for change in changes:
            key = account_id, change.channel_id, change.provider_message_id
            self.kept.pop(key, None)

    def prune(self, before):
        old = [key for key, (at, _) in self.kept.items() if at < before]
        for key in old:
            del self.kept[key]
        return len(old)


class _Newest:
    def __init__(self):
        self.kept = {}

    def newer(self, key, at, value):
        known = self.kept.get(key)
        if known is not None and known[0] >= at:
            return False
        self.kept[key] = at, value
        return True

    def value(self, key):
        return self.kept.get(key, (None, None))[1]


class FakeChannels:
    def __init__(self):
        self.told = _Newest()

    def find(self, account_id, channel_id):
        return self.told.value((account_id, channel_id))

    def put(self, account_id, channel, at):
        return self.told.newer((account_id, channel.channel_id), at, channel)


class FakeTemplates:
    def __init__(self):
        self.told = _Newest()

    def find(self, account_id, template_id):
        return self.told.value((account_id, template_id))

    def put(self, template, at):
        return self.told.newer(
            (template.account_id, template.template_id), at, template
        )


class FakeConsents:
    def __init__(self):
        self.told = _Newest()

    def put(self, account_id, key, *, marketing, at):
        self.told.newer((account_id, key), at, marketing)

    def refused(self, account_id, keys):
        return {key for key in keys if self.told.value((account_id, key)) is False}
