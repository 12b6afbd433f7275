"""CHN-6: a call counts only when its signature is good over the raw bytes."""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import parse_qsl

import pytest
from builders import payload
from twilio.request_validator import RequestValidator

from ingest.domain.signatures import meta_signed, twilio_signed
from ingest.providers.twilio import form_of

# The documented vectors, checked with twilio-python on 2026-11-21.
TOKEN = "12345twiliotoken"
FORM_URL = "https://hooks.example.com/twilio/wa?channel=7"
FORM_SIGNATURE = "YbfrYpEp3V/r5qveFBHXecs/3SU="
JSON_BODY = b'{"property":"value","n":1}'
JSON_URL = (
    "https://hooks.example.com/twilio/json?x=1&bodySHA256="
    "9069c7d7adf1d9386fde3667b96c019ec1764d66a5d1ba7d08eaf4b8a62f8f77"
)
JSON_SIGNATURE = "vhvZOjFLrJOjm78gn2KVQpwnpDE="


def test_meta_signs_the_bytes_as_they_came():
    r"""Meta escapes `ä` as `\u00e4` and `/` as `\/`; another text has another MAC."""
    raw = rb'{"text":"Gr\u00e4\u00dfe","url":"https:\/\/x"}'
    made = "sha256=" + hmac.new(b"secret", raw, hashlib.sha256).hexdigest()

    assert meta_signed(raw, made, "secret")
    assert not meta_signed(
        '{"text":"Gräße","url":"https://x"}'.encode(), made, "secret"
    )
    assert not meta_signed(raw, made, "another")


@pytest.mark.parametrize(
    "header", ["", "sha256=", "sha1=ab", "ä", "\udcff", "sha256=" + "0" * 64]
)
def test_a_forged_header_is_no_signature(header):
    assert not meta_signed(b"{}", header, "secret")
    assert not twilio_signed(FORM_URL, header, TOKEN, form=[])


def test_the_documented_form_of_twilio_is_good():
    form = form_of(payload("twilio_whatsapp/in_text.form"))

    assert twilio_signed(FORM_URL, FORM_SIGNATURE, TOKEN, form=form)
    assert twilio_signed(FORM_URL, FORM_SIGNATURE, TOKEN, form=form[::-1])
    assert not twilio_signed(FORM_URL, FORM_SIGNATURE, TOKEN, form=form[1:])
    assert not twilio_signed(FORM_URL + "1", FORM_SIGNATURE, TOKEN, form=form)


def test_the_documented_body_of_twilio_is_good():
    assert twilio_signed(JSON_URL, JSON_SIGNATURE, TOKEN, form=None, body=JSON_BODY)
    assert not twilio_signed(JSON_URL, JSON_SIGNATURE, TOKEN, form=None, body=b"{}")
    assert not twilio_signed(FORM_URL, JSON_SIGNATURE, TOKEN, form=None, body=JSON_BODY)


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example.com/twilio?a=1&b=%20",
        "https://hooks.example.com:443/twilio",
        "http://127.0.0.1:8081/webhooks/twilio/ch_1",
        "https://[2001:db8::1]:8443/twilio",
    ],
)
@pytest.mark.parametrize(
    "body",
    [
        "Body=hi&From=whatsapp%3A%2B1555&Empty=",
        "Body=ol%C3%A1+%F0%9F%9A%9A&body=lower&Z=1&A=2",
        "",
    ],
)
def test_twilio_own_validator_agrees(url, body):
    form = parse_qsl(body, keep_blank_values=True)
    made = RequestValidator(TOKEN).compute_signature(url, dict(form))

    assert RequestValidator(TOKEN).validate(url, dict(form), made)
    assert twilio_signed(url, made, TOKEN, form=form)


def test_twilio_may_sign_with_or_without_the_port():
    form = [("Body", "hi")]
    bare = RequestValidator(TOKEN).compute_signature("https://h.example/t", dict(form))
    full = RequestValidator(TOKEN).compute_signature(
        "https://h.example:443/t", dict(form)
    )

    assert twilio_signed("https://h.example:443/t", bare, TOKEN, form=form)
    assert twilio_signed("https://h.example/t", full, TOKEN, form=form)


def test_a_parameter_sent_twice_counts_as_twilio_counts_it():
    form = [("Media", "b"), ("Media", "a"), ("Media", "b")]
    made = hmac.new(TOKEN.encode(), b"https://h.example/tMediaaMediab", hashlib.sha1)

    import base64

    header = base64.b64encode(made.digest()).decode()
    assert twilio_signed("https://h.example/t", header, TOKEN, form=form)
