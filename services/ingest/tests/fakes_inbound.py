"""In-memory ports of taking calls, held to the same contract as the real ones."""

from __future__ import annotations

from ingest.domain.delivery import State
from ingest.domain.inbound import Status

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
