"""The fakes and the real store, each held to the contract of its port."""

from datetime import timedelta

import pytest
from builders import (
    ACCOUNT,
    ANA,
    EVERYTHING,
    NOTHING,
    PRIVATE,
    SHARED,
    answer,
    channel,
    mail,
    notification,
    opening,
    prefer,
    user,
)
from fakes import FakeHouse, FakeLedger, FakeMails, FakeOpenings
from pymongo.collection import Collection
from pymongo.errors import BulkWriteError

from chassis import mongo
from chassis.testing import NOON, RecordingOutbox
from notifier.domain.conversation import Reason
from notifier.domain.mail import State
from notifier.domain.preferences import DEFAULTS, Trigger, Way
from notifier.store.audiences import MongoAudiences
from notifier.store.collections import ALL, prepare
from notifier.store.ledger import MongoLedger
from notifier.store.mails import MongoMails
from notifier.store.openings import MongoOpenings
from notifier.store.roster import MongoRoster, MongoSwitches

LATER = NOON + timedelta(hours=1)


class RosterContract:
    """`audiences`, `roster` and `switches` are of one store."""

    def audience(self, audiences, account_id=ACCOUNT):
        return audiences.of({account_id})[account_id]

    def test_an_account_without_anybody_has_an_empty_audience(self, house):
        audiences, _, _ = house

        found = self.audience(audiences)

        assert (found.users, found.channels, found.preferences) == ({}, {}, {})

    def test_what_was_noted_is_found_as_it_was(self, house):
        audiences, roster, switches = house
        ana = user(name="Ana", language="pt-BR", may_inbox=False)
        private = channel(PRIVATE, shared=False, installer_id=ANA)

        assert roster.note_user(ana, at=NOON)
        assert roster.note_channel(private, at=NOON)
        switches.save(ACCOUNT, ANA, EVERYTHING)

        found = self.audience(audiences)
        assert found.users == {ANA: ana}
        assert found.channels == {PRIVATE: private}
        assert found.preferences == {ANA: EVERYTHING}
        assert found.ways == frozenset(Way)

    def test_what_changes_is_in_force_at_once(self, house):
        """NTF-6"""
        audiences, roster, switches = house
        roster.note_user(user(), at=NOON)
        roster.note_channel(channel(), at=NOON)
        assert self.audience(audiences).sees(user(), SHARED)

        roster.note_channel(channel(shared=False), at=LATER)
        assert not self.audience(audiences).sees(user(), SHARED)
        switches.save(ACCOUNT, ANA, NOTHING)
        assert self.audience(audiences).preferences == {ANA: NOTHING}
        roster.note_user(user(active=False), at=LATER)
        assert self.audience(audiences).users == {}

    def test_what_is_older_changes_nothing(self, house):
        audiences, roster, _ = house
        roster.note_user(user(name="New"), at=LATER)
        roster.note_channel(channel(), at=LATER)

        assert not roster.note_user(user(name="Old"), at=NOON)
        assert not roster.note_channel(channel(shared=False), at=NOON)
        assert roster.note_user(user(name="Newer"), at=LATER)
        found = self.audience(audiences)
        assert (found.users[ANA].name, found.channels[SHARED].shared) == ("Newer", True)

    def test_who_never_saved_has_nothing_saved(self, house):
        _, _, switches = house

        assert switches.find(ACCOUNT, ANA) is None

    @pytest.mark.parametrize(
        "saved", [NOTHING, DEFAULTS, EVERYTHING, prefer("others.email")]
    )
    def test_what_was_saved_is_found_as_it_was(self, house, saved):
        """NTF-6: saving twice is harmless."""
        _, _, switches = house
        switches.save(ACCOUNT, ANA, EVERYTHING)

        switches.save(ACCOUNT, ANA, saved)
        switches.save(ACCOUNT, ANA, saved)

        assert switches.find(ACCOUNT, ANA) == saved
        assert switches.find("ac_2", ANA) is None

    def test_accounts_do_not_see_each_other(self, house):
        audiences, roster, _ = house
        roster.note_user(user(), at=NOON)
        roster.note_user(user("zoe", account_id="ac_2"), at=NOON)

        found = audiences.of({ACCOUNT, "ac_2"})

        assert set(found[ACCOUNT].users) == {ANA}
        assert set(found["ac_2"].users) == {"zoe"}


class TestFakeRoster(RosterContract):
    @pytest.fixture
    def house(self):
        house = FakeHouse()
        return house, house, house


class TestMongoRoster(RosterContract):
    @pytest.fixture
    def house(self, clean):
        return MongoAudiences(clean, Way), MongoRoster(clean), MongoSwitches(clean)

    def test_another_process_sees_it_too(self, house, clean):
        """NTF-6: saved through the API process, in force in every worker."""
        audiences, roster, _ = house
        roster.note_user(user(), at=NOON)
        assert self.audience(audiences).preferences == {}

        MongoSwitches(clean).save(ACCOUNT, ANA, EVERYTHING)

        assert self.audience(audiences).preferences == {ANA: EVERYTHING}

    def test_nothing_is_read_again_while_nothing_changed(self, house):
        audiences, roster, _ = house
        roster.note_user(user(), at=NOON)

        assert self.audience(audiences) is self.audience(audiences)

    def test_preparing_twice_is_harmless(self, clean):
        prepare(clean)

        assert set(ALL) <= set(clean.list_collection_names())


class OpeningsContract:
    def test_what_was_never_kept_is_not_there(self, openings):
        assert openings.find(ACCOUNT, ["ms_1"]) == {}
        assert openings.newest(ACCOUNT, ["cv_1"]) == {}
        assert list(openings.waiting_for(ACCOUNT, ["ms_1"])) == []

    def test_what_was_kept_is_found_as_it_was(self, openings):
        kept = opening(contact_name="João", preview="Olá")
        openings.keep(ACCOUNT, [kept, opening("ms_2", conversation_id="cv_2")], at=NOON)
        openings.keep(ACCOUNT, [kept], at=NOON)

        assert openings.find(ACCOUNT, ["ms_1", "ms_9"]) == {"ms_1": kept}
        assert openings.newest(ACCOUNT, ["cv_1", "cv_9"]) == {"cv_1": kept}
        assert openings.find("ac_2", ["ms_1"]) == {}
        assert openings.newest("ac_2", ["cv_1"]) == {}

    def test_what_comes_again_is_kept_once_and_hinders_no_other(self, openings):
        """NTF-12: redelivered within a batch, and in a batch with new ones."""
        first, second = opening("ms_1"), opening("ms_2", conversation_id="cv_2")
        openings.keep(ACCOUNT, [first, first], at=NOON)

        openings.keep(ACCOUNT, [opening(preview="Else"), second, first], at=NOON)

        kept = {"ms_1": first, "ms_2": second}
        assert openings.find(ACCOUNT, ["ms_1", "ms_2"]) == kept

    def test_what_comes_again_supersedes_what_a_crash_left(self, openings):
        openings.keep(ACCOUNT, [opening("ms_2", sequence=9)], at=NOON)
        openings.keep(ACCOUNT, [opening("ms_1")], at=NOON)

        openings.keep(ACCOUNT, [opening("ms_2", sequence=9)], at=NOON)
        openings.forget(before=LATER)

        assert set(openings.find(ACCOUNT, ["ms_1", "ms_2"])) == {"ms_2"}

    @pytest.mark.parametrize("turned", [False, True])
    def test_the_newest_is_the_last_in_the_conversation(self, openings, turned):
        both = [opening("ms_1", sequence=2), opening("ms_2", sequence=9)]
        for one in reversed(both) if turned else both:
            openings.keep(ACCOUNT, [one], at=NOON)

        assert openings.newest(ACCOUNT, ["cv_1"])["cv_1"].message_id == "ms_2"

    def test_an_answer_waits_for_its_message(self, openings):
        said = answer(Reason.KEPT, to=ANA, actor="bia", version=3)
        openings.set_aside(
            ACCOUNT, [said, answer(answer_id="ev_2", message_id="x")], at=NOON
        )
        openings.set_aside(ACCOUNT, [said], at=LATER)

        assert list(openings.waiting_for(ACCOUNT, ["ms_1", "ms_2"])) == [said]
        assert list(openings.waiting_for("ac_2", ["ms_1"])) == []

    def test_only_what_a_newer_one_followed_is_forgotten(self, openings):
        openings.keep(ACCOUNT, [opening("ms_1")], at=NOON)
        openings.keep(ACCOUNT, [opening("ms_2", sequence=9)], at=NOON)
        openings.set_aside(ACCOUNT, [answer()], at=NOON)

        openings.forget(before=NOON)
        assert set(openings.find(ACCOUNT, ["ms_1", "ms_2"])) == {"ms_1", "ms_2"}
        openings.forget(before=LATER)

        assert set(openings.find(ACCOUNT, ["ms_1", "ms_2"])) == {"ms_2"}
        assert list(openings.waiting_for(ACCOUNT, ["ms_1"])) == []


class TestFakeOpenings(OpeningsContract):
    @pytest.fixture
    def openings(self):
        return FakeOpenings()


class TestMongoOpenings(OpeningsContract):
    @pytest.fixture
    def openings(self, clean):
        return MongoOpenings(clean)

    def test_a_write_that_fails_otherwise_is_not_taken_for_kept(
        self, openings, monkeypatch
    ):
        """NTF-12: nothing is lost; the bus brings the batch again."""

        def fail(*_, **__):
            errors = [{"code": mongo.DUPLICATE_KEY}, {"code": mongo.WRITE_CONFLICT}]
            raise BulkWriteError({"writeErrors": errors})

        monkeypatch.setattr(Collection, "insert_many", fail)

        with pytest.raises(BulkWriteError):
            openings.keep(ACCOUNT, [opening()], at=NOON)


class LedgerContract:
    """`ledger`, `openings` and `mails` are of one store."""

    def record(self, ledger, *some, settled=()):
        new = ledger.record(ACCOUNT, some, settled=settled)
        return [one.notification_id for one in new]

    def test_each_notification_is_new_once(self, stores):
        """NTF-12"""
        ledger, _, _ = stores

        assert self.record(ledger, notification("nt_1")) == ["nt_1"]
        both = notification("nt_1"), notification("nt_2")
        assert self.record(ledger, *both) == ["nt_2"]
        assert self.record(ledger, *both) == []

    def test_a_mail_is_due_for_each_new_one_by_email(self, stores):
        ledger, _, mails = stores
        by_mail = notification("nt_1", way=Way.EMAIL, trigger=Trigger.OTHERS)

        self.record(ledger, by_mail, notification("nt_2"))
        self.record(ledger, by_mail)

        assert list(mails.due(NOON, limit=9)) == [
            mail("nt_1", trigger=Trigger.OTHERS, attempts=0)
        ]

    def test_what_is_settled_waits_no_more(self, stores):
        ledger, openings, _ = stores
        openings.set_aside(ACCOUNT, [answer()], at=NOON)

        assert self.record(ledger, settled=["ev_answer"]) == []
        assert list(openings.waiting_for(ACCOUNT, ["ms_1"])) == []

    def test_what_is_old_is_forgotten(self, stores):
        ledger, _, mails = stores
        self.record(ledger, notification("nt_1", way=Way.EMAIL))
        [due] = mails.due(NOON, limit=9)
        claimed = mails.claim(due, until=LATER)
        mails.settle(claimed, State.SENT, at=NOON, problem="")

        ledger.forget(before=NOON)
        assert self.record(ledger, notification("nt_1", way=Way.EMAIL)) == []
        ledger.forget(before=LATER)
        assert self.record(ledger, notification("nt_1", way=Way.EMAIL)) == ["nt_1"]


class TestFakeLedger(LedgerContract):
    @pytest.fixture
    def stores(self):
        openings, mails = FakeOpenings(), FakeMails()
        return FakeLedger(openings, mails), openings, mails


class TestMongoLedger(LedgerContract):
    @pytest.fixture
    def stores(self, clean):
        outbox = SessionOutbox(clean)
        return MongoLedger(clean, outbox), MongoOpenings(clean), MongoMails(clean)

    def test_only_the_desktop_is_told_by_events(self, stores):
        ledger, _, _ = stores

        self.record(ledger, notification("nt_1", way=Way.EMAIL), notification("nt_2"))

        [event] = ledger._outbox.messages
        assert event.notification_id == "nt_2"


class SessionOutbox(RecordingOutbox):
    """Keeps events, and runs the work in a session."""

    def __init__(self, database):
        super().__init__()
        self._client = database.client

    def run(self, work):
        with self._client.start_session() as session, session.start_transaction():
            result, events = work(session)
        self.published += events
        return result


class MailsContract:
    @pytest.fixture
    def one(self, stores):
        ledger, mails = stores
        ledger.record(ACCOUNT, [notification(way=Way.EMAIL)])
        [due] = mails.due(NOON, limit=9)
        return due

    def due(self, stores, at):
        return [one.mail_id for one in stores[1].due(at, limit=9)]

    def test_the_oldest_come_first_and_not_before_their_time(self, stores):
        ledger, mails = stores
        for n, at in (("nt_2", LATER), ("nt_1", NOON)):
            ledger.record(ACCOUNT, [notification(n, way=Way.EMAIL, at=at)])

        assert self.due(stores, NOON) == ["nt_1"]
        assert self.due(stores, LATER) == ["nt_1", "nt_2"]
        assert [m.mail_id for m in mails.due(LATER, limit=1)] == ["nt_1"]

    def test_a_claim_is_one_workers_until_it_ends(self, stores, one):
        _, mails = stores

        claimed = mails.claim(one, until=LATER)

        assert (claimed.attempts, claimed.due_time) == (1, LATER)
        assert mails.claim(one, until=LATER + timedelta(1)) is None
        assert self.due(stores, NOON) == []
        assert self.due(stores, LATER) == ["nt_1"]

    def test_what_is_put_off_is_due_again_then(self, stores, one):
        _, mails = stores
        claimed = mails.claim(one, until=LATER + timedelta(1))

        mails.put_off(claimed, until=LATER, problem="busy")

        assert self.due(stores, NOON) == []
        [again] = mails.due(LATER, limit=9)
        assert again.attempts == 1

    def test_what_is_settled_is_never_due(self, stores, one):
        _, mails = stores
        claimed = mails.claim(one, until=LATER)

        mails.settle(claimed, State.SENT, at=NOON, problem="")

        assert self.due(stores, LATER + timedelta(9)) == []

    def test_a_claim_that_ran_out_decides_nothing(self, stores, one):
        _, mails = stores
        slow = mails.claim(one, until=NOON)
        [again] = mails.due(NOON, limit=9)
        mails.claim(again, until=LATER)

        mails.settle(slow, State.FAILED, at=NOON, problem="")
        mails.put_off(slow, until=NOON, problem="")

        assert self.due(stores, NOON) == []
        assert self.due(stores, LATER) == ["nt_1"]


class TestFakeMails(MailsContract):
    @pytest.fixture
    def stores(self):
        mails = FakeMails()
        return FakeLedger(FakeOpenings(), mails), mails


class TestMongoMails(MailsContract):
    @pytest.fixture
    def stores(self, clean):
        return MongoLedger(clean, SessionOutbox(clean)), MongoMails(clean)

    def test_what_is_over_keeps_no_words(self, stores, one, clean):
        _, mails = stores
        mails.settle(mails.claim(one, until=LATER), State.SENT, at=NOON, problem="")

        [kept] = clean["mails"].find()
        assert not {"contact_name", "preview", "due_time"} & set(kept)
        assert kept["state"] == "sent"
