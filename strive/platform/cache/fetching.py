"""Asking the application behind a cache: what may be kept is gathered, the rest passes through."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from enum import Enum
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from strive.platform.cache.http.fields import Fields, value_of

_NOT_MODIFIED: Final = 304


class Take(Enum):
    """What to do with a response."""

    KEEP = "keep"  # gather it; nothing is sent yet
    FORWARD = "forward"  # send it on as it comes


class Incomplete(RuntimeError):
    """What the application gave is no whole response."""

    def __init__(self) -> None:
        super().__init__("the application gave no whole response")


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
        self._passing: Message = {}

    @property
    def body(self) -> bytes:
        """What was gathered."""
        return self._chunks[0] if len(self._chunks) == 1 else b"".join(self._chunks)

    async def __call__(self, message: Message) -> None:
        """Take one message of the response; what comes after its end is left out.

        Raises:
            Incomplete: It does not belong here.
        """
        kind = message["type"]
        if kind in {"http.response.start", "http.response.body"}:
            if not self.is_whole:
                await (self._start if kind == "http.response.start" else self._take)(message)
            return
        if self.status:  # trailers, files to send and what else is not for us
            await self._pass_on()
        if self._send is not None:
            await self._send(message)

    async def _start(self, message: Message) -> None:
        if self.status:
            raise Incomplete
        self.status = message["status"]
        headers = message.get("headers", ())
        self.fields = [(bytes(name).lower(), bytes(value)) for name, value in headers]
        take, fields = self._decide(self.status, self.fields)
        self._passing = {**message, "headers": fields}
        if take is Take.FORWARD or message.get("trailers") or self._states_too_much():
            await self._pass_on()

    def _states_too_much(self) -> bool:
        length = value_of(self.fields, b"content-length")
        return length is not None and length.isdigit() and int(length) > self._bytes_max

    async def _take(self, message: Message) -> None:
        if not self.status:
            raise Incomplete
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
        await self._send(self._passing)
        for chunk in chunks:
            await self._send({"type": "http.response.body", "body": chunk, "more_body": True})

    def is_truncated(self) -> bool:
        """Tell whether fewer or more bytes were gathered than the response said."""
        length = value_of(self.fields, b"content-length")
        is_told = length is not None and length.isdigit() and self.status != _NOT_MODIFIED
        return is_told and length != b"%d" % self._length


async def fetch(app: ASGIApp, scope: Scope, receive: Receive, reception: Reception) -> None:
    """Have the application answer into a reception.

    Raises:
        Incomplete: It ended without a whole response.
    """
    await app(scope, receive, reception)
    if not reception.has_passed and (not reception.is_whole or reception.is_truncated()):
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
