"""Whatever a provider answers is a verdict, and never an accident."""

from __future__ import annotations

import json
from datetime import timedelta

import httpx
import pytest
from builders import NOON, twilio
from hypothesis import given, settings
from hypothesis import strategies as st
from outgoing import Provider, attached, message, over, reaction

from ingest.domain.channels import Kind
from ingest.domain.delivery import Accepted, Later, Lost, Refused
from ingest.providers import twilio_missed
from ingest.providers.waits import retry_after

NAMES = st.sampled_from(
    [
        "error",
        "code",
        "error_subcode",
        "message",
        "messages",
        "id",
        "sid",
        "message_id",
        "recipient_id",
        "next_page_uri",
        "media_list",
        "uri",
        "content_type",
        "date_created",
        "direction",
        "to",
        "num_media",
        "subresource_uris",
        "media",
        "from",
        "body",
    ]
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["inbound", "whatsapp:+15550100200", "//x", "/a.json"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(NAMES | st.text(max_size=5), inner, max_size=6)
    ),
    max_leaves=20,
)
BODIES = st.binary(max_size=60) | VALUES.map(lambda value: json.dumps(value).encode())


@settings(max_examples=150, deadline=None)
@given(
    body=BODIES,
    status=st.sampled_from([200, 201, 302, 400, 401, 429, 500, 503]),
    kind=st.sampled_from([kind for kind in Kind if kind is not Kind.WEBCHAT]),
)
def test_any_answer_is_a_verdict(body, status, kind):
    """CHN-2."""
    sends = [message(kind), message(kind, attached(), text="")]
    if kind is not Kind.WHATSAPP_TWILIO:
        sends.append(reaction(kind))
    for send in sends:
        verdict = Provider(*[(status, body)] * 4).send(over(kind), send)
        assert isinstance(verdict, Accepted | Refused | Later | Lost)
        if isinstance(verdict, Accepted):
            assert status < 300, "a refusal is never taken for a message"


@settings(max_examples=150, deadline=None)
@given(body=BODIES)
def test_any_list_of_twilio_can_be_read(body):
    found, following = twilio_missed.read_page(twilio(), body, NOON)
    files = twilio_missed.read_media(twilio(), body)

    assert all(each.message_sid for each in found)
    assert following == "" or following[0] == "/" != following[1:2]
    assert all(url.startswith("http://provider.test/") for url, _ in files)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7),
        ({"retry-after": "Tue, 01 Jan 2030 12:01:00 GMT"}, 60),
        ({"retry-after": "Tue, 01 Jan 2030 11:00:00 GMT"}, 0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-1"}, None),
        (
            {
                "x-business-use-case-usage": json.dumps(
                    {
                        "1": [{"estimated_time_to_regain_access": 5}],
                        "2": [{"estimated_time_to_regain_access": 0}, None],
                    }
                )
            },
            300,
        ),
        ({"x-business-use-case-usage": "{"}, None),
        ({"x-business-use-case-usage": '{"1": [{"call_count": 3}]}'}, None),
    ],
)
def test_how_long_a_provider_asks_us_to_wait(headers, seconds):
    """CHN-5."""
    assert retry_after(httpx.Headers(headers), NOON) == seconds
    later = retry_after(httpx.Headers(headers), NOON + timedelta(days=1))
    assert later is None or later >= 0
