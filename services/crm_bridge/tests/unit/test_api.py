import grpc
import pytest
from builders import AGENT, MARIA, match, who
from recado.crm.v1 import contact_pb2
from recado.crm.v1 import contact_service_pb2 as messages
from recado.crm.v1 import contact_service_pb2_grpc as stubs

from chassis import identity
from chassis.rpc import bearer, error_info
from chassis.testing import grpc_server
from crm_bridge.api import STATUS, register
from crm_bridge.domain import errors

KEY = "test-key"


@pytest.fixture
def call(app):
    with grpc_server(register(app), identity_key=KEY) as channel:
        stub = stubs.ContactServiceStub(channel)

        def calling(method, request, caller=AGENT):
            token = identity.sign(caller, KEY)
            return getattr(stub, method)(request, metadata=bearer(token), timeout=5)

        yield calling


def refused(call, method, request, caller=AGENT):
    with pytest.raises(grpc.RpcError) as caught:
        call(method, request, caller)
    info = error_info(caught.value)
    return caught.value.code(), info[0], info[1]


def create(name, **facts):
    contact = contact_pb2.Contact(name=name, **facts)
    return messages.CreateContactRequest(request_id=f"r-{name}", contact=contact)


def test_every_refusal_has_a_status():
    assert set(STATUS) == set(errors.CrmError.__subclasses__())


def test_a_contact_is_created_read_and_changed(call):
    """PNL-1, PNL-2"""
    made = call("CreateContact", create("Ana", phone="11 99999-0000", notes="VIP"))
    change = messages.ChangeContactRequest(
        contact_id=made.contact.contact_id, seen_version=1, city="Recife", notes=""
    )

    changed = call("ChangeContact", change).contact

    assert (made.contact.phone, made.contact.source) == (MARIA, "manual")
    assert (changed.name, changed.city, changed.notes) == ("Ana", "Recife", "")
    found = call(
        "GetContact", messages.GetContactRequest(contact_id=changed.contact_id)
    )
    assert found.contact == changed
    assert changed.create_time.seconds


def test_what_the_caller_may_not_set_is_ours(call):
    request = create("Ana", is_profile=True, identity_keys=["psid:1"], version=9)

    made = call("CreateContact", request).contact

    assert (made.is_profile, list(made.identity_keys), made.version) == (False, [], 1)


def test_the_contact_of_a_conversation(call, app):
    app.match_conversations([match()])
    request = messages.GetConversationContactRequest(conversation_id="cv_1")

    assert call("GetConversationContact", request).contact.is_profile
    assert refused(call, "GetConversationContact", request, who("inbox", sees=())) == (
        grpc.StatusCode.NOT_FOUND,
        "CONTACT_UNKNOWN",
        {"conversation_id": "cv_1"},
    )


def test_a_used_number_offers_the_contact(call):
    """CRM-8: the existing record is offered."""
    made = call("CreateContact", create("Ana", phone=MARIA)).contact

    code, reason, facts = refused(call, "CreateContact", create("Bia", phone=MARIA))

    assert (code, reason) == (grpc.StatusCode.ALREADY_EXISTS, "PHONE_TAKEN")
    assert facts["contact_id"] == made.contact_id


@pytest.mark.parametrize(
    ("request_", "code", "facts"),
    [
        (create(""), "CONTACT_INVALID", {"field": "name"}),
        (create("Ana", phone="12"), "CONTACT_INVALID", {"field": "phone"}),
        (create("Ana", email="x"), "CONTACT_INVALID", {"field": "email"}),
    ],
)
def test_a_bad_value_names_its_field(call, request_, code, facts):
    assert refused(call, "CreateContact", request_) == (
        grpc.StatusCode.INVALID_ARGUMENT,
        code,
        facts,
    )


@pytest.mark.parametrize(
    ("method", "request_"),
    [
        ("GetContact", messages.GetContactRequest()),
        ("GetConversationContact", messages.GetConversationContactRequest()),
        ("ChangeContact", messages.ChangeContactRequest()),
        (
            "ChangeContact",
            messages.ChangeContactRequest(contact_id="x", seen_version=-1),
        ),
        ("ListContacts", messages.ListContactsRequest(query="x" * 201)),
    ],
)
def test_a_request_that_makes_no_sense_is_malformed(call, method, request_):
    code, reason, _ = refused(call, method, request_)

    assert (code, reason) == (grpc.StatusCode.INVALID_ARGUMENT, "MALFORMED")


def test_without_permission_nothing_is_changed(call):
    """PNL-3, PRM-3: edited only with the permission."""
    assert refused(call, "CreateContact", create("Ana"), who("inbox")) == (
        grpc.StatusCode.PERMISSION_DENIED,
        "PERMISSION_MISSING",
        {"permission": "contacts.edit"},
    )


def test_a_stale_edit_is_aborted(call):
    """PNL-2: two people editing."""
    made = call("CreateContact", create("Ana")).contact
    one = messages.ChangeContactRequest(
        contact_id=made.contact_id, seen_version=1, city="Recife"
    )
    other = messages.ChangeContactRequest(
        contact_id=made.contact_id, seen_version=1, city="Natal"
    )
    call("ChangeContact", one)

    code, reason, facts = refused(call, "ChangeContact", other)

    assert (code, reason) == (grpc.StatusCode.ABORTED, "CONTACT_CHANGED")
    assert facts["version"] == "2"


def test_the_list_goes_on_where_the_page_ended(call):
    for name in ("Bia", "ana", "Célia", "Ávila", "Bia Lima"):
        call("CreateContact", create(name))
    names, token = [], ""

    while True:
        request = messages.ListContactsRequest(page_size=2, page_token=token)
        page = call("ListContacts", request)
        names += [contact.name for contact in page.contacts]
        token = page.next_page_token
        if not token:
            break

    assert names == ["ana", "Ávila", "Bia", "Bia Lima", "Célia"]


@pytest.mark.parametrize("size", [0, -5, 1000])
def test_a_page_size_out_of_bounds_is_the_nearest_within(call, size):
    call("CreateContact", create("Ana"))

    assert call("ListContacts", messages.ListContactsRequest(page_size=size)).contacts


@pytest.mark.parametrize("token", ["?", "a", "//8=", "ção"])
def test_a_page_token_that_is_none_is_refused(call, token):
    code, reason, _ = refused(
        call, "ListContacts", messages.ListContactsRequest(page_token=token)
    )

    assert (code, reason) == (grpc.StatusCode.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID")
