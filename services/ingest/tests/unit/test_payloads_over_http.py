"""Every payload of a provider, posted to us, is taken in to the end."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qsl

from builders import channel, payload, signed, twilio
from cases import META, TWILIO
from house import House
from twilio.request_validator import RequestValidator
from world import World

from ingest.domain.channels import Kind
from ingest.domain.inbound import Fate, Ignored
from ingest.domain.news import ReadUpTo

CHANNELS = (
    channel(),
    channel("ch_fb", Kind.MESSENGER),
    channel("ch_ig", Kind.INSTAGRAM),
    twilio(),
)


TWILIO_PATH = "/webhooks/twilio/ch_tw"


def twilio_headers(body):
    """Return what Twilio would send with *body*."""
    form = dict(parse_qsl(body.decode(), keep_blank_values=True))
    made = RequestValidator(twilio().secrets["auth_token"]).compute_signature(
        f"http://ingest.test{TWILIO_PATH}", form
    )
    return {
        "x-twilio-signature": made,
        "content-type": "application/x-www-form-urlencoded",
    }


def posted(tmp_path, path, bodies):
    """Post *bodies*, each with the headers that its provider adds."""
    house = House(tmp_path, *CHANNELS)

    async def main():
        async with house.open() as client:
            for body, headers in bodies:
                answer = await client.post(path, content=body, headers=headers)
                assert answer.status_code == 200

    asyncio.run(main())
    return house.broker.calls


def fate_of(parts):
    """Return the fate of a call with *parts*, where nothing was sent before."""
    idle = all(isinstance(part, Ignored | ReadUpTo) for part in parts)
    return Fate.IGNORED if idle else Fate.FORWARDED


def taken(call):
    """Take a call in on its own."""
    world = World(*CHANNELS)
    [fate] = world.take(call)
    assert len(world.entries) == 1
    return fate, world


def test_what_meta_sends_is_taken_in_from_end_to_end(tmp_path):
    """CHN-6."""
    names = sorted(META)
    bodies = [(payload(name), signed(payload(name))) for name in names]

    calls = posted(tmp_path, "/webhooks/meta/app-1", bodies)

    fates, led_to = {}, {}
    for name, call in zip(names, calls, strict=True):
        fates[name], world = taken(call)
        led_to[name] = (
            len(world.events),
            len(world.files.expected),
            len(world.notices.kept),
            len(world.templates.told),
        )
    assert fates == {name: fate_of(META[name]) for name in names}
    assert led_to["whatsapp_cloud/msg_text.json"] == (1, 0, 0, 0)
    assert led_to["whatsapp_cloud/template_approved.json"] == (0, 0, 0, 1)
    assert led_to["messenger/msg_images_multi.json"] == (1, 3, 0, 0)
    assert led_to["messenger/policy_enforcement.json"] == (0, 0, 1, 0)
    assert led_to["instagram/msg_story_mention.json"] == (1, 1, 0, 0)


def test_what_twilio_sends_is_taken_in_from_end_to_end(tmp_path):
    """CHN-6."""
    names = sorted(TWILIO)
    bodies = [(payload(name), twilio_headers(payload(name))) for name in names]

    calls = posted(tmp_path, TWILIO_PATH, bodies)

    fates = {name: taken(call)[0] for name, call in zip(names, calls, strict=True)}
    assert fates == {name: fate_of(TWILIO[name]) for name in names}
