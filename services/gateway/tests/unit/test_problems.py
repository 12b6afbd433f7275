"""Every refusal has its status."""

from gateway.domain import errors
from gateway.problems import RPC_STATUS, STATUS


def test_every_refusal_of_the_gateway_has_a_status():
    assert set(STATUS) == set(errors.GatewayError.__subclasses__())


def test_no_refusal_is_our_fault():
    assert all(400 <= status < 500 for status in STATUS.values())
    assert set(RPC_STATUS.values()) <= {401, 403, 404, 409, 410, 422, 503}
