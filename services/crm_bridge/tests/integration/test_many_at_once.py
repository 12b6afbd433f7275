"""Several workers and people at once, on the real database."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from builders import ACCOUNT, AGENT, MARIA, match, opened, person
from recado.crm.v1 import events_pb2

from chassis.errors import Conflict
from chassis.outbox import Outbox
from crm_bridge.app import App
from crm_bridge.domain.errors import PhoneTaken
from crm_bridge.phones import Normaliser
from crm_bridge.store.store import MongoContacts
from crm_bridge.use_cases.outcome import Outcome
from crm_bridge.use_cases.people import ChangeContact
from crm_bridge.wire.incoming import read_conversation_opened

KINDS = {
    "contact_matched": events_pb2.ContactMatched,
    "contact_edited": events_pb2.ContactEdited,
}


def replica(database):
    outbox = Outbox(database, source="crm_bridge", publisher=None)
    outbox.prepare()
    return App(MongoContacts(database, outbox), Normaliser("BR"))


def told(database):
    """Return every event that was committed to be published."""
    return [
        KINDS[event["k"]].FromString(event["b"])
        for entry in database["outbox"].find()
        for event in entry["events"]
    ]


def conversations_of(event):
    if isinstance(event, events_pb2.ContactMatched):
        return [event.conversation_id]
    return event.conversation_ids


def insist(work):
    """Run *work* as the bus does: again when it lost a race."""
    while True:
        try:
            return work()
        except Conflict:
            continue


def at_once(*works):
    """Run *works* at the same moment in threads; return what they returned."""
    barrier = threading.Barrier(len(works))

    def run(work):
        barrier.wait()
        return insist(work)

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


@pytest.mark.parametrize("spelling", [MARIA, "+551199990000"])
def test_three_workers_that_meet_one_stranger_make_one_profile(clean, spelling):
    """CRM-9, DESIGN 3: the unique index decides, in both spellings."""
    apps = [replica(clean) for _ in range(3)]
    commands = [match("cv_1"), match("cv_2", who=person(spelling)), match("cv_3")]

    at_once(
        *(
            lambda a=a, c=c: a.match_conversations([c])
            for a, c in zip(apps, commands, strict=True)
        )
    )

    assert clean["contacts"].count_documents({}) == 1
    assert sorted(event.conversation_id for event in told(clean)) == [
        "cv_1",
        "cv_2",
        "cv_3",
    ]
    assert len({event.contact.contact_id for event in told(clean)}) == 1


def test_three_workers_with_the_same_events_tell_each_once(clean):
    """DESIGN 3: at least once everywhere, effects once."""
    apps = [replica(clean) for _ in range(3)]
    events = [opened(f"cv_{n}", phone=f"+55119{88880000 + n}") for n in range(40)]
    commands = [read_conversation_opened(event) for event in events]

    outcomes = at_once(*(lambda a=a: a.match_conversations(commands) for a in apps))

    found = [outcome for several in outcomes for outcome in several]
    assert found.count(Outcome.PROFILED) == 40
    assert found.count(Outcome.UNCHANGED) == 80
    assert len(told(clean)) == clean["contacts"].count_documents({}) == 40


def test_two_people_who_enter_one_number_at_once_make_one_contact(clean):
    """CRM-8: unique, whoever is first."""
    apps = [replica(clean) for _ in range(2)]

    def create(app, name):
        try:
            return app.create_contact({"name": name, "phone": MARIA}, name, AGENT)
        except PhoneTaken as refused:
            return refused.facts["contact_id"]

    one, other = at_once(lambda: create(apps[0], "Ana"), lambda: create(apps[1], "Bia"))

    assert clean["contacts"].count_documents({}) == 1
    ids = {one if isinstance(one, str) else one.contact_id}
    ids.add(other if isinstance(other, str) else other.contact_id)
    assert len(ids) == 1


def test_a_person_entered_the_moment_they_write_is_one_contact(clean):
    """CRM-9: no second contact with one number by a race."""
    for n in range(5):
        worker, api = replica(clean), replica(clean)
        phone = f"+551198888000{n}"

        def create(api=api, phone=phone):
            try:
                api.create_contact({"name": "Ana", "phone": phone}, phone, AGENT)
            except PhoneTaken:
                return

        at_once(
            create,
            lambda w=worker, n=n, p=phone: w.match_conversations(
                [match(f"cv_{n}", who=person(p))]
            ),
        )

    assert clean["contacts"].count_documents({}) == 5


def test_a_conversation_never_keeps_the_name_of_before_an_edit(clean):
    """PNL-2: edited while a conversation opens; whichever comes last tells it."""
    made = replica(clean).create_contact({"name": "Ana", "phone": MARIA}, "r", AGENT)
    for n in range(8):
        name = f"Ana {n}"
        change = ChangeContact(made.contact_id, {"name": name}, 0)
        at_once(
            lambda c=change: replica(clean).change_contact(c, AGENT),
            lambda n=n: replica(clean).match_conversations([match(f"cv_{n}")]),
        )
        newest = {}
        for event in told(clean):
            for conversation_id in conversations_of(event):
                known = newest.get(conversation_id)
                if known is None or known.version < event.contact.version:
                    newest[conversation_id] = event.contact

        assert newest[f"cv_{n}"].name == name


def test_edits_at_once_are_both_kept_or_refused(clean):
    """PNL-2: two people editing different things, neither having looked."""
    made = replica(clean).create_contact({"name": "Ana"}, "r", AGENT)

    at_once(
        lambda: replica(clean).change_contact(
            ChangeContact(made.contact_id, {"city": "Recife"}, 0), AGENT
        ),
        lambda: replica(clean).change_contact(
            ChangeContact(made.contact_id, {"company": "X"}, 0), AGENT
        ),
    )

    found = replica(clean).get_contact(made.contact_id, AGENT)
    assert (found.city, found.company, found.version) == ("Recife", "X", 3)
    assert found.account_id == ACCOUNT
