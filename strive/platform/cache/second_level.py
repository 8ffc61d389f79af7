"""Stored responses in Valkey, for all processes of one release.

Failing or slow, it has nothing and takes nothing: a request waits a few milliseconds for it at
most, and after a failure it is left alone for a while.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from hashlib import blake2b
from typing import Any, Final

import msgspec
import structlog

from strive.platform.cache.asked import Asked, Key
from strive.platform.cache.http.fields import Fields
from strive.platform.cache.http.freshness import Freshness
from strive.platform.cache.http.varying import Selection, selection
from strive.platform.cache.stored import Stored
from strive.platform.valkey import Valkey, ValkeyUnavailable
from strive.platform.valkey_together import Together

TIMEOUT_MS: Final = 50
REST_S: Final = 1.0  # after a failure
WRITES_MAX: Final = 64  # at once; more are left out
KEPT_MAX_S: Final = 7 * 86_400.0

log = structlog.get_logger(__name__)


class _Record(msgspec.Struct, array_like=True, tag="response"):
    status: int
    fields: list[tuple[bytes, bytes]]
    body: bytes
    codings: dict[bytes, bytes]
    names: list[bytes]
    selection: list[list[bytes] | None]
    freshness: tuple[float, float, float | None, bool, bool]
    age_s: float  # at the time `written`
    written: float  # Unix time
    received: float
    fetched_in_s: float
    stamp: int
    tags: list[str]


class _Signpost(msgspec.Struct, array_like=True, tag="varies"):
    names: list[bytes]


_decode = msgspec.msgpack.Decoder(_Record | _Signpost).decode
_encode = msgspec.msgpack.Encoder().encode


class ValkeyPages:
    """A second level for `PageCache`.

    Args:
        valkey: A client that gives up soon (`TIMEOUT_MS`), for a request waits for it.
        release: Names the code, so that no release reads what another wrote.
        stale_if_error_s: How long responses are kept beyond their end.
        now: The clock of ages.
        wall: Unix time.
    """

    def __init__(
        self,
        valkey: Valkey,
        *,
        release: str,
        stale_if_error_s: float = 86_400.0,
        now: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._together = Together(valkey)
        self._prefix = f"page:{release}:".encode()
        self._stale_if_error_s = stale_if_error_s
        self._now = now
        self._wall = wall
        self._resting_until = 0.0
        self._writes: set[asyncio.Future[Any]] = set()

    async def get(self, asked: Asked) -> Stored | None:
        """Return what a request selects, with its age as it is now."""
        if time.monotonic() < self._resting_until:
            return None
        try:
            record = await self._read(asked.key, ())
            if isinstance(record, _Signpost):
                record = await self._read(asked.key, selection(asked.fields, record.names))
        except ValkeyUnavailable as error:
            self._rest(error)
            return None
        except msgspec.MsgspecError as error:
            log.warning("cache.unreadable", url=asked.key.url, error=str(error))
            return None
        return self._stored(record) if isinstance(record, _Record) else None

    def put(self, key: Key, stored: Stored) -> None:
        """Store a response soon, without being waited for."""
        if len(self._writes) >= WRITES_MAX or time.monotonic() < self._resting_until:
            return
        kept_ms = int(self._kept_s(stored) * 1000)
        if kept_ms <= 0:
            return
        if stored.names:
            signpost = _encode(_Signpost(list(stored.names)))
            self._write(self._name(key, ()), signpost, kept_ms)
        self._write(self._name(key, stored.selection), _encode(self._record(stored)), kept_ms)

    async def settle(self) -> None:
        """Wait for the writes that are under way."""
        await asyncio.gather(*self._writes, return_exceptions=True)

    async def _read(self, key: Key, chosen: Selection) -> _Record | _Signpost | None:
        data: Any = await self._together.now("GET", self._name(key, chosen))
        return None if data is None else _decode(data)

    def _write(self, name: bytes, data: bytes, kept_ms: int) -> None:
        writing = self._together.soon("SET", name, data, "PX", kept_ms)
        self._writes.add(writing)
        writing.add_done_callback(self._written)

    def _written(self, writing: asyncio.Future[Any]) -> None:
        self._writes.discard(writing)
        if not writing.cancelled() and (error := writing.exception()) is not None:
            self._rest(error)

    def _kept_s(self, stored: Stored) -> float:
        freshness = stored.freshness
        on_error_s = freshness.on_error_s
        if on_error_s is None:
            on_error_s = 0.0 if freshness.forbids_stale else self._stale_if_error_s
        beyond_s = max(freshness.while_revalidating_s, on_error_s)
        return min(stored.fresh_until - self._now() + beyond_s, KEPT_MAX_S)

    def _record(self, stored: Stored) -> _Record:
        freshness = stored.freshness
        return _Record(
            status=stored.status,
            fields=stored.fields,
            body=stored.body,
            codings=stored.codings,
            names=list(stored.names),
            selection=[None if value is None else list(value) for value in stored.selection],
            freshness=(
                freshness.lifetime_s,
                freshness.while_revalidating_s,
                freshness.on_error_s,
                freshness.forbids_stale,
                freshness.asks_always,
            ),
            age_s=self._now() - stored.born,
            written=self._wall(),
            received=stored.received,
            fetched_in_s=stored.fetched_in_s,
            stamp=stored.stamp,
            tags=list(stored.tags),
        )

    def _stored(self, record: _Record) -> Stored:
        age_s = record.age_s + max(0.0, self._wall() - record.written)
        fields: Fields = [(name, value) for name, value in record.fields]
        stored = Stored(
            status=record.status,
            fields=fields,
            body=record.body,
            names=tuple(record.names),
            selection=tuple(None if value is None else tuple(value) for value in record.selection),
            freshness=Freshness(*record.freshness),
            born=self._now() - age_s,
            received=record.received,
            fetched_in_s=record.fetched_in_s,
            stamp=record.stamp,
            tags=tuple(record.tags),
        )
        stored.adopt(record.codings)
        return stored

    def _name(self, key: Key, chosen: Selection) -> bytes:
        digest = blake2b(_encode([*key, chosen]), digest_size=18).hexdigest()
        return self._prefix + digest.encode()

    def _rest(self, error: BaseException) -> None:
        if time.monotonic() >= self._resting_until:
            log.warning("cache.second_level_away", error=repr(error))
        self._resting_until = time.monotonic() + REST_S
