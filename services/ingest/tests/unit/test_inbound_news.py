"""What becomes of echoes, reactions, edits, new ids, consent, notices, receipts."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from builders import NOON, NUMBER, PAGE, call, channel, cloud, message, payload, send
from world import World

from chassis.errors import Unavailable
from ingest.domain.channels import Kind
from ingest.domain.content import FileState, attachment_id
from ingest.domain.delivery import State
from ingest.domain.events import (
    ConsentChanged,
    DeliveryMoved,
    IdentityChanged,
    MessageArrived,
    MessageEchoed,
    MessageRevised,
    ReactionCame,
)
from ingest.domain.inbound import Fate, Status
from ingest.domain.people import Profile

WABA = "318200455667788"
PERSON = "7300112244556677"


def page(channel_id="ch_fb", **fields):
    return channel(channel_id, Kind.MESSENGER, **fields)


def instagram(channel_id="ch_ig", **fields):
    return channel(channel_id, Kind.INSTAGRAM, **fields)


def on_page(*bodies, page_id=PAGE):
    """Return a call of Meta's about a page, with one event per body."""
    events = [
        {
            "sender": {"id": PERSON},
            "recipient": {"id": page_id},
            "timestamp": 1893499200000,
            **body,
        }
        for body in bodies
    ]
    return {"object": "page", "entry": [{"id": page_id, "messaging": events}]}


def echo(**fields):
    told = {"mid": "m_1", "is_echo": True, "text": "hi", **fields}
    return on_page(
        {"sender": {"id": PAGE}, "recipient": {"id": PERSON}, "message": told}
    )


def on_its_way(world, state, message_id="ms_1", **fields):
    found = send(
        message_id,
        channel_id="ch_fb",
        keys=(f"psid:{PERSON}",),
        state=state,
        attempt_time=NOON,
        **fields,
    )
    world.sends.add([found], "wk_1", NOON)
    return found


def kinds(world):
    return [type(event) for event in world.events]


def test_a_page_of_the_same_app_is_another_channel_than_the_number():
    """INB-1: by kind and id, so that no id of one kind can pose as another's."""
    world = World(channel(), page(), instagram(provider_id=PAGE))
    text = {"message": {"mid": "m_1", "text": "hello"}}

    assert world.take(call(on_page(text))) == [Fate.FORWARDED]

    [event] = world.events
    assert event.channel.channel_id == "ch_fb"
    assert event.written.sender.keys == (f"psid:{PERSON}",)
    assert event.written.opens_window


def test_files_get_ids_and_are_expected_before_the_call_is_done():
    """ATT-11: the message shows at once, its file comes after."""
    world = World(page())
    attached = [
        {"type": "image", "payload": {"url": f"https://cdn.test/{n}.jpg"}}
        for n in range(2)
    ]
    body = on_page({"message": {"mid": "m_1", "attachments": attached}})

    world.take(call(body))
    world.take(call(body))

    [event] = world.events
    ids = [attachment_id("ch_fb", "m_1", number) for number in range(2)]
    shown = event.written.content.attachments
    assert [each.attachment_id for each in shown] == ids
    assert [each.state for each in shown] == [FileState.WAITING] * 2
    assert list(world.files.expected) == ids
    channel_id, message_id, first = world.files.expected[ids[0]]
    assert (channel_id, message_id) == ("ch_fb", "m_1")
    assert first.source.url == "https://cdn.test/0.jpg"


def test_a_file_that_will_not_come_is_not_waited_for():
    """ATT-12: what was too large for WhatsApp is a placeholder."""
    world = World(channel())

    world.take(call(payload("whatsapp_cloud/msg_media_too_large.json")))

    [event] = world.events
    [shown] = event.written.content.attachments
    assert (shown.state, shown.reason) == (FileState.FAILED, "TOO_LARGE")
    assert world.files.expected == {}


def test_a_crash_before_the_ledger_repeats_all_and_doubles_nothing():
    world = World(channel())
    again = call(payload("whatsapp_cloud/msg_image_caption.json"))
    expect = world.files.expect
    world.files.expect = lambda *_: (_ for _ in ()).throw(Unavailable("away"))
    with pytest.raises(Unavailable):
        world.take(again)
    world.files.expect = expect

    assert world.take(again) == [Fate.FORWARDED]

    assert len({event.event_id for event in world.events}) == 1
    assert len(world.files.expected) == 1
    assert len(world.entries) == 1


def test_what_staff_wrote_in_the_page_inbox_is_echoed():
    world = World(page())

    world.take(call(echo(app_id=26390203743090)))

    [event] = world.events
    assert isinstance(event, MessageEchoed)
    assert (event.echoed.origin, event.echoed.text) == ("page_inbox", "hi")
    assert event.echoed.recipient.keys == (f"psid:{PERSON}",)


def test_an_echo_with_our_id_settles_the_send_whose_answer_was_lost():
    world = World(page())
    on_its_way(world, State.UNKNOWN)

    world.take(call(echo(app_id=777, metadata="ms_1")))

    [event] = world.events
    assert isinstance(event, DeliveryMoved)
    assert (event.message_id, event.provider_message_id, event.status) == (
        "ms_1",
        "m_1",
        Status.SENT,
    )
    assert world.sends.sends["ms_1"].state is State.SENT


def test_an_echo_of_our_app_is_never_a_message_of_staff():
    world = World(page(facts={"app_id": "app-1"}))

    world.take(call(echo(app_id="app-1")))

    [event] = world.events
    assert isinstance(event, DeliveryMoved)
    assert (event.message_id, event.provider_message_id) == ("", "m_1")


def test_an_echo_that_is_quicker_than_the_answer_is_known_by_its_words():
    """Instagram does not say which app wrote."""
    world = World(page())
    on_its_way(world, State.CALLING, text="hi")
    on_its_way(world, State.CALLING, "ms_2", text="hi")
    on_its_way(world, State.CALLING, "ms_3", text="other")

    world.take(call(echo()), call(echo(mid="m_2")), call(echo(mid="m_3", text="new")))

    assert kinds(world) == [DeliveryMoved, DeliveryMoved, MessageEchoed]
    assert [event.message_id for event in world.events[:2]] == ["ms_1", "ms_2"]


def test_an_echo_of_a_message_whose_answer_came_is_no_news():
    world = World(page())
    on_its_way(world, State.SENT)
    world.sends.provider_ids["ms_1"] = "m_1"

    assert world.take(call(echo())) == [Fate.IGNORED]

    assert world.events == []
    assert world.entries[0].reason == "own_echo"


def test_an_echo_of_the_phone_app_is_staff_even_with_the_same_words():
    world = World(channel())
    body = payload("whatsapp_cloud/echo_smb_text.json")

    fates = world.take(call(body), call(body))

    assert fates == [Fate.FORWARDED, Fate.DUPLICATE]
    assert kinds(world) == [MessageEchoed]


def test_a_reaction_and_its_removal_are_two_and_each_counts_once():
    world = World(page())
    react = {"reaction": {"mid": "m_9", "action": "react", "emoji": "😀"}}
    unreact = {"reaction": {"mid": "m_9", "action": "unreact"}}

    fates = world.take(
        call(on_page(react)), call(on_page(unreact)), call(on_page(react))
    )

    assert fates == [Fate.FORWARDED, Fate.FORWARDED, Fate.DUPLICATE]
    assert kinds(world) == [ReactionCame] * 2
    assert [event.reacted.emoji for event in world.events] == ["😀", ""]


def test_each_edit_of_a_message_counts_once():
    world = World(page())

    def edit(number, text):
        return on_page(
            {"message_edit": {"mid": "m_9", "text": text, "num_edit": number}}
        )

    fates = world.take(
        call(edit(1, "one")), call(edit(2, "two")), call(edit("2", "two"))
    )

    assert fates == [Fate.FORWARDED, Fate.FORWARDED, Fate.DUPLICATE]
    assert kinds(world) == [MessageRevised] * 2
    assert [event.revised.target for event in world.events] == ["m_9", "m_9"]


def test_a_message_and_its_deletion_share_an_id_and_are_two():
    """Instagram tells of both under the same id."""
    world = World(instagram())

    world.take(
        call(payload("instagram/msg_text.json")),
        call(payload("instagram/msg_deleted.json")),
    )

    assert kinds(world) == [MessageArrived, MessageRevised]
    assert world.events[1].revised.deleted


def test_a_new_number_is_told_to_the_thread_before_the_ids_change():
    """The notice is found by the former number, which is nobody's afterwards."""
    world = World(channel())

    world.take(call(payload("whatsapp_cloud/msg_system_user_changed_number.json")))

    notice, change = world.events
    assert isinstance(notice, MessageArrived)
    assert not notice.written.opens_window
    assert notice.written.sender.keys == ("phone:+15550142233",)
    assert isinstance(change, IdentityChanged)
    assert change.rekeyed.former_keys == ("phone:+15550142233",)
    assert change.rekeyed.identity.keys == ("phone:+15550149988",)


@pytest.mark.parametrize(
    "system",
    [
        {"type": "user_changed_user_id", "user_id": "US.500000001", "body": "no ids"},
        {
            "type": "user_changed_user_id",
            "user_id": "US.500000001",
            "body": "US.400000001 or US.300000001 to US.500000001",
        },
        {"type": "user_changed_number"},
    ],
)
def test_a_change_that_does_not_say_from_whom_is_left_to_a_person(system):
    """Never over-merge: nobody is guessed."""
    world = World(channel())
    told = {"id": "wamid.1", "type": "system", "system": system}

    assert world.take(call(cloud({"messages": [told]}))) == [Fate.QUARANTINED]

    assert world.events == []
    assert world.entries[0].reason == "change_without_both_ids"


def test_a_contact_that_says_otherwise_is_nobody_who_wrote():
    """Never over-merge: the phone is the same, the person is not."""
    world = World(channel())
    value = {
        "contacts": [
            {
                "wa_id": "15550142233",
                "user_id": "US.999999999",
                "parent_user_id": "US.ENT.9",
                "profile": {"name": "Somebody else"},
            }
        ],
        "messages": [message(from_user_id="US.111111111")],
    }

    world.take(call(cloud(value)))

    [event] = world.events
    assert event.written.sender.keys == ("bsuid:US.111111111", "phone:+15550142233")
    assert event.written.sender.display_name == ""


def test_a_person_who_stops_marketing_is_told_of_once():
    world = World(channel())
    body = payload("whatsapp_cloud/user_preferences_stop.json")

    assert world.take(call(body), call(body)) == [Fate.FORWARDED, Fate.DUPLICATE]

    [event] = world.events
    assert isinstance(event, ConsentChanged)
    assert not event.consented.marketing


def test_a_message_that_failed_for_an_opt_out_tells_of_both():
    world = World(channel())

    world.take(call(payload("whatsapp_cloud/status_failed_131050_opted_out.json")))

    moved, consent = world.events
    assert (moved.status, moved.error_reason) == (Status.FAILED, "RECIPIENT_OPTED_OUT")
    assert consent.consented.identity.keys == ("phone:+15550142233",)
    assert not consent.consented.marketing


def test_what_is_told_of_a_number_is_a_notice_for_its_channel():
    other = channel("ch_2", provider_id="99", facts={"phone_number": "+15550100999"})
    world = World(channel(), other)
    body = payload("whatsapp_cloud/phone_number_quality_update.json")

    fates = world.take(call(body), call(body))

    assert fates == [Fate.FORWARDED, Fate.DUPLICATE]
    [notice] = world.notices.kept.values()
    assert (notice.channel_id, notice.what, notice.severity) == (
        "ch_wa",
        "limit",
        "info",
    )
    assert world.events == []


def test_what_is_told_of_an_account_is_one_notice_for_each_of_ours():
    number = {"phone_number": "+15550100999"}
    world = World(
        channel(),
        channel("ch_2", provider_id="99", facts=number),
        channel("ch_9", provider_id="98", facts=number, account_id="ac_9"),
        channel("ch_x", provider_id="97", facts={"waba_id": "1"}, account_id="ac_x"),
    )

    world.take(call(payload("whatsapp_cloud/account_update_restriction.json")))

    told = {(n.account_id, n.channel_id) for n in world.notices.kept.values()}
    assert told == {("ac_1", ""), ("ac_9", "ch_9")}
    assert {entry.account_id for entry in world.entries} == {"ac_1", "ac_9"}


def test_an_account_at_the_provider_is_told_of_by_its_own_app_only():
    """Another account's app signs well and may know our account's number."""
    foreign = channel(
        "ch_9",
        account_id="ac_9",
        provider_id="9",
        facts={"waba_id": "1"},
        secrets={"app_secret": "another-secret"},
    )
    world = World(channel(), foreign)
    body = payload("whatsapp_cloud/template_disabled.json")

    fates = world.take(call(body, secret_print=foreign.secret_prints[0]))

    assert fates == [Fate.QUARANTINED]
    assert world.templates.told == []
    assert world.entries[0].account_id == "ac_9"


def test_news_of_a_template_go_to_the_templates_of_its_account():
    """TPL-6."""
    world = World(channel(), channel("ch_2", provider_id="99"))
    body = payload("whatsapp_cloud/template_rejected.json")

    fates = world.take(call(body), call(body))

    assert fates == [Fate.FORWARDED, Fate.DUPLICATE]
    [(channel_id, news)] = world.templates.told
    assert (channel_id, news.provider_id) == ("ch_wa", "889900112233445")


def test_an_error_without_a_message_is_a_notice_for_admins():
    world = World(channel())

    world.take(call(payload("whatsapp_cloud/value_level_error.json")))

    [notice] = world.notices.kept.values()
    assert (notice.channel_id, notice.what, notice.severity) == (
        "ch_wa",
        "error",
        "error",
    )
    assert world.events == []


def receipt(milliseconds, key="read"):
    return on_page({key: {"watermark": milliseconds}})


NOON_MS = int(NOON.timestamp() * 1000)


def test_a_watermark_moves_up_all_our_messages_before_it():
    """MSG-2: Messenger says how far somebody read, not what."""
    world = World(page())
    for number, later in ((1, 0), (2, 10), (3, 60)):
        sent = on_its_way(world, State.SENT, f"ms_{number}")
        world.sends._put(sent, attempt_time=NOON + timedelta(seconds=later))
    on_its_way(world, State.FAILED, "ms_4")

    fates = world.take(call(receipt(NOON_MS + 10_000)))
    fates += world.take(call(receipt(NOON_MS + 10_000)))

    assert fates == [Fate.FORWARDED, Fate.IGNORED]
    moved = [(event.message_id, event.status) for event in world.events]
    assert moved == [("ms_1", Status.READ), ("ms_2", Status.READ)]


def test_what_was_delivered_is_read_after_and_each_is_told():
    world = World(page())
    on_its_way(world, State.SENT)

    body = on_page(
        {"delivery": {"watermark": NOON_MS}}, {"read": {"watermark": NOON_MS}}
    )
    world.take(call(body))

    assert [event.status for event in world.events] == [Status.DELIVERED, Status.READ]
    assert len({event.event_id for event in world.events}) == 2


def test_nobody_else_s_messages_are_moved_by_a_receipt():
    world = World(page())
    on_its_way(world, State.SENT)
    other = send(
        "ms_9",
        channel_id="ch_fb",
        keys=("psid:1",),
        state=State.SENT,
        attempt_time=NOON,
    )
    world.sends.add([other], "wk_1", NOON)

    world.take(call(receipt(NOON_MS)))

    assert [event.message_id for event in world.events] == ["ms_1"]


def test_instagram_says_up_to_which_message_somebody_read():
    world = World(instagram())
    for number in (1, 2, 3):
        sent = send(
            f"ms_{number}",
            channel_id="ch_ig",
            keys=("igsid:1122334455667788",),
            state=State.SENT,
            attempt_time=NOON + timedelta(seconds=number),
        )
        world.sends.add([sent], "wk_1", NOON)
    body = payload("instagram/seen.json")
    seen = json.loads(body)["entry"][0]["messaging"][0]["read"]["mid"]
    world.sends.provider_ids["ms_2"] = seen

    world.take(call(body))

    assert [event.message_id for event in world.events] == ["ms_1", "ms_2"]


def test_one_bad_part_of_any_kind_leaves_its_neighbours_alone():
    world = World(channel(), page())
    value = {
        "messages": [message(), {"id": "x"}, message("e", type="edit", edit={})],
        "statuses": [{}],
        "message_echoes": [{"id": "o"}],
        "user_preferences": [{}],
    }
    bad = {"reaction": {"action": "react"}}
    good = {"message": {"mid": "m_1", "text": "hello"}}

    world.take(call(cloud(value, number=NUMBER)), call(on_page(bad, good)))

    assert kinds(world) == [MessageArrived] * 2
    first, second = world.entries
    assert first.counts == {"forwarded": 1, "quarantined": 5}
    assert second.counts == {"forwarded": 1, "quarantined": 1}


def test_a_template_of_an_account_nobody_connected_is_kept_for_a_person():
    world = World(channel(facts={"waba_id": "1"}))

    fates = world.take(call(payload("whatsapp_cloud/template_approved.json")))

    assert fates == [Fate.QUARANTINED]
    assert world.entries[0].reason == "channel_unknown"


def test_who_is_known_already_is_named_in_the_message():
    """MSG-4: the provider's calls name people by an id alone."""
    world = World(page())
    text = {"message": {"mid": "m_1", "text": "hello"}}
    again = {"message": {"mid": "m_2", "text": "hello?"}}
    world.take(call(on_page(text)))
    met = world.people.people["ch_fb", f"psid:{PERSON}"]
    world.people.learn(met, page(), Profile("Marta", avatar_url="https://p.test/1"))

    world.take(call(on_page(again)))

    first, second = [event.written.sender for event in world.events]
    assert (first.display_name, second.display_name) == ("", "Marta")
    assert second.avatar_url == "https://p.test/1"


def test_nobody_is_asked_about_before_their_message_was_announced():
    """MSG-4: a name must not overtake who it is of."""
    world = World(page())
    announced = []
    expect = world.people.expect
    world.people.expect = lambda people: (
        announced.append(len(world.events)),
        expect(people),
    )

    world.take(call(on_page({"message": {"mid": "m_1", "text": "hello"}})))

    assert announced == [1]
    assert list(world.people.due) == [("ch_fb", f"psid:{PERSON}")]


def test_a_call_that_comes_again_after_a_crash_still_has_its_writer_asked_about():
    """MSG-4: also when we stopped between announcing and asking."""
    world = World(page())
    received = call(on_page({"message": {"mid": "m_1", "text": "hello"}}))
    expect, world.people.expect = world.people.expect, None
    with pytest.raises(TypeError):
        world.take(received)
    world.people.expect = expect

    world.take(received)

    assert list(world.people.due) == [("ch_fb", f"psid:{PERSON}")]


def test_who_was_only_written_to_is_not_asked_about():
    """They did not consent yet: the provider would refuse for a whole day."""
    world = World(page())

    fates = world.take(call(payload("messenger/echo_page_inbox.json")))

    assert fates == [Fate.FORWARDED]
    assert world.people.people == {}


def test_people_of_whatsapp_are_not_asked_about():
    world = World(channel())

    world.take(call(cloud({"messages": [message()]})))

    assert world.people.people == {}
