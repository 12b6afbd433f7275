"""Odd calls of Meta's: one bad part leaves the others alone."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from builders import NOON, call, cloud, message, status

from ingest.domain.inbound import Ignored, Quarantined, Reported, Written
from ingest.providers import readers


def read(value):
    return readers.read(call(value))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(b"", "not_json", id="empty"),
        pytest.param(b"\xff\xfe\x00", "not_json", id="no-text"),
        pytest.param(b"[" * 200_000, "nested_too_deeply", id="deep"),
        pytest.param(b'{"a":' * 200_000, "nested_too_deeply", id="deep-objects"),
        pytest.param(b"[1]", "object_unknown", id="array"),
        pytest.param(b"1" * 5000, "not_json", id="huge-number"),
        pytest.param(
            b'{"object":"whatsapp_business_account"}', "nothing_in_it", id="no-entry"
        ),
    ],
)
def test_a_body_that_makes_no_sense_is_quarantined(body, reason):
    assert read(body) == [Quarantined(reason)]


def test_a_bad_message_leaves_its_neighbours_alone():
    value = {
        "messages": [message("wamid.1"), 7, message("", type=None), message("wamid.2")]
    }

    found = read(cloud(value))

    assert [type(part) for part in found] == [
        Written,
        Quarantined,
        Quarantined,
        Written,
    ]


def test_a_bad_entry_and_a_bad_change_leave_theirs_alone():
    good = cloud({"messages": [message()]})
    good["entry"] = [
        None,
        {"id": "1"},
        {"changes": [3, {"field": "messages"}]},
        *good["entry"],
    ]

    found = read(good)

    assert [type(part) for part in found] == [Quarantined] * 4 + [Written]


def test_a_kind_nobody_knows_is_a_placeholder():
    [part] = read(
        cloud({"messages": [message(type="hologram", hologram={"caption": "hi"})]})
    )

    assert (part.kind, part.text, part.provider_kind) == (
        "unsupported",
        "hologram",
        "hologram",
    )
    assert json.loads(part.content.raw)["hologram"] == {"caption": "hi"}


def test_a_text_without_text_is_a_placeholder():
    [part] = read(cloud({"messages": [message(text=["no", "text"])]}))

    assert (part.kind, part.text) == ("unsupported", "text")


def test_a_message_from_nobody_is_quarantined():
    [part] = read(cloud({"messages": [message(**{"from": None})]}))

    assert part.reason == "message_without_sender"


def test_halves_of_surrogate_pairs_and_lengths_do_no_harm():
    raw = json.dumps(cloud({"messages": [message(text="a" * 70_000)]})).encode()
    long, odd = read(raw), read(raw.replace(b'"a', b'"\\ud83d'))

    assert len(long[0].text) == 65_536
    assert odd[0].text.startswith("\ufffd")
    odd[0].text.encode()


@pytest.mark.parametrize(
    ("stamp", "when"),
    [
        ("1795100400", datetime.fromtimestamp(1795100400, UTC)),
        (1795100400, datetime.fromtimestamp(1795100400, UTC)),
        ("soon", NOON),
        (None, NOON),
        ("9" * 400, NOON),
        (-5, NOON),
        ({"at": 1}, NOON),
        # A clock a year ahead would hold the conversation at the top for a year.
        ("1935100400", NOON),
    ],
)
def test_a_time_that_is_none_is_the_time_of_arrival(stamp, when):
    [part] = read(cloud({"messages": [message(timestamp=stamp)]}))

    assert part.provider_time == when


def test_the_contact_beside_a_message_is_matched_by_its_ids():
    value = {
        "contacts": [
            {"wa_id": "19990000000", "profile": {"name": "Other"}},
            {
                "wa_id": "15550142233",
                "user_id": "US.1",
                "parent_user_id": "US.ENT.9",
                "profile": {"name": " Marta "},
            },
        ],
        "messages": [message()],
    }

    [part] = read(cloud(value))

    assert part.sender.keys == ("bsuid:US.1", "parent:US.ENT.9", "phone:+15550142233")
    assert part.sender.display_name == "Marta"


def test_a_status_of_ours_brings_our_id_back():
    [ours] = read(cloud({"statuses": [status(biz_opaque_callback_data="ms_01abc")]}))
    [other] = read(cloud({"statuses": [status(biz_opaque_callback_data="order 7")]}))

    assert isinstance(ours, Reported)
    assert ours.message_id == "ms_01abc"
    assert other.message_id == ""


def test_a_status_nobody_knows_is_ignored_by_name():
    """MSG-2: an unknown status is logged."""
    [part] = read(cloud({"statuses": [status(named="teleported")]}))

    assert part == Ignored("status:teleported", part.address)
