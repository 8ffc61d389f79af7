"""Work that must follow a change, written in the transaction of the change.

`add` writes one entry for each handler of an event, so that handlers fail and repeat apart from
each other. A worker delivers at least once; handlers are idempotent by the delivery's `id`.
Losing the queue loses nothing: `deliver_due` finds what is due by itself.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from contextvars import ContextVar
from datetime import timedelta
from typing import Any, TypeVar

import msgspec
import structlog

from strive.kit.clock import Clock
from strive.platform.database import Database, DatabaseUnavailable, Session
from strive.platform.outbox.event import Delivery, Event, GiveUp, Handler, RetryLater
from strive.platform.outbox.store import INDEXES, OutboxStore

__all__ = ["INDEXES", "Delivery", "Event", "GiveUp", "Handler", "Outbox", "RetryLater"]

LEASE = timedelta(seconds=30)
ATTEMPTS_MAX = 16  # with the back-off below, about a day
BACK_OFF_MAX = timedelta(hours=4)
CONCURRENCY = 8
PROMPT_S = 1.0  # that a prompt handler may take of whoever made the change

T = TypeVar("T")
log = structlog.get_logger(__name__)


class Outbox:
    """The outbox of one process: the composition root says who handles what."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        lease: timedelta = LEASE,
        wake: Callable[[], Awaitable[object]] | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._lease = lease
        self._store = OutboxStore(database)
        self._handlers: dict[str, dict[str, Handler]] = {}
        self._prompt: dict[str, dict[str, Handler]] = {}
        self._added: ContextVar[list[Event]] = ContextVar("added")
        self.wake = wake

    def on(self, topic: str, name: str, handler: Handler, *, prompt: bool = False) -> None:
        """Have `handler` called for each event of a topic, under a name that stays the same.

        With `prompt` it is also called as soon as the change is written, where it was made; the
        delivery by a worker follows all the same, in case that failed.
        """
        self._handlers.setdefault(topic, {})[name] = handler
        if prompt:
            self._prompt.setdefault(topic, {})[name] = handler

    async def transact(self, work: Callable[[Session], Awaitable[T]]) -> T:
        """Run `work(session)` in a transaction, then have the queue look for what it added."""
        added: list[Event] = []

        async def gathering(session: Session) -> T:
            added.clear()  # the work of an attempt that was rolled back
            token = self._added.set(added)
            try:
                return await work(session)
            finally:
                self._added.reset(token)

        result = await self._database.transact(gathering)
        await self._tell_promptly(added)
        await self._woken()
        return result

    async def add(self, session: Session | None, *events: Event) -> None:
        """Write events down for each of their handlers, in the caller's transaction."""
        self._added.get([]).extend(events)
        now = self._clock.now()
        await self._store.insert(
            [
                {
                    "_id": _entry_id(event, name),
                    "topic": event.topic,
                    "handler": name,
                    "payload": msgspec.to_builtins(event),
                    "isPersonal": event.is_personal,
                    "state": "pending",
                    "attempts": 0,
                    "token": 0,
                    "createdAt": now,
                    "dueAt": now,
                }
                for event in events
                for name in self._handlers.get(event.topic, {})
            ],
            session,
        )

    async def deliver_due(self) -> int:
        """Deliver everything that is due; return how many entries were attempted."""
        workers = [self._deliver_until_none_is_due() for _ in range(CONCURRENCY)]
        return sum(await asyncio.gather(*workers))

    async def again(self, entry_id: str) -> bool:
        """Deliver an entry once more, soon; False when it is kept no longer."""
        found = await self._store.again(entry_id, self._clock.now())
        if found:
            await self._woken()
        return found

    async def waiting(self) -> int:
        """Count the entries that are not delivered yet."""
        return await self._store.count("pending")

    async def failed(self) -> int:
        """Count the entries that were given up."""
        return await self._store.count("failed")

    async def _tell_promptly(self, events: Sequence[Event]) -> None:
        for event in events:
            for name, handler in self._prompt.get(event.topic, {}).items():
                payload = msgspec.to_builtins(event)
                delivery = Delivery(_entry_id(event, name), event.topic, name, payload, 0, 0)
                try:
                    async with asyncio.timeout(PROMPT_S):
                        await handler(delivery)
                except Exception as error:  # noqa: BLE001 - a worker delivers it again
                    log.warning("outbox.not_prompt", entry=delivery.id, error=repr(error))

    async def _woken(self) -> None:
        if self.wake is not None:
            await self.wake()

    async def _deliver_until_none_is_due(self) -> int:
        attempted = 0
        while (delivery := await self._store.claim(self._clock.now(), self._lease)) is not None:
            attempted += 1
            await self._deliver(delivery)
        return attempted

    async def _deliver(self, delivery: Delivery) -> None:
        if delivery.attempt > ATTEMPTS_MAX:  # an attempt that fails is counted where it fails
            await self._give_up(delivery, "whoever tried to deliver it ended while doing so")
            return
        handler = self._handlers.get(delivery.topic, {}).get(delivery.handler)
        try:
            if handler is None:
                raise RetryLater(f"this release has no handler {delivery.handler!r}")  # noqa: TRY301 - same path as a handler that asks for time
            await self._while_renewing(handler, delivery)
        except GiveUp as reason:
            await self._give_up(delivery, str(reason))
        except RetryLater as reason:
            await self._postpone(delivery, str(reason), reason.after_s)
        except Exception as error:
            log.exception("outbox.handler_failed", entry=delivery.id, attempt=delivery.attempt)
            await self._postpone(delivery, f"{type(error).__name__}: {error}", None)
        else:
            await self._store.finish(delivery, self._clock.now())

    async def _while_renewing(self, handler: Handler, delivery: Delivery) -> None:
        """Run a handler, keeping the claim; a lost claim cancels it."""
        work = asyncio.ensure_future(handler(delivery))
        renewal = asyncio.create_task(self._renew(delivery, work))
        try:
            await work
        except asyncio.CancelledError:
            current = asyncio.current_task()
            if current is not None and current.cancelling():
                raise
            raise RetryLater("the claim was lost to another worker") from None
        finally:
            work.cancel()
            renewal.cancel()

    async def _renew(self, delivery: Delivery, work: asyncio.Future[Any]) -> None:
        while True:
            await asyncio.sleep(self._lease.total_seconds() / 3)
            with suppress(*DatabaseUnavailable):
                if not await self._store.renew(delivery, self._clock.now() + self._lease):
                    work.cancel()
                    return

    async def _postpone(self, delivery: Delivery, reason: str, after_s: float | None) -> None:
        if delivery.attempt >= ATTEMPTS_MAX:
            await self._give_up(delivery, reason)
            return
        pause = back_off(delivery.attempt) if after_s is None else timedelta(seconds=after_s)
        await self._store.postpone(delivery, self._clock.now() + pause, reason)

    async def _give_up(self, delivery: Delivery, reason: str) -> None:
        log.error("outbox.gave_up", entry=delivery.id, reason=reason)
        await self._store.fail(delivery, self._clock.now(), reason)


def _entry_id(event: Event, handler: str) -> str:
    return f"{event.topic}:{event.key}:{handler}"


def back_off(attempt: int) -> timedelta:
    """Return how long to wait after the n-th failed attempt: doubling from 2 s, with jitter."""
    ceiling_s = min(2.0**attempt, BACK_OFF_MAX.total_seconds())
    return timedelta(seconds=ceiling_s * random.uniform(0.75, 1.25))  # noqa: S311 - jitter is no secret
