"""
Asks providers whether they know us, and our own webhook whether it answers.

Sources: Meta, "Subscribed apps" of WhatsApp accounts and pages; Twilio,
"Accounts resource"; as of 2026-11-21.
"""

from __future__ import annotations

import secrets

import httpx

from .asking import Asker, Json, Question, Refused, graph
from .domain.canaries import synthetic_call
from .domain.channels import Channel, Kind
from .domain.errors import CredentialsRefused

PAGE_FIELDS = (
    "messages,message_echoes,message_edits,message_deliveries,message_reads,"
    "message_reactions,messaging_postbacks,messaging_referrals,messaging_optins,"
    "messaging_handovers,messaging_policy_enforcement,standby"
)
INSTAGRAM_FIELDS = (
    "messages,message_edit,message_reactions,messaging_postbacks,"
    "messaging_referral,messaging_seen,messaging_handover,standby"
)


class HttpInspector:
    """The `Inspector` port over HTTP. Blocking; cooperative in the worker."""

    def __init__(self, client: httpx.Client, public_url: str) -> None:
        self._client = client
        self._asker = Asker(client)
        self._public_url = public_url

    def check(self, channel: Channel) -> None:
        """Ask the provider who we are; see `Inspector.check`."""
        match channel.kind:
            case Kind.WEBCHAT:
                return
            case Kind.WHATSAPP_TWILIO:
                self._check_twilio(channel)
            case _:
                self._check_meta(channel)

    def subscribe(self, channel: Channel) -> None:
        """Have Meta call our app; see `Inspector.subscribe`."""
        match channel.kind:
            case Kind.WHATSAPP_CLOUD:
                node, query = channel.facts["waba_id"], {}
            case Kind.MESSENGER:
                node, query = channel.provider_id, {"subscribed_fields": PAGE_FIELDS}
            case Kind.INSTAGRAM:
                page = channel.facts.get("page_id")
                fields = PAGE_FIELDS if page else INSTAGRAM_FIELDS
                node, query = (
                    page or channel.provider_id,
                    {"subscribed_fields": fields},
                )
            case _:
                return
        url = graph(channel, f"{node}/subscribed_apps")
        self._ask(channel, Question("POST", url, query=query))

    def webhook_trouble(self, channel: Channel) -> str:
        """Call our own webhook as the provider would; see `Inspector`."""
        nonce = secrets.token_hex(16)
        url, headers, body = synthetic_call(channel, self._public_url, nonce)
        method = "GET" if channel.kind is Kind.WEBCHAT else "POST"
        try:
            answer = self._client.request(
                method, url, headers=headers, content=body if method == "POST" else None
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return f"our own webhook does not answer: {type(error).__name__}"
        if not answer.is_success:
            return f"our own webhook answers {answer.status_code}"
        if method == "POST" and answer.text != nonce:
            return "something else answers at our own webhook"
        return ""

    def _check_twilio(self, channel: Channel) -> None:
        sid = channel.facts["account_sid"]
        url = f"{channel.api_base_url}/2010-04-01/Accounts/{sid}.json"
        status = self._ask(channel, Question("GET", url)).get("status", "active")
        if status != "active":
            words = f"the Twilio account is {status}"
            raise CredentialsRefused(words, detail=words)

    def _check_meta(self, channel: Channel) -> None:
        url = graph(channel, channel.provider_id)
        found = self._ask(channel, Question("GET", url, query={"fields": "id"}))
        # An account that signed in to Instagram itself has two ids.
        ids = {str(found.get("id", "")), str(found.get("user_id", ""))}
        if channel.kind is not Kind.INSTAGRAM and channel.provider_id not in ids:
            words = "these credentials are of another account"
            raise CredentialsRefused(words, detail=words)

    def _ask(self, channel: Channel, question: Question) -> Json:
        try:
            return self._asker.ask(channel, question)
        except Refused as refused:
            raise CredentialsRefused(refused.words, detail=refused.words) from refused
