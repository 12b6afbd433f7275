"""Templates and notices stored: the fakes and MongoDB keep the same contract."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from builders import NOON, SEALER, channel
from fakes import FakeChannels
from fakes_desk import FakeTemplates
from fakes_inbound import FakeNotices
from recado.ingest.v1.events_pb2 import ChannelRemoved, TemplateChanged
from recado.ingest.v1.template_pb2 import Template as Proto
from test_channel_store import clock, connected, events, keys

from chassis.errors import Conflict
from ingest.domain.channels import Kind
from ingest.domain.errors import TemplateNameTaken
from ingest.domain.notices import ChannelNotice
from ingest.domain.templates import (
    Button,
    Category,
    Header,
    State,
    Template,
    TemplateTold,
    Variable,
    Words,
)
from ingest.store.channels import MongoChannels
from ingest.store.notices import MongoNotices
from ingest.store.templates import MongoTemplates


def template(template_id="tp_1", **fields):
    found = {
        "account_id": "ac_1",
        "channel_id": "ch_wa",
        "channel_kind": Kind.WHATSAPP_CLOUD,
        "name": "back",
        "language": "pt_BR",
        "category": Category.UTILITY,
        "words": Words(
            "Hi {{nome}}",
            Header("image", "", "at_1"),
            "Bye",
            (Button("url", "Go", "https://a.test/{{nome}}"),),
            (Variable("nome", "contact.first_name", "Ana"),),
        ),
        "update_time": NOON,
        "heard": {"state": NOON},
    } | fields
    return Template(template_id=template_id, **found)


@pytest.fixture(params=["fake", "mongo"])
def store(request):
    if request.param == "fake":
        return FakeTemplates(FakeChannels(channel()))
    clean, outbox = request.getfixturevalue("clean"), request.getfixturevalue("outbox")
    return MongoTemplates(clean, outbox, clock)


class TestTemplates:
    def test_a_template_comes_back_as_it_went_in(self, store):
        made = store.add(template(), "rq_1")

        assert made == replace(template(), version=1)
        assert store.by_id("tp_1") == made
        assert store.of_channels(["ch_wa", "ch_x"]) == [made]
        assert store.of_request("ac_1", "rq_1") == made
        assert store.by_id("tp_2") is None
        assert store.of_request("ac_2", "rq_1") is None

    def test_the_same_request_makes_one(self, store):
        first = store.add(template(), "rq_1")

        assert store.add(template("tp_2"), "rq_1") == first

    def test_a_name_is_there_once_per_language_and_channel(self, store):
        store.add(template(), "rq_1")
        store.add(template("tp_2", language="es"), "rq_2")
        store.add(template("tp_3", channel_id="ch_2"), "rq_3")

        with pytest.raises(TemplateNameTaken):
            store.add(template("tp_4"), "rq_4")
        with pytest.raises(TemplateNameTaken):
            store.change("tp_2", lambda now: replace(now, language="pt_BR"))

    def test_a_removed_one_leaves_its_name_free(self, store):
        store.add(template(), "rq_1")
        store.change("tp_1", lambda now: replace(now, state=State.REMOVED))

        store.add(template("tp_2"), "rq_2")
        with pytest.raises(TemplateNameTaken):
            store.change("tp_1", lambda now: replace(now, state=State.APPROVED))

    def test_a_change_counts_versions_unless_nothing_changes(self, store):
        store.add(template(), "rq_1")

        assert store.change("tp_1", lambda now: now).version == 1
        changed = store.change("tp_1", lambda now: replace(now, reason="x"))
        assert (changed.version, changed.reason) == (2, "x")
        assert store.change("tp_x", lambda now: now) is None

    def test_what_a_change_refuses_changes_nothing(self, store):
        store.add(template(), "rq_1")

        def refuse(now):
            raise TemplateNameTaken("no", field="name")

        with pytest.raises(TemplateNameTaken):
            store.change("tp_1", refuse)
        assert store.by_id("tp_1").version == 1

    def test_a_removed_template_is_gone(self, store):
        store.add(template(), "rq_1")

        store.remove("tp_1")
        store.remove("tp_1")

        assert store.by_id("tp_1") is None

    def test_only_an_approved_template_of_that_channel_can_be_sent(self, store):
        """TPL-1, TPL-2."""
        store.add(template(provider_id="77"), "rq_1")
        assert store.form("tp_1", "ch_wa") is None

        store.change("tp_1", lambda now: replace(now, state=State.APPROVED))

        assert store.form("tp_1", "ch_wa").provider_id == "77"
        assert store.form("tp_1", "ch_2") is None

    def test_news_are_found_by_id_or_by_name_while_there_is_none(self, store):
        pending = template(state=State.PENDING, heard={})
        store.add(pending, "rq_1")
        news = TemplateTold(NOON, "77", "back", "pt_BR", state=State.APPROVED)

        store.tell(channel(), replace(news, name="other"))
        assert store.by_id("tp_1").state is State.PENDING
        store.tell(channel(), news)
        found = store.by_id("tp_1")
        assert (found.state, found.provider_id) == (State.APPROVED, "77")
        later = NOON + timedelta(seconds=1)
        store.tell(channel(), TemplateTold(later, "77", state=State.PAUSED))
        assert store.by_id("tp_1").state is State.PAUSED
        store.tell(
            channel(), TemplateTold(later, "88", "back", "pt_BR", State.DISABLED)
        )
        assert store.by_id("tp_1").state is State.PAUSED

    def test_drafts_hear_no_news(self, store):
        store.add(template(provider_id="77"), "rq_1")

        store.tell(channel(), TemplateTold(NOON, "77", state=State.APPROVED))

        assert store.by_id("tp_1").state is State.DRAFT


def test_a_template_is_announced_as_it_is_and_only_when_others_see_a_change(
    clean, outbox
):
    store = MongoTemplates(clean, outbox, clock)
    store.add(template(), "rq_1")
    store.change("tp_1", lambda now: replace(now, sync_time=NOON))
    store.change("tp_1", lambda now: replace(now, state=State.APPROVED))
    store.remove("tp_1")

    told = [TemplateChanged.FromString(body).template for _, body in events(outbox)]
    assert keys(outbox) == ["template_changed"] * 3
    assert [each.state for each in told] == [
        Proto.STATE_DRAFT,
        Proto.STATE_APPROVED,
        Proto.STATE_REMOVED,
    ]
    assert (told[0].header.kind, told[0].variables[0].property) == (
        "image",
        "contact.first_name",
    )


def test_of_two_changes_at_once_none_is_lost(clean, outbox):
    store = MongoTemplates(clean, outbox, clock)
    store.add(template(), "rq_1")
    raced = []

    def change(now):
        if not raced:
            raced.append(store.change("tp_1", lambda other: replace(other, reason="a")))
        return replace(now, provider_id="77")

    try:
        store.change("tp_1", change)
    except Conflict:
        store.change("tp_1", lambda now: replace(now, provider_id="77"))

    found = store.by_id("tp_1")
    assert (found.reason, found.provider_id) == ("a", "77")


def test_a_removed_channel_takes_its_secrets_and_templates_with_it(clean, outbox):
    channels = MongoChannels(clean, outbox, SEALER, clock)
    made = connected(channels)
    store = MongoTemplates(clean, outbox, clock)
    store.add(template(channel_id=made.channel_id), "rq_1")
    store.add(template("tp_2", channel_id="ch_2"), "rq_2")

    channels.remove(made)
    channels.remove(made)

    assert channels.all() == []
    assert store.by_id("tp_1") is None
    assert store.by_id("tp_2") is not None
    assert keys(outbox)[-2:] == ["template_changed", "channel_removed"]
    told = ChannelRemoved.FromString(events(outbox)[-1][1])
    assert told.channel.channel_id == made.channel_id
    assert connected(channels).provider_id == made.provider_id


def notice(number, channel_id="ch_wa", account_id="ac_1"):
    return ChannelNotice(
        f"nt_{number}",
        account_id,
        channel_id,
        "quality",
        "warning",
        "RED",
        NOON + timedelta(seconds=number),
    )


@pytest.fixture(params=["fake", "mongo"])
def notices(request):
    if request.param == "fake":
        return FakeNotices()
    return MongoNotices(request.getfixturevalue("clean"))


class TestNotices:
    def test_notices_are_newest_first_and_stored_once(self, notices):
        notices.add([notice(1), notice(2, "ch_2"), notice(3, "", "ac_2")])
        notices.add([notice(1), notice(4)])
        notices.add([])

        def seen(channel_ids=None, size=9):
            found = notices.newest("ac_1", channel_ids=channel_ids, size=size)
            return [each.notice_id for each in found]

        assert seen() == ["nt_4", "nt_2", "nt_1"]
        assert seen(["ch_wa"]) == ["nt_4", "nt_1"]
        assert seen(size=1) == ["nt_4"]
        assert notices.newest("ac_1", channel_ids=["ch_2"], size=9) == [
            notice(2, "ch_2")
        ]
