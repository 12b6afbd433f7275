"""What is told of files over gRPC."""

from __future__ import annotations

import grpc
import pytest
from builders import caller, channel
from fakes import FakeChannels
from fakes_media import media
from recado.ingest.v1 import content_pb2 as content
from recado.ingest.v1 import media_service_pb2 as messages
from recado.ingest.v1 import media_service_pb2_grpc as stubs

from chassis.identity import sign
from chassis.rpc import bearer, error_info
from chassis.testing import grpc_server
from ingest.domain.content import Attachment, FileKind, FileSource, IncomingFile
from ingest.media import api, errors
from ingest.media.ports import Gone


@pytest.fixture
def world():
    found = media(FakeChannels(channel()))
    found.expect(
        channel(),
        "wamid.1",
        [IncomingFile(Attachment("at_1", FileKind.IMAGE), FileSource(media_id="m1"))],
    )
    with grpc_server(api.register(found)) as connection:
        yield found, stubs.MediaServiceStub(connection)


def as_(*sees):
    return bearer(sign(caller(user_id="us_ana", sees=sees), "test-key"))


def test_a_file_is_told_of_and_fetched_again(world):
    found, stub = world
    found.source.files["m1"] = Gone("GONE")
    found.fetchers.fetch_one()
    asked = messages.GetAttachmentRequest(attachment_id="at_1")

    told = stub.GetAttachment(asked, metadata=as_("ch_wa")).attachment
    assert (told.state, told.reason) == (content.Attachment.STATE_FAILED, "GONE")
    again = stub.FetchAgain(
        messages.FetchAgainRequest(attachment_id="at_1"), metadata=as_("ch_wa")
    )
    assert again.attachment.state == content.Attachment.STATE_WAITING


@pytest.mark.parametrize(
    ("file_id", "sees"), [("at_1", []), ("at_2", ["ch_wa"]), ("", ["ch_wa"])]
)
def test_what_the_caller_may_not_see_is_not_there(world, file_id, sees):
    _, stub = world
    for method, request in (
        (stub.GetAttachment, messages.GetAttachmentRequest(attachment_id=file_id)),
        (stub.FetchAgain, messages.FetchAgainRequest(attachment_id=file_id)),
    ):
        with pytest.raises(grpc.RpcError) as refused:
            method(request, metadata=as_(*sees))
        assert refused.value.code() is grpc.StatusCode.NOT_FOUND
        assert error_info(refused.value)[0] == "ATTACHMENT_UNKNOWN"


def test_every_refusal_has_a_status():
    assert set(api.STATUS) == set(errors.MediaError.__subclasses__())
