"""WhatsApp templates: writing, submitting, listing, filling."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints
from recado.crm.v1 import contact_service_pb2
from recado.ingest.v1 import template_pb2
from recado.ingest.v1 import template_service_pb2 as templates

from .. import shapes_channels as shapes
from .. import wire_channels
from ..domain.people import TEMPLATES_MANAGE
from ..endpoint import PATIENT, Call, Endpoint, Reply
from ..filling import filled
from ..inputs import Body, Id, IdOrEmpty, NoBody, NoQuery, Query
from .views import ONE as CONVERSATION
from .views import UNKNOWN as CONVERSATION_UNKNOWN
from .views import get

CATEGORIES: dict[str, Any] = {n: v for v, n in wire_channels.CATEGORIES.items()}
STATES: dict[str, Any] = {n: v for v, n in wire_channels.STATES.items()}

ALL = "/api/v1/templates"
ONE = f"{ALL}/{{template_id}}"

UNKNOWN = {404: ["TEMPLATE_UNKNOWN"]}
LOCKED = ["TEMPLATE_LOCKED", "TEMPLATE_REFUSED"]

Text = Annotated[str, StringConstraints(max_length=4096)]


class Header(Body):
    """What stands above the body."""

    kind: Literal["text", "image", "video", "document"]
    text: Text = ""
    """The text, which may hold one variable."""
    sample_attachment_id: IdOrEmpty = ""
    """The sample file, given by `POST /api/v1/media` before."""


class Button(Body):
    """A button below it."""

    kind: Literal["quick_reply", "url", "phone", "copy_code"]
    text: Text
    value: Text = ""


class Variable(Body):
    """A place to fill."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    property: Annotated[str, StringConstraints(max_length=64)] = ""
    """The contact property it is filled from; empty when the agent fills it."""
    example: Text = ""
    """What the provider's reviewers see."""


class Draft(Body):
    """A template as it shall be."""

    channel_id: Id
    name: Text
    language: Annotated[str, StringConstraints(min_length=2, max_length=16)]
    category: Literal["marketing", "utility", "authentication"] = "marketing"
    header: Header | None = None
    body: Text
    footer: Text = ""
    buttons: Annotated[list[Button], Field(max_length=20)] = Field(default_factory=list)
    variables: Annotated[list[Variable], Field(max_length=40)] = Field(
        default_factory=list
    )


class Filter(Query):
    """Which templates."""

    channel: IdOrEmpty = ""
    """Only of this channel."""
    state: Literal[
        "",
        "draft",
        "pending",
        "approved",
        "rejected",
        "paused",
        "disabled",
        "archived",
    ] = ""
    """Only in this state."""


async def list_templates(call: Call[NoBody, Filter]) -> shapes.Templates:
    """List templates by name and language."""
    request = templates.ListTemplatesRequest(
        channel_id=call.query.channel, state=STATES.get(call.query.state, 0)
    )
    answer = await call.ask(call.gateway.backends.templates.ListTemplates, request)
    return {"items": [wire_channels.write_template(t) for t in answer.templates]}


async def get_template(call: Call[NoBody, NoQuery]) -> shapes.Template:
    """Return one template."""
    request = templates.GetTemplateRequest(template_id=call.ids["template_id"])
    answer = await call.ask(call.gateway.backends.templates.GetTemplate, request)
    return wire_channels.write_template(answer.template)


async def create_template(call: Call[Draft, NoQuery]) -> shapes.Template:
    """Store a draft."""
    return await _save(call)


async def change_template(call: Call[Draft, NoQuery]) -> shapes.Template:
    """Change a template that is not under review."""
    return await _save(call)


async def _save(call: Call[Draft, NoQuery]) -> shapes.Template:
    request = templates.SaveTemplateRequest(
        request_id=call.request_id,
        template=_template(call.body, call.ids.get("template_id", "")),
    )
    answer = await call.ask(call.gateway.backends.templates.SaveTemplate, request)
    return wire_channels.write_template(answer.template)


async def submit_template(call: Call[NoBody, NoQuery]) -> shapes.Template:
    """Hand a draft to the provider for review (TPL-3)."""
    request = templates.SubmitTemplateRequest(template_id=call.ids["template_id"])
    answer = await call.ask(
        call.gateway.backends.templates.SubmitTemplate, request, seconds=PATIENT
    )
    return wire_channels.write_template(answer.template)


async def remove_template(call: Call[NoBody, NoQuery]) -> Reply:
    """Remove a template here and at the provider."""
    request = templates.RemoveTemplateRequest(template_id=call.ids["template_id"])
    await call.ask(
        call.gateway.backends.templates.RemoveTemplate, request, seconds=PATIENT
    )
    return Reply(None)


async def sync_templates(call: Call[NoBody, NoQuery]) -> shapes.Synced:
    """Read a channel's templates from the provider now."""
    request = templates.SyncTemplatesRequest(channel_id=call.ids["channel_id"])
    answer = await call.ask(
        call.gateway.backends.templates.SyncTemplates, request, seconds=PATIENT
    )
    return {"templates": answer.templates}


async def list_fitting(call: Call[NoBody, NoQuery]) -> shapes.FilledTemplates:
    """List what can be sent in a conversation, filled from its contact (TPL-1)."""
    conversation = (await get(call)).conversation
    request = templates.ListTemplatesRequest(
        channel_id=conversation.channel_id, state=template_pb2.Template.STATE_APPROVED
    )
    backends = call.gateway.backends
    found = await call.ask(backends.templates.ListTemplates, request)
    contact = None
    if conversation.contact.contact_id:
        asked = contact_service_pb2.GetConversationContactRequest(
            conversation_id=conversation.conversation_id
        )
        contact = (
            await call.ask(backends.contacts.GetConversationContact, asked)
        ).contact
    items = []
    for template in found.templates:
        values = filled(template, conversation, contact, call.who.user)
        missing = [name for name, value in values.items() if not value]
        written = wire_channels.write_template(template)
        items.append(
            shapes.FilledTemplate(template=written, values=values, missing=missing)
        )
    return {"items": items}


def _template(draft: Draft, template_id: str) -> template_pb2.Template:
    made = template_pb2.Template(
        template_id=template_id,
        channel_id=draft.channel_id,
        name=draft.name,
        language=draft.language,
        category=CATEGORIES[draft.category],
        body=draft.body,
        footer=draft.footer,
        buttons=[
            template_pb2.Template.Button(kind=b.kind, text=b.text, value=b.value)
            for b in draft.buttons
        ],
        variables=[
            template_pb2.Template.Variable(
                name=v.name, property=v.property, example=v.example
            )
            for v in draft.variables
        ],
    )
    if draft.header is not None:
        made.header.kind = draft.header.kind
        made.header.text = draft.header.text
        made.header.sample_attachment_id = draft.header.sample_attachment_id
    return made


_endpoint = partial(Endpoint, tag="templates")


SAVING = {
    409: ["TEMPLATE_NAME_TAKEN", "TEMPLATES_UNSUPPORTED", "TEMPLATES_EXHAUSTED"],
    422: ["TEMPLATE_INVALID"],
}

ENDPOINTS: tuple[Endpoint[Any, Any], ...] = (
    _endpoint(
        "GET",
        ALL,
        "The templates that the user may see, by name and language.",
        list_templates,
        shapes.Templates,
        query=Filter,
    ),
    _endpoint(
        "POST",
        ALL,
        "Store a draft of a template.",
        create_template,
        shapes.Template,
        body=Draft,
        status=201,
        permission=TEMPLATES_MANAGE,
        refusals=SAVING,
    ),
    _endpoint(
        "GET", ONE, "One template.", get_template, shapes.Template, refusals=UNKNOWN
    ),
    _endpoint(
        "PUT",
        ONE,
        "Change a template that is not under review.",
        change_template,
        shapes.Template,
        body=Draft,
        permission=TEMPLATES_MANAGE,
        refusals={**UNKNOWN, **SAVING, 409: [*SAVING[409], *LOCKED]},
    ),
    _endpoint(
        "DELETE",
        ONE,
        "Remove a template here and at the provider.",
        remove_template,
        None,
        status=204,
        permission=TEMPLATES_MANAGE,
        refusals={**UNKNOWN, 409: LOCKED},
    ),
    _endpoint(
        "POST",
        f"{ONE}/submit",
        "Hand a draft to the provider for review.",
        submit_template,
        shapes.Template,
        permission=TEMPLATES_MANAGE,
        refusals={**UNKNOWN, 409: LOCKED},
    ),
    _endpoint(
        "POST",
        "/api/v1/channels/{channel_id}/templates/sync",
        "Read the channel's templates from its provider now.",
        sync_templates,
        shapes.Synced,
        permission=TEMPLATES_MANAGE,
        refusals={404: ["CHANNEL_UNKNOWN"], 409: ["TEMPLATES_UNSUPPORTED"]},
    ),
    _endpoint(
        "GET",
        f"{CONVERSATION}/templates",
        "The templates that can be sent in the conversation, filled.",
        list_fitting,
        shapes.FilledTemplates,
        refusals=CONVERSATION_UNKNOWN,
    ),
)
