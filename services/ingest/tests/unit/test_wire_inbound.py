"""What people did crosses the border whole."""

from __future__ import annotations

import pytest
from builders import NOON, PAGE, SEALER, channel
from cases.common import MESSENGER, PSID, echoed, file, reacted, revised, written
from google.protobuf.json_format import MessageToDict

from ingest.domain import events as facts
from ingest.domain.channels import Kind
from ingest.domain.content import (
    Choice,
    ContactCard,
    Content,
    Location,
    Notice,
    Order,
    OrderItem,
    Referral,
    Share,
    attachment_id,
)
from ingest.domain.inbound import Sender
from ingest.domain.news import Consented, Rekeyed
from ingest.wire.events import write_event

PERSON = {"keys": [PSID.keys[0]]}
NOON_TOLD = "2030-01-01T12:00:00Z"


def crossed(kind, part):
    """Return the event's routing key and its fields on the bus."""
    page = channel("ch_fb", Kind.MESSENGER, provider_id=PAGE)
    event = kind("pc_1.0", "pc_1", NOON, page, part)
    sent = write_event(event, SEALER.seal)
    told = MessageToDict(sent.message, preserving_proto_field_name=True)
    assert told.pop("metadata") == {
        "event_id": "pc_1.0",
        "causation_id": "pc_1",
        "account_id": "ac_1",
        "occur_time": NOON_TOLD,
    }
    assert told.pop("channel_id") == "ch_fb"
    told.pop("channel_kind", None)
    return sent.routing_key, told


def arrived(kind, text="", content=None, **fields):
    part = written(
        MESSENGER,
        kind,
        text,
        content or Content(),
        provider_message_id="m_1",
        provider_time=NOON,
        **fields,
    )
    key, told = crossed(facts.MessageArrived, part.placed("ch_fb"))
    assert key == "message_received"
    assert told.pop("sender") == PERSON
    assert told.pop("provider_message_id") == "m_1"
    assert told.pop("provider_time") == NOON_TOLD
    assert told.pop("kind") == kind
    return told


def test_a_plain_text_has_no_content():
    assert arrived("text", "hi", reply_to="m_0") == {
        "text": "hi",
        "reply_to_provider_message_id": "m_0",
        "opens_window": True,
    }


def test_a_notice_does_not_open_the_window():
    """WIN-8."""
    notice = Content(notice=Notice("number_changed", "+1", "+2"))

    assert arrived("notice", content=notice, opens_window=False) == {
        "content": {"notice": {"what": "number_changed", "before": "+1", "after": "+2"}}
    }


def test_files_cross_with_their_ids_and_without_their_places():
    files = (
        file("audio", "audio/ogg", voice=True),
        file("image", reason="VIEW_ONCE"),
    )

    told = arrived("audio", files=files)

    assert told["content"]["attachments"] == [
        {
            "attachment_id": attachment_id("ch_fb", "m_1", 0),
            "kind": "KIND_AUDIO",
            "state": "STATE_WAITING",
            "media_type": "audio/ogg",
            "voice": True,
        },
        {
            "attachment_id": attachment_id("ch_fb", "m_1", 1),
            "kind": "KIND_IMAGE",
            "state": "STATE_FAILED",
            "reason": "VIEW_ONCE",
        },
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param(
            Content(location=Location(-23.5, -46.25, "MASP", "Av. 1", "https://m.br")),
            {
                "location": {
                    "latitude": -23.5,
                    "longitude": -46.25,
                    "name": "MASP",
                    "address": "Av. 1",
                    "url": "https://m.br",
                }
            },
            id="location",
        ),
        pytest.param(
            Content(cards=(ContactCard("Ana", ("+1",), ("a@b.c",), "Pots", own=True),)),
            {
                "cards": [
                    {
                        "name": "Ana",
                        "phones": ["+1"],
                        "emails": ["a@b.c"],
                        "organization": "Pots",
                        "own": True,
                    }
                ]
            },
            id="contacts",
        ),
        pytest.param(
            Content(choice=Choice("form", "f", "Sent", "below", "{}")),
            {
                "choice": {
                    "offered_as": "form",
                    "choice_id": "f",
                    "title": "Sent",
                    "description": "below",
                    "form_json": "{}",
                }
            },
            id="choice",
        ),
        pytest.param(
            Content(order=Order("c_1", (OrderItem("p_1", 2, 1.5, "EUR"),))),
            {
                "order": {
                    "catalog_id": "c_1",
                    "items": [
                        {
                            "product_id": "p_1",
                            "quantity": 2,
                            "price": 1.5,
                            "currency": "EUR",
                        }
                    ],
                }
            },
            id="order",
        ),
        pytest.param(
            Content(share=Share("reel", "https://r.example", "Ours")),
            {"share": {"what": "reel", "url": "https://r.example", "title": "Ours"}},
            id="share",
        ),
        pytest.param(
            Content(
                referral=Referral("ad", "1", "u", "head", "body", "click", "ref", "pic")
            ),
            {
                "referral": {
                    "source": "ad",
                    "source_id": "1",
                    "url": "u",
                    "headline": "head",
                    "body": "body",
                    "click_id": "click",
                    "ref": "ref",
                    "image_url": "pic",
                }
            },
            id="referral",
        ),
        pytest.param(
            Content(forwarded=True, frequently_forwarded=True, raw="{}"),
            {"forwarded": True, "frequently_forwarded": True, "raw": "{}"},
            id="rest",
        ),
    ],
)
def test_each_kind_of_content_crosses_whole(content, told):
    assert arrived("text", "hi", content)["content"] == told


def test_an_echo_says_where_it_was_written():
    part = echoed(
        MESSENGER,
        "text",
        "hi",
        "page_inbox",
        provider_message_id="m_1",
        provider_time=NOON,
    )

    assert crossed(facts.MessageEchoed, part) == (
        "message_echoed",
        {
            "recipient": PERSON,
            "provider_message_id": "m_1",
            "provider_time": NOON_TOLD,
            "kind": "text",
            "text": "hi",
            "origin": "page_inbox",
        },
    )


@pytest.mark.parametrize(("emoji", "told"), [("😀", {"emoji": "😀"}), ("", {})])
def test_a_reaction_is_added_or_taken_back(emoji, told):
    part = reacted(MESSENGER, "m_1", emoji, provider_time=NOON)

    assert crossed(facts.ReactionCame, part) == (
        "reaction_received",
        {
            "sender": PERSON,
            "target_provider_message_id": "m_1",
            "reaction": {**told, "react_time": NOON_TOLD},
        },
    )


@pytest.mark.parametrize(
    ("fields", "told"),
    [({"text": "new"}, {"text": "new"}), ({"deleted": True}, {"deleted": True})],
)
def test_a_message_is_changed_or_deleted(fields, told):
    part = revised(MESSENGER, "m_1", "m_1:edit:1", provider_time=NOON, **fields)

    assert crossed(facts.MessageRevised, part) == (
        "message_revised",
        {
            "sender": PERSON,
            "target_provider_message_id": "m_1",
            "revision_id": "m_1:edit:1",
            "revise_time": NOON_TOLD,
            **told,
        },
    )


def test_new_ids_come_with_the_former_ones():
    part = Rekeyed(
        address=MESSENGER,
        former_keys=("phone:+1",),
        identity=Sender(("bsuid:US.2", "phone:+2"), "Marta", "+2", "marta"),
        reason="number_changed",
        provider_time=NOON,
        notice_id="wamid.1",
    )

    assert crossed(facts.IdentityChanged, part) == (
        "identity_changed",
        {
            "former_keys": ["phone:+1"],
            "identity": {
                "keys": ["bsuid:US.2", "phone:+2"],
                "display_name": "Marta",
                "phone": "+2",
                "handle": "marta",
            },
            "reason": "number_changed",
            "change_time": NOON_TOLD,
        },
    )


@pytest.mark.parametrize(
    ("marketing", "told"), [(True, {"marketing": True}), (False, {})]
)
def test_a_wish_about_marketing_crosses(marketing, told):
    part = Consented(MESSENGER, PSID, marketing, NOON)

    assert crossed(facts.ConsentChanged, part) == (
        "consent_changed",
        {"identity": PERSON, "change_time": NOON_TOLD, **told},
    )
