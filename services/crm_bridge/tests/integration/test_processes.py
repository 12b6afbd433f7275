"""The two processes as they are deployed, on a real broker and database."""

import uuid

import grpc
import pymongo
from builders import AGENT, MARIA, opened, who
from processes import (
    DEADLINE,
    free_port,
    listening,
    process,
    publish,
    ready,
    wait_until,
)
from recado.crm.v1 import contact_service_pb2 as messages
from recado.crm.v1 import contact_service_pb2_grpc as stubs
from recado.crm.v1 import events_pb2

from chassis import identity
from chassis.rpc import bearer

KEY = "test-key"


def hear(heard, account_id):
    """Return the next event of the account; the broker is shared."""
    while True:
        event = heard.get(timeout=DEADLINE)
        if event.metadata.account_id == account_id:
            return event


def test_who_writes_is_matched_and_an_edit_is_told(mongo_url, amqp_url):
    """CRM-9, PNL-2: from the bus to the panel and back to the bus."""
    name, account_id = f"test_crm_{uuid.uuid4().hex[:8]}", f"ac_{uuid.uuid4().hex[:8]}"
    settings = {
        "CRM_BRIDGE_AMQP_URL": amqp_url,
        "CRM_BRIDGE_MONGO_URL": mongo_url,
        "CRM_BRIDGE_MONGO_NAME": name,
        "CRM_BRIDGE_IDENTITY_KEY": KEY,
    }
    ops = {"worker": free_port(), "api": free_port()}
    port = free_port()
    worker = {**settings, "CRM_BRIDGE_METRICS_PORT": str(ops["worker"])}
    api = {
        **settings,
        "CRM_BRIDGE_METRICS_PORT": str(ops["api"]),
        "CRM_BRIDGE_GRPC_PORT": str(port),
    }
    try:
        with (
            listening(
                amqp_url,
                "crm_bridge.events",
                events_pb2.ContactMatched,
                events_pb2.ContactEdited,
            ) as heard,
            process("crm_bridge.worker_main", worker),
            process("crm_bridge.api_main", api),
        ):
            wait_until(lambda: all(map(ready, ops.values())))
            event = opened(account_id=account_id, event_id=f"ev_{name}")
            publish(amqp_url, "conversations", event, event)

            matched = hear(heard, account_id)
            edited = edit_contact_of("cv_1", port, account_id)

            assert matched.conversation_id == "cv_1"
            assert matched.contact.phone == MARIA
            assert matched.contact.is_profile
            told = hear(heard, account_id)
            assert isinstance(told, events_pb2.ContactEdited)
            assert told.contact == edited
            assert list(told.conversation_ids) == ["cv_1"]
    finally:
        with pymongo.MongoClient(mongo_url) as client:
            client.drop_database(name)


def edit_contact_of(conversation_id, port, account_id):
    caller = who(*AGENT.permissions, account_id=account_id)
    token = bearer(identity.sign(caller, KEY))
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        stub = stubs.ContactServiceStub(channel)
        found = stub.GetConversationContact(
            messages.GetConversationContactRequest(conversation_id=conversation_id),
            metadata=token,
            wait_for_ready=True,
            timeout=DEADLINE,
        ).contact
        change = messages.ChangeContactRequest(
            contact_id=found.contact_id, seen_version=1, city="Recife"
        )
        return stub.ChangeContact(change, metadata=token, timeout=DEADLINE).contact
