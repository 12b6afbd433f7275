"""Templates between protobuf and the domain."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from recado.ingest.v1 import events_pb2, template_pb2, template_service_pb2

from chassis.envelope import Outgoing, stamp

from ..domain.errors import TemplateInvalid
from ..domain.templates import (
    Button,
    Category,
    Header,
    Quality,
    State,
    Template,
    Variable,
    Words,
)
from ..templates.commands import SaveTemplate

_Proto = template_pb2.Template

CATEGORIES = {
    Category.MARKETING: _Proto.CATEGORY_MARKETING,
    Category.UTILITY: _Proto.CATEGORY_UTILITY,
    Category.AUTHENTICATION: _Proto.CATEGORY_AUTHENTICATION,
}
STATES = {
    State.DRAFT: _Proto.STATE_DRAFT,
    State.PENDING: _Proto.STATE_PENDING,
    State.APPROVED: _Proto.STATE_APPROVED,
    State.REJECTED: _Proto.STATE_REJECTED,
    State.PAUSED: _Proto.STATE_PAUSED,
    State.DISABLED: _Proto.STATE_DISABLED,
    State.ARCHIVED: _Proto.STATE_ARCHIVED,
    State.REMOVED: _Proto.STATE_REMOVED,
}
QUALITIES = {
    Quality.UNKNOWN: _Proto.QUALITY_UNSPECIFIED,
    Quality.GREEN: _Proto.QUALITY_GREEN,
    Quality.YELLOW: _Proto.QUALITY_YELLOW,
    Quality.RED: _Proto.QUALITY_RED,
}
_CATEGORY_OF = {number: category for category, number in CATEGORIES.items()}
_STATE_OF: dict[int, State] = {number: state for state, number in STATES.items()}


def write_template(template: Template) -> _Proto:
    """Return *template* as others see it."""
    words = template.words
    message = _Proto(
        template_id=template.template_id,
        account_id=template.account_id,
        channel_id=template.channel_id,
        name=template.name,
        language=template.language,
        category=CATEGORIES[template.category],
        state=STATES[template.state],
        quality=QUALITIES[template.quality],
        reason=template.reason,
        body=words.body,
        footer=words.footer,
        buttons=[
            _Proto.Button(kind=b.kind, text=b.text, value=b.value)
            for b in words.buttons
        ],
        variables=[
            _Proto.Variable(name=v.name, property=v.property, example=v.example)
            for v in words.variables
        ],
        provider_id=template.provider_id,
    )
    if words.header is not None:
        message.header.kind = words.header.kind
        message.header.text = words.header.text
        message.header.sample_attachment_id = words.header.sample_attachment_id
    if template.sync_time is not None:
        message.sync_time.FromDatetime(template.sync_time)
    if template.update_time is not None:
        message.update_time.FromDatetime(template.update_time)
    return message


def write_template_changed(
    template: Template, at: datetime, cause_id: str = ""
) -> Outgoing:
    """Return the event that a template is there, or is other than it was."""
    message = events_pb2.TemplateChanged(template=write_template(template))
    stamp(message, account_id=template.account_id, at=at, causation_id=cause_id)
    return Outgoing("template_changed", message, subject=template.template_id)


def write_template_gone(template: Template, at: datetime) -> Outgoing:
    """Return the event that a template is no longer there."""
    return write_template_changed(replace(template, state=State.REMOVED), at)


def read_state(number: int) -> State | None:
    """Return the state asked for; None for any."""
    return _STATE_OF.get(number)


def read_save(request: template_service_pb2.SaveTemplateRequest) -> SaveTemplate:
    """
    Raises:
        TemplateInvalid: The category is missing, or a new one has no channel
            or no request id.
    """
    given = request.template
    if given.category not in _CATEGORY_OF:
        raise TemplateInvalid("choose a category", field="category")
    if not given.template_id and not given.channel_id:
        raise TemplateInvalid("choose a channel", field="channel_id")
    if not given.template_id and not request.request_id:
        raise TemplateInvalid("a request id is required", field="request_id")
    return SaveTemplate(
        request_id=request.request_id,
        template_id=given.template_id,
        channel_id=given.channel_id,
        name=given.name.strip(),
        language=given.language.strip(),
        category=_CATEGORY_OF[given.category],
        words=_words(given),
    )


def _words(given: _Proto) -> Words:
    header = None
    if given.HasField("header"):
        header = Header(
            given.header.kind, given.header.text, given.header.sample_attachment_id
        )
    return Words(
        body=given.body,
        header=header,
        footer=given.footer,
        buttons=tuple(Button(b.kind, b.text, b.value) for b in given.buttons),
        variables=tuple(
            Variable(v.name, v.property, v.example) for v in given.variables
        ),
    )
