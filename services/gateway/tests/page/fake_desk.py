"""What the demo account has beside conversations: health, templates, campaigns, calls."""

from __future__ import annotations

import fake_campaigns
import fake_channels
import fake_ledger
from fake_feed import Json
from fake_world import World

FATES = ["forwarded", "duplicate", "forwarded", "quarantined", "forwarded", "ignored"]
REASONS = {
    "duplicate": "known_already",
    "quarantined": "channel_unknown",
    "ignored": "no_news",
}


def template(world: World, name: str, body: str, **facts: object) -> Json:
    """Makes an approved template of the WhatsApp channel."""
    made: Json = {
        "id": world.new_id("tp"),
        "channel_id": "ch_cloud",
        "name": name,
        "language": "pt_BR",
        "category": "utility",
        "state": "approved",
        "quality": "unknown",
        "reason": "",
        "header": None,
        "body": body,
        "footer": "",
        "buttons": [],
        "variables": [],
        "provider_id": "1",
        "sync_time": world.moment(12),
        "update_time": world.moment(12),
        **facts,
    }
    world.templates[made["id"]] = made
    return made


def first_name(example: str = "Ana") -> Json:
    """A place that the contact's first name fills."""
    return {
        "name": "first_name",
        "property": "contact.first_name",
        "example": example,
    }


def templates(world: World) -> Json:
    """Some in every state; gives one that is approved."""
    order = {"name": "order", "property": "ask", "example": "55120"}
    ready = template(
        world,
        "pedido_pronto",
        "Olá {{first_name}}, seu pedido {{order}} está pronto para retirada. 🎉",
        quality="green",
        header={"kind": "text", "text": "Café Aurora", "sample_attachment_id": ""},
        footer="Responda PARAR para não receber mais",
        buttons=[
            {"kind": "quick_reply", "text": "Já estou indo", "value": ""},
            {"kind": "url", "text": "Ver pedido", "value": "https://example.com/"},
        ],
        variables=[first_name(), order],
    )
    template(
        world,
        "novidades_de_marco",
        "Oi {{first_name}}! Esta semana toda a linha de cafeteiras está com 20% de desconto.",
        category="marketing",
        quality="red",
        header={"kind": "image", "text": "", "sample_attachment_id": ""},
        variables=[first_name()],
    )
    template(
        world,
        "aviso_de_entrega",
        "Sua entrega chega hoje.",
        state="rejected",
        reason="The template has no variable and duplicates another one.",
    )
    template(world, "codigo", "", category="authentication", state="pending")
    template(world, "rascunho_natal", "Feliz Natal!", state="draft", provider_id="")
    template(world, "pausado", "Promoção relâmpago!", state="paused", quality="yellow")
    return ready


def campaigns(world: World, template_id: str) -> None:
    """One that waits, one that runs, one that is over."""
    lines = [f"+55119{n:08d},Pessoa {n},site" for n in range(120)]
    lines += ["12,Curto,site", "+5511900000001,Pessoa 1,site", "+5511911111111,Sem,"]
    given: Json = {
        "name": "Pedidos de março",
        "channel_id": "ch_cloud",
        "template_id": template_id,
        "purpose": "Aviso de retirada; execução de contrato (LGPD, art. 7, V)",
        "csv": "\n".join(["phone,name,opt_in", *lines]),
    }
    over = fake_campaigns.make(world, "us_admin", given, state="finished")
    fake_campaigns.provider_sends(world, over["id"], 4, "failed")
    for person in world.recipients[over["id"]][:4]:
        person["reason"] = "RECIPIENT_UNREACHABLE"
    fake_campaigns.provider_sends(world, over["id"], 200, "read")
    over["end_time"] = world.moment(2000)
    given["name"] = "Cafeteiras com desconto"
    running = fake_campaigns.make(
        world, "us_admin", given, state="running", next_time=world.moment(-7)
    )
    fake_campaigns.provider_sends(world, running["id"], 50)
    for person in world.recipients[running["id"]][:6]:
        person["replied"] = True
    fake_campaigns.counted(world, running)
    given["name"] = "Natal"
    fake_campaigns.make(world, "us_admin", given)


def furnish(world: World) -> None:
    """Fills the demo's desk."""
    for channel in world.channels.values():
        channel["canary"] = fake_channels.answered(world)
    world.channels["ch_twilio"].update(
        health="disconnected",
        health_detail="Authenticate (20003)",
        canary=fake_channels.answered(world, good=False, detail="Authenticate (20003)"),
    )
    world.channels["ch_page"].update(stopped=True, canary=None)
    world.channels["ch_insta"]["canary"] = fake_channels.answered(
        world, good=False, detail="our webhook did not answer within 5 seconds"
    )
    fake_channels.notice(
        world, "ch_cloud", "limit", "Up to 10,000 conversations a day (was 1,000)."
    )
    fake_channels.notice(
        world, "ch_cloud", "quality", "Quality fell to yellow.", severity="warning"
    )
    fake_channels.notice(
        world, None, "account", "Business verification is missing.", severity="error"
    )
    campaigns(world, templates(world)["id"])
    for position, fate in enumerate(FATES * 12):
        reason = REASONS.get(fate, "")
        call = fake_ledger.call(world, fate, ago=position * 3, reason=reason)
        call["body_bytes"] += position * 31
        if position % 9 == 2:
            call["counts"] = {"forwarded": 3, "duplicate": 1}
        if position % 4 == 1:
            call.update(channel_id="ch_twilio", provider="twilio")
