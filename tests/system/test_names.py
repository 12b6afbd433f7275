"""People who come with an id alone get their name, over the real stack."""

from __future__ import annotations

import uuid

import pytest
from conftest import Newcomer
from people import Agent, Phone, eventually


@pytest.mark.parametrize("kind", ["messenger", "instagram"])
def test_who_comes_with_an_id_alone_is_known_by_name(
    ana: Agent, newcomer: Newcomer, kind: str
) -> None:
    """MSG-4, CHN-7, CRM-9: in the list, with a picture, and in the panel."""
    customer = newcomer(kind)
    assert isinstance(customer, Phone)
    text = f"palavra {uuid.uuid4().hex[:12]}"
    customer.write(text)
    conversation_id = ana.wrote(text)["id"]

    shown = eventually(
        lambda: ana.get(f"/conversations/{conversation_id}")["contact"],
        lambda contact: contact["name"] == customer.name and contact["id"] is not None,
    )
    in_panel = eventually(
        lambda: ana.get(f"/conversations/{conversation_id}/contact"),
        lambda contact: contact["name"] == customer.name,
    )

    assert shown["avatar_url"].startswith("http")
    assert in_panel["is_profile"]
