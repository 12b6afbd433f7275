"""What becomes of messages to people."""

from builders import (
    after,
    delivery,
    record,
    send,
)
from house import in_memory
from hypothesis import given, settings
from hypothesis import strategies as st

from conversations.domain.message import Status
from conversations.use_cases.outcome import Outcome


class TestDelivery:
    def sent(self, house):
        cv = house.has_conversation()
        message, _ = house.app.send_message(send(cv))
        return cv, message.message_id

    def test_the_ticks_go_up(self, house):
        """MSG-2."""
        cv, id_ = self.sent(house)

        house.app.take_in([delivery("SENT", message_id=id_)])
        house.app.take_in([delivery("DELIVERED"), delivery("READ")])

        message = house.thread(cv)[-1]
        assert message.status is Status.READ
        assert message.provider_message_id == "out.1"
        assert house.conversation(cv).last_message.status is Status.READ
        assert house.happened()[-3:] == ["message_status_changed"] * 3

    def test_read_before_delivered_shows_read(self, house):
        """MSG-2."""
        cv, id_ = self.sent(house)

        house.app.take_in([delivery("READ", message_id=id_)])
        [outcome] = house.app.take_in([delivery("DELIVERED", message_id=id_)])

        assert outcome is Outcome.UNCHANGED
        assert house.thread(cv)[-1].status is Status.READ

    def test_a_failure_is_kept_with_its_reason(self, house):
        """MSG-6."""
        cv, id_ = self.sent(house)

        failed = delivery(
            "FAILED", message_id=id_, reason="WINDOW_ENDED", detail="131047: too late"
        )
        house.app.take_in([failed])

        message = house.thread(cv)[-1]
        assert message.status is Status.FAILED
        assert message.error_reason == "WINDOW_ENDED"
        assert message.error_detail == "131047: too late"

    def test_what_was_delivered_has_not_failed(self, house):
        """MSG-2."""
        cv, id_ = self.sent(house)

        house.app.take_in(
            [delivery(s, message_id=id_) for s in ("FAILED", "DELIVERED", "FAILED")]
        )

        message = house.thread(cv)[-1]
        assert message.status is Status.DELIVERED
        assert message.error_reason == ""

    def test_a_status_that_is_early_waits_for_its_message(self, house):
        """MSG-2."""
        cv, id_ = self.sent(house)

        assert house.app.take_in([delivery("READ")]) == [Outcome.WAITING]
        house.app.take_in([delivery("SENT", message_id=id_)])

        assert house.thread(cv)[-1].status is Status.READ
        assert house.memory.notices == {}

    def test_an_early_status_in_the_same_batch_is_applied_too(self, house):
        cv, id_ = self.sent(house)

        house.app.take_in([delivery("DELIVERED"), delivery("SENT", message_id=id_)])

        assert house.thread(cv)[-1].status is Status.DELIVERED

    def test_a_notice_for_a_message_that_is_gone_is_let_go(self, house):
        assert house.app.take_in([delivery("SENT", message_id="ms_gone")]) == [
            Outcome.UNKNOWN
        ]

    def test_one_provider_id_for_two_messages_leads_to_the_first(self, house):
        cv, one = self.sent(house)
        other, _ = house.app.send_message(send(cv, request_id="rq_2"))

        house.app.take_in([delivery("SENT", message_id=one)])
        house.app.take_in([delivery("SENT", message_id=other.message_id)])
        house.app.take_in([delivery("READ")])

        first, second = house.thread(cv)[-2:]
        assert (first.status, second.status) == (Status.READ, Status.SENT)

    def test_waiting_notices_are_forgotten_after_a_week(self, house):
        house.app.take_in([delivery("READ")])
        house.clock.turn(days=7, seconds=1)

        assert house.app.forget() == (0, 1)


REPORTS = st.lists(
    st.tuples(
        st.sampled_from(
            [Status.SENT, Status.DELIVERED, Status.READ, Status.FAILED, Status.UNKNOWN]
        ),
        st.booleans(),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=25, deadline=None, derandomize=True, database=None)
@given(reports=REPORTS, data=st.data())
def test_any_shuffle_of_statuses_has_the_same_end(reports, data):
    """MSG-2: in any order, any number of times, in batches of any size."""
    link = (Status.SENT, True, 0)
    reports = [*reports, link]

    def end(arrivals, size):
        house = in_memory()
        cv = house.has_conversation()
        message, _ = house.app.send_message(send(cv))
        commands = [
            record(
                status,
                message_id=message.message_id if ours else "",
                at=after(minutes=minute),
            )
            for status, ours, minute in arrivals
        ]
        for begin in range(0, len(commands), size):
            house.app.take_in(commands[begin : begin + size])
        last = house.thread(cv)[-1]
        return last.status, last.error_reason, last.provider_message_id

    shuffled = data.draw(st.permutations(reports * 2))
    size = data.draw(st.integers(1, 5))

    assert end(shuffled, size) == end(reports, 1)
