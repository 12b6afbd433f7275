"""Sending all kinds, templates, campaigns, and what is done with channels."""

from contextlib import aclosing

import pytest
from builders import conversation
from house import open_house
from recado.ingest.v1.template_pb2 import Template

pytestmark = pytest.mark.anyio

THREAD = "/api/v1/conversations/cv_1/messages"


@pytest.fixture
async def house():
    async with open_house() as found:
        yield found


@pytest.fixture
async def ana(house):
    async with aclosing(await house.signed_in("ana")) as client:
        yield client


@pytest.fixture
async def admin(house):
    async with aclosing(await house.signed_in("admin")) as client:
        yield client


async def test_a_file_is_sent_as_ingest_knows_it(house, ana):
    """ATT-3: what a file is, the caller cannot say."""
    body = {"kind": "media", "attachment_id": "at_1", "text": "veja", "request_id": "r"}

    answer = await ana.post(THREAD, json=body | {"seen_sequence": 1})

    assert answer.status_code == 201, answer.text
    [sent] = house.world.sent
    assert (sent.attachment.media_type, sent.text) == ("image/png", "veja")


async def test_a_place_is_sent(house, ana):
    place = {"latitude": -23, "longitude": -46.6, "name": "MASP"}
    body = {"kind": "location", "location": place, "request_id": "r"}

    answer = await ana.post(THREAD, json=body | {"seen_sequence": 1})

    assert answer.status_code == 201, answer.text
    assert house.world.sent[0].location.latitude == -23


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "media"}, "attachment_id"),
        ({"kind": "location"}, "location"),
        ({"kind": "template"}, "template_id"),
        (
            {"kind": "location", "location": {"latitude": 91, "longitude": 0}},
            "location",
        ),
    ],
)
async def test_what_a_kind_needs_is_asked_for(ana, body, field):
    answer = await ana.post(THREAD, json=body | {"request_id": "r", "seen_sequence": 0})

    assert answer.status_code == 422
    assert answer.json()["field"].startswith(field)


async def test_a_conversation_is_resumed_with_a_template(house, ana):
    """WIN-3."""
    body = {"template_id": "tp_1", "variables": {"nome": "Ana"}, "request_id": "r"}

    answer = await ana.post("/api/v1/conversations/cv_1/resume", json=body)

    assert answer.status_code == 201, answer.text
    [sent] = house.world.sent
    assert sent.template.template_id == "tp_1"
    assert dict(sent.template.variables) == {"nome": "Ana"}


async def test_somebody_is_written_to_first(house, ana):
    """ACT-7: and the path is not taken for the id of a conversation."""
    body = {
        "channel_id": "ch_1",
        "phone": "+5511987654321",
        "template_id": "tp_1",
        "request_id": "r",
    }

    answer = await ana.post("/api/v1/conversations/start", json=body)

    assert answer.status_code == 201, answer.text
    assert answer.json()["conversation"]["id"] == "cv_1"
    [asked] = house.world.asked
    assert (asked.phone, asked.template.template_id) == ("+5511987654321", "tp_1")


async def test_a_message_is_retried_reacted_to_and_told_of(house, ana):
    """MSG-6."""
    again = await ana.post(f"{THREAD}/ms_2/retry", json={"request_id": "r"})
    react = await ana.put(f"{THREAD}/ms_2/reaction", json={"emoji": "👍"})
    story = await ana.get(f"{THREAD}/ms_2/delivery")

    assert (again.status_code, react.status_code) == (200, 200)
    assert [a.message_id for a in house.world.asked] == ["ms_2", "ms_2"]
    assert story.json()["steps"][0]["what"] == "attempt"
    assert story.json()["status"] == "queued"


async def test_templates_come_filled_from_the_contact(house, ana):
    """TPL-1, TPL-5: what nothing is known of is named."""
    house.world.conversations["cv_1"].contact.contact_id = "ct_1"
    house.world.contact = {"name": "João Silva"}
    template = Template(
        template_id="tp_1", state=Template.STATE_APPROVED, body="Oi {{nome}} {{cidade}}"
    )
    template.variables.add(name="nome", property="contact.first_name")
    template.variables.add(name="cidade", property="contact.city")
    house.world.templates["tp_1"] = template

    found = (await ana.get("/api/v1/conversations/cv_1/templates")).json()["items"]

    assert found[0]["values"] == {"nome": "João", "cidade": ""}
    assert found[0]["missing"] == ["cidade"]
    assert house.world.asked[-1].state == Template.STATE_APPROVED


async def test_a_number_is_no_first_name(house, ana):
    house.world.conversations["cv_1"] = conversation(
        account_id=house.account_id,
        contact=conversation().Contact(name="+5511987654321", phone="+5511987654321"),
    )
    template = Template(template_id="tp_1")
    template.variables.add(name="nome", property="contact.first_name")
    house.world.templates["tp_1"] = template

    found = (await ana.get("/api/v1/conversations/cv_1/templates")).json()["items"]

    assert found[0]["missing"] == ["nome"]


async def test_a_template_is_written_changed_submitted_and_removed(house, admin):
    """TPL-3, TPL-11."""
    draft = {
        "channel_id": "ch_1",
        "name": "retorno",
        "language": "pt_BR",
        "category": "utility",
        "header": {"kind": "text", "text": "Loja"},
        "body": "Oi {{nome}}!",
        "buttons": [{"kind": "quick_reply", "text": "Sim"}],
        "variables": [{"name": "nome", "property": "contact.first_name"}],
    }

    made = await admin.post("/api/v1/templates", json=draft)
    house.world.templates["tp_1"] = Template(template_id="tp_1")
    changed = await admin.put("/api/v1/templates/tp_1", json=draft)
    submitted = await admin.post("/api/v1/templates/tp_1/submit")
    removed = await admin.delete("/api/v1/templates/tp_1")
    synced = await admin.post("/api/v1/channels/ch_1/templates/sync")

    assert made.status_code == 201, made.text
    assert made.json()["header"]["text"] == "Loja"
    assert changed.json()["id"] == "tp_1"
    assert (submitted.status_code, removed.status_code) == (200, 204)
    assert synced.json() == {"templates": 3}


async def test_templates_and_campaigns_need_their_permissions(ana):
    """TPL-11."""
    writing = await ana.post("/api/v1/templates", json={})
    sending = await ana.get("/api/v1/campaigns")

    assert writing.json()["permission"] == "templates.manage"
    assert sending.json()["permission"] == "campaigns.manage"


async def test_a_campaign_is_made_from_a_list_and_moved(house, admin):
    """ACT-5, ACT-6."""
    body = {
        "name": "Maio",
        "channel_id": "ch_1",
        "template_id": "tp_1",
        "csv": "telefone;nome;opt_in;pedido\n+5511987654321;Ana;site;42",
        "request_id": "r",
    }

    made = await admin.post("/api/v1/campaigns", json=body)
    moved = await admin.post("/api/v1/campaigns/cp_1/pause")

    assert made.status_code == 201, made.text
    assert made.json()["skipped"][0]["variables"] == {"nome": "Ana", "pedido": "42"}
    assert made.json()["campaign"]["daily_limit"] == 1000
    assert moved.status_code == 200
    assert house.world.asked[-1].action == "pause"


async def test_a_campaign_reports_every_recipient(admin):
    """ACT-4: and a cell is never taken for a formula."""
    answer = await admin.get("/api/v1/campaigns/cp_1/report.csv")

    rows = answer.content.decode("utf-8-sig").splitlines()
    assert answer.headers["content-type"].startswith("text/csv")
    assert [row.split(",")[0] for row in rows] == ["line", "1", "2"]
    assert "'=cmd" in rows[1]


async def test_a_channel_is_checked_stopped_started_and_removed(house, admin):
    """CHN-5."""
    checked = await admin.post("/api/v1/channels/ch_1/check")
    stopped = await admin.post("/api/v1/channels/ch_1/stop")
    started = await admin.post("/api/v1/channels/ch_1/start")
    secrets = {"secrets": {"access_token": "new"}}
    changed = await admin.put("/api/v1/channels/ch_1/credentials", json=secrets)
    removed = await admin.delete("/api/v1/channels/ch_1")
    notices = await admin.get("/api/v1/channels/notices", params={"channel": "ch_1"})

    assert checked.json()["canary"]["good"] is True
    assert (stopped.json()["stopped"], started.json()["stopped"]) == (True, False)
    assert (changed.status_code, removed.status_code) == (200, 204)
    assert "access_token" not in changed.text
    assert notices.json()["items"][0]["what"] == "quality"


async def test_the_ledger_shows_a_call_and_replays_it(house, admin):
    found = await admin.get("/api/v1/ledger/pc_1")
    body = {"call_ids": ["pc_1", "pc_2"], "request_id": "r"}
    again = await admin.post("/api/v1/ledger/replay", json=body)

    assert found.json()["body"] == "{}"
    assert again.json() == {"replayed": 2}
