"""Backpressure: what is too much is refused at once, so that the rest is served as well as ever.

A process works on a bounded number of requests at a time (`gate.py`). This stands behind the page
cache, whose hits never come here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from strive.platform.web.gate import Gate

ALWAYS_SERVED: Final = frozenset({"/livez", "/readyz", "/metrics"})


class Backpressure:
    """ASGI middleware; raises `Overloaded` for what is too much, for the error boundary to answer.

    Args:
        app: The application behind it.
        gate: Who may come in; one for each process.
        always: Paths that are served in any case, for those who watch over the process.
        is_brief: Tells of a request (its scope) that it takes no work, and needs no place.
    """

    def __init__(
        self,
        app: ASGIApp,
        gate: Gate | None = None,
        *,
        always: Collection[str] = ALWAYS_SERVED,
        is_brief: Callable[[Scope], bool] = lambda _scope: False,
    ) -> None:
        self.app = app
        self.gate = gate or Gate()
        self._always = always
        self._is_brief = is_brief

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        is_let_by = scope["type"] != "http" or scope["path"] in self._always
        if is_let_by or self._is_brief(scope):
            await self.app(scope, receive, send)
            return
        await self.gate.enter()
        place = _Place(self.gate, receive, send)
        try:
            await self.app(scope, place.receive, place.send)
        finally:
            place.give_up()


class _Place:
    """The place of one request: held while it is worked on, not while its client is waited for."""

    __slots__ = ("_gate", "_is_held", "_is_over", "_receive", "_send")

    def __init__(self, gate: Gate, receive: Receive, send: Send) -> None:
        self._gate = gate
        self._receive = receive
        self._send = send
        self._is_held = True
        self._is_over = False

    async def receive(self) -> Message:
        """Receive from the client, who may take all the time that others allow."""
        if not self._is_held:
            return await self._receive()
        self._let_go()
        message = await self._receive()
        if not self._is_over:
            await self._gate.reenter()
            self._hold()
        return message

    async def send(self, message: Message) -> None:
        """Send to the client; once an answer begins, the work is done."""
        self.give_up()
        await self._send(message)

    def give_up(self) -> None:
        """Give the place back, for good."""
        self._is_over = True
        if self._is_held:
            self._let_go()

    def _hold(self) -> None:
        """Keep the place just given, unless an answer has begun meanwhile."""
        self._is_held = not self._is_over
        if not self._is_held:
            self._gate.leave()

    def _let_go(self) -> None:
        self._is_held = False
        self._gate.leave()
