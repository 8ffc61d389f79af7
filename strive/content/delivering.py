"""Sending events to webhook endpoints: one delivery each, repeated until it is taken.

An event becomes one outbox entry for each endpoint, so that one that fails keeps no other
waiting. The outbox repeats with back-off for about a day.
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any, ClassVar, Final

import msgspec
import structlog

from strive.content.events import EVENTS
from strive.content.store.webhooks import WebhookStore
from strive.content.webhook import SIGNATURE_HEADER, Attempt, Endpoint, signature
from strive.kit.clock import Clock
from strive.platform.database import Database
from strive.platform.fetch import AddressRefused, Fetcher, FetchFailed
from strive.platform.outbox import Delivery, Event, GiveUp, Outbox, RetryLater

DISABLED_AFTER: Final = timedelta(days=3)
TIMEOUT_S: Final = 10.0
_GONE: Final = 410

log = structlog.get_logger(__name__)


class WebhookDue(Event, frozen=True, kw_only=True):
    """An endpoint is to be told of something; `delivery` is the same in every attempt."""

    topic: ClassVar[str] = "webhook.due"
    endpoint: str
    event: str
    delivery: str
    data: dict[str, Any]

    @property
    def key(self) -> str:
        """Each endpoint is told of each occurrence once."""
        return f"{self.delivery}:{self.endpoint}"


class WebhookDelivery:
    """The outbox handlers of webhooks."""

    def __init__(self, database: Database, outbox: Outbox, fetcher: Fetcher, clock: Clock) -> None:
        self._store = WebhookStore(database)
        self._outbox = outbox
        self._fetcher = fetcher
        self._clock = clock

    def connect(self) -> None:
        """Have events come here."""
        for event in EVENTS:
            self._outbox.on(event.topic, "webhooks", self.fan_out)
        self._outbox.on(WebhookDue.topic, "send", self.send)

    async def fan_out(self, delivery: Delivery) -> None:
        """Make one delivery for each endpoint that asked for the event."""
        due = [
            WebhookDue(
                endpoint=endpoint.id,
                event=delivery.topic,
                delivery=delivery.id.removesuffix(f":{delivery.handler}"),
                data=delivery.payload,
            )
            for endpoint in await self._store.wanting(delivery.topic)
        ]
        await self._outbox.add(None, *due)

    async def send(self, delivery: Delivery) -> None:
        """Send one event to one endpoint.

        Raises:
            RetryLater: It did not take it.
            GiveUp: It is gone, or switched off.
        """
        due = msgspec.convert(delivery.payload, WebhookDue)
        endpoint = await self._store.by_id(due.endpoint)
        if endpoint is None or not endpoint.enabled:
            raise GiveUp("the webhook has been removed or switched off")
        attempt = await self._attempt(endpoint, due, delivery)
        await self._store.record(attempt)
        if attempt.succeeded:
            await self._store.succeeded(endpoint.id)
            return
        await self._note_failure(endpoint, attempt)
        raise RetryLater(attempt.error or f"the webhook answered {attempt.status}")

    async def _attempt(self, endpoint: Endpoint, due: WebhookDue, delivery: Delivery) -> Attempt:
        now = self._clock.now()
        body = msgspec.json.encode(
            {"id": due.delivery, "event": due.event, "data": due.data, "sentAt": now}
        )
        headers = {
            "Content-Type": "application/json",
            "X-Strive-Event": due.event,
            "X-Strive-Delivery": due.delivery,
            SIGNATURE_HEADER: signature(endpoint.secret, int(now.timestamp()), body),
        }
        status, error, started = 0, "", time.perf_counter()
        try:
            answer = await self._fetcher.post(
                endpoint.url, body, headers=headers, timeout_s=TIMEOUT_S
            )
            status = answer.status
        except (FetchFailed, AddressRefused) as failure:
            error = failure.message
        return Attempt(
            id=f"{delivery.id}:{delivery.attempt}",
            endpoint=endpoint.id,
            event=due.event,
            delivery=due.delivery,
            number=delivery.attempt,
            status=status,
            error=error,
            duration_ms=round((time.perf_counter() - started) * 1000),
            at=now,
        )

    async def _note_failure(self, endpoint: Endpoint, attempt: Attempt) -> None:
        """Switch an endpoint off that says it is gone, or has failed for days."""
        failing = await self._store.failed(endpoint.id, attempt.at)
        if failing is None or failing.failing_since is None:
            return
        if attempt.status == _GONE:
            await self._store.disable(failing, "It answered that it is gone (410).")
        elif attempt.at - failing.failing_since >= DISABLED_AFTER:
            await self._store.disable(failing, f"It failed for {DISABLED_AFTER.days} days.")
            log.warning("webhooks.disabled", endpoint=endpoint.id, url=endpoint.url)
