"""A conversation of the fake account that holds every kind of message."""

from __future__ import annotations

from typing import Any

import fake_media
from fake_feed import Json
from fake_kinds import holds, theirs
from fake_people import know
from fake_sending import content
from fake_world import World

AD = {
    "source": "ad",
    "source_id": "120208893412345",
    "url": "https://fb.me/2mXyZ",
    "headline": "Sofá-cama em oferta",
    "body": "Só esta semana",
    "click_id": "ARAk",
    "ref": "",
    "image_url": "",
}


def template(world: World, name: str, body: str, **facts: Any) -> Json:
    """Makes an approved template of the WhatsApp channel."""
    made: Json = {
        "id": world.new_id("tp"),
        "channel_id": "ch_cloud",
        "name": name,
        "language": "pt_BR",
        "category": "utility",
        "state": "approved",
        "quality": "green",
        "reason": "",
        "header": None,
        "body": body,
        "footer": "",
        "buttons": [],
        "variables": [],
        "provider_id": "1",
        "sync_time": None,
        "update_time": world.moment(),
        **facts,
    }
    world.templates[made["id"]] = made
    return made


def templates(world: World) -> None:
    """Three approved templates and one that is not."""
    template(
        world,
        "retorno_pedido",
        "Olá {{nome}}, seu pedido {{pedido}} está pronto para retirada. Podemos ajudar em mais alguma coisa?",
        header={"kind": "text", "text": "Café Aurora", "sample_attachment_id": ""},
        footer="Responda PARAR para não receber mais",
        buttons=[
            {"kind": "quick_reply", "text": "Quero falar", "value": ""},
            {"kind": "url", "text": "Ver pedido", "value": "https://example.com"},
        ],
        variables=[
            {"name": "nome", "property": "first_name", "example": "Ana"},
            {"name": "pedido", "property": "", "example": "55120"},
        ],
    )
    template(
        world,
        "oferta_da_semana",
        "Oi {{nome}}! Esta semana toda a linha de cafeteiras está com 20% de desconto.",
        category="marketing",
        quality="yellow",
        header={"kind": "image", "text": "", "sample_attachment_id": ""},
        variables=[{"name": "nome", "property": "first_name", "example": "Ana"}],
    )
    template(world, "retomar", "Olá! Podemos continuar nossa conversa?")
    template(world, "novo", "Ainda não aprovado", state="pending")


def every_kind(world: World) -> str:
    """Tells a story in which every kind of message comes up."""
    cid = world.customer_opens(
        "ch_cloud", "Beatriz Santos", "Oi! Vi o anúncio de vocês", ago=190,
        phone="+55 11 97654-3210",
    )  # fmt: skip
    know(world, cid, email="bia@example.com", city="São Paulo")
    conversation = world.conversations[cid]
    conversation["referral"] = AD
    world.messages[cid][0]["content"] = content(referral=AD)
    world.give(cid, "us_ana", actor_id="us_ana", reason="claim", ago=189)
    ours(world, cid)
    theirs(world, cid)
    afterwards(world, cid)
    return cid


def ours(world: World, cid: str) -> None:
    """What an agent sends."""
    hello = world.agent_writes(
        cid, "us_ana", "Oi, Bia! Qual deles te interessou?", ago=186
    )
    world.provider_says(hello, "read")
    world.change(
        hello,
        "reacted",
        reactions=[{"user_id": None, "emoji": "❤️", "react_time": None}],
    )
    page = fake_media.attachment(
        world, "document", b"%PDF-1.7 " + b"x" * 240_000,
        media_type="application/pdf", file_name="Catálogo sofás 2026.pdf",
    )  # fmt: skip
    catalogue = world.agent_writes(
        cid, "us_ana", "Aqui está o catálogo completo", ago=185, kind="document",
        content=content(attachments=[page]),
    )  # fmt: skip
    world.provider_says(catalogue, "read")
    phone = world.agent_writes(
        cid, "", "Respondendo daqui do celular", ago=184, origin="phone_app"
    )
    world.provider_says(phone, "delivered")


def afterwards(world: World, cid: str) -> None:
    """Edits, deletions, files that do not come, notices, failures, a template."""
    edited = world.customer_writes(cid, "Pode ser na quinta", ago=160)
    world.change(
        edited,
        "edited",
        edit_time=world.moment(159),
        former_texts=["Pode ser na quarta", "Pode ser quarta ou quinta"],
    )
    gone = world.customer_writes(cid, "", ago=158)
    world.change(gone, "deleted", delete_time=world.moment(157))
    waiting = fake_media.attachment(
        world, "image", state="waiting", media_type="image/jpeg"
    )
    holds(world, cid, "image", ago=150, attachments=[waiting])
    lost = fake_media.attachment(
        world,
        "document",
        state="failed",
        reason="FETCH_FAILED",
        media_type="application/pdf",
        file_name="comprovante.pdf",
    )
    holds(world, cid, "document", ago=149, attachments=[lost])
    holds(
        world,
        cid,
        "unsupported",
        ago=148,
        raw='{"type":"poll","poll":{"name":"Cor?"}}',
        provider_kind="poll",
    )
    holds(
        world,
        cid,
        "notice",
        "Mariana changed her number",
        ago=147,
        notice={
            "what": "number_changed",
            "before": "+55 11 97654-3210",
            "after": "+55 11 90000-1111",
        },
    )
    use = {
        "template_id": "tp",
        "name": "retorno",
        "language": "pt_BR",
        "variables": {},
        "header": "Café Aurora",
        "footer": "Responda PARAR para sair",
        "buttons": ["Quero falar", "Ver pedido"],
    }
    sent = world.agent_writes(
        cid,
        "us_ana",
        "Olá Bia, seu sofá chegou. Quando podemos entregar?",
        ago=120,
        kind="template",
        content=content(template=use),
        origin="campaign",
    )
    world.provider_says(sent, "delivered")
    unknown = world.agent_writes(
        cid, "us_ana", "Confirmado para quinta de manhã", ago=5
    )
    world.provider_says(unknown, "unknown")
    failed = world.agent_writes(cid, "us_ana", "O motorista chega às 9h", ago=4)
    world.provider_says(
        failed,
        "failed",
        {
            "reason": "PROVIDER_DOWN",
            "detail": "Service temporarily unavailable (131016)",
        },
    )
    world.stories[failed["id"]] = [
        {"what": "attempt", "step_time": world.moment(4), "attempt": 1, "reason": "PROVIDER_DOWN", "detail": "131016", "retry_time": world.moment(3.5)},
        {"what": "attempt", "step_time": world.moment(3.5), "attempt": 2, "reason": "PROVIDER_DOWN", "detail": "131016", "retry_time": None},
        {"what": "failed", "step_time": world.moment(3.5), "attempt": 2, "reason": "PROVIDER_DOWN", "detail": "Service temporarily unavailable (131016)", "retry_time": None},
    ]  # fmt: skip
    world.customer_writes(cid, "Perfeito, obrigada! 🎉", ago=1)
