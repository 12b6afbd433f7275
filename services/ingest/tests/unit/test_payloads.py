"""Every case a provider documents has a meaning, and it is this one."""

from __future__ import annotations

import pytest
from builders import NOON, PAYLOADS, payload

from ingest.domain.inbound import (
    Call,
    Ignored,
    Quarantined,
    Reported,
    Seen,
    Status,
    Written,
)
from ingest.providers.readers import read

MARTA = ("bsuid:US.40912233445566778899", "phone:+15550142233")
NO_PHONE = MARTA[:1]
LEGACY = MARTA[1:]

PROVIDERS = {
    "whatsapp_cloud": "meta",
    "twilio_whatsapp": "twilio",
    "webchat": "webchat",
}

TEXTS = {
    "whatsapp_cloud/msg_text.json": "Oi, vocês entregam em Lisboa? 🚚",
    "whatsapp_cloud/msg_text_bsuid_only.json": "Do you have this in blue?",
    "whatsapp_cloud/msg_text_forwarded.json": "Look at this offer",
    "whatsapp_cloud/msg_text_frequently_forwarded.json": "Look at this offer",
    "whatsapp_cloud/msg_text_legacy_no_bsuid.json": "Hello",
    "whatsapp_cloud/msg_text_product_inquiry.json": "Is it in stock?",
    "whatsapp_cloud/msg_text_referral_ad_image.json": "Hello! Can I get more info on this?",
    "whatsapp_cloud/msg_text_referral_status_ad_no_clid.json": "Info please",
    "whatsapp_cloud/msg_text_reply.json": "Yes, that one",
    "whatsapp_cloud/msg_button_template_quick_reply.json": "Stop promotions",
    "whatsapp_cloud/msg_interactive_list_reply.json": "Mon 10:00",
    "twilio_whatsapp/in_text.form": "Oi, entregam em Lisboa? 🚚",
    "twilio_whatsapp/in_forwarded.form": "Look",
    "twilio_whatsapp/in_referral_ad.form": "Info please",
    "twilio_whatsapp/in_button_reply.form": "Confirm",
    "twilio_whatsapp/in_list_reply.form": "Mon 10:00",
    "twilio_whatsapp/in_template_button.form": "Stop promotions",
    "webchat/client_message_text.json": "Olá! 👋",
    "webchat/client_interactive_reply.json": "Track my order",
}

PLACEHOLDERS = {
    "whatsapp_cloud/msg_audio_file.json": "[audio]",
    "whatsapp_cloud/msg_audio_voice.json": "[audio]",
    "whatsapp_cloud/msg_contacts.json": (
        "[contacts] Rui Costa +351 910 000 001; Ana +351 910 000 002"
    ),
    "whatsapp_cloud/msg_contacts_request_contact_info.json": "[contacts] +1 555-014-2233",
    "whatsapp_cloud/msg_document.json": "[document] invoice 2026-11.pdf - Is this right?",
    "whatsapp_cloud/msg_edit_image_caption.json": "[edit] This is the OTHER part",
    "whatsapp_cloud/msg_edit_text.json": "[edit] Oi, vocês entregam no Porto?",
    "whatsapp_cloud/msg_image_caption.json": "[image] This is the broken part",
    "whatsapp_cloud/msg_image_no_caption_no_url.json": "[image]",
    "whatsapp_cloud/msg_interactive_with_value_error.json": "[interactive]",
    "whatsapp_cloud/msg_location_pin.json": "[location] (38.713909, -9.133476)",
    "whatsapp_cloud/msg_media_too_large.json": (
        "[unsupported] Media file size too big. Max file size we currently support: 100MB."
    ),
    "whatsapp_cloud/msg_sticker_animated.json": "[sticker]",
    "whatsapp_cloud/msg_sticker_static.json": "[sticker]",
    "whatsapp_cloud/msg_unsupported_edit.json": "[edit]",
    "whatsapp_cloud/msg_unsupported_typed.json": "[poll_creation]",
    "whatsapp_cloud/msg_unsupported_untyped.json": "[unsupported]",
    "twilio_whatsapp/in_contacts.form": "[contacts]",
    "twilio_whatsapp/in_document.form": "[document] invoice 2026-11.pdf",
    "twilio_whatsapp/in_emptied_unsupported.form": "[unsupported]",
    "twilio_whatsapp/in_flow_reply.form": "[interactive] Sent",
    "twilio_whatsapp/in_image.form": "[image] broken part",
    "twilio_whatsapp/in_location.form": (
        "[location] Praça do Comércio, 1100-148 Lisboa (38.7077507, -9.1365919)"
    ),
    "twilio_whatsapp/in_sticker.form": "[sticker]",
    "twilio_whatsapp/in_video.form": "[video]",
    "webchat/client_message_file.json": "[file] foto.jpg a peça partida",
}

REPORTS = {
    "whatsapp_cloud/status_sent.json": (Status.SENT, ""),
    "whatsapp_cloud/status_sent_v23_conversation.json": (Status.SENT, ""),
    "whatsapp_cloud/status_delivered.json": (Status.DELIVERED, ""),
    "whatsapp_cloud/status_played.json": (Status.READ, ""),
    "whatsapp_cloud/status_failed_130472_experiment.json": (
        Status.FAILED,
        "POLICY_REFUSED",
    ),
    "whatsapp_cloud/status_failed_131026_undeliverable.json": (
        Status.FAILED,
        "RECIPIENT_UNREACHABLE",
    ),
    "whatsapp_cloud/status_failed_131049_ecosystem.json": (
        Status.FAILED,
        "POLICY_REFUSED",
    ),
    "whatsapp_cloud/status_failed_131050_opted_out.json": (
        Status.FAILED,
        "RECIPIENT_OPTED_OUT",
    ),
    "whatsapp_cloud/status_failed_131053_media.json": (Status.FAILED, "MEDIA_REFUSED"),
    "whatsapp_cloud/status_failed_to_bsuid.json": (
        Status.FAILED,
        "RECIPIENT_UNREACHABLE",
    ),
    "twilio_whatsapp/status_sent.form": (Status.SENT, ""),
    "twilio_whatsapp/status_failed_63024.form": (
        Status.FAILED,
        "RECIPIENT_UNREACHABLE",
    ),
    "twilio_whatsapp/status_undelivered_63016.form": (Status.FAILED, "WINDOW_ENDED"),
    "twilio_whatsapp/status_undelivered_63049.form": (Status.FAILED, "POLICY_REFUSED"),
}

IGNORED = {
    "whatsapp_cloud/msg_group_text.json": "group_message",
    "whatsapp_cloud/status_group_read.json": "group_status",
    "whatsapp_cloud/msg_reaction_removed_empty.json": "kind:reaction",
    "whatsapp_cloud/msg_revoke.json": "kind:revoke",
    "whatsapp_cloud/msg_system_identity_changed.json": "kind:system",
    "whatsapp_cloud/msg_system_user_changed_number.json": "kind:system",
    "whatsapp_cloud/value_level_error.json": "account_error",
    "whatsapp_cloud/echo_smb_text.json": "field:smb_message_echoes",
    "whatsapp_cloud/echo_smb_image.json": "field:smb_message_echoes",
    "whatsapp_cloud/echo_smb_edit.json": "field:smb_message_echoes",
    "whatsapp_cloud/echo_smb_revoke.json": "field:smb_message_echoes",
    "whatsapp_cloud/account_update_restriction.json": "field:account_update",
    "whatsapp_cloud/business_username_update.json": "field:business_username_updates",
    "whatsapp_cloud/phone_number_quality_update.json": "field:phone_number_quality_update",
    "whatsapp_cloud/template_approved.json": "field:message_template_status_update",
    "whatsapp_cloud/template_archived.json": "field:message_template_status_update",
    "whatsapp_cloud/template_category_update.json": "field:template_category_update",
    "whatsapp_cloud/template_components_update.json": (
        "field:message_template_components_update"
    ),
    "whatsapp_cloud/template_disabled.json": "field:message_template_status_update",
    "whatsapp_cloud/template_quality_update.json": (
        "field:message_template_quality_update"
    ),
    "whatsapp_cloud/template_rejected.json": "field:message_template_status_update",
    "whatsapp_cloud/user_preferences_resume.json": "field:user_preferences",
    "whatsapp_cloud/user_preferences_stop.json": "field:user_preferences",
    "twilio_whatsapp/status_queued.form": "status:queued",
    "webchat/client_csat.json": "op:csat.submit",
    "webchat/client_prechat_form.json": "op:form.submit",
    "webchat/client_resume.json": "op:resume",
    "webchat/client_typing.json": "op:typing",
}

OTHERS = {"whatsapp_cloud/batch_multi.json", "webchat/client_read.json"}


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


@pytest.mark.parametrize(("name", "text"), TEXTS.items())
def test_what_a_person_wrote_or_tapped_is_text(name, text):
    [written] = parts(name)

    assert isinstance(written, Written)
    assert (written.kind, written.text) == ("text", text)


@pytest.mark.parametrize(("name", "text"), PLACEHOLDERS.items())
def test_what_cannot_be_shown_yet_is_a_placeholder_with_its_words(name, text):
    [written] = parts(name)

    assert isinstance(written, Written)
    assert (written.kind, written.text) == ("unsupported", text)
    assert written.provider_kind == text.partition("]")[0].strip("[")


@pytest.mark.parametrize(("name", "meaning"), REPORTS.items())
def test_a_status_says_how_far_and_why_not(name, meaning):
    """MSG-2, MSG-6."""
    [reported] = parts(name)

    assert isinstance(reported, Reported)
    assert (reported.status, reported.error_reason) == meaning
    assert bool(reported.error_detail) == (reported.status is Status.FAILED)


@pytest.mark.parametrize(("name", "reason"), IGNORED.items())
def test_the_rest_is_kept_in_the_ledger_and_leads_to_nothing(name, reason):
    """INB-10 among them: a group is never merged into a person's conversation."""
    [ignored] = parts(name)

    assert isinstance(ignored, Ignored)
    assert ignored.reason == reason


def test_every_payload_has_its_meaning_here():
    there = {
        str(path.relative_to(PAYLOADS))
        for folder in PROVIDERS
        for path in (PAYLOADS / folder).iterdir()
    }

    assert there == {*TEXTS, *PLACEHOLDERS, *REPORTS, *IGNORED, *OTHERS}


def test_a_batch_is_gone_through_entry_by_entry_and_change_by_change():
    found = parts("whatsapp_cloud/batch_multi.json")

    assert [type(part) for part in found] == [Written, Written, Reported, Written]
    assert [p.text for p in found if isinstance(p, Written)] == [
        "first",
        "second",
        "other account",
    ]


def test_a_visitor_reads_up_to_a_place():
    [seen] = parts("webchat/client_read.json")

    assert isinstance(seen, Seen)
    assert (seen.up_to, seen.status, seen.visitor_id) == (17, Status.READ, "vs_1")


@pytest.mark.parametrize(
    ("name", "keys", "handle"),
    [
        ("whatsapp_cloud/msg_text.json", MARTA, ""),
        ("whatsapp_cloud/msg_text_bsuid_only.json", NO_PHONE, "marta.oliveira"),
        ("whatsapp_cloud/msg_text_legacy_no_bsuid.json", LEGACY, ""),
        # The card they sent on our request holds their own phone.
        (
            "whatsapp_cloud/msg_contacts_request_contact_info.json",
            MARTA,
            "marta.oliveira",
        ),
        ("twilio_whatsapp/in_text.form", MARTA, ""),
    ],
)
def test_a_person_is_known_by_every_id_the_provider_gave(name, keys, handle):
    [written] = parts(name)

    assert written.sender.keys == keys
    assert written.sender.handle == handle
    assert written.sender.display_name == "Marta Oliveira"


def test_a_reply_names_what_it_answers():
    [cloud] = parts("whatsapp_cloud/msg_text_reply.json")
    [twilio] = parts("twilio_whatsapp/in_button_reply.form")

    assert cloud.reply_to.startswith("wamid.")
    assert twilio.reply_to == "MM93c3bbeffba9f812b4f648566a44cbf6"


def test_other_objects_of_the_same_app_are_quarantined():
    [part] = read(Call("pc", "meta", "app", b'{"object":"page"}', "", NOON))

    assert part == Quarantined("object_unknown")
