"""In-memory ports of what people do with channels, templates and the ledger."""

from __future__ import annotations

from dataclasses import replace

from builders import NOON
from fakes import FakeChannels, FakeLedger, FakeTurns
from fakes_inbound import FakeNotices

from ingest.desk import Desk
from ingest.domain.errors import TemplateNameTaken
from ingest.domain.template_listing import Given
from ingest.domain.templates import State, told
from ingest.templates.use_cases import TemplateDesk


class FakeInspector:
    """Takes every channel until it is told otherwise."""

    def __init__(self):
        self.refusal = None
        self.trouble = ""
        self.checked = []
        self.subscribed = []

    def check(self, channel):
        self.checked.append(channel)
        if self.refusal is not None:
            raise self.refusal

    def subscribe(self, channel):
        self.subscribed.append(channel.provider_id)

    def webhook_trouble(self, channel):
        return self.trouble


class FakeReplayer:
    def __init__(self):
        self.calls = []

    def replay(self, calls):
        self.calls += calls


class FakeTemplates:
    """Also the news of templates; `events` holds them as they were announced."""

    def __init__(self, channels):
        self.channels = channels
        self.templates = {}
        self.requests = {}
        self.events = []

    def by_id(self, template_id):
        return self.templates.get(template_id)

    def of_channels(self, channel_ids):
        found = [t for t in self.templates.values() if t.channel_id in channel_ids]
        return sorted(found, key=lambda t: (t.name, t.language, t.template_id))

    def of_request(self, account_id, request_id):
        return self.templates.get(self.requests.get((account_id, request_id)))

    def form(self, template_id, channel_id):
        found = self.templates.get(template_id)
        if found is None or found.channel_id != channel_id:
            return None
        return found.form if found.state is State.APPROVED else None

    def add(self, template, request_id):
        first = self.of_request(template.account_id, request_id)
        if first is not None:
            return first
        self._refuse_taken(template)
        fresh = replace(template, version=1)
        self.templates[fresh.template_id] = fresh
        self.requests[template.account_id, request_id] = fresh.template_id
        self.events.append(fresh)
        return fresh

    def change(self, template_id, change):
        before = self.templates.get(template_id)
        if before is None:
            return None
        after = change(before)
        if after == before:
            return before
        after = replace(after, version=before.version + 1)
        self._refuse_taken(after)
        self.templates[template_id] = after
        if after.visible != before.visible:
            self.events.append(after)
        return after

    def remove(self, template_id):
        found = self.templates.pop(template_id, None)
        if found is not None:
            self.events.append(replace(found, state=State.REMOVED))

    def tell(self, channel, news):
        waba_id = channel.facts.get("waba_id")
        shared = {
            each.channel_id
            for each in self.channels.of_account(channel.account_id)
            if each.channel_id == channel.channel_id
            or (waba_id and each.facts.get("waba_id") == waba_id)
        }
        held = [t for t in self.of_channels(shared) if t.state is not State.DRAFT]
        by_id = [t for t in held if news.provider_id == t.provider_id != ""]
        same = (news.name, news.language)
        loose = [t for t in held if not t.provider_id and (t.name, t.language) == same]
        for each in by_id or loose:
            provider_id = each.provider_id or news.provider_id
            self.change(
                each.template_id,
                lambda now, known=provider_id: replace(
                    told(now, news), provider_id=known
                ),
            )

    def _refuse_taken(self, template):
        for other in self.templates.values():
            if other.template_id == template.template_id or State.REMOVED in (
                other.state,
                template.state,
            ):
                continue
            same = (template.channel_id, template.name, template.language)
            if (other.channel_id, other.name, other.language) == same:
                raise TemplateNameTaken("taken", field="name")


class FakeTemplateProvider:
    """Takes what it is given, unless *refusal* is set; `there` is its list."""

    def __init__(self):
        self.refusal = None
        self.there = []
        self.calls = []
        self.given = Given("889900112233445")

    def create(self, channel, template):
        return self._answer("create", template)

    def edit(self, channel, template):
        return self._answer("edit", template)

    def remove(self, channel, template):
        self._answer("remove", template)

    def every(self, channel):
        if self.refusal is not None:
            raise self.refusal
        return list(self.there)

    def _answer(self, what, template):
        self.calls.append((what, template.name))
        if self.refusal is not None:
            raise self.refusal
        return self.given


def desk(*channels, clock=lambda: NOON, **parts):
    """Return a desk on fakes; *channels* are there already."""
    known = parts.pop("channels", None) or FakeChannels(*channels)
    templates = TemplateDesk(
        channels=known,
        templates=FakeTemplates(known),
        provider=FakeTemplateProvider(),
        clock=clock,
        most_names=parts.pop("most_names", 250),
    )
    found = {
        "inspector": FakeInspector(),
        "notices": FakeNotices(),
        "ledger": FakeLedger(),
        "replayer": FakeReplayer(),
        "turns": FakeTurns(),
        "templates": templates,
    } | parts
    return Desk(channels=known, clock=clock, **found)
