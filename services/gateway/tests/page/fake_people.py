"""A demo account for the fake gateway: people, channels and some history."""

from __future__ import annotations

import random
import threading
from typing import Any

import fake_desk
from fake_api import ALL_PERMISSIONS
from fake_rules import CAPABILITIES
from fake_world import World

AGENTS = [
    ("us_ana", "Ana Prado", ["inbox", "contacts.edit"], True, True),
    ("us_bruno", "Bruno Costa", ["inbox", "contacts.edit"], True, True),
    ("us_carla", "Carla Mendes", ["inbox"], False, True),
    ("us_diego", "Diego Ruiz", ["inbox"], True, False),
    ("us_admin", "Helena Duarte", ALL_PERMISSIONS, True, True),
]
CHANNELS = [
    ("ch_cloud", "whatsapp_cloud", "WhatsApp Sales"),
    ("ch_twilio", "whatsapp_twilio", "WhatsApp Support"),
    ("ch_site", "webchat", "Web site"),
    ("ch_insta", "instagram", "@recado.store"),
    ("ch_page", "messenger", "Recado page"),
]
FIRST = [
    "Mariana",
    "João",
    "Beatriz",
    "Rafael",
    "Camila",
    "Thiago",
    "Larissa",
    "Gustavo",
    "Sofía",
    "Mateo",
    "Valentina",
    "Lucas",
    "Isabela",
    "Pedro",
    "Júlia",
]
LAST = [
    "Oliveira",
    "Santos",
    "Ferreira",
    "Almeida",
    "Gómez",
    "Rodrigues",
    "Carvalho",
    "Martínez",
    "Ribeiro",
    "Lopes",
    "Nascimento",
    "Araújo",
]
LINES = [
    "Oi! Vocês entregam em Campinas até sexta?",
    "I was charged twice for order 48812, can you check?",
    "Hola, ¿tienen la talla M en azul marino?",
    "Obrigada, era isso mesmo 🙂",
    "Is the warranty valid if I bought it abroad?",
    "Preciso da segunda via do boleto, por favor",
    "The app logs me out every time I open the cart",
    "Qual o prazo de troca para presente?",
    "¿Puedo pagar contra entrega?",
    "My package says delivered, but nothing is here",
    "Consigo parcelar em 10x sem juros?",
    "Perfect, see you on Thursday then",
]


def empty() -> World:
    """An account with people and channels and nothing said yet."""
    world = World()
    for user_id, name, permissions, online, available in AGENTS:
        world.users[user_id] = {
            "id": user_id,
            "name": name,
            "email": f"{user_id[3:]}@demo.recado",
            "language": "en",
            "permissions": permissions,
            "is_attendant": True,
            "active": True,
        }
        world.agents[user_id] = {
            "id": user_id,
            "name": name,
            "available": available,
            "online": online,
            "load": 0,
            "capacity": 0,
            "is_attendant": True,
            "sector_ids": [],
            "active": True,
        }
    world.agents["us_bruno"]["sector_ids"] = ["st_sales"]
    world.sectors = {
        "st_sales": {"id": "st_sales", "name": "Sales", "online": True},
        "st_support": {"id": "st_support", "name": "Support", "online": False},
    }
    for channel_id, kind, name in CHANNELS:
        world.channels[channel_id] = {
            "id": channel_id,
            "kind": kind,
            "name": name,
            "installer_id": "us_admin",
            "visibility": "shared",
            "provider_id": channel_id,
            "health": "connected",
            "health_detail": "",
            "create_time": world.moment(9000),
            "provider_facts": {},
            "webhook_path": "/webchat/widget.js"
            if kind == "webchat"
            else "/webhooks/meta/demo-app",
            "capabilities": CAPABILITIES[kind],
            "stopped": False,
            "canary": None,
        }
    return world


def know(world: World, conversation_id: str, **facts: Any) -> None:
    """Gives a conversation a CRM contact."""
    conversation = world.conversations[conversation_id]
    contact_id = world.new_id("ct")
    kind = conversation["channel"]["kind"]
    person = conversation["contact"]
    conversation["contact"] = {**person, "id": contact_id}
    world.contacts[contact_id] = {
        "id": contact_id,
        "name": person["name"],
        "phone": person["phone"] or "",
        "email": "",
        "owner_id": "",
        "is_profile": True,
        "source": kind.split("_", 1)[0],
        "identity_keys": [
            f"{kind}:{person['phone'] or person['handle'] or contact_id}"
        ],
        "create_time": conversation["create_time"],
        "version": 1,
        "city": "",
        "company": "",
        "notes": "",
        **facts,
    }


def demo(rows: int = 46, *, seed: int = 7) -> World:
    """A busy account: forty-odd conversations over every channel and section."""
    draw, world = random.Random(seed), empty()
    for index in range(rows):
        channel_id, kind, _ = CHANNELS[index % 5] if index % 3 else CHANNELS[0]
        name = f"{draw.choice(FIRST)} {draw.choice(LAST)}"
        ago = 6 + index * draw.uniform(9, 34)
        contact = (
            {"phone": f"+55 11 9{draw.randint(1000, 9999)}-{draw.randint(1000, 9999)}"}
            if "whatsapp" in kind
            else {"handle": name.lower().replace(" ", ".")}
        )
        if kind == "webchat":
            contact = {}
        made = world.customer_opens(
            channel_id, name, draw.choice(LINES), ago=ago, **contact
        )
        know(world, made)
        if index % 4:
            agent = draw.choice(["us_ana", "us_ana", "us_bruno", "us_carla"])
            world.give(made, agent, actor_id=agent, reason="claim", ago=ago - 1)
            reply = world.agent_writes(
                made, agent, "Let me look into that for you, one moment.", ago=ago - 2
            )
            world.provider_says(reply, draw.choice(["sent", "delivered", "read"]))
            if draw.random() < 0.5:
                world.customer_writes(made, draw.choice(LINES), ago=ago - 4)
            else:
                world.read_mark(made, "us_ana")["inbound_count"] = 9
        if index % 7 == 5:
            world.close(made, "us_ana", ago=ago - 5)
    tell_one_story(world)
    fake_desk.furnish(world)
    return world


def tell_one_story(world: World) -> str:
    """One conversation that shows every kind of entry."""
    cid = world.customer_opens(
        "ch_cloud",
        "Mariana Oliveira",
        "Bom dia! Comprei uma cafeteira na semana passada",
        ago=1480,
        phone="+55 11 98765-4321",
    )
    know(
        world,
        cid,
        email="mariana@example.com",
        city="Campinas",
        company="Café Aurora",
        owner_id="us_bruno",
        is_profile=False,
        notes="Prefers to be called in the afternoon.",
    )
    world.give(cid, "us_bruno", actor_id=None, reason="method", ago=1479)
    first = world.agent_writes(
        cid, "us_bruno", "Bom dia, Mariana! Que alegria. Como posso ajudar?", ago=1475
    )
    world.provider_says(first, "read")
    world.close(cid, "us_bruno", ago=1300)
    world.customer_writes(cid, "Oi, voltei :)", ago=40)
    world.customer_writes(
        cid, "A tampa veio rachada. Dá para trocar sem devolver a máquina toda?", ago=39
    )
    world.customer_writes(cid, "", ago=39, kind="unsupported", provider_kind="image")
    world.give(cid, "us_ana", actor_id="us_bruno", reason="manual", ago=36)
    for text, status in (
        ("Claro! Vou pedir só a tampa para você.", "read"),
        (
            "Acabei de abrir o pedido 55120 — chega em até três dias úteis. Você recebe o rastreio aqui mesmo: https://example.com/r/55120",
            "delivered",
        ),
    ):
        world.provider_says(world.agent_writes(cid, "us_ana", text, ago=31), status)
    lost = world.agent_writes(cid, "us_ana", "E segue a nota fiscal em anexo.", ago=30)
    world.provider_says(
        lost,
        "failed",
        {"reason": "RECIPIENT_UNREACHABLE", "detail": "Message undeliverable (131026)"},
    )
    world.customer_writes(cid, "Maravilha, muito obrigada! Vocês são ótimos 💛", ago=2)
    world.decisions[cid] = [
        {
            "id": "dc_1",
            "conversation_id": cid,
            "trigger": "opened",
            "policy": "fewest",
            "assignee_id": "us_bruno",
            "actor_id": None,
            "candidates": [
                {"user_id": "us_bruno", "load": 2, "ruled_out_by": None},
                {"user_id": "us_ana", "load": 5, "ruled_out_by": None},
                {"user_id": "us_diego", "load": 0, "ruled_out_by": "unavailable"},
                {"user_id": "us_carla", "load": 1, "ruled_out_by": "offline"},
            ],
            "decide_time": world.moment(1479),
        }
    ]
    return cid


def keep_busy(world: World) -> None:
    """Plays customers and providers for as long as the process lives."""
    draw, pause = random.Random(1), threading.Event()
    while not pause.wait(5):
        with world.lock:
            for thread in list(world.messages.values()):
                for message in thread[-3:]:
                    if message["direction"] == "outbound" and message["status"] in (
                        "queued",
                        "sent",
                        "delivered",
                    ):
                        world.provider_says(
                            message,
                            {
                                "queued": "sent",
                                "sent": "delivered",
                                "delivered": "read",
                            }[message["status"]],
                        )
            world.customer_writes(
                draw.choice(list(world.conversations)), draw.choice(LINES)
            )
