"""Follows what deploy/proxy does: `PURGE` for an address, `BAN` for tags, for who knows the secret.

That the files there do the same is tested with the real servers, in tests/deploy.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus

from tests.platform.cdn.api import Api

TOKEN = "cache-secret-token"


@dataclass
class CacheApi(Api):
    @property
    def node(self) -> str:
        return self.endpoint.removeprefix("http://")

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Serve with a parser of its own: that of aiohttp knows no `BAN`."""
        async with await asyncio.start_server(self._converse, "127.0.0.1", 0) as server:
            self.endpoint = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            yield

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError):
            while head := await reader.readuntil(b"\r\n\r\n"):
                first, *lines = head.decode("ascii").split("\r\n")[:-2]
                method, target, _ = first.split(" ")
                fields = {
                    name.lower(): value for name, _, value in (x.partition(": ") for x in lines)
                }
                failure = await self.failure()
                status = HTTPStatus(failure[0] if failure else self.purge(method, target, fields))
                writer.write(
                    f"HTTP/1.1 {status} {status.phrase}\r\ncontent-length: 0\r\n\r\n".encode()
                )
        writer.close()

    def purge(self, method: str, target: str, fields: Mapping[str, str]) -> int:
        if fields.get("authorization") != f"Bearer {TOKEN}":
            return 403
        soft = fields.get("xkey-softpurge")
        self.soft.append(soft is not None)
        if method == "BAN":
            self.tags.append((soft or fields["xkey-purge"]).split(" "))
        elif method == "PURGE":
            self.urls.append([f"{fields['x-forwarded-proto']}://{fields['host']}{target}"])
        return 404 if "missing" in target else 200
