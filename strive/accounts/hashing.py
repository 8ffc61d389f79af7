"""Passwords hashed by argon2id, in threads of its own (security.md 1).

A hash costs some 30 ms and 19 MiB, so few are made at once, few may wait, and their threads give
way to whatever else this machine does: a storm of sign-ins does not slow pages down.
"""

from __future__ import annotations

import asyncio
import base64
import os
import secrets
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Final, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from strive.accounts.password import normalized
from strive.platform.errors import Unavailable

MEMORY_KIB: Final = 19 * 1024
PASSES: Final = 2
LANES: Final = 1
WAITING_MAX: Final = 40  # of each thread: a second or so
GIVES_WAY: Final = 10  # the nice value of its threads

T = TypeVar("T")


class Hashing:
    """Makes and checks the hashes of one process."""

    def __init__(self, *, threads: int = 0, waiting_max: int = WAITING_MAX) -> None:
        threads = threads or max(1, (os.cpu_count() or 1) // 2)
        self._hasher = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)
        self._pool = ThreadPoolExecutor(threads, "hashing", initializer=_give_way)
        self._places = threads * (1 + waiting_max)
        self._nobody = _made_up()

    async def hash(self, password: str) -> str:
        """Return the hash of a password; raises `Unavailable` when too many wait."""
        return await self._run(lambda: self._hasher.hash(normalized(password)))

    async def matches(self, kept: str | None, password: str) -> bool:
        """Tell whether a password is the one of a hash.

        Without a hash it takes as long and is wrong. Raises `Unavailable` when too many wait.
        """
        return await self._run(lambda: self._matches(kept or self._nobody, password))

    def is_dated(self, kept: str) -> bool:
        """Tell whether a hash was made with less care than is taken now."""
        return self._hasher.check_needs_rehash(kept)

    def close(self) -> None:
        """End its threads."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _matches(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept, normalized(password))
        except (VerificationError, InvalidHashError):
            return False

    async def _run(self, work: Callable[[], T]) -> T:
        if self._places <= 0:
            raise Unavailable("Too many people are signing in just now.", retry_after_s=2)
        self._places -= 1
        done = asyncio.get_running_loop().run_in_executor(self._pool, work)
        done.add_done_callback(self._leave)
        return await done

    def _leave(self, _done: asyncio.Future[T]) -> None:
        self._places += 1


def _give_way() -> None:
    """Have this thread run when nothing else wants to; where threads have no such value, as is."""
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), GIVES_WAY)


def _made_up() -> str:
    """Return a hash of no password, which costs as much to check as any."""
    salt, digest = (
        base64.b64encode(secrets.token_bytes(size)).decode().rstrip("=") for size in (16, 32)
    )
    return f"$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}${salt}${digest}"
