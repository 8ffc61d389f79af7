"""Connections to Valkey whose waits can be cancelled.

redis-py bounds the sending of a command by `asyncio.wait_for`. Before Python 3.12 that swallows a
cancellation which comes in the moment the sending ends (python/cpython#86296), and whoever was
told to stop goes on. `asyncio.timeout` does not, and starts no task for each command.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from redis.asyncio.connection import (
    AbstractConnection,
    Connection,
    ConnectionPool,
    SSLConnection,
    UnixDomainSocketConnection,
)
from redis.exceptions import TimeoutError as ValkeyTimeout


class _Cancellable(AbstractConnection):
    """Bounds the sending of a command itself; redis-py, which is told of no bound, does not."""

    async def send_packed_command(
        self,
        command: bytes | str | Iterable[bytes],
        check_health: bool = True,  # noqa: FBT001, FBT002 - redis-py's signature
    ) -> None:
        """Connect if need be, and send."""
        bound_s, self.socket_timeout = self.socket_timeout, None
        try:
            async with asyncio.timeout(bound_s):
                await super().send_packed_command(command, check_health)
        except TimeoutError as error:
            await self.disconnect(nowait=True)
            raise ValkeyTimeout("Timeout writing to socket") from error
        except BaseException:
            await self.disconnect(nowait=True)  # greetings half said are no use to the next
            raise
        finally:
            self.socket_timeout = bound_s


class _Tcp(_Cancellable, Connection):
    """Over TCP."""


class _Tls(_Cancellable, SSLConnection):
    """Over TLS."""


class _Socket(_Cancellable, UnixDomainSocketConnection):
    """Over a Unix socket."""


_CANCELLABLE: dict[type[AbstractConnection], type[AbstractConnection]] = {
    Connection: _Tcp,
    SSLConnection: _Tls,
    UnixDomainSocketConnection: _Socket,
}


def make_cancellable(pool: ConnectionPool) -> None:
    """Have a pool that made no connection yet make cancellable ones."""
    pool.connection_class = _CANCELLABLE[pool.connection_class]
