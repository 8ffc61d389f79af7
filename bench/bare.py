"""The peer: an ASGI app that does nothing, under the same server with the same settings.

It answers with a page of its own, or with the `body` and `headers.json` of a folder.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from granian.constants import Interfaces, Loops
from granian.server import Server

from strive.platform.web.connections import granian_options

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

FOLDER = os.environ.get("BENCH_BARE", "")
BODY = b"<p>" + b"All the news that is fit to serve. " * 570 + b"</p>"  # as much as a page
HEADERS = [(b"content-type", b"text/html")]
if FOLDER:
    BODY = Path(FOLDER, "body").read_bytes()
    told = json.loads(Path(FOLDER, "headers.json").read_text())
    HEADERS = [(name.encode(), value.encode("latin-1")) for name, value in told.items()]
HEADERS.append((b"content-length", b"%d" % len(BODY)))


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
    os.environ["BENCH_BARE"] = "".join(sys.argv[2:3])  # for the worker, which imports this anew
    Server(
        "bench.bare:app",
        port=int(sys.argv[1]),
        interface=Interfaces.ASGI,
        loop=Loops.uvloop,
        websockets=False,
        log_enabled=False,
        **granian_options(),
    ).serve()
