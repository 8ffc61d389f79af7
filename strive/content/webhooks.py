"""Webhook endpoints: kept, looked at, switched on and off."""

from __future__ import annotations

import secrets
from typing import Final

from msgspec.structs import replace

from strive.content.errors import EndpointNotFound
from strive.content.store.webhooks import WebhookStore
from strive.content.webhook import Attempt, Endpoint, check_endpoint
from strive.kit.clock import Clock
from strive.kit.ids import new_id
from strive.platform.database import Database
from strive.platform.errors import Invalid, NotFound
from strive.platform.outbox import Outbox

ENDPOINTS_MAX: Final = 100
ATTEMPTS_LISTED_MAX: Final = 200


class Webhooks:
    """The endpoints people have entered."""

    def __init__(self, database: Database, outbox: Outbox, clock: Clock) -> None:
        self._store = WebhookStore(database)
        self._outbox = outbox
        self._clock = clock

    async def everything(self) -> list[Endpoint]:
        """Return all endpoints."""
        return await self._store.everything(ENDPOINTS_MAX)

    async def add(
        self, url: str, events: tuple[str, ...], *, secret: str = "", description: str = ""
    ) -> Endpoint:
        """Add an endpoint; without a secret it gets a random one.

        Raises:
            Invalid: The address, an event or the secret cannot stand, or there are 100 already.
        """
        endpoint = Endpoint(
            id=new_id(),
            url=url,
            secret=secret or secrets.token_urlsafe(32),
            events=tuple(dict.fromkeys(events)),
            description=description,
            created_at=self._clock.now(),
        )
        check_endpoint(endpoint)
        if len(await self.everything()) >= ENDPOINTS_MAX:
            raise Invalid(f"There are {ENDPOINTS_MAX} webhooks already, which is the most.")
        await self._store.put(endpoint)
        return endpoint

    async def switch(self, endpoint_id: str, *, enabled: bool) -> Endpoint:
        """Switch an endpoint on, its failures forgotten, or off. Raises `EndpointNotFound`."""
        endpoint = await self._store.by_id(endpoint_id)
        if endpoint is None:
            raise EndpointNotFound("There is no such webhook.")
        switched = replace(endpoint, enabled=enabled, failing_since=None, disabled_reason="")
        await self._store.put(switched)
        return switched

    async def choose(self, endpoint_id: str, events: tuple[str, ...]) -> Endpoint:
        """Have an endpoint told of other events.

        Raises:
            Invalid: There is no such event, or none is named.
            EndpointNotFound: There is no such endpoint.
        """
        endpoint = await self._store.by_id(endpoint_id)
        if endpoint is None:
            raise EndpointNotFound("There is no such webhook.")
        chosen = replace(endpoint, events=tuple(dict.fromkeys(events)))
        check_endpoint(chosen)
        await self._store.put(chosen)
        return chosen

    async def send_again(self, endpoint_id: str, attempt_id: str) -> Attempt:
        """Send what an attempt tried to deliver once more, soon; return that attempt.

        Raises:
            NotFound: There is no such attempt, or what it sent is kept no longer.
        """
        attempt = await self._store.attempt(endpoint_id, attempt_id)
        if attempt is None or not await self._outbox.again(attempt.id.rpartition(":")[0]):
            raise NotFound("There is no such delivery any more.")
        return attempt

    async def delete(self, endpoint_id: str) -> None:
        """Remove an endpoint. Raises `EndpointNotFound`."""
        if not await self._store.delete(endpoint_id):
            raise EndpointNotFound("There is no such webhook.")

    async def attempts(self, endpoint_id: str, limit: int = 50) -> list[Attempt]:
        """Return the latest attempts to reach an endpoint, of the last 30 days; at most 200."""
        return await self._store.attempts(endpoint_id, min(max(limit, 1), ATTEMPTS_LISTED_MAX))
