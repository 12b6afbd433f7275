"""Lets things happen in the simulator and returns the webhooks they cause."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl

from conftest import INSTAGRAM_ID, PAGE_ID, PERSON

CLOUD = "/control/customers/227711004455001/5511987654321"
TWILIO = "/control/customers/15550100200/5511987654321"
PAGE = f"/control/customers/{PAGE_ID}/{PERSON}"
GRAM = f"/control/customers/{INSTAGRAM_ID}/{PERSON}"
AD = {
    "headline": "Chat with us",
    "body": "Autumn sale",
    "image_url": "https://scontent.example/ad.jpg",
    "click_id": "Afg",
    "ref": "autumn",
    "welcome": "Hi!",
}
RUI = {
    "name": "Rui Costa",
    "phones": ["+351 910 000 001"],
    "emails": ["rui@example.com"],
    "organization": "Costa & Filhos",
}


def told(business, simulator, path, body, count=1):
    """Let the customer do something and return the last webhook it caused."""
    answer = simulator.post(path, json=body)
    assert answer.is_success, answer.text
    calls = business.wait_for(count)
    text = calls[-1][2].decode()
    is_form = calls[-1][1]["content-type"].startswith("application/x-www-form")
    return (
        dict(parse_qsl(text, keep_blank_values=True)) if is_form else json.loads(text)
    )


def message(**body):
    return "messages", body
