"""The page cache: a shared HTTP cache as plain ASGI middleware over any ASGI application.

RFC 9111 (caching), 5861 (stale content), 9211 (`Cache-Status`), 9213 (`CDN-Cache-Control`) and
9875 (cache groups). It needs nothing else of Strive.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from typing import Final, cast

from starlette.types import ASGIApp, Receive, Scope, Send

from strive.platform.cache.asked import Key
from strive.platform.cache.counters import Counters
from strive.platform.cache.http.coding import preferred
from strive.platform.cache.http.fields import Fields
from strive.platform.cache.library import Library, SecondLevel
from strive.platform.cache.memory import Memory
from strive.platform.cache.policy import DEFAULT, Policy
from strive.platform.cache.purging import LocalPurging, Purging
from strive.platform.cache.serving import Serving
from strive.platform.cache.stored import Form, Resource

MEBIBYTE: Final = 1024 * 1024

_SPECIAL: Final = frozenset(
    {
        b"authorization",
        b"cache-control",
        b"pragma",
        b"range",
        b"if-none-match",
        b"if-modified-since",
        b"if-match",
        b"if-unmodified-since",
        b"if-range",
    }
)
"""Request fields with which a hit is more than handing out bytes."""


class PageCache:
    """ASGI middleware that answers from what it has stored, as RFC 9111 lets a shared cache.

    Args:
        app: The application behind it. What it says by `Cache-Control` decides.
        memory_bytes: How much memory stored responses may take in this process.
        policy: What the RFCs leave to a cache to decide.
        purging: Makes purges known; in this process alone by default.
        second_level: A store shared by many processes, asked when this one's has nothing.
        is_private: Tells whether a request (its scope) is of somebody signed in; its answer is
            neither taken from the cache nor stored, and goes out as `private, no-store`.
        is_full: Tells whether the application refuses what it is asked now: what is stale serves
            then, and for the rest its refusal is passed on without further ado.
        stamp: Returns fields for each answer from the cache, such as a request's id.
        now: A clock of seconds that never goes back, to measure ages by.
        wall: Unix time in seconds, to compare with dates in responses.
    """

    def __init__(  # noqa: PLR0913 - each is one decision of who uses it
        self,
        app: ASGIApp,
        *,
        memory_bytes: int = 64 * MEBIBYTE,
        policy: Policy = DEFAULT,
        purging: Purging | None = None,
        second_level: SecondLevel | None = None,
        is_private: Callable[[Scope], bool] | None = None,
        is_full: Callable[[], bool] | None = None,
        stamp: Callable[[], Fields] | None = None,
        now: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self.app = app
        self.counters = Counters()
        self.memory: Memory[Key, Resource] = Memory(memory_bytes)
        self.purging = purging or LocalPurging()
        self._purges = self.purging.purges
        self._find = self.memory.find
        self._now = now
        self._stamp = stamp or list
        self._noticed = _SPECIAL | {b"host", b"accept-encoding"}
        if is_private is not None:
            self._noticed |= {b"cookie"}
        self._status = policy.name.encode("ascii") + b"; hit; ttl=%d"
        self._serving = Serving(
            app,
            policy=policy,
            library=Library(self.memory, self._purges, second_level, now=now, wall=wall),
            purging=self.purging,
            counters=self.counters,
            is_private=is_private or _nobody_is,
            is_full=is_full or _never,
            stamp=self._stamp,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request: a plain hit here, all else by the rules."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if scope["method"] == "GET" and (found := self._plain_hit(scope)) is not None:
            form, status = found
            headers = form.fields + self._stamp()
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": form.body})
            return
        await self._serving(scope, receive, send)

    async def purge(self, tags: Collection[str], *, soft: bool = False) -> None:
        """Take every response with any of the tags as gone.

        Args:
            tags: Cache groups, or whole addresses.
            soft: Keep them for when the origin fails, and fetch anew before anything else.
        """
        await self.purging.purge(tags, soft=soft)

    def _plain_hit(self, scope: Scope) -> tuple[Form, int] | None:
        """Return what answers a request that only wants the bytes, when nothing speaks against it.

        Everything else, including what merely looks unusual, is left to `Serving`.
        """
        host = accept_encoding = b""
        noticed = self._noticed
        for name, value in scope["headers"]:
            if name in noticed:
                if name == b"host" and not host:
                    host = value
                elif name == b"accept-encoding":
                    accept_encoding = value
                else:
                    return None
        address = scope["scheme"], host, scope.get("raw_path"), scope["query_string"]
        kept = self._find(cast("Key", address))  # equal to one, and quicker made
        if kept is None:
            return None
        resource, now = kept.value, self._now()
        stored = resource.plain
        if stored is None or now >= resource.calm_until:
            return None
        if stored.checked != self._purges.sequence:
            return None
        form = stored.forms.get(preferred(accept_encoding))
        if form is None:
            return None
        second = int(now - stored.born)
        if form.second != second:
            form.second = second
            ttl_s = int(stored.fresh_until - now)
            form.fields = [
                *form.base,
                (b"age", b"%d" % second),
                (b"cache-status", self._status % ttl_s),
            ]
        kept.uses += 1
        self.counters.hits += 1
        return form, stored.status


def _nobody_is(_scope: Scope) -> bool:
    return False


def _never() -> bool:
    return False
