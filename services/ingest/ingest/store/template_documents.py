"""Templates as documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from ..domain.channels import Kind
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


def write_template(template: Template) -> dict[str, Any]:
    """Return *template* as it is stored."""
    return {
        "_id": template.template_id,
        "account_id": template.account_id,
        "channel_id": template.channel_id,
        "channel_kind": template.channel_kind.value,
        "name": template.name,
        "language": template.language,
        "category": template.category.value,
        "words": asdict(template.words),
        "state": template.state.value,
        "quality": template.quality.value,
        "reason": template.reason,
        "provider_id": template.provider_id,
        "named": template.named,
        "update_time": template.update_time,
        "sync_time": template.sync_time,
        "heard": dict(template.heard),
        "version": template.version,
    }


def read_template(document: Mapping[str, Any]) -> Template:
    """Return the template of a document."""
    return Template(
        template_id=document["_id"],
        account_id=document["account_id"],
        channel_id=document["channel_id"],
        channel_kind=Kind(document["channel_kind"]),
        name=document["name"],
        language=document["language"],
        category=Category(document["category"]),
        words=_words(document["words"]),
        state=State(document["state"]),
        quality=Quality(document["quality"]),
        reason=document["reason"],
        provider_id=document["provider_id"],
        named=document["named"],
        update_time=document["update_time"],
        sync_time=document["sync_time"],
        heard=dict(document["heard"]),
        version=document["version"],
    )


def _words(found: Mapping[str, Any]) -> Words:
    return Words(
        body=found["body"],
        header=Header(**found["header"]) if found["header"] else None,
        footer=found["footer"],
        buttons=tuple(Button(**each) for each in found["buttons"]),
        variables=tuple(Variable(**each) for each in found["variables"]),
    )
