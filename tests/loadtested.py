"""A site of a few lines whose answers a test decides, for load tests to ask."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable

from strive.operations.loadtest.target import Target

Answering = Callable[[str], Awaitable[bytes]]

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nCache-Status: Strive; hit; ttl=9\r\n\r\npage"


class Site:
    """Answers each path with bytes as they are; None ends the connection."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.readers: set[str] = set()
        self.open = 0
        self.most_open = 0
        self.port = 0
        self.writers: set[asyncio.StreamWriter] = set()
        self.answer: Answering = self._answer_ok

    @property
    def target(self) -> Target:
        return Target("http", "localhost", self.port, "127.0.0.1", is_here=True)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open += 1
        self.most_open = max(self.open, self.most_open)
        self.readers.add(writer.get_extra_info("peername")[0])
        self.writers.add(writer)
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                path = head.split()[1].decode()
                self.asked[path] += 1
                answer = await self.answer(path)
                if not answer:
                    break
                writer.write(answer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self.open -= 1
            self.writers.discard(writer)
            writer.close()

    def cut_all(self) -> None:
        for writer in list(self.writers):
            writer.transport.abort()

    async def _answer_ok(self, _path: str) -> bytes:
        return OK


def silent(_doing: str, _share: float) -> None:
    pass
