"""
What people said to one another in the demo: customers of a small pottery shop.

Everyone and every number is invented.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

CLOUD, TWILIO, WEBCHAT = "whatsapp_cloud", "whatsapp_twilio", "webchat"


@dataclass(frozen=True, slots=True)
class Says:
    """The customer writes."""

    text: str


@dataclass(frozen=True, slots=True)
class Claims:
    """An agent takes the conversation."""

    agent: str


@dataclass(frozen=True, slots=True)
class Answers:
    """An agent writes, having read what came before."""

    agent: str
    text: str


@dataclass(frozen=True, slots=True)
class Closes:
    """An agent closes the conversation."""

    agent: str


Step = Says | Claims | Answers | Closes


@dataclass(frozen=True, slots=True)
class Dialogue:
    """
    One conversation, from its first message on.

    `phone` is digits only; empty for a web chat visitor, who is known by name.
    """

    kind: str
    name: str
    phone: str
    steps: Sequence[Step]


@dataclass(frozen=True, slots=True)
class KnownContact:
    """A contact that the CRM had before they wrote; `owner` is an agent or empty."""

    name: str
    phone: str
    email: str
    city: str
    company: str
    owner: str
    notes: str


CONTACTS = (
    KnownContact(
        "Marta Oliveira",
        "+5511987650142",
        "marta.oliveira@example.com",
        "São Paulo",
        "",
        "ana",
        "Prefere contato à tarde.",
    ),
    KnownContact(
        "Restaurante Figueira",
        "+5521998870211",
        "compras@figueira.example",
        "Rio de Janeiro",
        "Restaurante Figueira",
        "bruno",
        "Compra 40 pratos por semestre.",
    ),
    KnownContact(
        "Lucía Ferrer",
        "+34655443322",
        "lucia.ferrer@example.com",
        "Valencia",
        "Ferrer Interiores",
        "ana",
        "Interiorista; suele pedir jarrones.",
    ),
    KnownContact(
        "Emily Carter",
        "+447700900418",
        "emily@example.com",
        "Bristol",
        "",
        "",
        "",
    ),
)

DIALOGUES = (
    Dialogue(
        CLOUD,
        "Marta Oliveira",
        "5511987650142",
        (
            Says("Oi! Comprei a Tigela Bruma e ela chegou com uma trinca 😕"),
            Says("Pedido 48213"),
            Claims("ana"),
            Answers("ana", "Oi, Marta! Que pena, sinto muito por isso."),
            Answers(
                "ana",
                "Já separei outra tigela para você. Posso enviar para o mesmo endereço?",
            ),
            Says("Pode sim! Rua das Acácias, 120"),
            Says("Precisa devolver a que veio trincada?"),
        ),
    ),
    Dialogue(
        CLOUD,
        "Restaurante Figueira",
        "5521998870211",
        (
            Says("Bom dia! Queremos repor 24 pratos Lua e 12 tigelas Bruma."),
            Claims("bruno"),
            Answers(
                "bruno",
                "Bom dia! Temos os pratos para sexta. As tigelas saem do forno na segunda.",
            ),
            Says("Segunda está ótimo. Mantém o desconto de revenda?"),
            Answers("bruno", "Mantém, sim: 15%. Mando o orçamento em seguida."),
        ),
    ),
    Dialogue(
        CLOUD,
        "Rafael Nunes",
        "5521988711390",
        (
            Says("Vocês entregam em Niterói?"),
            Says("E qual o prazo?"),
        ),
    ),
    Dialogue(
        CLOUD,
        "Lucía Ferrer",
        "34655443322",
        (
            Says("Hola, ¿tienen en stock el jarrón Serra en color arena?"),
            Says("Necesito cuatro para un proyecto en Valencia."),
        ),
    ),
    Dialogue(
        CLOUD,
        "Emily Carter",
        "447700900418",
        (
            Says("Hi! Do you ship to the UK?"),
            Claims("ana"),
            Answers("ana", "Hello Emily! We do: about nine days, £18 up to 5 kg."),
            Says("Perfect, I'll order the Areia cups then. Thank you!"),
            Answers("ana", "Lovely, thank you! Write any time."),
            Closes("ana"),
        ),
    ),
    Dialogue(
        CLOUD,
        "João Pedro Lima",
        "5531997204518",
        (
            Says("Oi, meu código de rastreio não atualiza desde terça."),
            Claims("bruno"),
            Answers(
                "bruno",
                "Oi, João! O pacote está em Contagem e sai para entrega amanhã cedo.",
            ),
            Says("Ah, ótimo. Obrigado!"),
            Closes("bruno"),
        ),
    ),
    Dialogue(
        TWILIO,
        "Camila Duarte",
        "5541992317765",
        (
            Says("Olá! Vocês dão oficina de torno para iniciantes?"),
            Says("Somos três amigas, de preferência num sábado 😊"),
        ),
    ),
    Dialogue(
        TWILIO,
        "Andrés Molina",
        "5491155512378",
        (
            Says("Buenas, ¿el plato Luna va al lavavajillas?"),
            Claims("ana"),
            Answers("ana", "¡Hola, Andrés! Sí, y también al microondas."),
            Says("Genial. ¿Y al horno?"),
        ),
    ),
    Dialogue(
        TWILIO,
        "Beatriz Sampaio",
        "5551984420976",
        (
            Says("Boa tarde, recebi a nota fiscal com o CNPJ errado."),
            Claims("bruno"),
            Answers(
                "bruno",
                "Boa tarde, Beatriz! Me passa o CNPJ certo, por favor? Emito outra agora.",
            ),
            Says("11.222.333/0001-81"),
            Answers("bruno", "Pronto, a nova nota já está no seu e-mail."),
            Says("Recebi, muito obrigada pela rapidez!"),
            Closes("bruno"),
        ),
    ),
    Dialogue(
        WEBCHAT,
        "Helena Prado",
        "",
        (
            Says("Oi, o Vaso Serra aguenta flor com água ou é só decorativo?"),
            Claims("ana"),
            Answers("ana", "Oi, Helena! Aguenta, sim: ele é esmaltado por dentro."),
        ),
    ),
    Dialogue(
        WEBCHAT,
        "Tom Becker",
        "",
        (Says("Hello, is the Bruma bowl food safe?"),),
    ),
    Dialogue(
        WEBCHAT,
        "Sofia Rangel",
        "",
        (
            Says("Qual o horário do ateliê no sábado?"),
            Claims("bruno"),
            Answers("bruno", "Oi, Sofia! Das 10h às 16h, sem hora marcada."),
            Says("Obrigada, passo aí!"),
            Closes("bruno"),
        ),
    ),
)
