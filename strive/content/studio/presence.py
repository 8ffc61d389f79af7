"""Who else has a post open: told by the editor every few seconds, forgotten soon after.

Only Valkey knows; while it is away everybody seems alone, and saving still finds conflicts.
"""

from __future__ import annotations

import math
from typing import Any, Final

import msgspec
import structlog

from strive.kit.clock import Clock
from strive.platform.valkey import Valkey, ValkeyUnavailable

HERE_S: Final = 45.0
PEOPLE_MAX: Final = 20
_KEYS_AT_ONCE: Final = 1_000

log = structlog.get_logger(__name__)


class Seen(msgspec.Struct, frozen=True, array_like=True):
    """Somebody, and when they were last seen, in seconds since 1970."""

    name: str
    at: float


class Presence:
    """People by post; `site` names what shares a Valkey with others."""

    def __init__(self, valkey: Valkey, clock: Clock, site: str) -> None:
        self._valkey = valkey
        self._clock = clock
        self._prefix = f"editing:{site}:"

    async def here(self, post_id: str, user_id: str, name: str) -> list[str]:
        """Note that somebody has a post open; return the names of the others who do."""
        key, now = f"{self._prefix}{post_id}", self._clock.now().timestamp()
        try:
            async with self._valkey.pipeline(transaction=False) as together:
                together.hset(key, user_id, msgspec.json.encode(Seen(name, now)))
                together.expire(key, math.ceil(HERE_S))
                together.hgetall(key)
                found: dict[bytes, bytes] = (await together.execute())[2]
        except ValkeyUnavailable as error:
            log.warning("presence.valkey_away", error=repr(error))
            return []
        return _others(found, user_id, now)

    async def left(self, post_id: str, user_id: str) -> None:
        """Note that somebody closed it."""
        try:
            await self._valkey.hdel(f"{self._prefix}{post_id}", user_id)
        except ValkeyUnavailable as error:
            log.warning("presence.valkey_away", error=repr(error))

    async def forget(self, user_id: str) -> int:
        """Forget somebody at once, wherever they are; return how many posts they had open."""
        forgotten = 0
        async for key in self._valkey.scan_iter(f"{self._prefix}*", count=_KEYS_AT_ONCE):
            forgotten += await self._valkey.hdel(key, user_id)
        return forgotten

    async def of(self, user_id: str) -> list[str]:
        """Return the ids of the posts somebody has open."""
        return [
            key.decode().removeprefix(self._prefix)
            async for key in self._valkey.scan_iter(f"{self._prefix}*", count=_KEYS_AT_ONCE)
            if await self._valkey.hexists(key, user_id)
        ]


def _others(found: dict[Any, bytes], user_id: str, now: float) -> list[str]:
    names: set[str] = set()
    for key, value in found.items():
        who = key.decode() if isinstance(key, bytes) else str(key)
        seen = msgspec.json.decode(value, type=Seen)
        if who != user_id and abs(now - seen.at) < HERE_S:
            names.add(seen.name)
    return sorted(names)[:PEOPLE_MAX]
