"""WhatsApp Cloud API: changes, new ids, statuses, echoes and wishes."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import ANY

from ingest.domain.content import (
    Notice,
)
from ingest.domain.inbound import Ignored, Sender, Status
from ingest.domain.news import Consented, Rekeyed

from .common import (
    BSUID,
    MARTA,
    PHONE,
    SECONDS,
    WHATSAPP,
    echoed,
    file,
    reacted,
    reported,
    revised,
    written,
)
from .whatsapp_common import (
    ECHOED,
    MATCHED,
    OURS,
    kept,
    noticed,
    strange,
)


def later(seconds, status):
    when = SECONDS + timedelta(seconds=seconds)
    return reported(WHATSAPP, status, OURS, provider_time=when)


def failed(reason, detail):
    return reported(
        WHATSAPP, Status.FAILED, OURS, error_reason=reason, error_detail=detail
    )


CHANGES = {
    "msg_system_unknown": strange(
        "Chat theme changed", "theme_changed", opens_window=False
    ),
    "msg_reaction": [reacted(WHATSAPP, "wamid.OURS", "👍", reaction_id="wamid.REACT")],
    "msg_reaction_removed_absent": [
        reacted(WHATSAPP, "wamid.OURS", "", reaction_id="wamid.UNREACT")
    ],
    "msg_reaction_removed_empty": [reacted(WHATSAPP, OURS, "", reaction_id=ANY)],
    "msg_edit_text": [
        revised(
            WHATSAPP,
            "wamid.HBgLMTU1NTAxNDIyMzMVAgASGBRFNTM1Mzg3OUJENjlCRkREQ0I0NgA=",
            text="Oi, vocês entregam no Porto?",
        )
    ],
    "msg_edit_image_caption": [
        revised(
            WHATSAPP,
            "wamid.HBgLMTU1NTAxNDIyMzMVAgASGBQzNzk1QjU0QzVCQTYyREY1MkY3RgA=",
            text="This is the OTHER part",
        )
    ],
    "msg_revoke": [
        revised(
            WHATSAPP,
            "wamid.HBgLMTU1NTAxNDIyMzMVAgASGBRFNTM1Mzg3OUJENjlCRkREQ0I0NgA=",
            deleted=True,
        )
    ],
    "msg_system_identity_changed": [
        noticed(Notice("identity_changed"), MARTA, "customer_identity_changed")
    ],
    "msg_system_user_changed_number": [
        noticed(
            Notice("number_changed", "+15550142233", "+15550149988"),
            Sender((PHONE,)),
            "user_changed_number",
        ),
        Rekeyed(
            address=WHATSAPP,
            former_keys=(PHONE,),
            identity=Sender(("phone:+15550149988",), phone="+15550149988"),
            reason="number_changed",
            provider_time=SECONDS,
            notice_id=ANY,
        ),
    ],
    "msg_system_user_changed_user_id": [
        noticed(
            Notice(
                "id_changed", BSUID.removeprefix("bsuid:"), "US.50000000000000000001"
            ),
            Sender((BSUID,)),
            "user_changed_user_id",
        ),
        Rekeyed(
            address=WHATSAPP,
            former_keys=(BSUID,),
            identity=Sender(("bsuid:US.50000000000000000001",)),
            reason="id_changed",
            provider_time=SECONDS,
            notice_id="wamid.NEWID",
        ),
    ],
}

STATUSES = {
    "status_sent": [reported(WHATSAPP, Status.SENT, OURS)],
    "status_sent_v23_conversation": [reported(WHATSAPP, Status.SENT, OURS)],
    "status_delivered": [later(2, Status.DELIVERED)],
    "status_read": [
        reported(
            WHATSAPP,
            Status.READ,
            "wamid.OURS",
            message_id="ms_01jz4b1yc8d9e0f1g2h3j4k5m6",
        )
    ],
    "status_played": [later(70, Status.READ)],
    "status_unknown": [Ignored("status:teleported", WHATSAPP)],
    "status_group_read": [Ignored("group_status", WHATSAPP)],
    "status_failed_130472_experiment": [
        failed(
            "POLICY_REFUSED",
            "130472: Failed to send message because this user's phone number is part"
            " of an experiment",
        )
    ],
    "status_failed_131026_undeliverable": [
        failed("RECIPIENT_UNREACHABLE", "131026: Message Undeliverable.")
    ],
    "status_failed_131049_ecosystem": [
        failed(
            "POLICY_REFUSED",
            "131049: In order to maintain a healthy ecosystem engagement, the message"
            " failed to be delivered.",
        )
    ],
    # What a person told WhatsApp is kept for the sends to come.
    "status_failed_131050_opted_out": [
        failed(
            "RECIPIENT_OPTED_OUT",
            "131050: This recipient has chosen to stop receiving marketing messages on"
            " WhatsApp from your business",
        ),
        Consented(WHATSAPP, Sender((PHONE,), phone="+15550142233"), False, SECONDS),
    ],
    "status_failed_131053_media": [
        failed("MEDIA_REFUSED", "131053: Unsupported media type or unreachable link")
    ],
    "status_failed_to_bsuid": [
        failed("RECIPIENT_UNREACHABLE", "131026: Message Undeliverable.")
    ],
}

ECHOES = {
    "echo_smb_text": [
        echoed(
            WHATSAPP,
            "text",
            "I will call you in 5 minutes",
            "phone_app",
            recipient=MATCHED,
            provider_message_id=ECHOED,
        )
    ],
    "echo_smb_image": [
        echoed(
            WHATSAPP,
            "image",
            "Here it is",
            "phone_app",
            recipient=MATCHED,
            files=(
                file(
                    "image",
                    "image/jpeg",
                    source=kept(
                        "900034541330037",
                        "fLqCQxHg2eJY3pvDBZb5ErPCZTETJFkDvBAt9o5u4vo=",
                    ),
                ),
            ),
        )
    ],
    "echo_smb_edit": [
        revised(WHATSAPP, ECHOED, sender=MATCHED, text="I will call you in 10 minutes")
    ],
    "echo_smb_revoke": [revised(WHATSAPP, ECHOED, sender=MATCHED, deleted=True)],
    "user_preferences_stop": [Consented(WHATSAPP, MARTA, False, SECONDS)],
    "user_preferences_resume": [
        Consented(WHATSAPP, MARTA, True, SECONDS + timedelta(seconds=100))
    ],
    "batch_multi": [
        written(WHATSAPP, "text", "first"),
        written(WHATSAPP, "text", "second", provider_time=ANY),
        reported(WHATSAPP, Status.READ, OURS),
        written(WHATSAPP, "text", "other account"),
    ],
    "group_lifecycle_update": [Ignored("field:group_lifecycle_update", WHATSAPP)],
    "history": [Ignored("field:history", WHATSAPP)],
}

CASES = {
    f"whatsapp_cloud/{name}.json": parts
    for cases in (CHANGES, STATUSES, ECHOES)
    for name, parts in cases.items()
}
