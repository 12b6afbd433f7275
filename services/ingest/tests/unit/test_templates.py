"""Templates: written, handed in, and kept as the provider has them."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest
from builders import NOON, caller, channel, twilio, webchat
from fakes_desk import desk

from ingest.domain.channels import Health
from ingest.domain.errors import (
    ChannelBroken,
    ChannelUnknown,
    PermissionMissing,
    ProviderDown,
    TemplateLocked,
    TemplateNameTaken,
    TemplateRefused,
    TemplatesExhausted,
    TemplatesUnsupported,
    TemplateUnknown,
)
from ingest.domain.template_listing import Given, Listed
from ingest.domain.templates import (
    Category,
    Quality,
    State,
    TemplateTold,
    Variable,
    Words,
)
from ingest.templates.commands import SaveTemplate

ADMIN = caller("channels.manage", "templates.manage")
WORDS = Words(
    "Hi {{nome}}, bye", variables=(Variable("nome", "contact.first_name", "Ana"),)
)
LISTED = Listed(
    provider_id="889900112233445",
    name="back",
    language="pt_BR",
    category=Category.UTILITY,
    state=State.APPROVED,
    words=replace(WORDS, variables=(Variable("nome", example="Ana"),)),
)


def wish(name="back", request_id="rq_1", **fields):
    found = {
        "template_id": "",
        "channel_id": "ch_wa",
        "language": "pt_BR",
        "category": Category.UTILITY,
        "words": WORDS,
    } | fields
    return SaveTemplate(request_id=request_id, name=name, **found)


class Shop:
    """A desk with a clock that can be moved, and one WhatsApp number."""

    def __init__(self, *channels, **parts):
        self.now = NOON
        self.house = desk(*(channels or [channel()]), clock=lambda: self.now, **parts)
        self.desk = self.house.templates
        self.provider = self.desk.provider

    def made(self, **fields):
        return self.desk.save(wish(**fields), ADMIN)

    def approved(self):
        made = self.desk.submit(self.made().template_id, ADMIN)
        self.tell(state=State.APPROVED)
        return made.template_id

    def tell(self, seconds=0, **news):
        at = NOON + timedelta(seconds=seconds)
        told = TemplateTold(at=at, provider_id="889900112233445", **news)
        self.desk.templates.tell(channel(), told)

    def sync(self, *there, minutes=10):
        self.now += timedelta(minutes=minutes)
        self.provider.there = list(there)
        return self.desk.sync("ch_wa", ADMIN)

    def states(self):
        return {t.name: t.state for t in self.desk.list("", None, ADMIN)}

    @property
    def only(self):
        [found] = self.desk.templates.templates.values()
        return found


def test_a_new_template_is_a_draft_of_its_channel():
    """TPL-6, TPL-8."""
    shop = Shop()

    made = shop.made()

    assert (made.state, made.quality) == (State.DRAFT, Quality.UNKNOWN)
    assert shop.made() == made
    assert shop.desk.templates.events == [made]


def test_who_may_not_manage_templates_reads_them_only():
    """TPL-11."""
    shop = Shop()
    made = shop.made()
    agent = caller("inbox", user_id="us_2", sees=["ch_wa"])

    assert shop.desk.get(made.template_id, agent) == made
    for work in (
        lambda: shop.desk.save(wish(request_id="rq_2"), agent),
        lambda: shop.desk.submit(made.template_id, agent),
        lambda: shop.desk.remove(made.template_id, agent),
        lambda: shop.desk.sync("ch_wa", agent),
    ):
        with pytest.raises(PermissionMissing):
            work()


def test_templates_of_a_hidden_channel_are_unknown():
    shop = Shop()
    made = shop.made()
    stranger = caller("templates.manage", user_id="us_2", sees=["ch_other"])

    assert shop.desk.list("", None, stranger) == []
    with pytest.raises(TemplateUnknown):
        shop.desk.get(made.template_id, stranger)
    with pytest.raises(ChannelUnknown):
        shop.desk.save(wish(request_id="rq_2"), stranger)


def test_only_whatsapp_has_templates():
    """TPL-8."""
    shop = Shop(webchat())

    with pytest.raises(TemplatesUnsupported):
        shop.made(channel_id="ch_web")
    with pytest.raises(TemplatesUnsupported):
        shop.desk.sync("ch_web", ADMIN)


def test_a_name_counts_once_whatever_its_languages():
    """TPL-8, TPL-10."""
    shop = Shop(most_names=1)
    shop.made()

    shop.made(request_id="rq_2", language="es")
    with pytest.raises(TemplateNameTaken):
        shop.made(request_id="rq_3")
    with pytest.raises(TemplatesExhausted) as refused:
        shop.made(request_id="rq_4", name="other")
    assert refused.value.facts == {"limit": "1"}


def test_a_template_that_is_handed_in_is_under_review_and_then_approved():
    """TPL-3, TPL-6."""
    shop = Shop()
    template_id = shop.made().template_id

    pending = shop.desk.submit(template_id, ADMIN)
    assert (pending.state, pending.provider_id) == (State.PENDING, "889900112233445")
    assert shop.desk.templates.form(template_id, "ch_wa") is None

    shop.tell(state=State.APPROVED)
    assert shop.desk.templates.form(template_id, "ch_wa").names == ("nome",)


def test_handing_in_twice_hands_in_once():
    shop = Shop()
    template_id = shop.made().template_id

    shop.desk.submit(template_id, ADMIN)
    shop.desk.submit(template_id, ADMIN)

    assert shop.provider.calls == [("create", "back")]


@pytest.mark.parametrize(
    "refusal",
    [
        TemplateRefused("100: variables next to each other", detail="100"),
        ProviderDown("no answer", detail="no answer"),
        ChannelBroken("190: expired", detail="190"),
    ],
)
def test_what_cannot_be_handed_in_stays_a_draft_with_the_reason(refusal):
    """TPL-3, CHN-5."""
    shop = Shop()
    template_id = shop.made().template_id
    shop.provider.refusal = refusal

    with pytest.raises(type(refusal)):
        shop.desk.submit(template_id, ADMIN)

    assert (shop.only.state, shop.only.reason) == (State.DRAFT, str(refusal))
    broken = isinstance(refusal, ChannelBroken)
    health = shop.house.channels.channels["ch_wa"].health
    assert health is (Health.DISCONNECTED if broken else Health.CONNECTED)
    shop.provider.refusal = None
    assert shop.desk.submit(template_id, ADMIN).state is State.PENDING


def test_a_rejected_template_is_changed_and_handed_in_again():
    shop = Shop()
    template_id = shop.desk.submit(shop.made().template_id, ADMIN).template_id
    shop.tell(state=State.REJECTED, reason="INVALID_FORMAT")
    assert (shop.only.state, shop.only.reason) == (State.REJECTED, "INVALID_FORMAT")

    changed = shop.desk.save(
        wish(template_id=template_id, words=replace(WORDS, footer="Bye")), ADMIN
    )
    assert (changed.state, changed.reason) == (State.DRAFT, "")
    shop.desk.submit(template_id, ADMIN)

    assert shop.provider.calls == [("create", "back"), ("edit", "back")]


@pytest.mark.parametrize(
    "state", [State.PENDING, State.APPROVED, State.DISABLED, State.ARCHIVED]
)
def test_a_template_in_these_states_is_locked(state):
    shop = Shop()
    template_id = shop.desk.submit(shop.made().template_id, ADMIN).template_id
    shop.tell(state=state)

    with pytest.raises(TemplateLocked) as refused:
        shop.desk.save(wish(template_id=template_id, words=Words("New")), ADMIN)

    assert refused.value.facts == {"state": state.value}


def test_a_template_that_the_provider_knows_keeps_its_name():
    shop = Shop()
    template_id = shop.desk.submit(shop.made().template_id, ADMIN).template_id
    shop.tell(state=State.REJECTED)

    with pytest.raises(TemplateLocked):
        shop.desk.save(wish(template_id=template_id, name="other"), ADMIN)


def test_removing_removes_it_at_the_provider_too():
    shop = Shop()
    template_id = shop.approved()

    shop.desk.remove(template_id, ADMIN)

    assert shop.provider.calls[-1] == ("remove", "back")
    assert shop.desk.templates.events[-1].state is State.REMOVED
    with pytest.raises(TemplateUnknown):
        shop.desk.get(template_id, ADMIN)


def test_what_the_provider_does_not_remove_stays():
    shop = Shop()
    template_id = shop.approved()
    shop.provider.refusal = TemplateRefused("100: no", detail="100: no")

    with pytest.raises(TemplateRefused):
        shop.desk.remove(template_id, ADMIN)

    assert shop.states() == {"back": State.APPROVED}


def test_a_disabled_template_leaves_the_picker_at_once_and_stays():
    """TPL-6."""
    shop = Shop()
    template_id = shop.approved()

    shop.tell(1, state=State.DISABLED)

    assert shop.desk.templates.form(template_id, "ch_wa") is None
    assert shop.desk.list("", State.APPROVED, ADMIN) == []
    with pytest.raises(TemplateLocked):
        shop.desk.remove(template_id, ADMIN)


def test_quality_and_category_are_as_the_provider_says():
    """TPL-4, TPL-7: a red one is marked and can still be sent."""
    shop = Shop()
    template_id = shop.approved()

    shop.tell(1, quality=Quality.RED)
    shop.tell(1, category=Category.MARKETING)

    assert (shop.only.quality, shop.only.category) == (Quality.RED, Category.MARKETING)
    assert shop.desk.templates.form(template_id, "ch_wa") is not None


NEWS = [
    (1, {"state": State.APPROVED}),
    (2, {"state": State.PAUSED, "reason": "FIRST_PAUSE"}),
    (3, {"state": State.APPROVED}),
    (2, {"quality": Quality.YELLOW}),
    (4, {"quality": Quality.GREEN}),
]


@pytest.mark.parametrize("order", list(itertools.permutations(range(len(NEWS)))))
def test_news_in_any_order_and_twice_come_to_the_same(order):
    """TPL-6, CHN-6."""
    shop = Shop()
    shop.desk.submit(shop.made().template_id, ADMIN)

    for number in [*order, *order]:
        seconds, news = NEWS[number]
        shop.tell(seconds, **news)

    assert (shop.only.state, shop.only.reason, shop.only.quality) == (
        State.APPROVED,
        "",
        Quality.GREEN,
    )


def test_repeated_news_are_announced_once():
    shop = Shop()
    shop.approved()
    before = len(shop.desk.templates.events)

    shop.tell(state=State.APPROVED)
    shop.tell(5, state=State.APPROVED)

    assert len(shop.desk.templates.events) == before


def test_approval_that_is_faster_than_our_answer_counts():
    """The webhook may come before the provider's answer to handing it in."""
    shop = Shop()
    made = shop.made()
    create = shop.provider.create

    def quick(where, template):
        told = TemplateTold(
            NOON, "889900112233445", "back", "pt_BR", state=State.APPROVED
        )
        shop.desk.templates.tell(where, told)
        return create(where, template)

    shop.provider.create = quick

    assert shop.desk.submit(made.template_id, ADMIN).state is State.APPROVED


def test_news_are_for_every_number_of_the_account():
    """One WhatsApp account with two numbers has one set of templates."""
    second = channel("ch_2", provider_id="99900")
    shop = Shop(channel(), second)
    for where in ("ch_wa", "ch_2"):
        shop.provider.there = [LISTED]
        shop.desk.sync(where, ADMIN)

    shop.tell(600, state=State.DISABLED)

    held = shop.desk.templates.templates.values()
    assert [each.state for each in held] == [State.DISABLED] * 2


# Readings.


def test_a_template_made_elsewhere_is_taken_over():
    shop = Shop()

    assert shop.sync(LISTED) == 1
    assert shop.sync(LISTED) == 1

    [found] = shop.desk.list("ch_wa", None, ADMIN)
    assert (found.name, found.state, found.words.variables) == (
        "back",
        State.APPROVED,
        (Variable("nome", "", "Ana"),),
    )
    assert len(shop.desk.templates.events) == 1


def test_a_reading_catches_up_with_a_webhook_that_was_missed():
    """TPL-6: and the ties to properties stay."""
    shop = Shop()
    shop.desk.submit(shop.made().template_id, ADMIN)

    shop.sync(LISTED)

    assert shop.only.state is State.APPROVED
    assert shop.only.words == WORDS


def test_words_changed_at_the_provider_are_taken_and_ties_stay():
    shop = Shop()
    shop.approved()
    words = Words(
        "Bye {{nome}} and {{loja}}, x",
        variables=(Variable("nome", example="Eva"), Variable("loja", example="Lima")),
    )

    shop.sync(replace(LISTED, words=words))

    assert shop.only.words.variables == (
        Variable("nome", "contact.first_name", "Eva"),
        Variable("loja", "", "Lima"),
    )


def test_a_reading_that_began_before_the_news_does_not_undo_them():
    shop = Shop()
    shop.approved()
    shop.tell(20 * 60, state=State.DISABLED)

    shop.sync(LISTED, minutes=10)

    assert shop.only.state is State.DISABLED


def test_what_is_gone_at_the_provider_is_removed_here():
    shop = Shop()
    shop.approved()

    shop.sync()

    assert shop.only.state is State.REMOVED
    assert shop.states() == {}
    assert shop.made(request_id="rq_2").state is State.DRAFT


def test_drafts_are_no_business_of_the_providers_list():
    shop = Shop()
    shop.made()

    shop.sync()

    assert shop.states() == {"back": State.DRAFT}


def test_words_changed_here_stay_until_they_are_handed_in():
    shop = Shop()
    template_id = shop.desk.submit(shop.made().template_id, ADMIN).template_id
    shop.tell(state=State.REJECTED)
    words = replace(WORDS, footer="Bye")
    shop.desk.save(wish(template_id=template_id, words=words), ADMIN)

    shop.sync(replace(LISTED, state=State.REJECTED))
    shop.tell(9000, state=State.APPROVED)

    assert (shop.only.state, shop.only.words.footer) == (State.DRAFT, "Bye")


def test_a_process_that_died_while_handing_in_leaves_no_template_stuck():
    """Whatever the provider has of it decides."""
    for there, state in [((), State.DRAFT), ((LISTED,), State.APPROVED)]:
        shop = Shop()
        made = shop.made()
        claimed = replace(made, state=State.PENDING)
        shop.desk.templates.change(made.template_id, lambda _, to=claimed: to)

        shop.sync(*there)

        assert shop.only.state is state
        assert shop.only.provider_id == (there[0].provider_id if there else "")


def test_templates_are_read_when_due_and_a_refusal_disconnects_the_channel():
    """TPL-6, CHN-5."""
    shop = Shop(channel(), twilio(), webchat())
    shop.provider.there = [LISTED]

    def due():
        return shop.desk.sync_due(timedelta(minutes=15), shop.house.turns)

    assert due() == (2, 0)
    assert due() == (0, 0)
    shop.now += timedelta(minutes=16)
    shop.provider.refusal = ChannelBroken("190: expired", detail="190: expired")
    assert due() == (0, 2)
    found = shop.house.channels.channels["ch_wa"]
    assert (found.health, found.health_detail) == (Health.DISCONNECTED, "190: expired")


def test_a_provider_that_is_down_changes_nothing():
    shop = Shop()
    shop.approved()
    shop.provider.refusal = ProviderDown("no answer", detail="no answer")

    with pytest.raises(ProviderDown):
        shop.sync()

    assert shop.states() == {"back": State.APPROVED}


def test_a_template_that_was_given_another_category_says_so():
    """TPL-4."""
    shop = Shop()
    shop.provider.given = Given("889900112233445", category=Category.MARKETING)

    handed_in = shop.desk.submit(shop.made().template_id, ADMIN)

    assert handed_in.category is Category.MARKETING
