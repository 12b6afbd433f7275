"""In-memory ports, held to the same contract as the real ones."""

from __future__ import annotations

from dataclasses import replace

from builders import NOON, SEALER

from chassis.errors import Unavailable
from ingest.domain.canaries import worth_telling
from ingest.domain.channels import name_key
from ingest.domain.delivery import State
from ingest.domain.errors import ChannelNameTaken, ProviderIdTaken
from ingest.domain.events import (
    ChannelChanged,
    ChannelConnected,
    DeliveryMoved,
    TranscriptGrew,
)
from ingest.domain.inbound import Status
from ingest.domain.parts import plan
from ingest.domain.story import TOLD, Story, Told, What

LOST = (State.CALLING, State.UNKNOWN)


class FakeChannels:
    def __init__(self, *channels):
        self.channels = {channel.channel_id: channel for channel in channels}
        self.requests = {}
        self.events = []
        self.told = {}
        self.removed = []
        self.forgotten = 0

    def by_id(self, channel_ids):
        return {i: self.channels[i] for i in channel_ids if i in self.channels}

    def by_provider_id(self, wanted):
        return {
            (c.kind, c.provider_id): c
            for c in self.channels.values()
            if (c.kind, c.provider_id) in wanted
        }

    def of_app(self, app_id, secret_print):
        return [
            c
            for c in self.channels.values()
            if c.app_id == app_id and secret_print in c.secret_prints
        ]

    def all(self):
        return list(self.channels.values())

    def of_account(self, account_id):
        return [c for c in self.channels.values() if c.account_id == account_id]

    def forget(self):
        self.forgotten += 1

    def of_request(self, account_id, request_id):
        return self.channels.get(self.requests.get((account_id, request_id)))

    def refuse_taken(self, channel):
        self._refuse_taken(channel)

    def connect(self, draft, *, account_id, installer_id, request_id):
        if (account_id, request_id) in self.requests:
            return self.channels[self.requests[account_id, request_id]]
        made = draft.channel(
            f"ch_{len(self.channels) + 1}", account_id, installer_id, NOON
        )
        made = self._printed(made)
        self._refuse_taken(made)
        self.channels[made.channel_id] = made
        self.requests[account_id, request_id] = made.channel_id
        self.events.append(ChannelConnected(made, NOON))
        return made

    def change(self, channel, *, name, visibility):
        return self._change(
            channel,
            name=name or channel.name,
            visibility=visibility or channel.visibility,
        )

    def change_credentials(self, channel, secrets, api_base_url):
        return self._change(channel, secrets=secrets, api_base_url=api_base_url)

    def stop(self, channel, *, stopped):
        return self._change(channel, stopped=stopped)

    def change_health(self, channel, health, detail):
        self._change(channel, health=health, health_detail=detail)

    def note_canary(self, channel, canary, health, detail):
        before = self.channels.get(channel.channel_id)
        if before is None:
            return channel
        after = replace(before, canary=canary, version=before.version + 1)
        if health is not None:
            after = replace(after, health=health, health_detail=detail)
        self.channels[channel.channel_id] = after
        if worth_telling(before, after, self.told.get(channel.channel_id)):
            self.told[channel.channel_id] = canary.check_time
            self.events.append(ChannelChanged(after, NOON))
        return after

    def remove(self, channel):
        if self.channels.pop(channel.channel_id, None):
            self.requests = {
                key: channel_id
                for key, channel_id in self.requests.items()
                if channel_id != channel.channel_id
            }
            self.removed.append(channel.channel_id)

    def _change(self, channel, **changes):
        before = self.channels.get(channel.channel_id)
        if before is None:
            return channel
        after = replace(before, **changes)
        if after == before:
            return before
        after = self._printed(replace(after, version=before.version + 1))
        self._refuse_taken(after)
        self._put(after)
        return after

    def _printed(self, channel):
        secret = channel.secrets.get("app_secret", "")
        prints = SEALER.prints(secret) if secret else ()
        known = (*prints, *channel.secret_prints)
        return replace(channel, secret_prints=tuple(dict.fromkeys(known)))

    def _put(self, channel):
        self.channels[channel.channel_id] = channel
        self.events.append(ChannelChanged(channel, NOON))

    def _refuse_taken(self, channel):
        for other in self.channels.values():
            if other.channel_id == channel.channel_id:
                continue
            same_account = other.account_id == channel.account_id
            if same_account and name_key(other.name) == name_key(channel.name):
                raise ChannelNameTaken("taken", field="name")
            same_kind = other.kind is channel.kind
            if same_kind and other.provider_id == channel.provider_id:
                raise ProviderIdTaken("taken", field="provider_facts")


class FakeLedger:
    def __init__(self):
        self.entries = {}
        self.replays = {}

    def known(self, keys):
        return {
            key: entry.call.call_id
            for entry in self.entries.values()
            for key in entry.keys
            if key in keys
        }

    def add(self, entries):
        for entry in entries:
            entry.body_bytes = len(entry.call.body)
            self.entries.setdefault((entry.account_id, entry.call.call_id), entry)

    def page(self, account_id, *, channel_ids, fate, before, size, channel_id=""):
        found = [
            entry
            for (account, call_id), entry in self.entries.items()
            if account == account_id
            and (not before or call_id < before)
            and (fate is None or entry.fate is fate)
            and (channel_ids is None or entry.channel_id in channel_ids)
            and channel_id in ("", entry.channel_id)
        ]
        return sorted(found, key=lambda e: e.call.call_id, reverse=True)[:size]

    def find(self, call_ids, account_id):
        return [
            entry
            for (account, call_id), entry in self.entries.items()
            if account == account_id and call_id in call_ids
        ]

    def begin_replay(self, request, call_ids):
        return dict(self.replays.setdefault(request, dict(call_ids)))

    def clear(self, before, most):
        old = [
            key
            for key, entry in self.entries.items()
            if entry.call.receive_time < before
        ][:most]
        for key in old:
            del self.entries[key]
        return len(old)


class FakeAnnouncer:
    def __init__(self):
        self.events = []
        self.broken = False

    def announce(self, events):
        if self.broken:
            raise Unavailable("the broker is away")
        self.events += events


class FakeTranscripts:
    def __init__(self):
        self.lines = []
        self.events = []

    def append(self, lines, events):
        for each in lines:
            if any(self._same(each, there) for there in self.lines):
                continue
            last = max(
                (x.sequence for x in self.lines if self._near(x, each)), default=0
            )
            stored = replace(each, sequence=last + 1)
            self.lines.append(stored)
            self.events.append(TranscriptGrew(stored, NOON))
        self.events += events

    def unseen(self, channel_id, visitor_id, up_to, status):
        return [
            x
            for x in self.lines
            if (x.channel_id, x.visitor_id) == (channel_id, visitor_id)
            and not x.from_visitor
            and x.sequence <= up_to
            and x.seen.value < status.value
        ]

    def mark(self, lines, status):
        marked = {(x.channel_id, x.visitor_id, x.sequence) for x in lines}
        self.lines = [
            replace(x, seen=max(x.seen, status, key=lambda s: s.value))
            if (x.channel_id, x.visitor_id, x.sequence) in marked
            else x
            for x in self.lines
        ]

    def after(self, channel_id, visitor_id, sequence):
        return [
            x
            for x in self.lines
            if (x.channel_id, x.visitor_id) == (channel_id, visitor_id)
            and x.sequence > sequence
        ]

    def _near(self, one, other):
        return (one.channel_id, one.visitor_id) == (other.channel_id, other.visitor_id)

    def _same(self, one, other):
        return self._near(one, other) and one.key == other.key


class FakeSends:
    def __init__(self):
        self.sends = {}
        self.leases = {}
        self.checks = {}
        self.provider_ids = {}
        self.begun = {}
        self.steps = {}
        self.events = []

    def add(self, sends, holder, until):
        fresh = [self._fresh(each) for each in sends if self._is_new(each)]
        for each in fresh:
            self.sends[each.message_id] = each
            self.leases[each.message_id] = until
        return fresh

    def _fresh(self, send):
        before = self.sends.get(send.message_id)
        if before is None:
            return send
        done = () if self._over_again(before) else before.done
        after = replace(send, attempts=before.attempts, done=done)
        self._tell(after, What.RETRIED)
        return after

    def _is_new(self, send):
        before = self.sends.get(send.message_id)
        if before is None:
            return True
        over = before.state in (State.SENT, State.FAILED, State.UNKNOWN)
        return over and send.retries > before.retries

    def _over_again(self, before):
        told = self.steps.get(before.message_id, ())
        failed = any(t.what is What.FAILED and not t.attempt for t in told)
        return failed or before.state is State.SENT

    def begin(self, send, number, at, attempt_id):
        now = self.sends[send.message_id]
        if now.state is State.CALLING and now.attempts == number:
            return now if self.begun[send.message_id] == attempt_id else None
        if now.state is not State.WAITING or now.attempts != number - 1:
            return None
        if send.done != now.done:
            return None
        self.begun[send.message_id] = attempt_id
        self.sends[send.message_id] = begun = now.begun(number, at)
        self._tell(begun, What.ATTEMPT, at=at)
        return begun

    def settle(self, send, number, result, check):
        now = self.sends[send.message_id]
        known = result.state is not State.UNKNOWN
        if now.state in (LOST if known else [State.CALLING]) and now.attempts == number:
            self._finish(now, result, check)

    def checked(self, send, found, check):
        now = self.sends[send.message_id]
        if now.state is not State.UNKNOWN:
            return
        if found is not None:
            self._finish(now, found, None, What.LOOKED_UP)
        else:
            self._put(now, checks=now.checks + 1)
            self.checks[now.message_id] = check

    def confirm(self, reports):
        for report in reports:
            now = self._reported_send(report)
            if now is None:
                continue
            if report.status in (Status.DELIVERED, Status.READ, Status.FAILED):
                reason, at = report.error_reason, report.provider_time
                self._tell(now, TOLD[report.status], at=at, attempt=0, reason=reason)
            known = {*now.done, self.provider_ids.get(now.message_id)}
            if now.state in LOST and report.provider_message_id not in known:
                self._confirm(now, report)

    def _confirm(self, now, report):
        self.provider_ids[now.message_id] = report.provider_message_id
        if report.status is Status.FAILED:
            self._put(now, state=State.FAILED)
            return
        done = (*now.done, report.provider_message_id)
        more = now.channel_kind and len(done) < len(plan(now, now.channel_kind))
        self._put(now, state=State.WAITING if more else State.SENT, done=done)

    def _reported_send(self, report):
        if report.message_id:
            return self.sends.get(report.message_id)
        theirs = {i: message_id for message_id, i in self.provider_ids.items()}
        return self.sends.get(theirs.get(report.provider_message_id))

    def story(self, message_id):
        if message_id not in self.sends:
            return None
        send = self.sends[message_id]
        steps = sorted(self.steps.get(message_id, ()), key=lambda told: told.at)
        return Story(message_id, send.account_id, send.channel_id, tuple(steps))

    def hold(self, message_ids, until):
        for message_id in message_ids:
            self.leases[message_id] = until

    def abandoned(self, holder, now, until):
        found = [
            each
            for each in self.sends.values()
            if each.state in (State.WAITING, State.CALLING)
            and self.leases[each.message_id] < now
        ]
        self.hold([each.message_id for each in found], until)
        return found

    def unknown(self, now):
        return [
            each
            for each in self.sends.values()
            if each.state is State.UNKNOWN
            and self.checks.get(each.message_id) is not None
            and self.checks[each.message_id] < now
        ]

    def taken_ids(self, provider_message_ids):
        parts = {i for each in self.sends.values() for i in each.done}
        ours = parts | set(self.provider_ids.values())
        return frozenset(provider_message_ids) & ours

    def _put(self, now, **changes):
        self.sends[now.message_id] = replace(now, **changes)

    def _tell(self, send, what, at=NOON, attempt=None, **fields):
        number = send.attempts if attempt is None else attempt
        told = Told(what, at, number, **fields)
        self.steps.setdefault(send.message_id, []).append(told)

    def _finish(self, now, result, check, what=None):
        self.sends[now.message_id] = now.after(result)
        self._tell(now, what or _what(result), reason=result.reason)
        self.checks[now.message_id] = check
        if result.provider_message_id:
            self.provider_ids[now.message_id] = result.provider_message_id
        if result.status is not None and not now.is_reaction:
            self.events.append(
                DeliveryMoved(
                    account_id=now.account_id,
                    channel_id=now.channel_id,
                    status=result.status,
                    at=NOON,
                    provider_time=NOON,
                    message_id=now.message_id,
                    provider_message_id=result.provider_message_id,
                    error_reason=result.reason,
                    error_detail=result.detail,
                )
            )


def _what(result):
    return What.PART_SENT if result.part_done else What(result.state.value)


class FakeCarrier:
    """Answers with the verdicts it was given, in turn; remembers what it sent."""

    def __init__(self, *verdicts, listed=()):
        self.verdicts = list(verdicts)
        self.listed = listed
        self.sent = []
        self.parts = []

    def send(self, channel, send, part):
        self.sent.append(send.message_id)
        self.parts.append(part)
        return self.verdicts.pop(0)

    def look_up(self, channel, send, part):
        return self.listed


class FakeTurns:
    def __init__(self):
        self.due = {}
        self.since = {}

    def take(self, name, now, every, first):
        if self.due.get(name, now) > now:
            return None
        self.due[name] = now + every
        return self.since.setdefault(name, first)

    def done(self, name, up_to):
        self.since[name] = max(self.since[name], up_to)


class FakeMailbox:
    """Lists what it was given; None stands for a provider that is away."""

    def __init__(self, listed=(), media=()):
        self.listed = listed
        self.files = media
        self.asked = []

    def inbound(self, channel, since):
        self.asked.append(since)
        if self.listed is None:
            return None
        return [each for each in self.listed if each.made >= since]

    def media(self, channel, listed):
        return self.files if listed.media_uri else []


class FakeUploads:
    def __init__(self, **known):
        self.known = dict(known)
        self.forgotten = []

    def find(self, channel_id, attachment_id):
        return self.known.get(attachment_id, "")

    def keep(self, channel_id, attachment_id, media_id):
        self.known[attachment_id] = media_id

    def forget(self, channel_id, attachment_id):
        self.forgotten.append(attachment_id)
        self.known.pop(attachment_id, None)


class FakeFile:
    def __init__(self, media_type, file_name="", body=b"bytes"):
        self.media_type = media_type
        self.file_name = file_name
        self.body = body
        self.size_bytes = len(body)

    def chunks(self):
        yield self.body[:2]
        yield self.body[2:]


class FakeFiles:
    """Files by id, as a channel takes them; an exception stands for a refusal."""

    def __init__(self, **files):
        self.files = files

    def prepared(self, attachment_id, account_id, rule):
        found = self.files[attachment_id]
        if isinstance(found, Exception):
            raise found
        return found

    def public_link(self, attachment_id, account_id, rule):
        name = self.prepared(attachment_id, account_id, rule).file_name
        return f"https://ingest.test/media/public/{attachment_id}/{name}"


class FakeForms:
    def __init__(self, **forms):
        self.forms = forms

    def form(self, template_id, channel_id):
        return self.forms.get(template_id)
