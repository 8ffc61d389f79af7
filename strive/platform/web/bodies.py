"""What clients may send: how much, and how slowly, at most."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from strive.platform.errors import Invalid, StriveError, TooLarge

BODY_BYTES_MAX: Final = 1_048_576
_KEY: Final = "strive.body"
_WITHOUT_BODY: Final = frozenset({"GET", "HEAD"})


class TooSlow(StriveError):
    """The body of the request takes too long to arrive."""

    status = 408
    code = "request_timeout"


class EncodingRefused(StriveError):
    """The body is compressed: what it grows to is not known before it has grown."""

    status = 415
    code = "unsupported_media_type"

    @property
    def headers(self) -> dict[str, str]:
        """Which are read (RFC 9110, section 12.5.3)."""
        return {"accept-encoding": "identity"}


@dataclass(frozen=True, slots=True)
class Pace:
    """How slowly a body may arrive.

    Attributes:
        idle_s: The longest pause.
        grace_s: How long even a small body may take.
        rate_min: Bytes a second, on average, beyond that.
    """

    idle_s: float = 10.0
    grace_s: float = 20.0
    rate_min: float = 1_024.0


class BodyLimits:
    """ASGI middleware that bounds bodies while they are read, so that none is held whole here.

    Raises `TooLarge`, `TooSlow` or `EncodingRefused` for the error boundary to answer, whatever
    the application makes of an interrupted body.

    Args:
        app: The application behind it.
        bytes_max: How much most routes take; `BodyUpTo` says otherwise beside a route.
        pace: How slowly.
        now: A clock of seconds that never goes back.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        bytes_max: int = BODY_BYTES_MAX,
        pace: Pace = Pace(),
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.app = app
        self._bytes_max = bytes_max
        self._pace = pace
        self._now = now

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        if _has_no_body(scope, headers):
            await self.app(scope, receive, send)
            return
        if headers.get(b"content-encoding", b"identity") != b"identity":
            raise EncodingRefused("Send the body as it is: compressed ones are not read.")
        declared = _declared(headers)
        body = _Body(receive, send, declared, self._bytes_max, self._pace, self._now)
        scope[_KEY] = body
        try:
            await self.app(scope, body.receive, body.send)
        except Exception as error:
            if body.refusal in {None, error} or body.is_answered:
                raise
            raise body.refusal from error
        else:
            if body.refusal is not None and not body.is_answered:
                raise body.refusal
        finally:
            body.let_go()


class BodyUpTo:
    """ASGI middleware of a single route that takes more than most, or less."""

    def __init__(self, app: ASGIApp, bytes_max: int) -> None:
        self.app = app
        self._bytes_max = bytes_max

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        take_up_to(scope, self._bytes_max)
        await self.app(scope, receive, send)


def take_up_to(scope: Scope, bytes_max: int) -> None:
    """Let a handler take more than most, or less, of a body it has not begun to read."""
    body: _Body | None = scope.get(_KEY)
    if body is not None:
        body.bytes_max = bytes_max


class _Body:
    """One body as it arrives, and the answer that may come of it."""

    def __init__(  # noqa: PLR0913, PLR0917 - what a body is judged by
        self,
        receive: Receive,
        send: Send,
        declared: int,
        bytes_max: int,
        pace: Pace,
        now: Callable[[], float],
    ) -> None:
        self.bytes_max = bytes_max
        self.refusal: StriveError | None = None
        self.is_answered = False
        self._receive = receive
        self._send = send
        self._declared = declared
        self._pace = pace
        self._now = now
        self._started = now()
        self._size = 0
        self._is_complete = False

    async def receive(self) -> Message:
        """Return the next part; raises what the body is refused for."""
        if self._is_complete:
            return await self._receive()
        if self.refusal is not None:
            raise self.refusal
        self._check_size(self._declared)
        message = await self._next_part()
        self._size += len(message.get("body", b""))
        self._is_complete = not message.get("more_body", False)
        self._check_size(self._size)
        return message

    async def send(self, message: Message) -> None:
        """Send the answer, unless the body was refused before it began."""
        if self.refusal is None or self.is_answered:
            self.is_answered = True
            await self._send(message)

    def let_go(self) -> None:
        """Hold nothing any more: the server keeps a connection for as long as its body is held.

        A refusal knows by its traceback where it was raised, which is here.
        """
        self.refusal = None
        self._receive = _gone

    async def _next_part(self) -> Message:
        allowed_s = self._pace.grace_s + self._size / self._pace.rate_min
        left_s = self._started + allowed_s - self._now()
        try:
            async with asyncio.timeout(min(self._pace.idle_s, max(left_s, 0.0))):
                return await self._receive()
        except TimeoutError:
            self.refusal = TooSlow("The request took too long to arrive. Please try again.")
            raise self.refusal from None

    def _check_size(self, size: int) -> None:
        if size > self.bytes_max:
            self.refusal = TooLarge(f"This takes {self.bytes_max:,} bytes at most.")
            raise self.refusal


async def _gone() -> Message:
    return {"type": "http.disconnect"}


def _has_no_body(scope: Scope, headers: dict[bytes, bytes]) -> bool:
    """Tell whether a request says by its fields that it has no body (RFC 9112, section 6.3)."""
    if b"transfer-encoding" in headers:
        return False
    length = headers.get(b"content-length")
    if length is None:  # over HTTP/2 a body may come without
        return scope["method"] in _WITHOUT_BODY or scope["http_version"].startswith("1")
    return length == b"0"


def _declared(headers: dict[bytes, bytes]) -> int:
    """Return how many bytes are announced, 0 if it is not said."""
    length = headers.get(b"content-length", b"0")
    if not length.isdigit():
        raise Invalid("Content-Length is no number.")
    return int(length)
