"""The demo against a gateway in memory, and what it says of itself."""

from __future__ import annotations

import asyncio
import json
import time

from demo import people, playing, secret, setting_up, templates
from demo.dialogues import (
    CLOUD,
    INSTAGRAM,
    MESSENGER,
    TWILIO,
    WEBCHAT,
    Answers,
    Claims,
    Closes,
    Dialogue,
    Likes,
    Resumes,
    Says,
    Sends,
)
from demo.history import CONTACTS, DIALOGUES
from demo.stack import Refused

PHONE = "5511987650142"


def dialogue(*steps, kind=CLOUD, phone=PHONE):
    return Dialogue(kind, "Ana", phone, steps)


SHORT = dialogue(Says("Oi"), Claims("bruno"), Answers("bruno", "Olá"), Closes("bruno"))


class FakeGateway:
    """One channel's conversations; the first claim comes too early."""

    def __init__(self, keys=()) -> None:
        self.conversations = []
        self.done = []
        self._keys = list(keys)
        self._early = True

    async def everything(self, path):
        if "contacts" in path:
            return [{"id": "ct_1", "identity_keys": self._keys}]
        return list(self.conversations)

    async def call(self, method, path, body=None, *, key=""):
        verb = path.partition("?")[0].rpartition("/")[2]
        if verb == "claim" and self._early:
            self._early = False
            raise Refused("claim", 404, {"reason": "CONVERSATION_UNKNOWN"})
        if method == "GET":
            return {"items": [{"id": "ms_1", "direction": "inbound"}]}
        self.done.append((verb, body, key))
        return {"id": "cv_1"}

    async def upload(self, path, content, media_type):
        self.done.append(("upload", (path, content, media_type), ""))
        return {"id": "at_1"}

    async def write(self, says):
        self.conversations[:] = [
            {
                "id": "cv_1",
                "channel": {"id": "ch_1"},
                "contact": {"id": "ct_1", "name": "Ana", "phone": "+55 11 98765-0142"},
                "inbound_count": 1,
                "last_inbound_sequence": 7,
            }
        ]
        self.done.append(("write", says.text, ""))

    async def react(self, emoji):
        self.done.append(("react", emoji, ""))

    async def leave(self):
        self.done.append(("leave", None, ""))


class FakeSimulator:
    """A phone's thread, and the files every phone has."""

    def __init__(self, gateway=None) -> None:
        self.calls = []
        self._gateway = gateway

    async def call(self, method, path, body=None):
        self.calls.append((method, path, body))
        if path == "/control/samples":
            return {"items": [{"name": "document", "file_name": "orçamento.pdf"}]}
        if self._gateway is not None and path.startswith("/control/templates/"):
            self._gateway.decide(path.rpartition("/")[2], body)
        return {"messages": [{"id": "wamid.1", "direction": "out"}]}

    async def download(self, _path):
        return b"%PDF", "application/pdf"


def play(gateway, played):
    running = playing.Play(
        played,
        "ch_1",
        customer=gateway,
        agents={"bruno": gateway},
        inbox=people.Inbox(gateway),
        simulator=FakeSimulator(),
        templates={"retomar": "tp_1"},
    )
    asyncio.run(running.run())
    return gateway.done


def test_each_step_waits_for_the_one_before_and_is_tried_again_when_too_early():
    done = play(FakeGateway(), SHORT)

    verbs = [verb for verb, _, _ in done]
    assert verbs == ["write", "claim", "messages", "read", "close", "leave"]
    sent = done[2][1]
    assert (sent["text"], sent["seen_sequence"]) == ("Olá", 7)


def test_an_agent_sends_files_reacts_and_takes_up_by_template():
    steps = (
        Says("Oi"),
        Sends("bruno", "document"),
        Likes("bruno", "👍"),
        Resumes("bruno", "retomar", {"nome": "Ana"}),
    )

    done = {verb: body for verb, body, _ in play(FakeGateway(), dialogue(*steps))}

    path, content, media_type = done["upload"]
    assert "file_name=or%C3%A7amento.pdf" in path
    assert (content, media_type) == (b"%PDF", "application/pdf")
    assert done["messages"]["attachment_id"] == "at_1"
    assert done["reaction"] == {"emoji": "👍"}
    assert done["resume"]["template_id"] == "tp_1"


def test_a_dialogue_that_has_a_conversation_is_not_played_again():
    gateway = FakeGateway()
    asyncio.run(gateway.write(Says("Oi")))
    other = dialogue(Says("Oi"), phone="351912345678")

    missing = asyncio.run(
        playing.missing(people.Inbox(gateway), [SHORT, other], {CLOUD: "ch_1"})
    )

    assert missing == [other]


def test_somebody_on_a_page_is_known_by_their_id():
    gateway = FakeGateway(["psid:7300112244556677"])
    asyncio.run(gateway.write(Says("Oi")))
    theirs = dialogue(Says("Oi"), kind=MESSENGER, phone="7300112244556677")
    others = dialogue(Says("Oi"), kind=MESSENGER, phone="7300112244556699")

    missing = asyncio.run(
        playing.missing(people.Inbox(gateway), [theirs, others], {MESSENGER: "ch_1"})
    )

    assert missing == [others]


def test_what_was_written_yesterday_is_passed_on_late():
    simulator = FakeSimulator()
    phone = people.Phone(simulator, "227711004455001", SHORT)

    asyncio.run(phone.write(Says("Oi", hours_ago=30)))
    asyncio.run(phone.react("❤️"))

    ((_, path, written), _, (_, _, reaction)) = simulator.calls
    assert path == f"/control/customers/227711004455001/{PHONE}/messages"
    assert 29 * 3600 < time.time() - written["at"] < 31 * 3600
    assert reaction == {"message_id": "wamid.1", "emoji": "❤️"}


def test_secrets_are_the_same_on_the_second_run_and_nobody_elses_to_read(tmp_path):
    first = secret.kept(tmp_path)

    assert secret.kept(tmp_path) == first
    path = tmp_path / "demo-secrets.json"
    assert path.stat().st_mode & 0o077 == 0
    assert json.loads(path.read_text()) == first


def test_secrets_of_an_older_version_stay_and_new_ones_are_made(tmp_path):
    old = {"app_secret": "a", "verify_token": "b"}
    (tmp_path / "demo-secrets.json").write_text(json.dumps(old))

    found = secret.kept(tmp_path)

    assert found.items() >= old.items()
    assert found["page_token"] == secret.kept(tmp_path)["page_token"]


def test_a_described_channel_holds_what_drives_it(tmp_path):
    kept = secret.kept(tmp_path)
    drafts = setting_up.drafts(kept, "http://simulator.example")
    stored = {
        "id": "ch_1",
        "name": "A",
        "webhook_url": "http://ingest.example/x",
        "provider_facts": {},
        "provider_id": "p_1",
    }

    shown = {
        d["kind"]: setting_up.described({**stored, "kind": d["kind"]}, d)
        for d in drafts
    }

    meta = {"app_id", "app_secret", "verify_token", "access_token", "webhook_url"}
    needed = {
        CLOUD: {"phone_number_id", "waba_id", *meta},
        TWILIO: {"account_sid", "to", "auth_token", "webhook_url"},
        MESSENGER: {"page_id", *meta},
        INSTAGRAM: {"instagram_id", *meta},
        WEBCHAT: {"token"},
    }
    for kind, names in needed.items():
        assert names | {"simulated_id"} <= set(shown[kind])
    tokens = {shown[each]["access_token"] for each in (CLOUD, MESSENGER, INSTAGRAM)}
    assert len(tokens) == 3


class FakeTemplates:
    """The gateway's templates, as the provider decides about them."""

    def __init__(self) -> None:
        self.items = []
        self.written = 0

    async def call(self, method, path, body=None, *, key=""):
        if method == "GET":
            return {"items": [dict(each) for each in self.items]}
        self.written += 1
        if path == "/api/v1/templates":
            number = len(self.items) + 1
            ids = {"id": f"tp_{number}", "provider_id": f"p_{number}"}
            self.items.append({**body, **ids, "state": "draft"})
            return dict(self.items[-1])
        if path.endswith("/sync"):
            return {"templates": len(self.items)}
        found = next(each for each in self.items if each["id"] in path)
        found["state"] = "pending"
        return dict(found)

    def decide(self, provider_id, body):
        found = next(each for each in self.items if each["provider_id"] == provider_id)
        found["state"] = body["status"].lower()


def test_templates_end_as_they_are_to_end_and_are_made_once():
    gateway = FakeTemplates()
    simulator = FakeSimulator(gateway)
    channel = {"id": "ch_1", "kind": CLOUD, "simulated_id": "227711004455001"}

    first = asyncio.run(templates.make(gateway, simulator, channel))
    written = gateway.written
    second = asyncio.run(templates.make(gateway, simulator, channel))

    states = {each["name"]: each["state"] for each in gateway.items}
    assert states["retomar_conversa"] == "approved"
    assert sorted(set(states.values())) == ["approved", "pending", "rejected"]
    assert first == second
    assert gateway.written == written
    assert simulator.calls[-1] == (
        "PATCH",
        "/control/channels/227711004455001/modes",
        {"review": "approve"},
    )


def test_the_history_is_a_mix_of_what_an_inbox_holds():
    kinds = {each.kind for each in DIALOGUES}
    closed = [d for d in DIALOGUES if isinstance(d.steps[-1], Closes)]
    waiting = [d for d in DIALOGUES if all(isinstance(s, Says) for s in d.steps)]
    resumed = [d for d in DIALOGUES if isinstance(d.steps[-1], Resumes)]
    phones = [d.phone for d in DIALOGUES if d.phone]
    said = {s.kind for d in DIALOGUES for s in d.steps if isinstance(s, Says)}

    assert kinds == {CLOUD, TWILIO, MESSENGER, INSTAGRAM, WEBCHAT}
    assert len(closed) >= 3
    assert len(waiting) >= 3
    assert resumed[0].steps[0].hours_ago > 24
    assert said >= {"text", "image", "voice", "location"}
    assert len(set(phones)) == len(phones)
    assert {c.phone.removeprefix("+") for c in CONTACTS} <= set(phones)


def test_every_template_that_is_used_is_one_of_the_channels_approved():
    approved = {
        (each.kind, each.name)
        for each in templates.TEMPLATES
        if each.verdict == templates.APPROVED
    }
    used = {
        (d.kind, s.template)
        for d in DIALOGUES
        for s in d.steps
        if isinstance(s, Resumes)
    }

    assert used
    assert used <= approved
