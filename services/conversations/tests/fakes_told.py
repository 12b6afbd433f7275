"""In-memory ports of what ingest told; held to their contracts, too."""

from __future__ import annotations

from copy import deepcopy

from chassis.errors import Conflict
from conversations.domain.campaign import ENDED, Reach, State


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


class FakeCampaigns:
    def __init__(self, memory):
        self.memory = memory
        self.kept = {}
        self.people = {}
        self.requests = {}
        self.seen = {}

    def add(self, campaign, recipients, request_id):
        campaign.version = 1
        self.kept[campaign.campaign_id] = deepcopy(campaign)
        self.requests[campaign.account_id, request_id] = campaign.campaign_id
        self.people[campaign.campaign_id] = {r.line: r for r in recipients}

    def save(self, campaign, recipients):
        if self.kept[campaign.campaign_id].version != campaign.version:
            raise Conflict("saved since it was read")
        campaign.version += 1
        self.kept[campaign.campaign_id] = deepcopy(campaign)
        self.people[campaign.campaign_id] |= {r.line: r for r in recipients}

    def find(self, account_id, campaign_id):
        found = self.kept.get(campaign_id)
        mine = found is not None and found.account_id == account_id
        return deepcopy(found) if mine else None

    def find_by_request(self, account_id, request_id):
        return self.find(account_id, self.requests.get((account_id, request_id)))

    def page(self, account_id, before, limit):
        ids = sorted(id_ for id_ in self.kept if not before or id_ < before)[::-1]
        found = [self.find(account_id, id_) for id_ in ids]
        return [campaign for campaign in found if campaign][:limit]

    def recipients(self, campaign, reach, *, after, limit):
        return [
            person
            for line, person in sorted(self.people[campaign.campaign_id].items())
            if line > after and reach in (None, person.reach)
        ][:limit]

    def unsettled(self, campaign, limit):
        going = (Reach.QUEUED, Reach.SENT, Reach.DELIVERED)
        found = [
            person
            for person in self.people[campaign.campaign_id].values()
            if person.reach in going
            or (person.reach is Reach.READ and not person.replied)
        ]
        key = campaign.campaign_id
        return sorted(found, key=lambda p: self.seen.get((key, p.line), 0))[:limit]

    def looked_at(self, campaign, recipients):
        newest = max(self.seen.values(), default=0) + 1
        self.seen |= {(campaign.campaign_id, r.line): newest for r in recipients}

    def due(self, now):
        return [
            (c.account_id, c.campaign_id)
            for c in self.kept.values()
            if c.state is State.RUNNING and c.next_time <= now
        ]

    def watched(self, since):
        return [
            (c.account_id, c.campaign_id)
            for c in self.kept.values()
            if c.state in (State.RUNNING, State.PAUSED)
            or (c.state in ENDED and c.end_time > since)
        ]
