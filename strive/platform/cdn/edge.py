"""The CDN in front of the site: what changes here is purged there.

A purge is written down in the transaction of the change, with an entry in the outbox. Whichever
worker is the first to be given one of the entries sends everything that waits, in as few calls as
the CDN takes; the others then find nothing to do. So a hundred changes at once are one call, and
what waited while the CDN was away is sent with the next change.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from typing import ClassVar

import msgspec
from yarl import URL

from strive.kit.clock import Clock
from strive.kit.ids import new_id
from strive.platform.cdn.counters import Counters
from strive.platform.cdn.purge import Purge, Waiting
from strive.platform.cdn.sending import Cdn, Sender
from strive.platform.cdn.store import PurgeStore
from strive.platform.cdn.tags import OVERFLOWING, tags_of
from strive.platform.database import Database, Session
from strive.platform.outbox import Delivery, Event, GiveUp, Outbox, RetryLater, back_off


class EdgePurge(Event, frozen=True):
    """A purge waits to be sent."""

    topic: ClassVar[str] = "edge.purge"
    id: str

    @property
    def key(self) -> str:
        """Each purge waits once."""
        return self.id


class Edge:
    """Purges at the CDN of a site; does nothing where there is none.

    Args:
        database: Where purges wait.
        outbox: What sees to it that they are sent.
        clock: The clock.
        base_url: The address readers use.
    """

    def __init__(self, database: Database, outbox: Outbox, clock: Clock, *, base_url: str) -> None:
        self.counters = Counters()
        self._store = PurgeStore(database)
        self._outbox = outbox
        self._clock = clock
        self._base_url = URL(base_url)
        self._sender: Sender | None = None

    def use(self, cdn: Cdn) -> None:
        """Send purges to a CDN from now on, and have the outbox's entries come here."""
        self._sender = Sender(cdn, self._store, self._clock, self.counters)
        self._outbox.on(EdgePurge.topic, "cdn", self.deliver)

    async def purge_later(
        self,
        session: Session | None,
        tags: Collection[str] = (),
        urls: Collection[str] = (),
        *,
        soft: bool = False,
    ) -> None:
        """Have something purged at the CDN once the caller's transaction has succeeded.

        Args:
            session: Of the transaction.
            tags: Cache groups, as in `Cache-Groups`.
            urls: Addresses of the site, whole or from `/` on.
            soft: Whether what is purged may still be served while it is fetched anew.
        """
        if self._sender is None or not (tags or urls):
            return
        spelled = (*tags_of(tags), OVERFLOWING) if tags else ()
        whole = tuple(dict.fromkeys(str(self._base_url.join(URL(url))) for url in urls))
        if tags and not self._sender.cdn.limits.urls:
            whole = ()
        waiting = Waiting(new_id(), Purge(spelled, whole, soft))
        await self._store.insert(waiting, self._clock.now(), session)
        await self._outbox.add(session, EdgePurge(waiting.id))

    async def deliver(self, delivery: Delivery) -> None:
        """Handle an entry of the outbox: send what waits, unless that was done already.

        Raises:
            RetryLater: It has to wait.
            GiveUp: The CDN does not take it.
        """
        purge_id = msgspec.convert(delivery.payload, EdgePurge).id
        if self._sender is not None and await self._store.is_waiting(purge_id):
            try:
                await self._sender.send_waiting()
            except RetryLater as trouble:
                pause_s = back_off(delivery.attempt).total_seconds()
                raise RetryLater(str(trouble), after_s=max(trouble.after_s or 0, pause_s)) from None
            if await self._store.is_waiting(purge_id):
                raise RetryLater("another worker is sending it")
        if reason := await self._store.refusal(purge_id):
            raise GiveUp(reason)

    async def send_waiting(self) -> None:
        """Send everything that waits, as a periodic job: what fails is logged and waits on."""
        if self._sender is not None:
            with suppress(RetryLater):
                await self._sender.send_waiting()

    async def waiting(self) -> int:
        """Count the purges that were not carried out yet."""
        return await self._store.count()
