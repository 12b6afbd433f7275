"""What is asked of Meta and Twilio about templates, and how answers are read."""

from __future__ import annotations

import json

import httpx
import pytest
from builders import NOON, channel, payload, twilio
from fakes import FakeFile, FakeFiles

from ingest.asking import Asker
from ingest.domain.channels import Kind
from ingest.domain.errors import ChannelBroken, ProviderDown, TemplateRefused
from ingest.domain.template_listing import Given
from ingest.domain.templates import (
    Button,
    Category,
    Header,
    Quality,
    State,
    Template,
    Variable,
    Words,
)
from ingest.templates.content_words import listed as listed_content
from ingest.templates.graph_words import STATES
from ingest.templates.providers import HttpTemplates

LISTED = json.loads(payload("answers/api_template_list.json"))
EXPIRED = (400, json.loads(payload("answers/api_error_190.json")))
CREATED = (200, json.loads(payload("answers/api_template_create_ok.json")))
TWILIO_UNKNOWN = (401, json.loads(payload("answers/twilio_api_error_20003.json")))
APPROVAL = json.loads(payload("answers/content_approval_fetch.json"))["whatsapp"]
CONTENT = json.loads(payload("answers/content_template_create.json"))

WORDS = Words(
    body="Hi {{nome}}, it ships on {{dia}}.",
    header=Header("text", "Order {{codigo}}"),
    footer="Example Shop",
    buttons=(
        Button("quick_reply", "Talk to us"),
        Button("url", "Track", "https://shop.example.com/t/{{codigo}}"),
    ),
    variables=(
        Variable("codigo", "contact.order", "A-17"),
        Variable("nome", "contact.first_name", "Marta"),
        Variable("dia", "contact.day", "Monday"),
    ),
)


def template(words=WORDS, kind=Kind.WHATSAPP_CLOUD, **fields):
    found = {
        "template_id": "tp_1",
        "account_id": "ac_1",
        "channel_id": "ch_wa",
        "name": "order_update_v2",
        "language": "en_US",
        "category": Category.UTILITY,
        "update_time": NOON,
    } | fields
    return Template(channel_kind=kind, words=words, **found)


class Provider:
    """Answers in turn; remembers what it was asked."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.requests = []

    def __call__(self, request):
        self.requests.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        status, body = answer
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return httpx.Response(status, content=raw)

    @property
    def templates(self):
        client = httpx.Client(transport=httpx.MockTransport(self))
        return HttpTemplates(
            Asker(client), FakeFiles(at_1=FakeFile("image/jpeg", "a.jpg"))
        )

    @property
    def asked(self):
        return [(each.method, each.url.path) for each in self.requests]

    def body(self, number=0):
        return json.loads(self.requests[number].content)


# Meta.


def test_a_template_is_created_at_meta_with_its_places_by_name():
    """TPL-3, TPL-5, TPL-9."""
    provider = Provider(CREATED)

    given = provider.templates.create(channel(), template())

    assert given == Given("889900112233445", State.PENDING, Category.UTILITY)
    [request] = provider.requests
    assert request.url.path.endswith("/318200455667788/message_templates")
    assert request.headers["authorization"] == "Bearer EAAaccess-token"
    body = provider.body()
    assert (body["name"], body["language"], body["category"]) == (
        "order_update_v2",
        "en_US",
        "UTILITY",
    )
    assert body["parameter_format"] == "NAMED"
    header, words, footer, buttons = body["components"]
    assert header["example"] == {
        "header_text_named_params": [{"param_name": "codigo", "example": "A-17"}]
    }
    assert words["example"]["body_text_named_params"] == [
        {"param_name": "nome", "example": "Marta"},
        {"param_name": "dia", "example": "Monday"},
    ]
    assert footer == {"type": "FOOTER", "text": "Example Shop"}
    assert buttons["buttons"] == [
        {"type": "QUICK_REPLY", "text": "Talk to us"},
        {
            "type": "URL",
            "text": "Track",
            "url": "https://shop.example.com/t/{{1}}",
            "example": ["https://shop.example.com/t/A-17"],
        },
    ]


def test_the_sample_of_a_header_is_uploaded_first():
    provider = Provider(
        (200, {"id": "upload:9?sig=x"}), (200, {"h": "4::abc"}), CREATED
    )
    words = Words("Hello", header=Header("image", sample_attachment_id="at_1"))

    provider.templates.create(channel(), template(words))

    begin, upload, _ = provider.requests
    assert begin.url.path.endswith("/app-1/uploads")
    assert begin.url.params["file_type"] == "image/jpeg"
    assert "upload:9" in str(upload.url)
    assert (upload.headers["authorization"], upload.headers["file_offset"]) == (
        "OAuth EAAaccess-token",
        "0",
    )
    assert len(upload.content) == int(begin.url.params["file_length"])
    [header, _] = provider.body(2)["components"]
    assert header == {
        "type": "HEADER",
        "format": "IMAGE",
        "example": {"header_handle": ["4::abc"]},
    }


def test_a_one_time_code_has_no_words_of_ours():
    """TPL-4."""
    provider = Provider(CREATED)
    words = Words("", buttons=(Button("copy_code", "Copy"),))

    provider.templates.create(
        channel(), template(words, category=Category.AUTHENTICATION)
    )

    body = provider.body()
    assert "parameter_format" not in body
    assert body["components"] == [
        {"type": "BODY", "add_security_recommendation": True},
        {
            "type": "BUTTONS",
            "buttons": [{"type": "OTP", "otp_type": "COPY_CODE", "text": "Copy"}],
        },
    ]


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (EXPIRED, ChannelBroken, "190: Error validating access token"),
        ((400, {"error": {"code": 100, "message": "no"}}), TemplateRefused, "100: no"),
        ((400, {"error": {"code": 80007, "message": "rate"}}), ProviderDown, "80007"),
        ((500, b"<html>"), ProviderDown, "500"),
        ((200, b"not json"), ProviderDown, "200"),
        ((200, [1]), ProviderDown, "200"),
        ((400, {"error": "odd"}), TemplateRefused, "400"),
        (httpx.ConnectError("x"), ProviderDown, "ConnectError"),
        (httpx.ReadTimeout("x"), ProviderDown, "ReadTimeout"),
    ],
)
def test_a_refusal_carries_the_providers_words(answer, error, words):
    """TPL-3, CHN-5."""
    with pytest.raises(error) as refused:
        Provider(answer).templates.create(channel(), template())

    assert words in refused.value.facts["detail"]
    assert "EAAaccess-token" not in str(refused.value)


def test_a_template_that_is_there_already_was_handed_in_before_a_crash():
    there = (400, {"error": {"code": 100, "error_subcode": 2388024, "message": "x"}})
    created = Provider(CREATED)
    created.templates.create(channel(), template())
    same = {**created.body(), "id": "77", "status": "PENDING"}

    again = Provider(there, (200, {"data": [same]}))
    assert again.templates.create(channel(), template()).provider_id == "77"

    other = Provider(there, (200, {"data": [{**same, "components": []}]}))
    with pytest.raises(TemplateRefused):
        other.templates.create(channel(), template())


def test_the_list_is_read_as_meta_writes_it():
    """TPL-6, TPL-8: places without names are told apart."""
    [found] = Provider((200, LISTED)).templates.every(channel())

    assert (found.provider_id, found.name, found.language) == (
        "889900112233445",
        "order_update_v2",
        "en_US",
    )
    assert (found.state, found.category, found.named) == (
        State.APPROVED,
        Category.UTILITY,
        False,
    )
    assert found.words.header == Header("text", "Order {{header_1}}")
    assert found.words.body == "Hi {{1}}, it ships on {{2}}."
    assert found.words.buttons == (
        Button("quick_reply", "Talk to us"),
        Button("url", "Track", "https://shop.example.com/t/{{button_2}}"),
    )
    assert {v.name: v.example for v in found.words.variables} == {
        "header_1": "A-17",
        "1": "Marta",
        "2": "Monday",
        "button_2": "A-17",
    }


def test_what_we_handed_in_is_known_again_in_the_list():
    provider = Provider(CREATED)
    provider.templates.create(channel(), template())
    listed = {**provider.body(), "id": "1", "status": "APPROVED"}

    [found] = Provider((200, {"data": [listed]})).templates.every(channel())

    assert found.named
    assert found.words.shape(named=True) == WORDS.shape(named=True)


def test_every_page_of_the_list_is_read():
    def page(name, after):
        item = {**LISTED["data"][0], "name": name, "id": name}
        paging = {"cursors": {"after": after}}
        return 200, {
            "data": [item],
            "paging": paging | ({"next": "x"} if after else {}),
        }

    provider = Provider(page("a", "C1"), page("b", "C2"), page("c", ""))

    found = provider.templates.every(channel())

    assert [each.name for each in found] == ["a", "b", "c"]
    cursors = [each.url.params.get("after") for each in provider.requests]
    assert cursors == [None, "C1", "C2"]


@pytest.mark.parametrize(
    "item",
    [None, 7, {}, {"id": "1"}, {**LISTED["data"][0], "status": "NEW_ONE"}],
)
def test_what_makes_no_sense_in_a_list_is_left_out(item):
    page = (200, {"data": [item, LISTED["data"][0]]})

    assert len(Provider(page).templates.every(channel())) == 1


def test_the_list_tells_reason_and_quality():
    item = LISTED["data"][0] | {
        "status": "REJECTED",
        "rejected_reason": "INVALID_FORMAT",
        "quality_score": {"score": "YELLOW"},
        "language": "pt-BR",
    }

    [found] = Provider((200, {"data": [item]})).templates.every(channel())

    assert (found.state, found.reason, found.quality, found.language) == (
        State.REJECTED,
        "INVALID_FORMAT",
        Quality.YELLOW,
        "pt_BR",
    )


def test_every_status_of_meta_has_a_state():
    assert set(STATES.values()) == set(State) - {State.DRAFT}


def test_a_template_is_removed_at_meta_in_its_language_only():
    provider = Provider((200, {"success": True}))

    provider.templates.remove(channel(), template(provider_id="77"))

    [request] = provider.requests
    assert request.method == "DELETE"
    assert dict(request.url.params) == {"name": "order_update_v2", "hsm_id": "77"}


def test_what_is_gone_already_counts_as_removed():
    refused = (400, {"error": {"code": 100, "message": "no such"}})
    gone = Provider(refused, (200, {"data": []}))
    gone.templates.remove(channel(), template(provider_id="77"))

    there = Provider(refused, (200, {"data": [{**LISTED["data"][0], "id": "77"}]}))
    with pytest.raises(TemplateRefused):
        there.templates.remove(channel(), template(provider_id="77"))


# Twilio.

QUICK = Words(
    body="Hi {{nome}}, it ships on {{dia}}.",
    buttons=(Button("quick_reply", "Talk to us", "talk"),),
    variables=(
        Variable("nome", "contact.first_name", "Marta"),
        Variable("dia", "contact.day", "Monday"),
    ),
)
MADE = (201, {"sid": "HX9"})
RECEIVED = (201, {**APPROVAL, "status": "received"})


def test_a_content_is_made_and_handed_in_at_twilio():
    """TPL-3: its places are numbered."""
    provider = Provider(MADE, RECEIVED)
    given = provider.templates.create(
        twilio(),
        template(QUICK, Kind.WHATSAPP_TWILIO, name="order_update", language="en"),
    )

    assert given == Given("HX9", State.PENDING)
    assert provider.asked == [
        ("POST", "/v1/Content"),
        ("POST", "/v1/Content/HX9/ApprovalRequests/whatsapp"),
    ]
    quick_reply = CONTENT["types"]["twilio/quick-reply"]
    assert provider.body() == {**CONTENT, "types": {"twilio/quick-reply": quick_reply}}
    assert provider.body(1) == {"name": "order_update", "category": "UTILITY"}


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (Words("a"), "twilio/text"),
        (Words("a", footer="b"), "whatsapp/card"),
        (Words("a", header=Header("text", "b")), "whatsapp/card"),
        (Words("a", header=Header("image", "", "at_1")), "twilio/media"),
        (
            Words("a", buttons=(Button("url", "b", "https://a.test"),)),
            "twilio/call-to-action",
        ),
        (
            Words("a", buttons=(Button("phone", "b", "+551199"),)),
            "twilio/call-to-action",
        ),
        (
            Words(
                "a", buttons=(Button("quick_reply", "b"), Button("phone", "c", "+1"))
            ),
            "whatsapp/card",
        ),
    ],
)
def test_the_plainest_type_that_carries_a_template_is_used(words, kind):
    """TPL-9: and it is known again when it is read."""
    provider = Provider(MADE, RECEIVED)
    provider.templates.create(twilio(), template(words, Kind.WHATSAPP_TWILIO))

    body = provider.body()
    assert list(body["types"]) == [kind]
    found = listed_content({**body, "sid": "HX9", "approval_requests": APPROVAL})
    assert found.words.shape(named=False) == words.shape(named=False)


def test_a_content_that_is_refused_is_taken_back():
    refused = (400, {"code": 20001, "message": "name taken", "status": 400})
    provider = Provider(MADE, refused, (204, b""))

    with pytest.raises(TemplateRefused) as error:
        provider.templates.create(twilio(), template(QUICK, Kind.WHATSAPP_TWILIO))

    assert "name taken" in error.value.facts["detail"]
    assert provider.asked[-1] == ("DELETE", "/v1/Content/HX9")


def test_a_changed_content_is_a_new_one_and_the_old_one_goes():
    provider = Provider(MADE, RECEIVED, (204, b""))
    changed = template(QUICK, Kind.WHATSAPP_TWILIO, provider_id="HX1")

    assert provider.templates.edit(twilio(), changed).provider_id == "HX9"

    assert provider.asked[-1] == ("DELETE", "/v1/Content/HX1")


def test_unknown_credentials_break_the_channel():
    with pytest.raises(ChannelBroken):
        Provider(TWILIO_UNKNOWN).templates.every(twilio())


def content(sid, **approval):
    return {**CONTENT, "sid": sid, "approval_requests": {**APPROVAL, **approval}}


def test_contents_that_were_handed_in_are_read_page_by_page():
    """TPL-6: those that were not are no templates."""
    first = {
        "contents": [content("HX1"), content("HX2", status="unsubmitted")],
        "meta": {"next_page_url": "https://evil.test/v1/ContentAndApprovals?Page=1"},
    }
    last = {"contents": [content("HX3", status="rejected", rejection_reason="bad")]}
    provider = Provider((200, first), (200, last))

    found = provider.templates.every(twilio())

    assert [(each.provider_id, each.state, each.reason) for each in found] == [
        ("HX1", State.APPROVED, ""),
        ("HX3", State.REJECTED, "bad"),
    ]
    assert found[0].name == "order_update"
    assert {each.url.host for each in provider.requests} == {"provider.test"}
    assert provider.requests[1].url.params["Page"] == "1"


def test_the_public_content_api_has_a_host_of_its_own():
    provider = Provider((200, {"contents": []}))

    provider.templates.every(twilio(api_base_url="https://api.twilio.com"))

    assert provider.requests[0].url.host == "content.twilio.com"


def test_a_content_that_is_gone_counts_as_removed():
    gone = Provider((404, {"code": 20404, "message": "gone", "status": 404}))

    gone.templates.remove(twilio(), template(QUICK, provider_id="HX1"))

    assert gone.asked == [("DELETE", "/v1/Content/HX1")]
