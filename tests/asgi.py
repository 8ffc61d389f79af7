"""Requests with nothing tidied up on their way, as somebody may send them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from starlette.types import ASGIApp, Message

Header = tuple[bytes, bytes]


@dataclass(frozen=True)
class Answer:
    """What an application answered."""

    status: int
    headers: list[Header]
    body: bytes

    def header(self, name: bytes) -> bytes:
        """Return a header, b"" without it."""
        return dict(self.headers).get(name, b"")


async def ask(
    app: ASGIApp,
    target: bytes,
    method: str = "GET",
    headers: Sequence[Header] = (),
    body: bytes = b"",
) -> Answer:
    """Ask an application as Granian does; `target` is what stands in the request line."""
    path, _, query = target.partition(b"?")
    host = [] if b"host" in dict(headers) else [(b"host", b"localhost:8000")]
    messages: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        messages.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote_to_bytes(path).decode("utf-8", "replace"),
        "raw_path": path,
        "query_string": query,
        "root_path": "",
        "headers": [*host, *headers],
        "client": ("127.0.0.1", 40_000),
        "server": ("127.0.0.1", 8000),
    }
    await app(scope, receive, send)
    start, *rest = messages
    assert start["type"] == "http.response.start"
    assert {message["type"] for message in rest} == {"http.response.body"}
    chunks = (message.get("body", b"") for message in rest)
    return Answer(start["status"], list(start["headers"]), b"".join(chunks))
