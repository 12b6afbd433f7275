"""The simulator as a process of its own: its server, its mail, a lost answer."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage

import httpx
import pytest
from conftest import cloud_channel


def test_a_lost_answer_leaves_the_caller_without_one_and_the_message_sent(
    served, business
):
    """MSG-1: a message whose answer was lost is found again by its mark."""
    url, _ = served
    httpx.put(f"{url}/control/channels", json=cloud_channel(business))
    mode = {"answering": "lost_answer"}
    httpx.patch(f"{url}/control/channels/227711004455001/modes", json=mode)
    body = {
        "messaging_product": "whatsapp",
        "to": "5511987654321",
        "text": {"body": "Olá"},
        "biz_opaque_callback_data": "ms_1",
    }

    with pytest.raises(httpx.RemoteProtocolError):
        httpx.post(
            f"{url}/v26.0/227711004455001/messages",
            json=body,
            headers={"authorization": "Bearer token"},
        )

    assert b'"biz_opaque_callback_data":"ms_1"' in business.wait_for(1)[0][2]


def test_mail_is_caught_and_shown(served):
    url, smtp_port = served
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = (
        "Ação",
        "r@example.com",
        "ana@demo.recado",
    )
    mail.set_content("Olá, Ana")
    with smtplib.SMTP("127.0.0.1", smtp_port) as server:
        server.send_message(mail)

    (caught,) = httpx.get(f"{url}/control/mail?to=ana@demo.recado").json()["items"]

    assert (caught["subject"], caught["text"].strip()) == ("Ação", "Olá, Ana")
    assert httpx.get(f"{url}/control/mail?to=x@example.com").json() == {"items": []}
