"""
What people said to one another in the demo: customers of a small pottery shop.

Everyone and every number is invented.
"""

from __future__ import annotations

from demo.dialogues import (
    CLOUD,
    INSTAGRAM,
    MESSENGER,
    TWILIO,
    WEBCHAT,
    Answers,
    Claims,
    Closes,
    Dialogue,
    KnownContact,
    Likes,
    Reacts,
    Resumes,
    Says,
    Sends,
)

# The ad that some of them came from.
AD = {
    "headline": "Cerâmica feita à mão",
    "body": "Peças da nova coleção Bruma",
    "ref": "bruma",
    "click_id": "AfgBruma0001",
}
PLACE = {
    "latitude": -22.9068,
    "longitude": -43.1096,
    "name": "Campo de São Bento",
    "address": "Icaraí, Niterói",
}

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
            Says("Olha só, pedido 48213", "image"),
            Claims("ana"),
            Answers("ana", "Oi, Marta! Que pena, sinto muito por isso."),
            Answers(
                "ana",
                "Já separei outra tigela para você. Posso enviar para o mesmo endereço?",
            ),
            Reacts("❤️"),
            Says("Pode sim! Rua das Acácias, 120"),
            Says(kind="voice"),
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
            Likes("bruno", "👍"),
            Answers("bruno", "Mantém, sim: 15%. Segue o orçamento."),
            Sends("bruno", "document"),
        ),
    ),
    Dialogue(
        CLOUD,
        "Rafael Nunes",
        "5521988711390",
        (
            Says("Vocês entregam aqui em Niterói?", details={"referral": AD}),
            Says(kind="location", details={"location": PLACE}),
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
            Says("Queremos fazer peças assim 😊", "image"),
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
    Dialogue(
        CLOUD,
        "Patrícia Gomes",
        "5519996123047",
        (
            Says("Oi! Quero encomendar seis canecas Areia.", hours_ago=30),
            Claims("ana"),
            Resumes("ana", "retomar_conversa", {"nome": "Patrícia"}),
        ),
    ),
    Dialogue(
        MESSENGER,
        "Otávio Reis",
        "7300112244556677",
        (
            Says("Vi a página de vocês. Fazem pratos personalizados?"),
            Says("Algo nessa linha:", details={"media_ids": ["sample:photo"]}),
            Claims("bruno"),
            Answers("bruno", "Oi, Otávio! Fazemos, sim, a partir de doze peças."),
            Says(kind="voice"),
        ),
    ),
    Dialogue(
        MESSENGER,
        "Grace Miller",
        "7300112244556699",
        (Says("Hello! Is the studio open on Sundays?", details={"referral": AD}),),
    ),
    Dialogue(
        INSTAGRAM,
        "Lia Prado",
        "1122334455667788",
        (
            Says("😍", details={"story": {}}),
            Says("Esse vaso ainda está à venda?", "image"),
            Claims("ana"),
            Answers("ana", "Oi, Lia! Está, sim: R$ 240, e tem mais dois."),
            Reacts("❤️"),
        ),
    ),
    Dialogue(
        INSTAGRAM,
        "Bento Alves",
        "1122334455669900",
        (Says(kind="share", details={"share": {"what": "ig_reel"}}),),
    ),
)
