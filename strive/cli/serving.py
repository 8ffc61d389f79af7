"""The web role. Only its workers load the application: the process above them stays small."""

from __future__ import annotations

import socket
from typing import Any

from strive.cli.failing import fail
from strive.kit.clock import SystemClock
from strive.platform.errors import StriveError
from strive.settings import Settings, load_settings, with_secret

STOP_S = 12  # less than the supervisor of `strive run` waits


def serve() -> None:
    """Serve the site over HTTP."""
    from granian.constants import Interfaces, Loops
    from granian.server import Server

    from strive.platform.web.connections import granian_options

    settings = role_settings()
    Server(
        "strive.app:create",
        factory=True,
        interface=Interfaces.ASGI,
        address=address_of(settings.local.host),
        port=settings.local.port,
        workers=settings.local.workers,
        loop=Loops.uvloop,
        websockets=False,
        log_access=False,
        log_enabled=False,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_S,
        **granian_options(),
        **_tls_options(settings),
    ).serve()


def _tls_options(settings: Settings) -> dict[str, Any]:
    """Return what Granian is told of TLS: 1.2 with its safe ciphers, or 1.3."""
    if settings.local.tls is None:
        return {}
    from granian.constants import SSLProtocols

    from strive.platform.web.tls import require_certificate

    certificate, key = settings.local.tls
    try:
        require_certificate(certificate, key, SystemClock().now())
    except StriveError as error:
        fail(str(error))
    return {"ssl_cert": certificate, "ssl_key": key, "ssl_protocol_min": SSLProtocols.tls12}


def role_settings() -> Settings:
    """Read the settings of a single role, which starts no databases."""
    try:
        settings = with_secret(load_settings())
    except StriveError as error:
        fail(str(error))
    if settings.local.mongodb_uri is None or settings.local.valkey_url is None:
        fail("A single role needs STRIVE_MONGODB_URI and STRIVE_VALKEY_URL (or use: strive run).")
    return settings


def address_of(host: str) -> str:
    """Look up the address to listen on: IPv4 where a name has both, as Granian takes one."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError:
        fail(f"STRIVE_HOST: {host} is no address of this machine. For example: 127.0.0.1")
    addresses = sorted(found, key=lambda entry: entry[0] != socket.AF_INET)
    return str(addresses[0][4][0])
