"""Every kind of message on every channel, both ways, over the real stack."""

from __future__ import annotations

import time
import uuid
from typing import Any

import httpx
import pytest
from conftest import Newcomer
from files import CSV, PDF, jpeg, sound
from people import Agent, Phone, eventually

PROVIDERS = ["whatsapp_cloud", "whatsapp_twilio", "messenger", "instagram"]
WHATSAPP = PROVIDERS[:2]
EVERYWHERE = [*PROVIDERS, "webchat"]

Channels = dict[str, dict[str, Any]]


def said() -> str:
    """Return words that nobody said before."""
    return f"palavra {uuid.uuid4().hex[:12]}"


def begun(ana: Agent, customer: Any) -> dict[str, Any]:
    """Let a customer write, and return the conversation."""
    text = said()
    customer.write(text)
    return ana.wrote(text)


def last(ana: Agent, conversation: dict[str, Any], kind: str) -> dict[str, Any]:
    """Wait for a message of *kind* and return it."""

    def look() -> dict[str, Any] | None:
        found = [m for m in ana.thread(conversation["id"]) if m["kind"] == kind]
        return found[-1] if found else None

    return eventually(look)  # type: ignore[return-value]  # not None once found


def delivered(ana: Agent, conversation: dict[str, Any], message: dict[str, Any]) -> str:
    """Wait until the provider took a message, or refused it; return how far."""

    def look() -> str:
        [now] = [m for m in ana.thread(conversation["id"]) if m["id"] == message["id"]]
        return now["status"] if now["status"] != "queued" else ""

    return eventually(look)


@pytest.mark.parametrize("kind", PROVIDERS)
def test_a_picture_comes_in_and_can_be_opened(
    ana: Agent, newcomer: Newcomer, kind: str
) -> None:
    """CHN-1, ATT-11: shown at once, fetched after, resumable."""
    customer = newcomer(kind)
    assert isinstance(customer, Phone)
    conversation = begun(ana, customer)
    customer.send("image", media_ids=["sample:photo"])

    last(ana, conversation, "image")
    file = eventually(lambda: ready(ana, conversation))

    whole = ana.http.get(file["url"])
    part = ana.http.get(file["url"], headers={"Range": "bytes=0-9"})
    assert whole.headers["content-type"].startswith("image/")
    assert whole.headers["x-content-type-options"] == "nosniff"
    assert (part.status_code, part.content) == (206, whole.content[:10])
    assert ana.http.get(file["preview_url"]).is_success


def ready(ana: Agent, conversation: dict[str, Any]) -> dict[str, Any] | None:
    """Return the first file of the conversation that can be opened."""
    for message in ana.thread(conversation["id"]):
        for file in (message["content"] or {}).get("attachments", ()):
            if file["state"] == "ready":
                return file
    return None


@pytest.mark.parametrize("kind", EVERYWHERE)
def test_a_picture_goes_out(
    ana: Agent, newcomer: Newcomer, channels: Channels, kind: str
) -> None:
    """ATT-2."""
    customer = newcomer(kind)
    conversation = begun(ana, customer)
    file = ana.upload(channels[kind]["id"], "foto.jpg", jpeg())

    sent = ana.post(conversation, "media", attachment_id=file["id"], text="veja")

    assert sent.status_code == 201, sent.text
    message = sent.json()["message"]
    assert delivered(ana, conversation, message) in ("sent", "delivered", "read")
    if isinstance(customer, Phone):
        eventually(lambda: [m for m in customer.screen() if m.get("kind") == "image"])


@pytest.mark.parametrize(
    ("kind", "name", "content", "status"),
    [
        *((kind, "tabela.csv", CSV, 201) for kind in WHATSAPP),
        *((kind, "contrato.PDF", PDF, 201) for kind in WHATSAPP),
        *((kind, "renomeado.jpg", PDF, 409) for kind in ("messenger", "instagram")),
        ("webchat", "contrato.pdf", PDF, 409),
        ("webchat", "voz.wav", sound(), 409),
    ],
)
def test_documents_go_where_they_may(  # each is a column of the matrix
    ana: Agent,
    newcomer: Newcomer,
    channels: Channels,
    kind: str,
    name: str,
    content: bytes,
    status: int,
) -> None:
    """ATT-3, ATT-4, ATT-8: by content, whatever the name says."""
    conversation = begun(ana, newcomer(kind))
    file = ana.upload(channels[kind]["id"], name, content)

    sent = ana.post(conversation, "media", attachment_id=file["id"])

    assert sent.status_code == status, sent.text
    if status == 201:
        message = sent.json()["message"]
        assert delivered(ana, conversation, message) in ("sent", "delivered", "read")
    else:
        assert sent.json()["reason"] in ("KIND_REFUSED", "TYPE_REFUSED")


@pytest.mark.parametrize("kind", ["whatsapp_cloud", "messenger", "instagram"])
def test_reactions_go_both_ways(ana: Agent, newcomer: Newcomer, kind: str) -> None:
    customer = newcomer(kind)
    assert isinstance(customer, Phone)
    conversation = begun(ana, customer)
    [theirs] = ana.thread(conversation["id"])
    message = ana.send(conversation, "gostou?")
    delivered(ana, conversation, message)
    [shown] = [m for m in customer.screen() if m["direction"] == "out"]

    customer.do("reactions", {"message_id": shown["id"], "emoji": "❤️"})
    path = f"/conversations/{conversation['id']}/messages/{theirs['id']}/reaction"
    ana.do(path, {"emoji": "👍"}, "PUT")

    eventually(
        lambda: [
            r["emoji"]
            for m in ana.thread(conversation["id"])
            for r in m["reactions"]
            if r["user_id"] is None
        ]
    )
    eventually(lambda: [m for m in customer.screen() if m.get("reactions")])


def test_after_the_window_only_a_template_resumes(
    ana: Agent, newcomer: Newcomer
) -> None:
    """WIN-2, WIN-3, WIN-4, WIN-5, TPL-1."""
    customer = newcomer("whatsapp_cloud")
    assert isinstance(customer, Phone)
    text = said()
    customer.send("text", text=text, at=int(time.time()) - 25 * 3600)
    conversation = ana.wrote(text)

    refused = ana.post(conversation, "text", text="ainda aí?")
    assert (refused.status_code, refused.json()["reason"]) == (409, "WINDOW_ENDED")

    fitting = ana.get(f"/conversations/{conversation['id']}/templates")["items"]
    chosen = next(t for t in fitting if t["template"]["header"] is None)
    variables = {n: v or "Ana" for n, v in chosen["values"].items()}
    body = {
        "template_id": chosen["template"]["id"],
        "variables": variables,
        "request_id": str(uuid.uuid4()),
    }
    resumed = ana.do(f"/conversations/{conversation['id']}/resume", body)
    again = ana.do(f"/conversations/{conversation['id']}/resume", body)

    assert again["message"]["id"] == resumed["message"]["id"]
    message = resumed["message"]
    assert delivered(ana, conversation, message) in ("sent", "delivered", "read")
    assert ana.post(conversation, "text", text="e agora?").status_code == 409
    customer.write(said())
    eventually(
        lambda: ana.post(conversation, "text", text="que bom!").status_code == 201
    )


def test_a_failed_message_is_sent_again_by_hand(
    ana: Agent, newcomer: Newcomer, channels: Channels, simulator: httpx.Client
) -> None:
    """MSG-6: with its story."""
    customer = newcomer("whatsapp_cloud")
    assert isinstance(customer, Phone)
    conversation = begun(ana, customer)
    modes = f"/control/channels/{channels['whatsapp_cloud']['simulated_id']}/modes"
    failing = {"errors": [{"code": "131026", "times": 1, "call": "send"}]}
    simulator.patch(modes, json=failing).raise_for_status()

    message = ana.send(conversation, "chegou?")
    eventually(
        lambda: [
            m["error"]["reason"]
            for m in ana.thread(conversation["id"])
            if m["id"] == message["id"] and m["status"] == "failed"
        ]
    )
    path = f"/conversations/{conversation['id']}/messages/{message['id']}"
    ana.do(f"{path}/retry", {"request_id": str(uuid.uuid4())})

    def attempts() -> list[str]:
        whats = [step["what"] for step in ana.get(f"{path}/delivery")["steps"]]
        return whats if whats.count("attempt") == 2 else []

    eventually(attempts)
    eventually(lambda: arrived(customer, "chegou?"))
    assert len(arrived(customer, "chegou?")) == 1


def arrived(customer: Phone, text: str) -> list[str]:
    """Return the states of what came to the phone and was not refused."""
    return [
        m["status"]
        for m in customer.screen()
        if m["direction"] == "out" and m["text"] == text and m["status"] != "failed"
    ]


def test_edits_and_deletions_show(
    ana: Agent, newcomer: Newcomer, simulator: httpx.Client
) -> None:
    """MSG-3."""
    customer = newcomer("whatsapp_cloud")
    assert isinstance(customer, Phone)
    conversation = begun(ana, customer)
    [first] = [m for m in customer.screen() if m["direction"] == "in"]

    simulator.post(
        f"/control/messages/{first['id']}/edit", json={"text": "corrigido"}
    ).raise_for_status()
    eventually(lambda: ana.texts(conversation["id"]) == ["corrigido"])
    simulator.post(f"/control/messages/{first['id']}/delete").raise_for_status()
    eventually(lambda: ana.thread(conversation["id"])[0]["delete_time"])


def test_what_staff_writes_on_the_phone_shows(ana: Agent, newcomer: Newcomer) -> None:
    customer = newcomer("whatsapp_cloud")
    assert isinstance(customer, Phone)
    conversation = begun(ana, customer)

    customer.do("echo", {"text": "respondi do celular"})

    def echoed() -> list[str]:
        thread = ana.thread(conversation["id"])
        return [m["origin"] for m in thread if m["text"] == "respondi do celular"]

    assert eventually(echoed) == ["phone_app"]


def test_somebody_is_written_to_first_and_a_list_too(
    agents: dict[str, Agent], channels: Channels, simulator: httpx.Client
) -> None:
    """ACT-1, ACT-2, ACT-5, ACT-7."""
    admin, channel = agents["admin"], channels["whatsapp_cloud"]
    query = {"channel": channel["id"], "state": "approved"}
    templates = admin.get("/templates", **query)["items"]
    plain = next(t for t in templates if t["header"] is None)
    names = [v["name"] for v in plain["variables"]]
    numbers = [f"+55119{uuid.uuid4().int % 10**8:08d}" for _ in range(3)]

    begun_with = {
        "channel_id": channel["id"],
        "phone": numbers[0],
        "name": "Primeira",
        "template_id": plain["id"],
        "variables": dict.fromkeys(names, "Ana"),
    }
    wish = {"request_id": str(uuid.uuid4())}
    started = admin.do("/conversations/start", begun_with | wish)
    other = {"request_id": str(uuid.uuid4())}
    twice = admin.ask("/conversations/start", begun_with | other)
    assert twice.json()["reason"] == "IN_PROGRESS"
    assert twice.json()["conversation_id"] == started["conversation"]["id"]

    head = ";".join(["phone", "opt_in", *names])
    cells = ";".join(["site"] + ["Ana"] * len(names))
    rows = [f"{n};{cells}" for n in (numbers[0], numbers[1], numbers[1], numbers[2])]
    made = admin.do(
        "/campaigns",
        {
            "name": "Lista",
            "channel_id": channel["id"],
            "template_id": plain["id"],
            "csv": "\n".join([head, *rows]),
            "request_id": str(uuid.uuid4()),
        },
    )
    assert [r["reason"] for r in made["skipped"]] == ["DUPLICATE"]
    campaign_id = made["campaign"]["id"]
    admin.do(f"/campaigns/{campaign_id}/start")

    def counts() -> dict[str, int]:
        found = admin.get(f"/campaigns/{campaign_id}")
        return found["counts"] if found["state"] == "finished" else {}

    done = eventually(counts)
    assert done["skipped"] == 2, "a duplicate, and one in a conversation"
    for number in numbers[1:]:
        path = f"/control/customers/{channel['simulated_id']}/{number[1:]}"
        eventually(lambda path=path: simulator.get(path).json().get("messages"))


def test_a_call_is_found_in_the_ledger_and_replayed_without_effect(
    agents: dict[str, Agent], newcomer: Newcomer
) -> None:
    """CHN-6, MSG-3."""
    admin = agents["admin"]
    conversation = begun(admin, newcomer("whatsapp_cloud"))
    channel_id = conversation["channel"]["id"]
    newest = admin.get("/ledger", channel=channel_id, limit=20)["items"]
    call = admin.get(f"/ledger/{newest[0]['id']}")
    assert call["body"]

    replay = {
        "call_ids": [c["id"] for c in newest],
        "request_id": str(uuid.uuid4()),
    }
    assert admin.do("/ledger/replay", replay)["replayed"] == len(newest)

    def replayed() -> bool:
        items = admin.get("/ledger", channel=channel_id, limit=100)["items"]
        return sum(bool(c["replay_of"]) for c in items) >= len(newest)

    eventually(replayed)
    assert len(admin.thread(conversation["id"])) == 1


def test_a_channel_is_checked_stopped_and_started(
    agents: dict[str, Agent], newcomer: Newcomer, channels: Channels
) -> None:
    """CHN-5: stopped, nothing goes out, and what comes in is kept for later."""
    admin, channel = agents["admin"], channels["whatsapp_twilio"]
    path = f"/channels/{channel['id']}"
    assert admin.do(f"{path}/check")["canary"]["good"]
    customer = newcomer("whatsapp_twilio")
    conversation = begun(admin, customer)

    assert admin.do(f"{path}/stop")["stopped"]
    refused = eventually(
        lambda: admin.post(conversation, "text", text="oi"),
        lambda answer: answer.status_code == 409,
    )
    assert refused.json()["reason"] == "CHANNEL_STOPPED"
    assert not admin.do(f"{path}/start")["stopped"]
    eventually(
        lambda: admin.post(conversation, "text", text="voltei").status_code == 201
    )
    eventually(lambda: "voltei" in customer.received())
