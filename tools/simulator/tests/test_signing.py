"""What is signed, and how."""

from __future__ import annotations

import hashlib
import hmac
import json
from pathlib import Path
from urllib.parse import parse_qsl

from twilio.request_validator import RequestValidator

from simulator import signing

FORM = Path(__file__).parent / "payloads" / "twilio-text.form"


def test_meta_escapes_what_is_not_ascii_and_slashes():
    body = signing.meta_body({"a": "ação 😀 a/b"})

    assert body == '{"a":"a\\u00e7\\u00e3o \\ud83d\\ude00 a\\/b"}'
    assert json.loads(body) == {"a": "ação 😀 a/b"}


def test_metas_signature_covers_the_very_bytes():
    """CHN-6: what is parsed and written again has another signature."""
    body = signing.meta_body({"a": "ç/"}).encode()
    expected = hmac.new(b"secret", body, hashlib.sha256).hexdigest()

    assert signing.meta_signature("secret", body) == f"sha256={expected}"
    again = json.dumps(json.loads(body), ensure_ascii=False).encode()
    assert signing.meta_signature("secret", again) != f"sha256={expected}"


def test_twilios_signature_is_the_known_one():
    form = parse_qsl(FORM.read_text().strip(), keep_blank_values=True)
    url = "https://hooks.example.com/twilio/wa?channel=7"

    found = signing.twilio_signature("12345twiliotoken", url, form)

    assert found == "YbfrYpEp3V/r5qveFBHXecs/3SU="
    assert RequestValidator("12345twiliotoken").validate(url, dict(form), found)


def test_a_fragment_of_the_webhooks_address_is_not_signed():
    form = [("A", "1"), ("A", "1"), ("B", "")]

    bare = signing.twilio_signature("t", "https://h.example/x", form)

    assert signing.twilio_signature("t", "https://h.example/x#rc=3", form) == bare
