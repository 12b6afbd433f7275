"""Reviews the templates that are handed in, as the channel's modes say."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

from simulator import cloud_account
from simulator.courier import Courier
from simulator.model import Channel, Kind, Template
from simulator.settings import Settings
from simulator.teller import Teller
from simulator.world import World

Value = dict[str, Any]


class Reviews:
    """Lets a template wait, then approves or rejects it, and tells so."""

    def __init__(
        self, world: World, courier: Courier, teller: Teller, settings: Settings
    ) -> None:
        self._world = world
        self._courier = courier
        self._teller = teller
        self._seconds = settings.review_seconds

    def resume(self) -> None:
        """Take up the reviews that a former run left."""
        for template in self._world.templates.values():
            if template.status == "PENDING" and not template.held:
                self._courier.spawn(self._review(template))

    def hand_in(self, template: Template) -> None:
        """Store *template* as pending and begin its review."""
        channel = self.channel(template)
        template.status, template.reason = "PENDING", ""
        template.held = channel is not None and channel.modes.review == "hold"
        self._world.put(template)
        if not template.held:
            self._courier.spawn(self._review(template))

    async def _review(self, template: Template) -> None:
        await asyncio.sleep(self._seconds)
        channel = self.channel(template)
        if channel is None or self._world.templates.get(template.id) is not template:
            return
        if template.status == "PENDING":
            approved = channel.modes.review != "reject"
            await self.decide(
                template,
                status="APPROVED" if approved else "REJECTED",
                reason="" if approved else channel.modes.reject_reason,
            )

    def channel(self, template: Template) -> Channel | None:
        """Return a channel of the account that *template* belongs to."""
        channels = self._world.channels.values()
        owned = (c for c in channels if template.owner in (c.waba_id, c.account_sid))
        return next(owned, None)

    async def decide(
        self,
        template: Template,
        *,
        status: str = "",
        reason: str = "",
        quality: str = "",
        category: str = "",
    ) -> None:
        """Change what is given of *template* and tell each change; empty stays."""
        if status:
            template.status, template.reason = status, reason
            self._world.put(template)
            field = "message_template_status_update"
            await self._tell(template, field, cloud_account.template_status)
        if quality:
            before, template.quality = template.quality, quality
            self._world.put(template)
            told = partial(cloud_account.template_quality, before=before)
            await self._tell(template, "message_template_quality_update", told)
        if category:
            before, template.category = template.category, category
            self._world.put(template)
            told = partial(cloud_account.template_category, before=before)
            await self._tell(template, "template_category_update", told)

    async def _tell(
        self, template: Template, field: str, write: Callable[[Template], Value]
    ) -> None:
        channel = self.channel(template)
        # Twilio tells nobody; it is asked.
        if channel is not None and channel.kind is Kind.WHATSAPP_CLOUD:
            await self._teller.account(channel, field, write(template))
