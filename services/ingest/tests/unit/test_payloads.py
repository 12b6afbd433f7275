"""Every case a provider documents has a meaning, and it is this one."""

from __future__ import annotations

import json

import pytest
from builders import NOON, PAYLOADS, payload
from cases import META, TWILIO, WEBCHAT

from ingest.domain.inbound import Call, Quarantined, Written
from ingest.providers.readers import read

PROVIDERS = {
    "whatsapp_cloud": "meta",
    "messenger": "meta",
    "instagram": "meta",
    "twilio_whatsapp": "twilio",
    "webchat": "webchat",
}

CASES = META | TWILIO | WEBCHAT


def parts(name):
    found = Call(
        call_id="pc_1",
        provider=PROVIDERS[name.partition("/")[0]],
        target="ch_1",
        body=payload(name),
        content_type="",
        receive_time=NOON,
        visitor_id="vs_1",
    )
    return read(found)


@pytest.mark.parametrize(("name", "meaning"), CASES.items())
def test_a_payload_means_what_its_provider_says(name, meaning):
    """MSG-2, MSG-6, INB-10, WIN-8, TPL-4, TPL-6, TPL-7: part by part, in order."""
    assert parts(name) == meaning


def test_every_payload_has_its_meaning_here():
    there = {
        str(path.relative_to(PAYLOADS))
        for folder in PROVIDERS
        for path in (PAYLOADS / folder).iterdir()
    }

    assert there == set(CASES)


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in CASES
        if name.startswith(("whatsapp_cloud/msg", "instagram/msg"))
    ],
)
def test_a_message_has_the_id_of_its_provider(name):
    """MSG-3: it is how a message that is told twice is known."""
    whole = payload(name).decode()
    ids = [
        part.provider_message_id for part in parts(name) if isinstance(part, Written)
    ]

    assert all(f'"{each}"' in whole for each in ids)
    assert len(set(ids)) == len(ids)


def test_what_cannot_be_shown_is_kept_as_it_came():
    [strange] = parts("whatsapp_cloud/msg_unknown_kind.json")
    [form] = parts("twilio_whatsapp/in_reaction.form")

    assert json.loads(strange.content.raw)["hologram"] == {"depth": 3}
    assert "MessageType=reaction" in form.content.raw


@pytest.mark.parametrize("body", [b'{"object":"user"}', b'{"object":["page"]}', b"{}"])
def test_other_objects_of_the_same_app_are_quarantined(body):
    [part] = read(Call("pc", "meta", "app", body, "", NOON))

    assert part == Quarantined("object_unknown")
