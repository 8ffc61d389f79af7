"""Items of the data cache in Valkey, and the lock that one of many processes fetches under.

Without Valkey there is nothing in it, and everybody may fetch.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

import msgspec
import structlog

from strive.platform.cache.items import (
    NIL,
    VALUE_BYTES_MAX,
    Item,
    Record,
    decode_record,
    decoder_of,
    encode,
)
from strive.platform.valkey import Valkey, ValkeyUnavailable

LOCK_MS: Final = 2_000  # renewed while the fetch runs; what a process that died holds
REST_S: Final = 1.0  # after a failure
_RELEASE: Final = """
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
"""
_RENEW: Final = """
if redis.call('GET', KEYS[1]) == ARGV[1] then
  return redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return 0
"""

log = structlog.get_logger(__name__)


class Keeping:
    """The shared half of the data cache.

    Args:
        valkey: A client that gives up soon; None for a cache of one process.
        prefix: Of all keys: names the release.
        now: The clock of ages.
        wall: Unix time.
    """

    def __init__(
        self,
        valkey: Valkey | None,
        *,
        prefix: str,
        now: Callable[[], float],
        wall: Callable[[], float],
    ) -> None:
        self._valkey = valkey
        self._prefix = prefix
        self._now = now
        self._wall = wall
        self._resting_until = 0.0

    async def get(self, key: str, type_: Any) -> Item[Any] | None:
        """Return an item; None when there is none, or none that can be read."""
        data = await self._try("GET", f"{self._prefix}{key}")
        if data is None:
            return None
        try:
            record = decode_record(data)
            is_none = bytes(record.value) == NIL
            value = None if is_none else decoder_of(type_).decode(record.value)
        except msgspec.MsgspecError as error:
            log.warning("cache.unreadable", key=key, error=str(error))
            return None
        written = self._now() - max(0.0, self._wall() - record.written)
        return Item(
            value=value,
            fresh_until=written + record.fresh_s,
            stale_until=written + record.stale_s,
            fetched_in_s=record.fetched_in_s,
            stamp=record.stamp,
            tags=record.tags,
            size=len(data),
        )

    async def put(self, key: str, item: Item[Any], encoded: bytes) -> None:
        """Keep an item until it is of no use any more, unless it is too large to share."""
        if len(encoded) > VALUE_BYTES_MAX:
            log.warning("cache.too_large", key=key, bytes=len(encoded))
            return
        now = self._now()
        record = Record(
            value=msgspec.Raw(encoded),
            written=self._wall(),
            fresh_s=item.fresh_until - now,
            stale_s=item.stale_until - now,
            fetched_in_s=item.fetched_in_s,
            stamp=item.stamp,
            tags=item.tags,
        )
        lasts_ms = int(max(record.fresh_s, record.stale_s) * 1000)
        if lasts_ms > 0:
            await self._try("SET", f"{self._prefix}{key}", encode(record), "PX", lasts_ms)

    @asynccontextmanager
    async def lock(self, key: str) -> AsyncIterator[bool]:
        """Try to become the one process that fetches a key, while the block runs.

        Gives False when another has it. Without Valkey everybody gets it.
        """
        name, token = f"lock:{self._prefix}{key}", secrets.token_hex(8)
        taken = await self._try("SET", name, token, "NX", "PX", LOCK_MS)
        if not taken and not self._is_resting:
            yield False
            return
        renewal = asyncio.create_task(self._renew(name, token)) if taken else None
        try:
            yield True
        finally:
            if renewal is not None:
                renewal.cancel()
                await self._try("EVAL", _RELEASE, 1, name, token)

    async def _renew(self, name: str, token: str) -> None:
        while True:
            await asyncio.sleep(LOCK_MS / 3000)
            await self._try("EVAL", _RENEW, 1, name, token, LOCK_MS)

    @property
    def _is_resting(self) -> bool:
        return self._valkey is None or time.monotonic() < self._resting_until

    async def _try(self, *command: Any) -> Any:
        """Run a command; None when Valkey is away, and for a moment after."""
        if self._valkey is None or self._is_resting:
            return None
        try:
            return await self._valkey.execute_command(*command)  # type: ignore[no-untyped-call]
        except ValkeyUnavailable as error:
            if not self._is_resting:
                log.warning("cache.away", error=repr(error))
            self._resting_until = time.monotonic() + REST_S
            return None
