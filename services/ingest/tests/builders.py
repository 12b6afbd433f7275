"""Things to test with: every argument has a dull default."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
from datetime import UTC, datetime
from pathlib import Path

from chassis.identity import Identity
from ingest.domain.channels import Channel, Kind, Visibility
from ingest.domain.delivery import Send
from ingest.domain.inbound import Call
from ingest.domain.transcripts import Line
from ingest.sealing import Sealer
from ingest.settings import Settings

NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)
PAYLOADS = Path(__file__).parent / "unit" / "payloads"

SECRET_KEY = "a-key-for-tests-of-40-characters-or-more"
SEALER = Sealer([SECRET_KEY])
APP_SECRET = "app-secret-0123456789"
NUMBER = "227711004455001"
PAGE = "204500066600777"
INSTAGRAM = "17841400011122233"

FACTS = {
    Kind.WHATSAPP_CLOUD: {
        "phone_number_id": NUMBER,
        "waba_id": "318200455667788",
        "phone_number": "+15550100200",
        "app_id": "app-1",
    },
    Kind.WHATSAPP_TWILIO: {
        "account_sid": "AC1673448ee7064c989d02579c534f6b66",
        "sender": "whatsapp:+15550100200",
    },
    Kind.MESSENGER: {"page_id": PAGE, "app_id": "app-1"},
    Kind.INSTAGRAM: {"instagram_id": INSTAGRAM, "app_id": "app-1"},
    Kind.WEBCHAT: {},
}
META_SECRETS = {
    "app_secret": APP_SECRET,
    "verify_token": "our-verify-token",
    "access_token": "EAAaccess-token",
}
SECRETS = {
    Kind.WHATSAPP_CLOUD: META_SECRETS,
    Kind.MESSENGER: META_SECRETS,
    Kind.INSTAGRAM: META_SECRETS,
    Kind.WHATSAPP_TWILIO: {"auth_token": "12345twiliotoken"},
    Kind.WEBCHAT: {},
}
PROVIDER_IDS = {
    Kind.WHATSAPP_CLOUD: NUMBER,
    Kind.WHATSAPP_TWILIO: "whatsapp:+15550100200",
    Kind.MESSENGER: PAGE,
    Kind.INSTAGRAM: INSTAGRAM,
    Kind.WEBCHAT: "wt_website",
}

_numbers = itertools.count(1)


def payload(name):
    """Return a captured body, byte for byte as it comes over the wire."""
    return (PAYLOADS / name).read_bytes().rstrip(b"\n")


def channel(channel_id="ch_wa", kind=Kind.WHATSAPP_CLOUD, **fields):
    facts = {**FACTS[kind], **fields.pop("facts", {})}
    secrets = {**SECRETS[kind], **fields.pop("secrets", {})}
    found = {
        "account_id": "ac_1",
        "name": channel_id,
        "installer_id": "us_admin",
        "visibility": Visibility.SHARED,
        "provider_id": PROVIDER_IDS[kind],
        "api_base_url": "http://provider.test",
        "create_time": NOON,
    } | fields
    prints = SEALER.prints(secrets["app_secret"]) if "app_secret" in secrets else ()
    return Channel(
        channel_id=channel_id,
        kind=kind,
        facts=facts,
        secrets=secrets,
        secret_prints=prints,
        **found,
    )


def webchat(channel_id="ch_web", **fields):
    return channel(channel_id, Kind.WEBCHAT, **fields)


def twilio(channel_id="ch_tw", **fields):
    return channel(channel_id, Kind.WHATSAPP_TWILIO, **fields)


def call(body, provider="meta", target="app-1", **fields):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    found = {
        "call_id": f"pc_{next(_numbers):06d}",
        "content_type": "application/json",
        "receive_time": NOON,
        "secret_print": SEALER.prints(APP_SECRET)[0] if provider == "meta" else "",
    } | fields
    return Call(provider=provider, target=target, body=raw, **found)


def cloud(*values, field="messages", number=NUMBER):
    """Return a call of Meta's with one change per value."""
    changes = [
        {
            "field": field,
            "value": {
                "messaging_product": "whatsapp",
                "metadata": {"phone_number_id": number},
                **value,
            },
        }
        for value in values
    ]
    return {
        "object": "whatsapp_business_account",
        "entry": [{"id": "318200455667788", "changes": changes}],
    }


def message(message_id="wamid.1", text="hello", **fields):
    found = {
        "from": "15550142233",
        "id": message_id,
        "timestamp": "1893499200",
        "type": "text",
        "text": {"body": text},
    }
    return found | fields


def status(message_id="wamid.out", named="delivered", **fields):
    return {"id": message_id, "status": named, "timestamp": "1893499200", **fields}


def send(message_id="ms_1", **fields):
    found = {
        "account_id": "ac_1",
        "channel_id": "ch_wa",
        "conversation_id": "cv_1",
        "keys": ("bsuid:US.1", "phone:+15550142233"),
        "text": "hi",
        "cause_id": "ev_1",
        "create_time": NOON,
    } | fields
    return Send(message_id=message_id, **found)


def line(message_id="c-00000001", **fields):
    found = {
        "account_id": "ac_1",
        "channel_id": "ch_web",
        "visitor_id": "vs_1",
        "from_visitor": True,
        "text": "hello",
        "at": NOON,
    } | fields
    return Line(message_id=message_id, **found)


def caller(*permissions, user_id="us_admin", sees=(), account_id="ac_1"):
    return Identity(account_id, user_id, frozenset(permissions), frozenset(sees))


def settings(tmp_path, **fields):
    found = {
        "amqp_url": "amqp://nowhere",
        "mongo_url": "mongodb://nowhere",
        "identity_key": "identity-key",
        "secret_key": SECRET_KEY,
        "spool_dir": str(tmp_path / "spool"),
        "public_url": "http://ingest.test",
        "gateway_origin": "http://inbox.test",
    } | fields
    return Settings(**found)


def signed(body, secret=APP_SECRET):
    """Return the header that Meta would send with *body*."""
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return {"x-hub-signature-256": f"sha256={digest}"}
