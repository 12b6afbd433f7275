"""What mails say, in the three languages of the product."""

from __future__ import annotations

from .domain.preferences import Trigger

FALLBACK = "en"

SUBJECTS = {
    "pt-BR": {
        Trigger.MINE: "{name} escreveu para você",
        Trigger.OTHERS: "{name} escreveu em uma conversa de outra pessoa",
        Trigger.UNASSIGNED: "{name} escreveu e ninguém está atendendo",
        Trigger.ASSIGNED: "Você recebeu uma conversa com {name}",
    },
    "en": {
        Trigger.MINE: "{name} wrote to you",
        Trigger.OTHERS: "{name} wrote in a conversation of somebody else",
        Trigger.UNASSIGNED: "{name} wrote and nobody is attending",
        Trigger.ASSIGNED: "You were given a conversation with {name}",
    },
    "es": {
        Trigger.MINE: "{name} te escribió",
        Trigger.OTHERS: "{name} escribió en una conversación de otra persona",
        Trigger.UNASSIGNED: "{name} escribió y nadie está atendiendo",
        Trigger.ASSIGNED: "Recibiste una conversación con {name}",
    },
}

PHRASES = {
    "pt-BR": {
        "someone": "um contato",
        "open": "Abrir a conversa",
        "why": "Você recebe este e-mail por causa das suas notificações no Recado. "
        "Para mudá-las, use o sino acima da lista de conversas.",
    },
    "en": {
        "someone": "a contact",
        "open": "Open the conversation",
        "why": "You get this e-mail because of your notifications in Recado. "
        "To change them, use the bell above the list of conversations.",
    },
    "es": {
        "someone": "un contacto",
        "open": "Abrir la conversación",
        "why": "Recibes este correo por tus notificaciones en Recado. "
        "Para cambiarlas, usa la campana sobre la lista de conversaciones.",
    },
}


def language_of(wanted: str) -> str:
    """Return the language of ours nearest to *wanted*, a BCP 47 tag."""
    if wanted in SUBJECTS:
        return wanted
    primary = wanted.partition("-")[0].lower()
    return next(
        (ours for ours in SUBJECTS if ours.startswith(primary or "?")), FALLBACK
    )
