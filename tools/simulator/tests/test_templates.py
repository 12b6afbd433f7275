"""Templates at Meta, from handing in to being sent."""

from __future__ import annotations

import json

import httpx
import pytest
from conftest import until
from pywa import WhatsApp
from pywa.types.templates import (
    BodyText,
    Buttons,
    FooterText,
    HeaderText,
    QuickReplyButton,
    Template,
    TemplateCategory,
    TemplateLanguage,
)
from shapes import differences

NUMBER, WABA, ANA = "227711004455001", "318200455667788", "5511987654321"
LIST = f"/v26.0/{WABA}/message_templates"
MODES = f"/control/channels/{NUMBER}/modes"
CUSTOMER = f"/control/customers/{NUMBER}/{ANA}"
BEARER = {"authorization": "Bearer token"}


def draft(**changes):
    body = {"type": "BODY", "text": "Oi {{1}}, chega em {{2}} dias.", "example": {}}
    body["example"] = {"body_text": [["Ana", "3"]]}
    return {
        "name": "entrega",
        "language": "pt_BR",
        "category": "UTILITY",
        "components": [body],
        **changes,
    }


def create(simulator, **changes):
    return simulator.post(LIST, json=draft(**changes), headers=BEARER)


def of(simulator, name):
    found = simulator.get(f"{LIST}?name={name}", headers=BEARER).json()["data"]
    return found[0] if found else None


def test_pywa_creates_a_template_and_sends_it_once_it_is_approved(cloud, business):
    """TPL-2, TPL-5."""
    with httpx.Client(transport=cloud._transport) as session:
        client = WhatsApp(
            NUMBER, "token", session=session, waba_id=WABA, api_version=26.0
        )
        header = HeaderText("Pedido")
        body = BodyText("Oi {{nome}}, seu pedido saiu.", nome="Ana")
        buttons = Buttons(buttons=[QuickReplyButton(text="Falar conosco")])
        template = Template(
            name="pedido_saiu",
            language=TemplateLanguage.PORTUGUESE_BR,
            category=TemplateCategory.UTILITY,
            components=[header, body, FooterText(text="Aurora"), buttons],
            parameter_format="NAMED",
        )

        created = client.create_template(template)
        until(lambda: of(cloud, "pedido_saiu")["status"] == "APPROVED")
        client.send_template(
            ANA,
            "pedido_saiu",
            TemplateLanguage.PORTUGUESE_BR,
            [body.params(nome="Beatriz")],
        )

    shown = cloud.get(CUSTOMER).json()["messages"][0]["content"]["template"]
    assert created.id.isdigit()
    assert shown["body"] == "Oi Beatriz, seu pedido saiu."
    assert (shown["header"], shown["footer"]) == ("Pedido", "Aurora")
    assert [each["text"] for each in shown["buttons"]] == ["Falar conosco"]


@pytest.mark.parametrize(
    ("review", "status", "name"),
    [
        pytest.param("approve", "APPROVED", "template_approved", id="approve"),
        pytest.param("reject", "REJECTED", "template_rejected", id="reject"),
    ],
)
def test_what_the_review_decides_is_told_as_meta_does(
    cloud, business, review, status, name
):
    """TPL-3."""
    cloud.patch(MODES, json={"review": review})

    created = create(cloud).json()

    assert differences("whatsapp_cloud/api_template_create_ok", created) == (
        set(),
        set(),
    )
    body = json.loads(business.wait_for(1)[0][2])
    assert differences(f"whatsapp_cloud/{name}", body) == (set(), set())
    assert body["entry"][0]["changes"][0]["value"]["event"] == status


def test_a_template_that_waits_is_not_sent(cloud):
    cloud.patch(MODES, json={"review": "hold"})
    create(cloud)
    body = {
        "messaging_product": "whatsapp",
        "to": ANA,
        "type": "template",
        "template": {"name": "entrega", "language": {"code": "pt_BR"}},
    }

    answer = cloud.post(f"/v26.0/{NUMBER}/messages", json=body, headers=BEARER)

    assert answer.json()["error"]["code"] == 132001


@pytest.mark.parametrize(
    ("components", "code"),
    [
        pytest.param([], 132000, id="none"),
        pytest.param(["Ana"], 132000, id="too-few"),
        pytest.param(["Ana", "3", "4"], 132000, id="too-many"),
        pytest.param(["Ana", ""], 132012, id="empty"),
    ],
)
def test_a_template_needs_all_its_variables(cloud, components, code):
    """TPL-6."""
    create(cloud)
    until(lambda: of(cloud, "entrega")["status"] == "APPROVED")
    given = [{"type": "text", "text": each} for each in components]
    template = {"name": "entrega", "language": {"code": "pt_BR"}}
    template["components"] = [{"type": "body", "parameters": given}]
    body = {"messaging_product": "whatsapp", "to": ANA, "type": "template"}

    answer = cloud.post(
        f"/v26.0/{NUMBER}/messages",
        json=body | {"template": template},
        headers=BEARER,
    )

    assert answer.json()["error"]["code"] == code


@pytest.mark.parametrize(
    ("changes", "subcode"),
    [
        pytest.param({"name": "Entrega!"}, None, id="name"),
        pytest.param({"category": "NEWS"}, None, id="category"),
        pytest.param({"components": []}, None, id="no-body"),
        pytest.param(
            {"components": [{"type": "BODY", "text": "{{1}} oi"}]}, 2388299, id="edge"
        ),
        pytest.param(
            {"components": [{"type": "BODY", "text": "Oi {{1}} aí"}]},
            None,
            id="no-sample",
        ),
        pytest.param({"name": "hello_world", "language": "en_US"}, 2388024, id="twice"),
    ],
)
def test_a_wrong_template_gets_the_documented_error(cloud, changes, subcode):
    """TPL-2."""
    error = create(cloud, **changes).json()["error"]

    assert (error["code"], error.get("error_subcode")) == (100, subcode)


def test_an_edited_template_is_reviewed_again_and_a_deleted_one_is_gone(
    cloud, business
):
    key = create(cloud).json()["id"]
    until(lambda: of(cloud, "entrega")["status"] == "APPROVED")
    cloud.patch(MODES, json={"review": "hold"})
    fresh = {"components": [{"type": "BODY", "text": "Chegou!"}]}

    assert cloud.post(f"/v26.0/{key}", json=fresh, headers=BEARER).json() == {
        "success": True
    }

    assert of(cloud, "entrega")["status"] == "PENDING"
    assert cloud.delete(f"{LIST}?name=entrega", headers=BEARER).is_success
    assert of(cloud, "entrega") is None


def test_the_list_comes_in_pages(cloud):
    for number in range(4):
        create(cloud, name=f"t_{number}")

    seen, url = [], f"{LIST}?limit=2"
    while url:
        page = cloud.get(url, headers=BEARER).json()
        seen += [each["name"] for each in page["data"]]
        url = page["paging"].get("next")

    assert sorted(seen) == ["hello_world", "t_0", "t_1", "t_2", "t_3"]


def test_a_listed_template_has_what_meta_lists(cloud):
    components = [
        {
            "type": "HEADER",
            "format": "TEXT",
            "text": "Order {{1}}",
            "example": {"header_text": ["A-17"]},
        },
        *draft()["components"],
        {"type": "FOOTER", "text": "Shop"},
        {
            "type": "BUTTONS",
            "buttons": [
                {"type": "QUICK_REPLY", "text": "Talk to us"},
                {
                    "type": "URL",
                    "text": "Track",
                    "url": "https://shop.example.com/t/{{1}}",
                    "example": ["https://shop.example.com/t/A-17"],
                },
            ],
        },
    ]
    create(cloud, components=components)

    listed = cloud.get(f"{LIST}?name=entrega", headers=BEARER).json()

    lacks, has = differences("whatsapp_cloud/api_template_list", listed)
    assert lacks == set()
    assert {each.partition(":")[0] for each in has} == {
        "data[].quality_score.date",
        "data[].quality_score.score",
        "data[].rejected_reason",
    }


@pytest.mark.parametrize(
    ("change", "field", "name"),
    [
        pytest.param(
            {"quality": "YELLOW"},
            "message_template_quality_update",
            "template_quality_update",
            id="quality",
        ),
        pytest.param(
            {"category": "MARKETING"},
            "template_category_update",
            "template_category_update",
            id="category",
        ),
        pytest.param(
            {"status": "DISABLED"},
            "message_template_status_update",
            "template_disabled",
            id="disabled",
        ),
    ],
)
def test_a_decision_about_a_template_is_told_as_meta_does(
    cloud, business, change, field, name
):
    """TPL-3."""
    key = of(cloud, "hello_world")["id"]

    assert cloud.patch(f"/control/templates/{key}", json=change).is_success

    body = json.loads(business.calls[-1][2])
    assert body["entry"][0]["changes"][0]["field"] == field
    assert differences(f"whatsapp_cloud/{name}", body) == (set(), set())


def test_a_file_is_handed_in_by_resumable_upload(cloud):
    query = {"file_name": "a.png", "file_length": 6, "file_type": "image/png"}
    url = f"/v26.0/{WABA}/uploads"
    session = cloud.post(url, params=query, headers=BEARER).json()["id"]
    oauth = {"authorization": "OAuth token"}

    first = cloud.post(
        f"/v26.0/{session}", content=b"abc", headers={**oauth, "file_offset": "0"}
    ).json()
    last = cloud.post(
        f"/v26.0/{session}", content=b"def", headers={**oauth, "file_offset": "3"}
    ).json()

    assert first["file_offset"] == 3
    header = {"type": "HEADER", "format": "IMAGE"}
    header["example"] = {"header_handle": [last["h"]]}
    components = [header, {"type": "BODY", "text": "Chegou!"}]
    assert create(cloud, components=components).status_code == 200
