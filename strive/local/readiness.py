"""Whether the site can serve, asked as a load balancer would."""

from __future__ import annotations

import asyncio
from http import HTTPStatus

POLL_S = 0.05
ANSWER_S = 5.0
ANSWER_BYTES_MAX = 64 * 1024

_WILDCARDS = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - only compared


def reachable_host(host: str) -> str:
    """Give the address under which this machine reaches what listens on `host`."""
    return _WILDCARDS.get(host, host)


def site_url(host: str, port: int) -> str:
    """Give the URL of a site on this machine, as a browser wants it."""
    name = reachable_host(host)
    if name in {"127.0.0.1", "::1"}:
        name = "localhost"
    return f"http://{f'[{name}]' if ':' in name else name}:{port}"


async def until_site_ready(host: str, port: int) -> None:
    """Wait until `GET /readyz` answers 200."""
    while True:
        if await _status(reachable_host(host), port, "/readyz") == HTTPStatus.OK:
            return
        await asyncio.sleep(POLL_S)


async def _status(host: str, port: int, path: str) -> int:
    """Give the status of a GET request; 0 when there was no HTTP answer."""
    try:
        async with asyncio.timeout(ANSWER_S):
            reader, writer = await asyncio.open_connection(host, port)
            try:
                writer.write(
                    f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\n"
                    "Connection: close\r\nAccept: application/json\r\n\r\n".encode()
                )
                return int((await reader.readline()).split()[1])
            finally:
                writer.close()
    except (OSError, TimeoutError, ValueError, IndexError):
        return 0
