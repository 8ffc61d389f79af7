"""Whether the site can serve, asked as a load balancer would."""

from __future__ import annotations

import asyncio
import json
import ssl
import time
from http import HTTPStatus

from strive.local.errors import ProcessFailed

POLL_S = 0.05
READY_S = 60.0
ANSWER_S = 5.0
ANSWER_BYTES_MAX = 64 * 1024

_WILDCARDS = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - only compared


def reachable_host(host: str) -> str:
    """Give the address under which this machine reaches what listens on `host`."""
    return _WILDCARDS.get(host, host)


def site_url(host: str, port: int, *, tls: bool = False) -> str:
    """Give the URL of a site on this machine, as a browser wants it."""
    name = reachable_host(host)
    if name in {"127.0.0.1", "::1"}:
        name = "localhost"
    scheme = "https" if tls else "http"
    return f"{scheme}://{f'[{name}]' if ':' in name else name}:{port}"


async def until_site_ready(
    host: str, port: int, within_s: float = READY_S, *, tls: bool = False
) -> None:
    """Wait until `GET /readyz` answers 200, over TLS where the site speaks it.

    Raises:
        ProcessFailed: It does not; the text has the reasons it gave.
    """
    deadline = time.monotonic() + within_s
    while (reasons := await _reasons(reachable_host(host), port, tls=tls)) is not None:
        if time.monotonic() > deadline:
            raise ProcessFailed(f"The site is not ready after {within_s:g} s: {reasons}.")
        await asyncio.sleep(POLL_S)


async def _reasons(host: str, port: int, *, tls: bool) -> str | None:
    """Ask the site why it is not ready; None when it is."""
    try:
        async with asyncio.timeout(ANSWER_S):
            status, body = await _get(host, port, "/readyz", _trusting() if tls else None)
    except (OSError, TimeoutError, ValueError, IndexError, asyncio.IncompleteReadError):
        return "it does not answer"
    if status == HTTPStatus.OK:
        return None
    try:
        reasons = json.loads(body)["error"]["reasons"]
        return ", ".join(f"{name}: {reason}" for name, reason in reasons.items())
    except (ValueError, LookupError, TypeError, AttributeError):
        return f"it answers {status}"


def _trusting() -> ssl.SSLContext:
    """Make a context for this machine: its certificate is for the name that readers use."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


async def _get(
    host: str, port: int, path: str, context: ssl.SSLContext | None
) -> tuple[int, bytes]:
    """Give the status and the body of a GET request, as HTTP/1.0 for a body without chunks."""
    reader, writer = await asyncio.open_connection(host, port, ssl=context)
    try:
        writer.write(
            f"GET {path} HTTP/1.0\r\nHost: localhost:{port}\r\n"
            "Accept: application/json\r\n\r\n".encode()
        )
        status = int((await reader.readline()).split()[1])
        while (await reader.readline()).strip():
            pass
        return status, await reader.read(ANSWER_BYTES_MAX)
    finally:
        writer.transport.abort()  # all was read; TLS would say goodbye at length
        await asyncio.sleep(0)
