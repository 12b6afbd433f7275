"""Messages and waiting notices, on ports of either kind."""

from builders import after, close, delivery, inbound, notice, send

from conversations.domain.message import Status
from conversations.ports import message_ref, provider_ref


class TestMessages:
    def test_known_keys_are_told_from_unknown(self, house):
        house.writes("a")

        keys = ["p:ch_1:a", "p:ch_1:b", "p:ch_2:a"]
        assert house.app.messages.known("ac_1", keys) == {"p:ch_1:a"}
        assert house.app.messages.known("ac_2", keys) == set()

    def test_an_outbound_one_is_found_by_our_id_then_by_the_providers(self, house):
        cv = house.has_conversation()
        message, _ = house.app.send_message(send(cv))
        ours, theirs = message_ref(message.message_id), provider_ref("ch_1", "out.1")

        assert set(house.app.messages.find_outbound("ac_1", [ours, theirs])) == {ours}
        house.app.take_in([delivery("DELIVERED", message_id=message.message_id)])
        found = house.app.messages.find_outbound("ac_1", [ours, theirs])

        assert set(found) == {ours, theirs}
        assert found[ours] == found[theirs] == house.thread(cv)[-1]
        assert house.app.messages.find_outbound("ac_2", [ours, theirs]) == {}

    def test_all_of_a_message_is_kept(self, house):
        cv = house.has_conversation()
        message, _ = house.app.send_message(send(cv))
        house.app.take_in(
            [
                delivery(
                    "FAILED", message_id=message.message_id, reason="R", detail="d"
                ),
                inbound(
                    "u", text="[sticker]", provider_kind="sticker", at=after(hours=1)
                ),
            ]
        )
        house.app.close_conversation(close(cv))

        _, sent, sticker, closed = house.thread(cv)
        assert (sent.status, sent.error_reason, sent.error_detail) == (
            Status.FAILED,
            "R",
            "d",
        )
        assert (sent.request_id, sent.author_id) == ("rq_1", "us_ana")
        assert (sticker.provider_kind, sticker.provider_time) == (
            "sticker",
            after(hours=1),
        )
        assert closed.timeline.what == "closed"

    def test_a_failure_that_was_none_leaves_no_reason(self, house):
        cv = house.has_conversation()
        message, _ = house.app.send_message(send(cv))
        id_ = message.message_id

        house.app.take_in([delivery("FAILED", message_id=id_, reason="R")])
        house.app.take_in([delivery("READ", message_id=id_)])

        assert house.thread(cv)[-1].error_reason == ""

    def test_a_long_thread_is_read_in_pages_without_gap_or_repeat(self, house):
        house.app.take_in([inbound(f"m{n}") for n in range(450)])
        cv = house.events()[0].conversation.conversation_id

        thread = house.thread(cv)

        assert [m.provider_message_id for m in thread] == [f"m{n}" for n in range(450)]
        assert len({m.sequence for m in thread}) == 450


class TestWaiting:
    def test_a_notice_is_kept_once_and_found_by_its_reference(self, house):
        early = notice(Status.READ)
        house.app.waiting.add("ac_1", [early, early])
        house.app.waiting.add("ac_1", [early])

        refs = [provider_ref("ch_1", "out.1"), "d:ch_1:other"]
        assert house.app.waiting.find("ac_1", refs) == [early]
        assert house.app.waiting.find("ac_2", refs) == []

    def test_the_old_are_forgotten(self, house):
        house.app.waiting.add("ac_1", [notice(Status.READ)])

        assert house.app.waiting.prune(after(seconds=-1)) == 0
        assert house.app.waiting.prune(after(seconds=1)) == 1
        assert house.app.waiting.find("ac_1", [provider_ref("ch_1", "out.1")]) == []

    def test_an_early_notice_is_settled_with_its_message(self, house):
        cv = house.has_conversation()
        message, _ = house.app.send_message(send(cv))
        house.app.take_in([delivery("READ")])

        house.app.take_in([delivery("SENT", message_id=message.message_id)])

        assert house.thread(cv)[-1].status is Status.READ
        assert house.app.waiting.find("ac_1", [provider_ref("ch_1", "out.1")]) == []
