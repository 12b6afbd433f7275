"""Reading the ledger, and working on its calls once more."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qsl, urlencode

import pytest
from builders import NOON, call, caller, channel
from fakes_desk import desk
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import Unavailable
from ingest.domain.errors import CallUnknown, PageInvalid, PermissionMissing
from ingest.domain.inbound import Entry
from ingest.domain.masking import masked
from ingest.use_cases.ledger import LARGEST_REPLAY

ADMIN = caller("channels.manage", "ledger.view")
JSON = "application/json"
FORM = "application/x-www-form-urlencoded; charset=utf-8"


def kept(*entries):
    house = desk(channel())
    house.ledger.add(
        [
            Entry(call(body, call_id=call_id, content_type=JSON), account, channel_id)
            for call_id, account, channel_id, body in entries
        ]
    )
    return house


def test_a_call_is_shown_with_its_body_and_nothing_secret():
    house = kept(("pc_1", "ac_1", "ch_wa", b'{"from":"+5511","access_token":"EAAx"}'))

    entry, body = house.get_call("pc_1", ADMIN)

    assert entry.call.call_id == "pc_1"
    assert '"from": "+5511"' in body
    assert "EAAx" not in body


def test_a_call_nobody_may_see_is_unknown():
    house = kept(("pc_1", "ac_1", "ch_hidden", b"{}"), ("pc_2", "ac_2", "ch_9", b"{}"))

    for call_id, who in [
        ("pc_1", caller("ledger.view", user_id="us_2", sees=["ch_wa"])),
        ("pc_2", ADMIN),
        ("pc_9", ADMIN),
    ]:
        with pytest.raises(CallUnknown):
            house.get_call(call_id, who)
    with pytest.raises(PermissionMissing):
        house.get_call("pc_1", caller("inbox"))


def test_calls_of_one_channel_are_listed():
    house = kept(("pc_1", "ac_1", "ch_wa", b""), ("pc_2", "ac_1", "ch_2", b""))

    def listed(channel_id, who=ADMIN):
        found, _ = house.list_calls(
            "", channel_id, page_size=0, page_token="", caller=who
        )
        return [entry.call.call_id for entry in found]

    assert listed("ch_wa") == ["pc_1"]
    assert listed("") == ["pc_2", "pc_1"]
    auditor = caller("ledger.view", user_id="us_2", sees=["ch_wa"])
    assert listed("ch_2", auditor) == []


def test_a_replay_publishes_the_same_call_under_a_new_id():
    house = kept(("pc_1", "ac_1", "ch_wa", b'{"a":1}'), ("pc_2", "ac_2", "ch_9", b""))

    assert house.replay(["pc_1", "pc_1", "pc_2", "pc_none"], "rq_1", ADMIN) == 1

    [again] = house.replayer.calls
    [entry] = house.ledger.find(["pc_1"], "ac_1")
    assert again.call_id != "pc_1"
    assert (again.replay_of, again.body) == ("pc_1", b'{"a":1}')
    assert (again.secret_print, again.target) == (
        entry.call.secret_print,
        entry.call.target,
    )


def test_repeating_a_replay_publishes_the_same_ids():
    """A broker that went away in between brings no second replay."""
    house = kept(("pc_1", "ac_1", "ch_wa", b"{}"))
    publish = house.replayer.replay

    def away(calls):
        publish(calls)
        raise Unavailable("the broker went away")

    house.replayer.replay = away
    with pytest.raises(Unavailable):
        house.replay(["pc_1"], "rq_1", ADMIN)
    house.replayer.replay = publish
    house.replay(["pc_1"], "rq_1", ADMIN)
    house.replay(["pc_1"], "rq_2", ADMIN)

    first, second, third = [each.call_id for each in house.replayer.calls]
    assert first == second != third


@pytest.mark.parametrize(
    ("call_ids", "request_id", "field"),
    [(["pc"] * (LARGEST_REPLAY + 1), "rq", "call_ids"), (["pc"], "", "request_id")],
)
def test_a_replay_that_is_none_is_refused(call_ids, request_id, field):
    with pytest.raises(PageInvalid) as refused:
        desk().replay(call_ids, request_id, ADMIN)

    assert refused.value.facts == {"field": field}


@pytest.mark.parametrize("permission", ["ledger.view", "channels.manage"])
def test_a_replay_needs_both_permissions(permission):
    with pytest.raises(PermissionMissing):
        desk().replay(["pc_1"], "rq_1", caller(permission))


def test_old_calls_are_deleted_in_small_steps():
    now = [NOON]
    house = desk(channel(), clock=lambda: now[0], ledger_days=90)
    house.ledger.add([Entry(call(b"", call_id="pc_1"), "ac_1")])

    house.clear_ledger()
    assert house.ledger.entries
    now[0] += timedelta(days=91)
    house.clear_ledger()
    assert house.ledger.entries == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("access_token", "EAAx"),
        ("hub.verify_token", "abc"),
        ("app_secret", "abc"),
        ("Authorization", "abc"),
        ("X-Hub-Signature", "abc"),
        ("auth_token", 12345),
    ],
)
def test_secrets_are_masked_wherever_they_are(name, value):
    body = f'{{"a":[{{"{name}":{value if value == 12345 else chr(34) + value + chr(34)}}}]}}'

    shown = masked(body.encode(), JSON)

    assert f'"{name}": "***"' in shown
    assert str(value) not in shown


def test_a_form_is_masked_by_name_and_keeps_the_phone_number():
    pairs = [
        ("From", "whatsapp:+5511999990000"),
        ("AuthToken", "s3cret"),
        ("Body", "hi"),
    ]

    shown = dict(parse_qsl(masked(urlencode(pairs).encode(), FORM)))

    assert shown == {
        "From": "whatsapp:+5511999990000",
        "AuthToken": "***",
        "Body": "hi",
    }


@pytest.mark.parametrize(
    "text",
    [
        "https://x.test/a?access_token=s3cret&b=1",
        "https://x.test/a?b=1&signature=s3cret",
        "Bearer s3cret-s3cret",
        "EAAs3crets3crets3cret",
    ],
)
@pytest.mark.parametrize("shape", ['{{"url":"{}"}}', "not json {}", '["{}"]'])
def test_secrets_inside_texts_are_masked(text, shape):
    assert "s3cret" not in masked(shape.format(text).encode(), JSON)


@given(st.binary(max_size=300), st.sampled_from([JSON, FORM, "text/plain", ""]))
def test_any_body_can_be_shown(body, content_type):
    masked(body, content_type).encode()
