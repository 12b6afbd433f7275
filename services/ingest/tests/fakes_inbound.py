"""In-memory ports of taking calls, held to the same contract as the real ones."""

from __future__ import annotations

from dataclasses import replace

from builders import NOON

from ingest.domain.delivery import State
from ingest.domain.errors import ProviderDown
from ingest.domain.inbound import Status
from ingest.domain.people import FRESH, Profile

LOST = (State.CALLING, State.UNKNOWN)


class FakeFiles:
    def __init__(self):
        self.expected = {}

    def expect(self, channel, provider_message_id, files):
        for each in files:
            self.expected.setdefault(
                each.attachment.attachment_id,
                (channel.channel_id, provider_message_id, each),
            )


class FakeNotices:
    def __init__(self):
        self.kept = {}

    def add(self, notices):
        for each in notices:
            self.kept.setdefault(each.notice_id, each)

    def newest(self, account_id, *, channel_ids, size):
        found = [
            each
            for each in self.kept.values()
            if each.account_id == account_id
            and (channel_ids is None or each.channel_id in channel_ids)
        ]
        return sorted(found, key=lambda each: each.at, reverse=True)[:size]


class FakeTemplateNews:
    def __init__(self):
        self.told = []

    def tell(self, channel, news):
        self.told.append((channel.channel_id, news))


class FakeSentMessages:
    """Reads the sends of a `FakeSends`."""

    def __init__(self, sends):
        self._sends = sends
        self.reached = {}

    def sent_to(self, channel_id, keys, status, up_to):
        last = self._begun(up_to) if isinstance(up_to, str) else up_to
        return [
            send
            for send in self._of(channel_id, keys)
            if last is not None
            and send.state is State.SENT
            and send.attempt_time is not None
            and send.attempt_time <= last
            and self.reached.get(send.message_id, 0) < status.value
        ]

    def in_flight(self, channel_id, keys):
        return [send for send in self._of(channel_id, keys) if send.state in LOST]

    def advance(self, message_ids, status):
        for each in message_ids:
            self.reached[each] = max(self.reached.get(each, 0), status.value)

    def _of(self, channel_id, keys):
        return [
            send
            for _, send in sorted(self._sends.sends.items())
            if send.channel_id == channel_id
            and set(keys) & set(send.keys)
            and self.reached.get(send.message_id, 0) < Status.READ.value
        ]

    def _begun(self, provider_message_id):
        for message_id, known in self._sends.provider_ids.items():
            if known == provider_message_id:
                return self._sends.sends[message_id].attempt_time
        return None


class FakePeople:
    def __init__(self, clock=lambda: NOON):
        self._clock = clock
        self.people = {}
        self.due = {}
        self.refresh = {}
        self.told = []

    def known(self, people):
        keys = [(each.channel_id, each.key) for each in people]
        found = {key: self.people[key].profile for key in keys if key in self.people}
        return {key: each for key, each in found.items() if each != Profile()}

    def expect(self, people):
        for each in people:
            at = (each.channel_id, each.key)
            if at not in self.people:
                self.people[at] = each
                self.due[at] = self._clock()
                continue
            if at not in self.due and self.refresh[at] <= self._clock():
                self.people[at] = replace(self.people[at], tries=0)
                self.due[at] = self._clock()

    def take_due(self, now, until):
        late = sorted((when, at) for at, when in self.due.items() if when <= now)
        if not late:
            return None
        at = late[0][1]
        self.due[at] = until
        self.people[at] = replace(self.people[at], tries=self.people[at].tries + 1)
        return self.people[at]

    def learn(self, person, channel, profile):
        self.rest(person)
        at = (person.channel_id, person.key)
        self.people[at] = replace(self.people[at], profile=profile)
        if profile not in (person.profile, Profile()):
            self.told.append((channel.channel_id, person.key, profile))

    def rest(self, person):
        at = (person.channel_id, person.key)
        self.due.pop(at, None)
        self.refresh[at] = self._clock() + FRESH
        self.people[at] = replace(self.people[at], tries=0)

    def postpone(self, person, due):
        self.due[person.channel_id, person.key] = due


class FakeProfiles:
    """Answers with what it was given by key; None and an absence are told apart."""

    def __init__(self, **profiles):
        self.profiles = profiles
        self.asked = []

    def of(self, channel, person):
        self.asked.append(person.provider_id)
        if person.provider_id not in self.profiles:
            raise ProviderDown("away")
        return self.profiles[person.provider_id]
