import grpc
import pytest
from builders import ANA, BIA, who
from recado.notifier.v1 import preference_service_pb2 as messages
from recado.notifier.v1 import preference_service_pb2_grpc as stubs
from recado.notifier.v1.preference_pb2 import Preferences

from chassis import identity
from chassis.rpc import bearer, error_info
from chassis.testing import grpc_server
from notifier.api import STATUS, register
from notifier.domain import errors

KEY = "test-key"
TRIGGERS = ("mine", "others", "unassigned", "assigned")
ALL_ON = Preferences(
    **{t: Preferences.Ways(desktop=True, email=True) for t in TRIGGERS}
)


@pytest.fixture
def call(app):
    with grpc_server(register(app), identity_key=KEY) as channel:
        stub = stubs.PreferenceServiceStub(channel)

        def calling(method, request, user_id=ANA, account_id="ac_1"):
            token = identity.sign(who(user_id, account_id), KEY)
            return getattr(stub, method)(request, metadata=bearer(token), timeout=5)

        yield calling


def get(call, *caller):
    return call("GetPreferences", messages.GetPreferencesRequest(), *caller).preferences


def save(call, preferences, *caller):
    request = messages.SavePreferencesRequest(preferences=preferences)
    return call("SavePreferences", request, *caller).preferences


def on(preferences):
    return {
        f"{trigger}.{way}"
        for trigger in TRIGGERS
        for way in ("desktop", "email")
        if getattr(getattr(preferences, trigger), way)
    }


def test_every_refusal_has_a_status():
    assert set(STATUS) == set(errors.NotifierError.__subclasses__())


def test_a_fresh_user_has_a_and_d_on_the_desktop(call):
    """NTF-13"""
    assert on(get(call)) == {"mine.desktop", "assigned.desktop"}


def test_what_is_saved_is_in_force_and_saving_twice_is_harmless(call):
    """NTF-6"""
    wanted = Preferences(unassigned=Preferences.Ways(email=True))

    assert save(call, wanted) == save(call, wanted)
    assert on(get(call)) == {"unassigned.email"}


def test_one_users_switches_never_affect_anothers(call):
    """NTF-5"""
    save(call, ALL_ON)

    assert len(on(get(call))) == 8
    assert len(on(get(call, BIA))) == 2
    assert len(on(get(call, ANA, "ac_2"))) == 2


def test_everything_may_be_off(call):
    """NTF-5"""
    save(call, Preferences())

    assert on(get(call)) == set()


def refused(run):
    with pytest.raises(grpc.RpcError) as caught:
        run()
    return caught.value.code(), error_info(caught.value)[0]


def test_saving_nothing_is_malformed(call):
    request = messages.SavePreferencesRequest()

    assert refused(lambda: call("SavePreferences", request)) == (
        grpc.StatusCode.INVALID_ARGUMENT,
        "MALFORMED",
    )


def test_a_program_has_no_switches(call):
    expected = (grpc.StatusCode.PERMISSION_DENIED, "NOT_A_USER")

    assert refused(lambda: get(call, "")) == expected
    assert refused(lambda: save(call, ALL_ON, "")) == expected
