"""The peer: an ASGI app that does nothing, under the same server with the same settings."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from granian.constants import Interfaces, Loops
from granian.server import Server

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

BODY = b"<p>" + b"All the news that is fit to serve. " * 570 + b"</p>"  # as much as a page
HEADERS = [(b"content-type", b"text/html"), (b"content-length", b"%d" % len(BODY))]


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with the same page, whatever is asked."""
    if scope["type"] == "lifespan":
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
        return
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    await send({"type": "http.response.body", "body": BODY})


if __name__ == "__main__":
    Server(
        "bench.bare:app",
        port=int(sys.argv[1]),
        interface=Interfaces.ASGI,
        loop=Loops.uvloop,
        websockets=False,
        log_enabled=False,
    ).serve()
