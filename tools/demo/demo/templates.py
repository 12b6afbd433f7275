"""The templates of the demo: some approved, one waiting, one rejected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from demo.dialogues import CLOUD, TWILIO
from demo.stack import Service, User

APPROVED, PENDING, REJECTED = "approved", "pending", "rejected"


@dataclass(frozen=True, slots=True)
class Wanted:
    """
    A template as it is to be, and what its review comes to.

    `variables` are name, the property that fills it, and an example.
    """

    kind: str
    name: str
    category: str
    body: str
    variables: Sequence[tuple[str, str, str]]
    verdict: str = APPROVED
    language: str = "pt_BR"
    header: str = ""
    footer: str = ""
    buttons: Sequence[Mapping[str, str]] = ()
    reason: str = ""

    def draft(self, channel_id: str) -> dict[str, Any]:
        """Return what the gateway's API takes."""
        return {
            "channel_id": channel_id,
            "name": self.name,
            "language": self.language,
            "category": self.category,
            "header": {"kind": "text", "text": self.header} if self.header else None,
            "body": self.body,
            "footer": self.footer,
            "buttons": [dict(each) for each in self.buttons],
            "variables": [
                {"name": name, "property": filled, "example": example}
                for name, filled, example in self.variables
            ],
        }


NAME = ("nome", "contact.first_name", "Marta")
YES_NO = (
    {"kind": "quick_reply", "text": "Sim, pode ser", "value": ""},
    {"kind": "quick_reply", "text": "Agora não", "value": ""},
)
TEMPLATES = (
    Wanted(
        CLOUD,
        "retomar_conversa",
        "utility",
        "Olá {{nome}}, podemos continuar o seu atendimento?",
        (NAME,),
        footer="Ateliê Aurora",
        buttons=YES_NO,
    ),
    Wanted(
        CLOUD,
        "pedido_enviado",
        "utility",
        "Oi {{nome}}, seu pedido saiu para {{cidade}} e chega em até três dias.",
        (NAME, ("cidade", "contact.city", "São Paulo")),
        header="Seu pedido está a caminho",
        buttons=(
            {
                "kind": "url",
                "text": "Acompanhar",
                "value": "https://aurora.example.com/rastreio",
            },
        ),
    ),
    Wanted(
        CLOUD,
        "colecao_bruma",
        "marketing",
        "Oi {{nome}}, a coleção Bruma acaba de sair do forno. Quer ver as peças?",
        (NAME,),
        buttons=YES_NO,
    ),
    Wanted(
        CLOUD,
        "convite_oficina",
        "marketing",
        "Oi {{nome}}, temos uma oficina de torno no sábado. Quer reservar um lugar?",
        (NAME,),
        PENDING,
    ),
    Wanted(
        CLOUD,
        "cupom_relampago",
        "marketing",
        "Corre, {{nome}}! Só hoje tudo pela metade do preço.",
        (NAME,),
        REJECTED,
        reason="PROMOTIONAL",
    ),
    Wanted(
        TWILIO,
        "retomar_conversa",
        "utility",
        "Olá {{nome}}, podemos continuar o seu atendimento?",
        (NAME,),
        buttons=YES_NO,
    ),
    Wanted(
        TWILIO,
        "nota_fiscal",
        "utility",
        "Oi {{nome}}, a nota fiscal foi para {{email}}, confira quando puder.",
        (NAME, ("email", "contact.email", "marta@example.com")),
    ),
    Wanted(
        TWILIO,
        "aviso_feriado",
        "utility",
        "Oi {{nome}}, nesta sexta o ateliê fecha às 13h.",
        (NAME,),
        PENDING,
    ),
    Wanted(
        TWILIO,
        "oferta_do_mes",
        "marketing",
        "Oi {{nome}}, este mês o frete é por nossa conta, aproveite.",
        (NAME,),
        REJECTED,
        reason="Abusive content",
    ),
)


async def make(
    admin: User, simulator: Service, channel: Mapping[str, Any]
) -> dict[str, str]:
    """
    Make what *channel* lacks of its templates; return ids by name.

    Reviews are held meanwhile, so that each ends as it is to end.
    """
    wanted = [each for each in TEMPLATES if each.kind == channel["kind"]]
    known = await _known(admin, channel["id"])
    if all(known.get(w.name, {}).get("state") == w.verdict for w in wanted):
        return {name: each["id"] for name, each in known.items()}
    modes = f"/control/channels/{channel['simulated_id']}/modes"
    await simulator.call("PATCH", modes, {"review": "hold"})
    for each in wanted:
        await _make(admin, simulator, channel["id"], each, known.get(each.name))
    await simulator.call("PATCH", modes, {"review": "approve"})
    await admin.call("POST", f"/api/v1/channels/{channel['id']}/templates/sync", {})
    known = await _known(admin, channel["id"])
    return {name: each["id"] for name, each in known.items()}


async def _known(admin: User, channel_id: str) -> dict[str, dict[str, Any]]:
    path = f"/api/v1/templates?channel={channel_id}"
    listed = (await admin.call("GET", path))["items"]
    return {each["name"]: each for each in listed}


async def _make(
    admin: User,
    simulator: Service,
    channel_id: str,
    wanted: Wanted,
    found: Mapping[str, Any] | None,
) -> None:
    if found is None:
        key = f"demo-template-{channel_id}-{wanted.name}"
        draft = wanted.draft(channel_id)
        found = await admin.call("POST", "/api/v1/templates", draft, key=key)
    if found["state"] == "draft":
        path = f"/api/v1/templates/{found['id']}/submit"
        found = await admin.call("POST", path, {})
    if found["state"] == PENDING != wanted.verdict:
        decision = {"status": wanted.verdict.upper(), "reason": wanted.reason}
        path = f"/control/templates/{found['provider_id']}"
        await simulator.call("PATCH", path, decision)
