"""Each webhook has the structure of the provider's own."""

from __future__ import annotations

import pytest
from events import AD, CLOUD, GRAM, PAGE, RUI, TWILIO, message, told
from shapes import differences

ENTRY = "entry[].changes[].value."
MESSAGE = f"{ENTRY}messages[]."


CLOUD_CASES = {
    "msg_text": message(text="Oi"),
    "msg_text_reply": message(text="Oi", quoted_id="wamid.x"),
    "msg_text_forwarded": message(text="Oi", forwarded="once"),
    "msg_text_frequently_forwarded": message(text="Oi", forwarded="often"),
    "msg_text_referral_ad_image": message(text="Oi", referral=AD),
    "msg_image_caption": message(kind="image", text="Veja"),
    "msg_audio_voice": message(kind="voice"),
    "msg_audio_file": message(kind="audio"),
    "msg_document": message(kind="document", text="Certo?"),
    "msg_sticker_animated": message(kind="sticker", animated=True),
    "msg_location_pin": message(
        kind="location", location={"latitude": 38.7139092, "longitude": -9.1334762}
    ),
    "msg_contacts_request_contact_info": message(
        kind="contacts", contacts=[{"own": True, "phones": ["+5511987654321"]}]
    ),
    "msg_interactive_list_reply": message(
        kind="choice",
        quoted_id="wamid.x",
        choice={"offered_as": "list", "id": "a", "title": "A", "description": "B"},
    ),
    "msg_button_template_quick_reply": message(
        kind="choice",
        quoted_id="wamid.x",
        choice={"offered_as": "template", "id": "stop", "title": "Stop promotions"},
    ),
    "msg_unsupported_typed": message(kind="unsupported", unsupported="poll_creation"),
    "msg_unsupported_untyped": message(kind="unsupported"),
    "msg_media_too_large": message(kind="unsupported", unsupported="media_too_large"),
    "echo_smb_text": ("echo", {"text": "Ligo em 5 minutos"}),
    "echo_smb_image": ("echo", {"kind": "image", "text": "Aqui está"}),
    "msg_system_user_changed_number": ("number", {"phone": "5511987650000"}),
    "msg_system_identity_changed": ("identity", {}),
    "user_preferences_stop": ("consent", {"value": "stop"}),
}
# What ours has although the sample, older or of a rarer case, has not.
MORE = {
    "msg_contacts_request_contact_info": {
        f"{ENTRY}contacts[].wa_id: str",
        f"{MESSAGE}from: str",
    },
}
LESS = {
    "msg_contacts_request_contact_info": {f"{ENTRY}contacts[].profile.username: str"},
    "msg_text_referral_ad_image": set(),
}


@pytest.mark.parametrize("name", CLOUD_CASES)
def test_what_happens_on_a_whatsapp_number_is_told_as_meta_does(cloud, business, name):
    """CHN-6, MSG-7."""
    verb, body = CLOUD_CASES[name]
    cloud.post(f"{CLOUD}/messages", json={"text": "Oi", "name": "Ana"})

    webhook = told(business, cloud, f"{CLOUD}/{verb}", body, 2)

    lacks, has = differences(f"whatsapp_cloud/{name}", webhook)
    assert lacks <= LESS.get(name, set())
    assert has <= MORE.get(name, set())


def test_a_shared_contact_is_told_as_meta_does(cloud, business):
    body = {"kind": "contacts", "contacts": [RUI]}

    webhook = told(business, cloud, f"{CLOUD}/messages", body)

    lacks, has = differences("whatsapp_cloud/msg_contacts", webhook)
    assert lacks == set()
    assert has == {f"{MESSAGE}contacts[].origin: str"}


def test_who_hides_their_phone_is_known_by_their_user_id_only(cloud, business):
    hidden = {"name": "Ana", "username": "ana.lima", "hides_phone": True}
    cloud.put(CLOUD, json=hidden)

    webhook = told(business, cloud, f"{CLOUD}/messages", {"text": "Oi"})

    assert differences("whatsapp_cloud/msg_text_bsuid_only", webhook) == (set(), set())


@pytest.mark.parametrize(
    ("name", "verb", "body"),
    [
        pytest.param("msg_edit_text", "edit", {"text": "Oi!"}, id="edit"),
        pytest.param("msg_revoke", "delete", {}, id="delete"),
    ],
)
def test_a_message_is_changed_as_meta_tells_it(cloud, business, name, verb, body):
    written = cloud.post(f"{CLOUD}/messages", json={"text": "Oi"}).json()["message"]

    path = f"/control/messages/{written['id']}/{verb}"
    webhook = told(business, cloud, path, body, 2)

    assert differences(f"whatsapp_cloud/{name}", webhook) == (set(), set())


def test_what_the_business_wrote_on_its_phone_is_changed_as_meta_tells_it(
    cloud, business
):
    written = cloud.post(f"{CLOUD}/echo", json={"text": "Oi"}).json()["message"]
    path = f"/control/messages/{written['id']}"

    edited = told(business, cloud, f"{path}/edit", {"text": "Olá"}, 2)
    deleted = told(business, cloud, f"{path}/delete", {}, 3)

    assert differences("whatsapp_cloud/echo_smb_edit", edited) == (set(), set())
    assert differences("whatsapp_cloud/echo_smb_revoke", deleted) == (set(), set())


def test_a_reaction_that_is_taken_back_has_an_empty_emoji(cloud, business):
    written = cloud.post(f"{CLOUD}/messages", json={"text": "Oi"}).json()["message"]
    body = {"message_id": written["id"], "emoji": "👍"}
    assert cloud.post(f"{CLOUD}/reactions", json=body).json()["message"][
        "reactions"
    ] == {"in": "👍"}

    body["emoji"] = ""
    webhook = told(business, cloud, f"{CLOUD}/reactions", body, 3)

    shape = "whatsapp_cloud/msg_reaction_removed_empty"
    assert differences(shape, webhook) == (set(), set())


@pytest.mark.parametrize(
    ("what", "name", "lacking"),
    [
        pytest.param(
            "account_restricted",
            "account_update_restriction",
            {f"{ENTRY}restriction_info[].expiration: int"},
            id="restricted",
        ),
        pytest.param(
            "number_quality",
            "phone_number_quality_update",
            {f"{ENTRY}max_daily_conversations_per_business: str"},
            id="quality",
        ),
        pytest.param(
            "business_username", "business_username_update", set(), id="username"
        ),
        pytest.param("number_error", "value_level_error", set(), id="error"),
    ],
)
def test_notices_about_an_account_are_told_as_meta_does(
    cloud, business, what, name, lacking
):
    """CHN-8."""
    path = "/control/channels/227711004455001/notices"

    webhook = told(business, cloud, path, {"what": what})

    assert differences(f"whatsapp_cloud/{name}", webhook) == (lacking, set())


TWILIO_CASES = {
    "in_text": message(text="Oi"),
    "in_forwarded": message(text="Oi", forwarded="once"),
    "in_referral_ad": message(text="Oi", referral=AD),
    "in_image": message(kind="image", text="quebrada"),
    "in_video": message(kind="video"),
    "in_sticker": message(kind="sticker"),
    "in_document": message(kind="document"),
    "in_contacts": message(kind="contacts", contacts=[RUI]),
    "in_location": message(
        kind="location",
        location={"latitude": 38.7, "longitude": -9.1, "name": "A", "address": "B"},
    ),
    "in_button_reply": message(
        kind="choice",
        text="Confirm",
        quoted_id="MMx",
        choice={"offered_as": "buttons", "id": "c", "title": "Confirm"},
    ),
    "in_template_button": message(
        kind="choice",
        text="Stop",
        quoted_id="MMx",
        choice={"offered_as": "template", "id": "stop", "title": "Stop"},
    ),
    "in_list_reply": message(
        kind="choice",
        text="Mon",
        quoted_id="MMx",
        choice={"offered_as": "list", "id": "s", "title": "Mon"},
    ),
    "in_flow_reply": message(
        kind="choice", text="Sent", choice={"offered_as": "form", "form": {"a": "1"}}
    ),
}
# Seen in one account only.
RARE = {"ExternalUserId: str", "ReferralMediaId: str"}


@pytest.mark.parametrize("name", TWILIO_CASES)
def test_what_happens_on_a_sender_is_told_as_twilio_does(twilio, business, name):
    """CHN-6."""
    verb, body = TWILIO_CASES[name]

    webhook = told(business, twilio, f"{TWILIO}/{verb}", body)

    lacks, has = differences(f"twilio_whatsapp/{name}", webhook)
    assert lacks <= RARE
    assert has == set()


@pytest.mark.parametrize(
    ("fixture", "path", "body"),
    [
        pytest.param("twilio", f"{TWILIO}/echo", {"text": "x"}, id="twilio-echo"),
        pytest.param(
            "messenger",
            f"{PAGE}/messages",
            {"kind": "location", "location": {"latitude": 1, "longitude": 2}},
            id="messenger-location",
        ),
        pytest.param("instagram", f"{GRAM}/number", {"phone": "123456"}, id="number"),
    ],
)
def test_what_an_app_does_not_have_is_refused(request, fixture, path, body):
    simulator = request.getfixturevalue(fixture)

    answer = simulator.post(path, json=body)

    assert (answer.status_code, answer.json()["reason"]) == (409, "NOT_OFFERED")


def test_a_webhook_of_the_callers_own_is_signed_too(cloud, business):
    raw = {"object": "whatsapp_business_account", "entry": []}

    told(business, cloud, "/control/channels/227711004455001/webhooks", {"body": raw})

    assert business.calls[0][1]["x-hub-signature-256"].startswith("sha256=")
