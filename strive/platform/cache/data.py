"""The data cache: values by key, in the process first, then in Valkey, then fetched.

One fetch for all that wait, in a process and among processes; fetched again a little before its
end; purged by tags everywhere; something stale rather than an error. What is returned is shared
by all who ask: it is not to be changed, so use frozen types.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Collection
from contextvars import Context
from math import log as ln
from typing import Any, Final, TypeVar

import structlog

from strive.platform.cache.counters import Counters
from strive.platform.cache.items import Item, encode
from strive.platform.cache.keeping import Keeping
from strive.platform.cache.lifetimes import ABSENT
from strive.platform.cache.memory import Memory
from strive.platform.cache.nesting import apart, fetching, require_no_circle
from strive.platform.cache.purges import State
from strive.platform.cache.purging import LocalPurging, Purging
from strive.platform.cache.rules import HARD_TIMEOUT_S, STALE_S, Rules
from strive.platform.cache.tagging import note, noting
from strive.platform.valkey import Valkey

T = TypeVar("T")
Fetch = Callable[[], Awaitable[T]]
Tags = Collection[str] | Callable[[Any], Collection[str]]

JITTER: Final = 0.1  # of a lifetime, so that what was stored together does not end together
POLL_S: Final = 0.03  # while another process fetches
AFTER_FAILURE_S: Final = 5.0  # something stale that covered for a failure serves so long
OVERHEAD_BYTES: Final = 400
MEBIBYTE: Final = 1024 * 1024

log = structlog.get_logger(__name__)


class DataCache:
    """Values that are dear to fetch.

    Args:
        valkey: A client that gives up soon, shared by processes; None for one process alone.
        release: Names the code, so that no release reads what another wrote.
        purging: Makes purges known; in this process alone by default.
        memory_bytes: How much memory values may take here, by the size they have in Valkey.
        now: A clock of seconds that never goes back.
        wall: Unix time in seconds.
    """

    def __init__(  # noqa: PLR0913 - each is one decision of who uses it
        self,
        valkey: Valkey | None = None,
        *,
        release: str = "",
        purging: Purging | None = None,
        memory_bytes: int = 32 * MEBIBYTE,
        now: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self.counters = Counters()
        self.memory: Memory[str, Item[Any]] = Memory(memory_bytes)
        self.purging = purging or LocalPurging()
        self._keeping = Keeping(valkey, prefix=f"data:{release}:", now=now, wall=wall)
        self._now = now
        self._fetches: dict[tuple[str, int], asyncio.Task[Item[Any]]] = {}

    async def get_or_set(  # noqa: PLR0913 - one call says all about a value
        self,
        key: str,
        ttl: float,
        fetch: Fetch[T],
        *,
        type: Any = Any,  # noqa: A002 - it is what it is
        tags: Tags = (),
        absent_ttl: float = ABSENT,
        stale: float = STALE_S,
        soft_timeout: float | None = None,
        hard_timeout: float = HARD_TIMEOUT_S,
        shared: bool = True,
    ) -> T:
        """Return what is kept under a key, or what `fetch` returns, and keep that.

        Args:
            key: Names the value; different values have different keys.
            ttl: How long it is used, in seconds (see `lifetimes`).
            fetch: Gets the value; called once for all that wait.
            type: What is read back from Valkey: anything msgspec can decode.
            tags: What it is purged by; a function of the value where they depend on it. What is
                read from this cache during the fetch adds its own.
            absent_ttl: How long None is kept.
            stale: How long after its end the value serves when `fetch` fails, in seconds.
            soft_timeout: When there is something stale, serve it after so many seconds, and let
                the fetch go on.
            hard_timeout: Give a fetch up after so many seconds.
            shared: Whether processes share it through Valkey; no gain for one look into an index.

        Raises:
            TimeoutError: The fetch took too long, and there was nothing stale.
            NeedsItself: The fetch asked for what it fetches.
            Exception: What `fetch` raised, when there was nothing stale.
        """
        kept = self.memory.find(key)
        if kept is not None:
            item: Item[T] = kept.value
            if self._now() < item.fresh_until and self._state(item) is State.CURRENT:
                kept.uses += 1
                self.counters.hits += 1
                if self._is_early(item):
                    rules = Rules(ttl, absent_ttl, stale, soft_timeout, hard_timeout, shared)
                    self._start(key, fetch, type, tags, rules, context=apart())
                note(item.tags)
                return item.value
        rules = Rules(ttl, absent_ttl, stale, soft_timeout, hard_timeout, shared)
        item = await self._shared_or_fetched(key, fetch, type, tags, rules)
        note(item.tags)
        return item.value

    async def purge(self, tags: Collection[str], *, soft: bool = False) -> None:
        """Take every value with any of the tags as gone (see `Purging.purge`)."""
        await self.purging.purge(tags, soft=soft)

    async def _shared_or_fetched(
        self, key: str, fetch: Fetch[T], type_: Any, tags: Tags, rules: Rules
    ) -> Item[T]:
        stale = self._usable_in_need(key)
        is_joined = (key, self.purging.purges.sequence) in self._fetches
        task = self._start(key, fetch, type_, tags, rules)
        require_no_circle(task, key)
        soft_timeout_s = rules.soft_timeout_s if stale is not None else None
        done, _ = await asyncio.wait({task}, timeout=soft_timeout_s)
        if is_joined:
            self.counters.collapsed += 1
        failure = _failure_of(task, key) if done else None
        if done and failure is None:
            return task.result()
        if stale is not None:
            self.counters.errors_covered += 1
            if done:
                self._cover(key, stale, failure)
            return stale
        if task.cancelled() and failure is not None:
            raise failure
        return task.result()  # or raise what the fetch raised

    def _start(  # noqa: PLR0913 - all that a fetch is
        self,
        key: str,
        fetch: Fetch[T],
        type_: Any,
        tags: Tags,
        rules: Rules,
        *,
        context: Context | None = None,
    ) -> asyncio.Task[Item[T]]:
        """Return the task that gets the value for all; after a purge it is another."""
        flight = key, self.purging.purges.sequence
        running = self._fetches.get(flight)
        if running is None:
            work = self._get(key, fetch, type_, tags, rules)
            running = self._fetches[flight] = asyncio.create_task(work, context=context)
            running.add_done_callback(lambda task: self._end(flight, task))
        return running

    def _end(self, flight: tuple[str, int], task: asyncio.Task[Any]) -> None:
        self._fetches.pop(flight, None)
        if not task.cancelled():
            task.exception()  # it has been told to whoever waited, if anybody did

    async def _get(
        self, key: str, fetch: Fetch[T], type_: Any, tags: Tags, rules: Rules
    ) -> Item[T]:
        """Take the value from Valkey, or fetch it while other processes wait."""
        if not rules.shared:
            return await self._fetch(key, fetch, tags, rules)
        until = self._now() + rules.hard_timeout_s
        while True:
            if (item := await self._keeping.get(key, type_)) is not None and self._is_good(item):
                return self._take_over(key, item)
            async with self._keeping.lock(key) as is_mine:
                if is_mine or self._now() > until:
                    item = await self._keeping.get(key, type_)  # maybe put before the lock was free
                    if item is not None and self._is_good(item):
                        return self._take_over(key, item)
                    return await self._fetch_or_cover(key, fetch, tags, rules, item)
            await asyncio.sleep(POLL_S)

    def _take_over(self, key: str, item: Item[T]) -> Item[T]:
        self.counters.second_level_hits += 1
        self._keep_here(key, item)
        return item

    def _keep_here(self, key: str, item: Item[Any]) -> None:
        found_by = len(key) + sum(map(len, item.tags))
        self.memory.put(key, item, item.size + found_by + OVERHEAD_BYTES)

    async def _fetch_or_cover(
        self,
        key: str,
        fetch: Fetch[T],
        tags: Tags,
        rules: Rules,
        shared: Item[T] | None,
    ) -> Item[T]:
        """Fetch; failing that, return what is stale in Valkey and not gone."""
        try:
            return await self._fetch(key, fetch, tags, rules)
        except Exception as error:
            if shared is None or self._now() >= shared.stale_until:
                raise
            if self._state(shared) is State.GONE:
                raise
            self._cover(key, shared, error)
            return shared

    async def _fetch(self, key: str, fetch: Fetch[T], tags: Tags, rules: Rules) -> Item[T]:
        stamp, started = self.purging.purges.sequence, self._now()
        with noting() as noted, fetching():
            async with asyncio.timeout(rules.hard_timeout_s):
                value = await fetch()
        self.counters.misses += 1
        now, encoded = self._now(), encode(value)
        ttl_s = rules.absent_ttl_s if value is None else rules.ttl_s
        ttl_s *= random.uniform(1 - JITTER, 1)  # noqa: S311 - a lot, not a secret
        item = Item(
            value=value,
            fresh_until=now + ttl_s,
            stale_until=now + ttl_s + (0.0 if value is None else rules.stale_s),
            fetched_in_s=now - started,
            stamp=stamp,
            tags=(*(tags(value) if callable(tags) else tags), *noted),
            size=len(encoded),
        )
        if self._state(item) is State.CURRENT:
            self._keep_here(key, item)
            if rules.shared:
                await self._keeping.put(key, item, encoded)
        return item

    def _state(self, item: Item[Any]) -> State:
        purges = self.purging.purges
        if item.checked == purges.sequence:
            return State.CURRENT
        state = purges.state(item.stamp, item.tags)
        if state is State.CURRENT:
            item.checked = purges.sequence
        return state

    def _is_good(self, item: Item[Any]) -> bool:
        is_fresh = self._now() < item.fresh_until and not self._is_early(item)
        return is_fresh and self._state(item) is State.CURRENT

    def _is_early(self, item: Item[Any]) -> bool:
        """Decide by lot to fetch before the end (XFetch), the likelier the nearer it is."""
        chance = random.random() or 1e-12  # noqa: S311 - a lot, not a secret
        return self._now() - item.fetched_in_s * ln(chance) >= item.fresh_until

    def _usable_in_need(self, key: str) -> Item[Any] | None:
        kept = self.memory.find(key)
        if kept is None or self._now() >= kept.value.stale_until:
            return None
        return None if self._state(kept.value) is State.GONE else kept.value

    def _cover(self, key: str, stale: Item[Any], error: BaseException | None) -> None:
        """Let something stale serve for a moment, instead of failing with every request."""
        log.warning("cache.stale_on_error", key=key, error=repr(error))
        if self._state(stale) is State.CURRENT:
            stale.fresh_until = max(stale.fresh_until, self._now() + AFTER_FAILURE_S)


def _failure_of(task: asyncio.Task[Any], key: str) -> BaseException | None:
    """Return what a fetch raised; to those who wait, one that was cancelled has failed."""
    return RuntimeError(f"the fetch gave up: {key!r}") if task.cancelled() else task.exception()
