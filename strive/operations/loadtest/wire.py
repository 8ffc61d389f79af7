"""One connection of a reader that is kept open: asks, and takes in what is answered."""

from __future__ import annotations

import asyncio
from typing import Final, NamedTuple, Protocol, cast

_END_OF_HEAD: Final = b"\r\n\r\n"
_LENGTH: Final = b"\r\ncontent-length:"
_CHUNKED: Final = b"\r\ntransfer-encoding: chunked\r\n"
_CACHE: Final = b"\r\ncache-status:"


class Answer(NamedTuple):
    """What came back: its status, what a cache says of it, and how many bytes in all."""

    status: int
    cache_status: bytes
    size: int


class Watcher(Protocol):
    """Hears what happens on connections."""

    def answered(self, wire: Wire, due: float, answer: Answer) -> None:
        """An answer is complete; `due` is what was given with its request."""

    def lost(self, wire: Wire, due: float | None, reason: str) -> None:
        """The connection has ended; `due` is that of the request it was answering, if any."""


class Wire(asyncio.Protocol):
    """A connection over which one request is asked at a time."""

    def __init__(self, watcher: Watcher) -> None:
        self._watcher = watcher
        self._transport: asyncio.Transport | None = None
        self._due: float | None = None
        self._begin()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the transport."""
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the watcher."""
        self._transport = None
        due, self._due = self._due, None
        self._watcher.lost(self, due, type(exc).__name__ if exc else "closed by the site")

    def ask(self, request: bytes, due: float) -> None:
        """Send a request; `due` is handed back with its answer."""
        self._begin()
        self._due = due
        if self._transport is not None:
            self._transport.write(request)

    def close(self) -> None:
        """End the connection."""
        if self._transport is not None:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        """Take in a part of an answer."""
        self._size += len(data)
        if not self._has_head:
            self._head += data
            end = self._head.find(_END_OF_HEAD)
            if end < 0:
                return
            data = self._head[end + len(_END_OF_HEAD) :]
            self._read_head(self._head[:end].lower() + b"\r\n")
        if self._chunks is not None:
            self._chunks.take(data)
            is_complete = self._chunks.is_complete
        else:
            self._left -= len(data)
            is_complete = self._left <= 0
        due = self._due
        if is_complete and due is not None:
            self._due = None
            answer = Answer(self._status, self._cache_status, self._size)
            self._watcher.answered(self, due, answer)

    def _begin(self) -> None:
        self._head = b""
        self._has_head = False
        self._status = self._size = self._left = 0
        self._cache_status = b""
        self._chunks: _Chunks | None = None

    def _read_head(self, head: bytes) -> None:
        self._has_head = True
        self._status = int(head[9:12])
        self._cache_status = _field(head, _CACHE)
        if _CHUNKED in head:
            self._chunks = _Chunks()
        else:
            self._left = int(_field(head, _LENGTH) or 0)


class _Chunks:
    """Finds the end of a chunked body (RFC 9112, section 7.1)."""

    def __init__(self) -> None:
        self.is_complete = False
        self._left = 0
        self._line = b""
        self._is_last = False

    def take(self, data: bytes) -> None:
        """Take in a part of the body."""
        place = 0
        while place < len(data):
            if self._left:
                step = min(self._left, len(data) - place)
                self._left -= step
                place += step
                continue
            line, ending, _ = data[place:].partition(b"\n")
            place += len(line) + len(ending)
            self._line += line
            if ending:
                self._end_line(self._line.strip())
                self._line = b""

    def _end_line(self, line: bytes) -> None:
        if self._is_last:
            self.is_complete = self.is_complete or not line
        elif size := int(line.partition(b";")[0] or b"0", 16):
            self._left = size + len(b"\r\n")
        else:
            self._is_last = True


def _field(head: bytes, name: bytes) -> bytes:
    """Return a field of a head in small letters, b"" without it."""
    _, found, rest = head.partition(name)
    return rest.partition(b"\r\n")[0].strip() if found else b""
