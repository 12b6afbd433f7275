"""gRPC: refusals carry a reason, callers are verified, bugs stay inside."""

import grpc
import pytest
from recado.notifier.v1 import preference_service_pb2 as messages
from recado.notifier.v1 import preference_service_pb2_grpc as stubs
from structlog.testing import capture_logs

from chassis import identity, rpc
from chassis.errors import Conflict, Malformed, Refusal, Unavailable
from chassis.testing import grpc_server

KEY = "test-key"
ANA = identity.Identity("ac_1", "us_ana")


class SampleError(Refusal):
    """Base of the sample's refusals."""


class Closed(SampleError):
    """It is closed."""

    reason = "SAMPLE_CLOSED"


class Servicer(stubs.PreferenceServiceServicer):
    def __init__(self, error=None):
        self.error = error
        self.callers = []

    @rpc.refusals(
        SampleError,
        {Closed: grpc.StatusCode.FAILED_PRECONDITION},
        domain="sample.recado",
    )
    def GetPreferences(self, request, context):
        self.callers.append(rpc.caller(context))
        if self.error:
            raise self.error
        return messages.GetPreferencesResponse()


def call(servicer, metadata=None):
    def register(server):
        stubs.add_PreferenceServiceServicer_to_server(servicer, server)

    if metadata is None:
        metadata = rpc.bearer(identity.sign(ANA, KEY))
    with grpc_server(register, identity_key=KEY) as channel, capture_logs() as lines:
        stub = stubs.PreferenceServiceStub(channel)
        try:
            stub.GetPreferences(messages.GetPreferencesRequest(), metadata=metadata)
        except grpc.RpcError as error:
            return error, lines
    return None, lines


def test_a_call_knows_who_it_acts_for():
    servicer = Servicer()

    error, _ = call(servicer)

    assert error is None
    assert servicer.callers == [ANA]


@pytest.mark.parametrize(
    "metadata",
    [
        pytest.param((), id="none"),
        pytest.param((("authorization", "Bearer forged.token"),), id="forged"),
        pytest.param((("authorization", "Basic dTpw"),), id="another scheme"),
    ],
)
def test_a_call_without_a_good_identity_is_refused(metadata):
    servicer = Servicer()

    error, _ = call(servicer, metadata)

    assert error.code() is grpc.StatusCode.UNAUTHENTICATED
    assert rpc.error_info(error)[0] == "IDENTITY_INVALID"
    assert servicer.callers == []


def test_a_refusal_carries_its_reason_and_facts():
    error, lines = call(Servicer(Closed("it is closed", since="noon")))

    assert error.code() is grpc.StatusCode.FAILED_PRECONDITION
    assert rpc.error_info(error) == ("SAMPLE_CLOSED", {"since": "noon"}, "it is closed")
    [served] = [line for line in lines if line["event"] == "rpc_served"]
    assert served["outcome"] == "FAILED_PRECONDITION"


@pytest.mark.parametrize(
    ("raised", "code"),
    [
        (Malformed("no"), grpc.StatusCode.INVALID_ARGUMENT),
        (Conflict("no"), grpc.StatusCode.ABORTED),
        (Unavailable("no"), grpc.StatusCode.UNAVAILABLE),
    ],
)
def test_the_failures_of_the_chassis_have_their_status(raised, code):
    error, _ = call(Servicer(raised))

    assert error.code() is code


def test_a_bug_is_logged_and_its_text_stays_inside():
    error, lines = call(Servicer(RuntimeError("the secret of the house")))

    assert error.code() is grpc.StatusCode.UNKNOWN
    assert rpc.error_info(error) is None
    assert [line for line in lines if line["event"] == "rpc_failed"]
