"""What a person of the fake account sends: one message of every kind."""

from __future__ import annotations

from typing import Any

import fake_media
from fake_feed import Json
from fake_sending import content
from fake_world import World

PLACE = {
    "latitude": -23.561414,
    "longitude": -46.655881,
    "name": "Café Aurora",
    "address": "Av. Paulista, 1578, São Paulo",
    "url": "",
}


def holds(world: World, cid: str, kind: str, text: str = "", **facts: Any) -> Json:
    """The person sends something that is more than text."""
    parts = {k: facts.pop(k) for k in list(facts) if k in content()}
    return world.customer_writes(
        cid, text, kind=kind, content=content(**parts), **facts
    )


def theirs(world: World, cid: str) -> None:
    """What the person sends."""
    first = world.messages[cid][2]
    answer = {
        "message_id": first["id"],
        "direction": "outbound",
        "kind": "text",
        "text": first["text"],
    }
    holds(world, cid, "image", "Esse aqui 👆 fica bem nesta sala?", ago=180, quote=answer,
          attachments=[fake_media.photo(world, 1200, 900, 4, file_name="sala.jpg")])  # fmt: skip
    holds(
        world,
        cid,
        "image",
        ago=179,
        attachments=[fake_media.photo(world, 700, 1000, 9)],
    )
    holds(
        world,
        cid,
        "image",
        ago=178,
        attachments=[fake_media.photo(world, 800, 800, n) for n in range(20, 26)],
    )
    voice = fake_media.attachment(
        world,
        "audio",
        fake_media.sound(7.4),
        media_type="audio/wav",
        duration_seconds=7.4,
        voice=True,
    )
    holds(world, cid, "audio", ago=176, attachments=[voice])
    song = fake_media.attachment(
        world,
        "audio",
        fake_media.sound(3),
        media_type="audio/wav",
        duration_seconds=3,
        file_name="jingle.wav",
    )
    holds(world, cid, "audio", ago=175, attachments=[song], forwarded=True)
    clip = fake_media.attachment(
        world,
        "video",
        fake_media.film(),
        media_type="video/webm",
        duration_seconds=2,
        width=480,
        height=270,
        file_name="sala.webm",
    )
    still = fake_media.photo(world, 480, 270, 33)
    holds(
        world,
        cid,
        "video",
        "Olha o espaço",
        ago=174,
        attachments=[{**clip, "preview_url": still["preview_url"]}],
    )
    holds(
        world,
        cid,
        "sticker",
        ago=173,
        attachments=[
            {
                **fake_media.photo(world, 160, 160, 40, media_type="image/webp"),
                "kind": "sticker",
                "preview_url": None,
            }
        ],
    )
    holds(world, cid, "location", ago=170, location=PLACE)
    holds(world, cid, "contacts", ago=169, cards=[
        {"name": "Carlos Lima", "phones": ["+5511976543210"], "emails": ["carlos@example.com"], "organization": "Móveis Lima", "own": False},
    ])  # fmt: skip
    holds(
        world,
        cid,
        "choice",
        "Entrega em casa",
        ago=168,
        choice={
            "offered_as": "list",
            "choice_id": "home",
            "title": "Entrega em casa",
            "description": "Até sexta-feira",
            "form": None,
        },
    )
    holds(
        world,
        cid,
        "choice",
        ago=167,
        choice={
            "offered_as": "form",
            "choice_id": "",
            "title": "Endereço de entrega",
            "description": "",
            "form": {"bairro": "Pinheiros", "andar": 4, "tem_elevador": True},
        },
    )
    holds(world, cid, "order", ago=166, order={"catalog_id": "1", "items": [
        {"product_id": "SOFA-AZUL", "quantity": 1, "price": 1899.9, "currency": "BRL"},
        {"product_id": "ALMOFADA", "quantity": 2, "price": 89.5, "currency": "BRL"},
    ]})  # fmt: skip
    holds(
        world,
        cid,
        "share",
        ago=165,
        share={
            "what": "reel",
            "url": "https://www.instagram.com/reel/C7x/",
            "title": "Sala nova",
        },
    )
