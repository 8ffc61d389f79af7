"""Valkey: how this process reaches it."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from redis.asyncio import BlockingConnectionPool, Redis
from redis.exceptions import AuthenticationError, RedisError, ResponseError

from strive.platform.errors import Unavailable
from strive.platform.valkey_connections import make_cancellable

__all__ = [
    "Valkey",
    "ValkeySettings",
    "ValkeyUnavailable",
    "open_valkey",
    "problem_with",
    "require_answer",
]

Valkey = Redis

ValkeyUnavailable = (RedisError, OSError, TimeoutError)
"""What a command raises when Valkey is away, too slow or refuses."""


@dataclass(frozen=True, slots=True)
class ValkeySettings:
    """Where Valkey (or Redis) is: `valkey://`, `redis://`, `rediss://` or `unix://`.

    `timeout_ms` bounds connecting and each command, so that a slow Valkey cannot hold a request.
    """

    url: str
    timeout_ms: int = 1_000
    connections_max: int = 64

    def __repr__(self) -> str:
        """Leave the URL out: it may hold a password."""
        return "ValkeySettings()"

    @property
    def driver_url(self) -> str:
        """The URL in the spelling the driver knows."""
        scheme, separator, rest = self.url.partition("://")
        known = {"valkey": "redis", "valkeys": "rediss"}.get(scheme, scheme)
        return f"{known}{separator}{rest}"


def problem_with(settings: ValkeySettings) -> str | None:
    """Say what makes a client impossible; nothing is contacted.

    The text may repeat a part of the URL, which may hold a password.
    """
    try:
        parts = urlsplit(settings.driver_url)
        host, path, _ = parts.hostname, parts.path.strip("/"), parts.port
        if parts.scheme == "unix":
            return None if path else "after unix:// comes the whole path of a socket"
        if not host:
            return "it names no host"
        if path and not path.isdecimal():
            return "its path can only be the number of a database"
        pool = open_valkey(settings).connection_pool
        pool.connection_class(**pool.connection_kwargs)
    except TypeError as error:
        return f"it has an option nobody knows:{str(error).rpartition('argument')[2]}"
    except (ValueError, RedisError) as error:
        return str(error)
    return None


def open_valkey(settings: ValkeySettings) -> Valkey:
    """Return a client with a bounded pool and bounded waits; it connects when first used."""
    timeout_s = settings.timeout_ms / 1000
    pool = BlockingConnectionPool.from_url(
        settings.driver_url,
        max_connections=settings.connections_max,
        timeout=timeout_s,
        socket_timeout=timeout_s,
        socket_connect_timeout=timeout_s,
    )
    make_cancellable(pool)
    return Redis.from_pool(pool)


async def require_answer(valkey: Valkey, within_s: float = 5.0) -> None:
    """Wait for an answer, for what was just started; raise `Unavailable` with the reason."""
    deadline = time.monotonic() + within_s
    while True:
        try:
            await valkey.ping()
        except ValkeyUnavailable as error:
            refused = isinstance(error.__cause__ or error, AuthenticationError | ResponseError)
            if refused or time.monotonic() > deadline:
                raise Unavailable(f"Valkey does not answer: {error}") from error
        else:
            return
        await asyncio.sleep(0.1)
