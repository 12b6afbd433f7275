"""The demo against a gateway in memory, and what it says of itself."""

from __future__ import annotations

import asyncio
import json

from demo import playing, secret, setting_up
from demo.dialogues import (
    CLOUD,
    CONTACTS,
    DIALOGUES,
    TWILIO,
    WEBCHAT,
    Answers,
    Claims,
    Closes,
    Dialogue,
    Says,
)
from demo.stack import Refused

SHORT = Dialogue(
    CLOUD,
    "Ana",
    "5511987650142",
    (Says("Oi"), Claims("bruno"), Answers("bruno", "Olá"), Closes("bruno")),
)


class FakeGateway:
    """One channel's conversations; the first claim comes too early."""

    def __init__(self) -> None:
        self.conversations = []
        self.done = []
        self._early = True

    async def everything(self, _path):
        return list(self.conversations)

    async def call(self, _method, path, body=None, *, key=""):
        verb = path.rpartition("/")[2]
        if verb == "claim" and self._early:
            self._early = False
            raise Refused("claim", 404, {"reason": "CONVERSATION_UNKNOWN"})
        self.done.append((verb, body, key))
        return {"id": "cv_1"}

    async def write(self, text):
        self.conversations[:] = [
            {
                "id": "cv_1",
                "channel": {"id": "ch_1"},
                "contact": {"name": "Ana", "phone": "+55 11 98765-0142"},
                "inbound_count": 1,
                "last_inbound_sequence": 7,
            }
        ]
        self.done.append(("write", text, ""))

    async def leave(self):
        self.done.append(("leave", None, ""))


def test_each_step_waits_for_the_one_before_and_is_tried_again_when_too_early():
    gateway = FakeGateway()
    play = playing.Play(
        SHORT,
        "ch_1",
        customer=gateway,
        agents={"bruno": gateway},
        inbox=playing.Inbox(gateway),
    )

    asyncio.run(play.run())

    assert [verb for verb, _, _ in gateway.done] == [
        "write",
        "claim",
        "messages",
        "read",
        "close",
        "leave",
    ]
    sent = gateway.done[2][1]
    assert (sent["text"], sent["seen_sequence"]) == ("Olá", 7)


def test_a_dialogue_that_has_a_conversation_is_not_played_again():
    gateway = FakeGateway()
    asyncio.run(gateway.write("Oi"))
    other = Dialogue(CLOUD, "Rui", "351912345678", (Says("Oi"),))

    missing = asyncio.run(
        playing.missing(playing.Inbox(gateway), [SHORT, other], {CLOUD: "ch_1"})
    )

    assert missing == [other]


def test_secrets_are_the_same_on_the_second_run_and_nobody_elses_to_read(tmp_path):
    first = secret.kept(tmp_path)

    assert secret.kept(tmp_path) == first
    path = tmp_path / "demo-secrets.json"
    assert path.stat().st_mode & 0o077 == 0
    assert json.loads(path.read_text()) == first


def test_a_described_channel_holds_what_drives_it(tmp_path):
    kept = secret.kept(tmp_path)
    cloud, twilio, webchat = setting_up.drafts(kept, "http://simulator.example")
    stored = {
        "id": "ch_1",
        "name": "A",
        "webhook_url": "http://ingest.example/x",
        "provider_facts": {},
    }

    shown = [
        setting_up.described({**stored, "kind": d["kind"], "provider_id": "p_1"}, d)
        for d in (cloud, twilio, webchat)
    ]

    needed = [
        {"phone_number_id", "waba_id", "app_id", "app_secret", "verify_token"},
        {"account_sid", "to", "auth_token", "webhook_url"},
        {"token"},
    ]
    for channel, names in zip(shown, needed, strict=True):
        assert names <= set(channel)


def test_the_history_is_a_mix_of_what_an_inbox_holds():
    kinds = {each.kind for each in DIALOGUES}
    closed = [d for d in DIALOGUES if isinstance(d.steps[-1], Closes)]
    waiting = [d for d in DIALOGUES if all(isinstance(s, Says) for s in d.steps)]
    phones = [d.phone for d in DIALOGUES if d.phone]

    assert kinds == {CLOUD, TWILIO, WEBCHAT}
    assert len(DIALOGUES) == 12
    assert len(closed) >= 3
    assert len(waiting) >= 3
    assert len(set(phones)) == len(phones)
    assert {c.phone.removeprefix("+") for c in CONTACTS} <= set(phones)
