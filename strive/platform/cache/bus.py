"""Purging in many processes at once, over a stream in Valkey.

A purge takes the next number and is written to the stream under it, in one script. Every process
reads the stream in order, so nothing is lost between reads; a number left out (the stream was cut
or flushed while nobody read) is noticed, and everything stored before it is taken as gone. Numbers
begin with the server's time in milliseconds, so that they go on upwards after a flush.

Without Valkey a purge counts in this process at once, and whoever asked for it is told that the
others have not heard.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import Any, Final, Self

import msgspec
import structlog

from strive.platform.cache.purges import Purges
from strive.platform.cache.purging import NotHeard
from strive.platform.valkey import Valkey, ValkeyUnavailable

STREAM_LENGTH_MAX: Final = 10_000
BLOCK_MS: Final = 500  # also how often a flush of Valkey is looked for
BACK_OFF_MAX_S: Final = 1.0
TAGS_AT_ONCE: Final = 1_000

_LOCAL_BITS: Final = 20  # numbers of Valkey leave room between them for purges without it
_BEGIN: Final = """
if redis.call('EXISTS', KEYS[1]) == 0 then
  local now = redis.call('TIME')
  redis.call('SET', KEYS[1], now[1] * 1000 + math.floor(now[2] / 1000))
end
"""
_PURGE: Final = (
    _BEGIN
    + """
local number = redis.call('INCR', KEYS[1])
redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[1], string.format('%d-0', number),
  'purge', ARGV[2])
return number
"""
)
_OPEN: Final = (
    _BEGIN
    + """
return {redis.call('GET', KEYS[1]), redis.call('XRANGE', KEYS[2], '-', '+')}
"""
)

log = structlog.get_logger(__name__)


class _Purge(msgspec.Struct, array_like=True):
    soft: bool
    tags: list[str]


class SharedPurging:
    """Purges in every process that shares a Valkey.

    Args:
        valkey: Where the stream is.
        prefix: Of its keys.
    """

    def __init__(self, valkey: Valkey, *, prefix: str = "cache") -> None:
        self.purges = Purges()
        self._valkey = valkey
        self._keys = (f"{prefix}:purge-number", f"{prefix}:purges")
        self._read_up_to = 0  # numbers of Valkey
        self._listening: asyncio.Task[None] | None = None
        self.is_connected = False

    async def purge(self, tags: Collection[str], *, soft: bool = False) -> None:
        """Purge everywhere.

        Raises:
            NotHeard: The other processes could not be told; this one knows. Ask again.
        """
        wanted = list(tags)
        self.purges.note(self.purges.sequence + 1, wanted, soft=soft)
        try:
            for start in range(0, len(wanted), TAGS_AT_ONCE):
                await self._publish(wanted[start : start + TAGS_AT_ONCE], soft=soft)
        except ValkeyUnavailable as error:
            raise NotHeard from error

    async def listen(self) -> None:
        """Hear of purges until cancelled; outlives Valkey going away."""
        pause_s = 0.05
        while True:
            try:
                await self._open()
                self.is_connected = True
                pause_s = 0.05
                while True:
                    await self._read()
            except ValkeyUnavailable as error:
                if self.is_connected:
                    log.warning("cache.bus_lost", error=repr(error))
                self.is_connected = False
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, BACK_OFF_MAX_S)

    async def __aenter__(self) -> Self:
        """Listen in the background until the end of the block."""
        self._listening = asyncio.create_task(self.listen())
        return self

    async def __aexit__(self, *_exc: object) -> None:
        """Stop listening."""
        while self._listening is not None and not self._listening.done():
            self._listening.cancel()  # the driver may take one for its own time-out
            await asyncio.wait([self._listening], timeout=0.1)

    async def _publish(self, tags: list[str], *, soft: bool) -> None:
        purge = msgspec.msgpack.encode(_Purge(soft, tags))
        keys = self._keys
        number = int(await self._valkey.eval(_PURGE, len(keys), *keys, STREAM_LENGTH_MAX, purge))
        self.purges.note(number << _LOCAL_BITS, tags, soft=soft)

    async def _open(self) -> None:
        """Take in the whole stream: the first time, and after a connection was lost."""
        number, entries = await self._valkey.eval(_OPEN, len(self._keys), *self._keys)
        first = _number_of(entries[0][0]) if entries else int(number) + 1
        if not self._read_up_to or not first <= self._read_up_to + 1 <= int(number) + 1:
            self._drop_all_before(first)
        for identifier, fields in entries:
            if _number_of(identifier) > self._read_up_to:
                self._note(identifier, fields)
        self._read_up_to = int(number)

    async def _read(self) -> None:
        since: Any = {self._keys[1]: f"{self._read_up_to}-0"}
        found: Any = await self._valkey.xread(since, count=1_000, block=BLOCK_MS)
        if not found:
            await self._look_for_flush()
            return
        streams = found.items() if isinstance(found, dict) else found
        for _, entries in streams:
            for identifier, fields in _flat(entries):
                number = _number_of(identifier)
                if number != self._read_up_to + 1:
                    log.warning("cache.purges_missed", count=number - self._read_up_to - 1)
                    self._drop_all_before(number)
                self._note(identifier, fields)
                self._read_up_to = number

    async def _look_for_flush(self) -> None:
        """Notice that Valkey lost its memory, and maybe purges that nobody had read."""
        number = await self._valkey.get(self._keys[0])
        if number is None or int(number) < self._read_up_to:
            log.warning("cache.flushed")
            self._read_up_to = 0
            await self._open()

    def _note(self, identifier: bytes | str, fields: Any) -> None:
        encoded = fields[1] if isinstance(fields, list | tuple) else next(iter(fields.values()))
        purge = msgspec.msgpack.decode(encoded, type=_Purge)
        number = _number_of(identifier) << _LOCAL_BITS
        self.purges.note(number, purge.tags, soft=purge.soft)

    def _drop_all_before(self, number: int) -> None:
        self.purges.drop_all((number - 1) << _LOCAL_BITS)


def _number_of(identifier: bytes | str) -> int:
    text = identifier.decode() if isinstance(identifier, bytes) else identifier
    return int(text.partition("-")[0])


def _flat(entries: Any) -> Any:
    """Unwrap what newer protocols nest."""
    if entries and isinstance(entries[0], list) and not isinstance(entries[0][0], bytes | str):
        return entries[0]
    return entries
