"""MSG-4: profiles of people who came with an id alone get their name."""

import pytest
from builders import ACCOUNT, AGENT, MARIA, contact, match, opened, person, shown
from nameko.testing.services import worker_factory

from chassis.errors import Malformed
from crm_bridge.use_cases.naming import NameProfile
from crm_bridge.use_cases.outcome import Outcome
from crm_bridge.use_cases.people import ChangeContact
from crm_bridge.worker import CrmBridgeWorker

NAMELESS = person("", name="", keys=("psid:77",), source="messenger")


def met(app, conversation_id="cv_1"):
    """Somebody wrote of whom only an id is known; returns their profile."""
    app.match_conversations([match(conversation_id, who=NAMELESS)])
    return app.get_conversation_contact(conversation_id, AGENT)


def name(contact_id, name="Marta", conversation_id="cv_1"):
    return NameProfile(ACCOUNT, conversation_id, contact_id, name)


def test_a_profile_gets_the_name_and_tells_its_conversations(app, contacts):
    profile = met(app)
    assert (profile.name, profile.version) == ("77", 1)

    assert app.name_profiles([name(profile.contact_id)]) == [Outcome.NAMED]

    named = app.get_conversation_contact("cv_1", AGENT)
    assert (named.name, named.version, named.is_profile) == ("Marta", 2, True)
    told = contacts.told[-1]
    assert (told.contact, told.conversation_ids) == (named, ("cv_1",))


@pytest.mark.parametrize("times", [1, 2])
def test_told_again_nothing_changes(app, contacts, times):
    """DESIGN 3: effects once."""
    command = name(met(app).contact_id)
    app.name_profiles([command])
    known = len(contacts.told)

    assert app.name_profiles([command] * times) == [Outcome.UNCHANGED] * times

    assert len(contacts.told) == known


def test_what_people_entered_is_theirs(app):
    """CRM-9: also when it is the very id."""
    profile = met(app)
    app.change_contact(ChangeContact(profile.contact_id, {"city": "Recife"}, 1), AGENT)

    assert app.name_profiles([name(profile.contact_id)]) == [Outcome.UNCHANGED]

    assert app.get_conversation_contact("cv_1", AGENT).name == "77"


def test_a_name_is_not_replaced_by_another(app):
    profile = met(app)
    app.name_profiles([name(profile.contact_id)])

    assert app.name_profiles([name(profile.contact_id, "martinha")]) == [
        Outcome.UNCHANGED
    ]


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        pytest.param("77", "77", id="still-the-id"),
        pytest.param(" \n ", "77", id="nothing"),
        pytest.param(" Marta\tLima ", "Marta Lima", id="one-line"),
        pytest.param("x" * 500, "x" * 200, id="cut"),
        pytest.param("👩🏽‍💻 李", "👩🏽‍💻 李", id="any-script"),
    ],
)
def test_a_name_is_kept_tidy(told, kept):
    profile = contact(name="77", is_profile=True, identity_keys=("psid:77",))

    assert profile.named(told).name == kept


def test_who_has_a_number_for_a_name_keeps_it():
    profile = contact(name=MARIA, is_profile=True, identity_keys=(f"phone:{MARIA}",))

    assert profile.named("Maria") is profile


def test_before_the_conversation_heard_of_its_contact_nothing_is_named(app):
    met(app)

    assert app.name_profiles([name(""), name("ct_gone")]) == [Outcome.UNCHANGED] * 2


def test_another_accounts_profile_is_not_touched(app):
    contact_id = met(app).contact_id

    assert app.name_profiles([NameProfile("ac_2", "cv_1", contact_id, "Marta")]) == [
        Outcome.UNCHANGED
    ]


class TestWorker:
    @pytest.fixture
    def worker(self, app):
        return worker_factory(CrmBridgeWorker, app=app)

    def test_names_and_openings_come_in_one_batch(self, worker, app):
        profile = met(app)

        assert worker.on_conversation_events(
            [shown(contact_id=profile.contact_id), opened("cv_2"), shown("cv_2")]
        ) == [Outcome.NAMED, Outcome.PROFILED, Outcome.UNCHANGED]

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda m: m.metadata.ClearField("event_id"),
            lambda m: m.metadata.ClearField("account_id"),
            lambda m: m.conversation.ClearField("conversation_id"),
        ],
    )
    def test_a_name_of_no_conversation_is_malformed(self, worker, spoil):
        message = shown()
        spoil(message)

        with pytest.raises(Malformed):
            worker.on_conversation_events([message])
