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
import secrets
from collections.abc import Collection, Iterable
from typing import Any, Final, NamedTuple, Self

import msgspec
import structlog

from strive.platform.cache.purges import ALL, Purges, tag_of
from strive.platform.cache.purging import NotHeard
from strive.platform.valkey import Valkey, ValkeyUnavailable

STREAM_LENGTH_MAX: Final = 10_000
BLOCK_MS: Final = 500  # also how often a flush of Valkey is looked for
BACK_OFF_MAX_S: Final = 1.0
TAGS_AT_ONCE: Final = 1_000

_LOCAL_BITS: Final = 20  # numbers of Valkey leave room between them for purges without it
_BEGIN: Final = """
local known, before = tonumber(ARGV[1]), tonumber(redis.call('GET', KEYS[1]) or 0)
local number = before
if before == 0 then
  local now, last = redis.call('TIME'), redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)[1]
  local written = last and tonumber(string.match(last[1], '^%d+')) or 0
  number = math.max(now[1] * 1000 + math.floor(now[2] / 1000), written)
end
if number < known then number = known + 1 end
if number ~= before then redis.call('SET', KEYS[1], string.format('%d', number)) end
"""
_PURGE: Final = (
    _BEGIN
    + """
number = redis.call('INCR', KEYS[1])
redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[2], string.format('%d-0', number),
  'purge', ARGV[3])
return number
"""
)
_OPEN: Final = _BEGIN + "return {before, number, redis.call('XRANGE', KEYS[2], '-', '+')}"

log = structlog.get_logger(__name__)


class _Purge(msgspec.Struct, array_like=True):
    soft: bool
    tags: list[str]
    token: str = ""  # so that no two are alike


class _Entry(NamedTuple):
    number: int
    purge: bytes


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
        self._read_last = b""  # what was under that number, when anything was
        self._listening: asyncio.Task[None] | None = None
        self.is_connected = False

    async def purge(self, tags: Collection[str], *, soft: bool = False) -> None:
        """Purge everywhere.

        Raises:
            NotHeard: The other processes could not be told; this one knows. Ask again.
        """
        wanted = [*map(tag_of, tags)]
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
            except Exception:  # whatever it is, a process that hears of no purge is worse
                log.exception("cache.bus_broken")
                self._read_up_to = 0
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
        purge = msgspec.msgpack.encode(_Purge(soft, tags, secrets.token_hex(4)))
        number = int(await self._run(_PURGE, STREAM_LENGTH_MAX, purge))
        self.purges.note(number << _LOCAL_BITS, tags, soft=soft)

    async def _run(self, script: str, *arguments: Any) -> Any:
        """Run a script; Valkey goes on from the number this process knows, if it forgot it."""
        known = self.purges.sequence >> _LOCAL_BITS
        return await self._valkey.eval(script, len(self._keys), *self._keys, known, *arguments)

    async def _open(self) -> None:
        """Take in the whole stream: the first time, and after a connection was lost."""
        before, number, found = await self._run(_OPEN)
        entries = [_entry(*one) for one in found]
        if not self._goes_on(int(before), entries):
            if self._read_up_to:
                log.warning("cache.flushed")
            first = entries[0].number if entries else int(number) + 1
            self._drop_all_before(first)
            self._read_up_to, self._read_last = first - 1, b""
        self._take(entry for entry in entries if entry.number > self._read_up_to)
        if self._read_up_to < int(number):  # the last numbers were given, and what they were lost
            self._drop_all_before(int(number) + 1)
            self._read_up_to, self._read_last = int(number), b""

    def _goes_on(self, before: int, entries: list[_Entry]) -> bool:
        """Tell whether the stream is the one that was read, as far as it was read."""
        if not self._read_up_to or before < self._read_up_to:
            return False
        last = [entry.purge for entry in entries if entry.number == self._read_up_to]
        return last == ([self._read_last] if self._read_last else [])

    async def _read(self) -> None:
        since: Any = {self._keys[1]: f"{self._read_up_to}-0"}
        found: Any = await self._valkey.xread(since, count=1_000, block=BLOCK_MS)
        if not found:
            await self._look_for_flush()
            return
        streams = found.items() if isinstance(found, dict) else found
        for _, entries in streams:
            self._take(_entry(*one) for one in _flat(entries))

    def _take(self, entries: Iterable[_Entry]) -> None:
        """Note the purges that follow on what was read; where one is missing, drop everything."""
        for entry in entries:
            if entry.number != self._read_up_to + 1:
                log.warning("cache.purges_missed", count=entry.number - self._read_up_to - 1)
                self._drop_all_before(entry.number)
            self._note(entry)
            self._read_up_to, self._read_last = entry

    async def _look_for_flush(self) -> None:
        """Notice that Valkey lost its memory, and maybe purges that nobody had read."""
        number = await self._valkey.get(self._keys[0])
        if number is None or int(number) != self._read_up_to:
            await self._open()

    def _note(self, entry: _Entry) -> None:
        number = entry.number << _LOCAL_BITS
        try:
            purge = msgspec.msgpack.decode(entry.purge, type=_Purge)
        except msgspec.MsgspecError as error:
            log.warning("cache.purge_unreadable", error=str(error))
            self.purges.note(number, [ALL], soft=False)
        else:
            self.purges.note(number, purge.tags, soft=purge.soft)

    def _drop_all_before(self, number: int) -> None:
        self.purges.drop_all(max((number - 1) << _LOCAL_BITS, self.purges.sequence + 1))


def _entry(identifier: bytes | str, fields: Any) -> _Entry:
    """Return an entry of the stream, in the shape of any protocol."""
    purge = fields[1] if isinstance(fields, list | tuple) else next(iter(fields.values()))
    return _Entry(_number_of(identifier), purge)


def _number_of(identifier: bytes | str) -> int:
    text = identifier.decode() if isinstance(identifier, bytes) else identifier
    return int(text.partition("-")[0])


def _flat(entries: Any) -> Any:
    """Unwrap what newer protocols nest."""
    if entries and isinstance(entries[0], list) and not isinstance(entries[0][0], bytes | str):
        return entries[0]
    return entries
