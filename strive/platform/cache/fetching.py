"""Asking the application behind a cache: what may be kept is gathered, the rest passes through."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from enum import Enum

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from strive.platform.cache.http.fields import Fields, value_of


class Take(Enum):
    """What to do with a response."""

    KEEP = "keep"  # gather it; nothing is sent yet
    FORWARD = "forward"  # send it on as it comes


class Incomplete(RuntimeError):
    """The application ended without giving a whole response."""

    def __init__(self) -> None:
        super().__init__("the application ended before its response did")


Decide = Callable[[int, Fields], tuple[Take, Fields]]
"""Says what to do with a response by its status and fields, and with which fields it passes."""


class Reception:
    """An ASGI `send` that gathers a response or passes it on.

    Attributes:
        status: Of the response; 0 before there is one.
        fields: Of the response.
        body: What was gathered.
        is_whole: Whether the response came to its end.
        has_passed: Whether it went to the asker.
    """

    def __init__(self, decide: Decide, send: Send | None, bytes_max: int) -> None:
        self.status = 0
        self.fields: Fields = []
        self.is_whole = False
        self.has_passed = False
        self._decide = decide
        self._send = send
        self._bytes_max = bytes_max
        self._chunks: list[bytes] = []
        self._length = 0
        self._passing_fields: Fields = []

    @property
    def body(self) -> bytes:
        """What was gathered."""
        return self._chunks[0] if len(self._chunks) == 1 else b"".join(self._chunks)

    async def __call__(self, message: Message) -> None:
        """Take one message of the response."""
        if message["type"] == "http.response.start":
            await self._start(message)
        elif message["type"] == "http.response.body":
            await self._take(message)
        elif self._send is not None:  # trailers, early hints and what else is not for us
            await self._pass_on()
            await self._send(message)

    async def _start(self, message: Message) -> None:
        self.status = message["status"]
        self.fields = [(bytes(name).lower(), bytes(value)) for name, value in message["headers"]]
        take, self._passing_fields = self._decide(self.status, self.fields)
        if take is Take.FORWARD or self._states_too_much():
            await self._pass_on()

    def _states_too_much(self) -> bool:
        length = value_of(self.fields, b"content-length")
        return length is not None and length.isdigit() and int(length) > self._bytes_max

    async def _take(self, message: Message) -> None:
        body = message.get("body", b"")
        self.is_whole = not message.get("more_body", False)
        if self.has_passed:
            if self._send is not None:
                await self._send(message)
            return
        if body:
            self._chunks.append(body)
            self._length += len(body)
        if self._length > self._bytes_max:
            await self._pass_on()
            if self.is_whole and self._send is not None:
                await self._send({"type": "http.response.body"})

    async def _pass_on(self) -> None:
        """Send what came so far, and from now on everything as it comes."""
        if self.has_passed:
            return
        self.has_passed = True
        chunks, self._chunks = self._chunks, []
        if self._send is None:
            return
        start = {"status": self.status, "headers": self._passing_fields}
        await self._send({"type": "http.response.start", **start})
        for chunk in chunks:
            await self._send({"type": "http.response.body", "body": chunk, "more_body": True})

    def is_truncated(self) -> bool:
        """Tell whether fewer or more bytes were gathered than the response said."""
        length = value_of(self.fields, b"content-length")
        return length is not None and length != b"%d" % self._length


async def fetch(app: ASGIApp, scope: Scope, receive: Receive, reception: Reception) -> None:
    """Have the application answer into a reception.

    Raises:
        Incomplete: It ended without a whole response.
    """
    await app(scope, receive, reception)
    if not reception.is_whole and not reception.has_passed:
        raise Incomplete


async def nobody() -> Message:
    """Receive for a request that nobody waits for: no body, and no end of the connection."""
    await asyncio.Event().wait()
    return {"type": "http.disconnect"}


def empty_then(receive: Receive) -> Receive:
    """Return a `receive` that gives an empty body once, then what `receive` gives."""
    given = False

    async def receiving() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": b"", "more_body": False}

    return receiving


def scope_with(scope: Scope, fields: Fields, method: str | None = None) -> Scope:
    """Return a copy of a scope with other header fields."""
    return {**scope, "headers": fields, "method": method or scope["method"]}
