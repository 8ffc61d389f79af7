"""Serving a request by the rules of a shared cache: what `PageCache` does beside plain hits."""

from __future__ import annotations

import random
from collections.abc import Callable
from math import log
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from strive.platform.cache.answering import answer, covers
from strive.platform.cache.asked import SAFE, Asked, Key, key_of
from strive.platform.cache.counters import Counters
from strive.platform.cache.flights import Flights
from strive.platform.cache.http.coding import IDENTITY
from strive.platform.cache.http.fields import Fields, has, value_of
from strive.platform.cache.http.status import cache_status
from strive.platform.cache.http.varying import Selection, selection, size_of
from strive.platform.cache.judging import Verdict, judge, standing
from strive.platform.cache.landed import Landed
from strive.platform.cache.library import Library
from strive.platform.cache.origin import Origin
from strive.platform.cache.policy import Policy
from strive.platform.cache.pressing import Press
from strive.platform.cache.purging import Purging
from strive.platform.cache.stored import Stored

_TRIES_MAX: Final = 3  # to find somebody to share a fetch with
_TO_THE_ORIGIN: Final = (b"if-match", b"if-unmodified-since")
_USABLE: Final = frozenset({Verdict.FRESH, Verdict.STALE, Verdict.STALE_WHILE_REVALIDATING})

FlightKey = tuple[Key, Selection, int]


class Serving:
    """The rules of one page cache."""

    def __init__(  # noqa: PLR0913 - the parts it is put together of
        self,
        app: ASGIApp,
        *,
        policy: Policy,
        library: Library,
        purging: Purging,
        counters: Counters,
        is_private: Callable[[Scope], bool],
        is_full: Callable[[], bool],
        stamp: Callable[[], Fields],
    ) -> None:
        self._app = app
        self._policy = policy
        self._library = library
        self._counters = counters
        self._is_private = is_private
        self._is_full = is_full
        self._stamp = stamp
        self._origin = Origin(app, policy, library, purging, counters)
        self._press = Press()
        self._flights: Flights[FlightKey, Landed] = Flights(unshareable_s=policy.unshareable_s)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        host = value_of(scope["headers"], b"host") or b""
        asked = Asked(scope, key_of(scope, host, self._policy.ignored_parameters))
        why = self._why_passed(asked)
        if why:
            self._counters.passed += 1
            await self._origin.pass_through(asked, receive, send, why)
        else:
            await self._serve(asked, receive, send)

    def _why_passed(self, asked: Asked) -> str:
        """Return why a request is none of the cache's business, "" when it is."""
        if asked.method not in SAFE:
            return "method"
        if self._is_private(asked.scope):
            return "private"
        unknown_host = self._policy.hosts is not None and asked.key.host not in self._policy.hosts
        to_origin = any(has(asked.fields, name) for name in _TO_THE_ORIGIN)
        is_other = asked.method in {"OPTIONS", "TRACE"} or asked.is_odd
        return "bypass" if is_other or unknown_host or to_origin else ""

    async def _serve(self, asked: Asked, receive: Receive, send: Send) -> None:
        stored, verdict, shared = await self._look_up(asked)
        if verdict not in _USABLE and self._is_full():
            await self._spare_the_origin(asked, stored, receive, send)
        elif stored is not None and verdict in _USABLE:
            self._count_hit(verdict, shared=shared)
            if verdict is Verdict.STALE_WHILE_REVALIDATING or self._is_early(stored):
                self._refresh(asked, stored)
            await self._answer(stored, asked, send, self._status_of_hit(stored))
        elif "only-if-cached" in asked.directives:
            await self._refuse(send)
        elif self._is_shareable(asked):
            await self._serve_shared(asked, stored, verdict, receive, send)
        else:
            await self._serve_alone(asked, stored, verdict, receive, send)

    async def _spare_the_origin(
        self, asked: Asked, stored: Stored | None, receive: Receive, send: Send
    ) -> None:
        """Answer with something stale, or let the application refuse, at the least cost."""
        if stored is not None and self._origin.may_cover(stored):
            self._counters.errors_covered += 1
            await self._answer(stored, asked, send, self._status_of_hit(stored))
        else:
            await self._app(asked.scope, receive, send)

    async def _look_up(self, asked: Asked) -> tuple[Stored | None, Verdict, bool]:
        """Return what is stored, what may be done with it, and whether Valkey had it."""
        stored = self._library.find(asked)
        verdict = self._judge(stored, asked)
        if verdict in _USABLE or verdict is Verdict.ASKED_FOR_NEW or self._is_full():
            return stored, verdict, False
        shared = await self._library.find_shared(asked, stored)
        if shared is None:
            return stored, verdict, False
        return shared, self._judge(shared, asked), True

    def _judge(self, stored: Stored | None, asked: Asked) -> Verdict:
        if stored is None:
            return Verdict.ASK
        return judge(stored, asked, self._library.state(stored), self._library.now())

    def _is_shareable(self, asked: Asked) -> bool:
        return (
            asked.method == "GET"
            and asked.range is None
            and not asked.is_authorized
            and not asked.directives.keys() & {"no-cache", "no-store"}
            and not self._flights.is_unshareable(self._flight_key(asked), self._library.now())
        )

    def _flight_key(self, asked: Asked) -> FlightKey:
        """Return what requests share a fetch by; after a purge it is another."""
        chosen = selection(asked.fields, self._library.names_of(asked.key))
        return asked.key, chosen, self._library.purges.sequence

    async def _serve_shared(
        self, asked: Asked, stored: Stored | None, verdict: Verdict, receive: Receive, send: Send
    ) -> None:
        """Fetch for all that want the same now, or wait for the one that does."""
        for _ in range(_TRIES_MAX):
            key = self._flight_key(asked)
            if stored is not None and self._origin.may_cover(stored) and self._origin.has_room:
                if await self._serve_patiently(asked, stored, key, send):
                    return
                break
            flight = self._flights.lead(key)
            if flight is not None:
                landed = None
                try:
                    landed = await self._origin.fetch(asked, stored, verdict, receive, send)
                    self._note_shareable(asked, landed)
                finally:
                    self._flights.land(key, flight, landed)
                await self._finish(landed, asked, send)
                return
            landed = await self._flights.follow(key, self._policy.wait_s)
            if landed is not None and self._suits(landed, asked):
                self._counters.collapsed += 1
                await self._answer(landed.stored, asked, send, self._collapsed(landed))
                return
            if self._flights.is_unshareable(key, self._library.now()):
                break
        await self._serve_alone(asked, stored, verdict, receive, send)

    async def _serve_patiently(
        self, asked: Asked, stored: Stored, key: FlightKey, send: Send
    ) -> bool:
        """Fetch while something stale is at hand: it serves when that takes long, or fails.

        Gives False when what was fetched is for whoever asks alone.
        """
        is_own = self._refresh(asked, stored)
        landed = await self._flights.follow(key, self._policy.patience_s)
        if landed is not None and (is_own or self._suits(landed, asked)):
            await self._finish(landed, asked, send)
            return True
        if key in self._flights:  # it takes long
            self._counters.errors_covered += 1
            await self._answer(stored, asked, send, self._status_of_hit(stored))
            return True
        return False

    async def _serve_alone(
        self, asked: Asked, stored: Stored | None, verdict: Verdict, receive: Receive, send: Send
    ) -> None:
        landed = await self._origin.fetch(asked, stored, verdict, receive, send)
        await self._finish(landed, asked, send)

    async def _finish(self, landed: Landed | None, asked: Asked, send: Send) -> None:
        """Answer whoever fetched, unless the answer has passed through already."""
        if landed is not None:
            said = [(b"cache-status", landed.status), *landed.own]
            if not any(name in self._policy.of_one_answer for name, _ in landed.own):
                said += self._stamp()
            await self._send(landed.stored, asked, send, said, is_first=not landed.was_stored)

    def _note_shareable(self, asked: Asked, landed: Landed | None) -> None:
        key = self._flight_key(asked)
        if landed is not None and self._serves_others(landed):
            self._flights.forget_unshareable(key)
        else:
            size = key[0].size + size_of(key[1])
            self._flights.remember_unshareable(key, self._library.now(), size)

    def _suits(self, landed: Landed, asked: Asked) -> bool:
        """Tell whether another's fetch answers a request that waited for it."""
        stored = landed.stored
        chosen = selection(asked.fields, stored.names)
        if not landed.is_shareable or stored.selection != chosen or not covers(stored, asked):
            return False
        if landed.is_failure:
            return True
        state, now = self._library.state(stored), self._library.now()
        return judge(stored, asked, state, now, is_new=True) in _USABLE

    def _serves_others(self, landed: Landed) -> bool:
        """Tell whether a fetch is of use to others, whatever the one who fetched wished for."""
        stored = landed.stored
        if landed.is_failure or not landed.is_shareable:
            return landed.is_shareable
        state, now = self._library.state(stored), self._library.now()
        return standing(stored, state, now) in _USABLE

    def _is_early(self, stored: Stored) -> bool:
        """Decide by lot to fetch before the end, the likelier the nearer and the dearer it is.

        (XFetch: Vattani, Chierichetti, Lowenstein, VLDB 2015. So no hot page ever expires.)
        """
        now = self._library.now()
        if now < stored.calm_until or stored.freshness.lifetime_s <= 0:
            return False
        chance = random.random() or 1e-12  # noqa: S311 - a lot, not a secret
        return now - stored.fetched_in_s * log(chance) >= stored.fresh_until

    def _refresh(self, asked: Asked, stored: Stored) -> bool:
        """Fetch anew without anybody waiting, once at a time; tell whether this began it."""
        key = self._flight_key(asked)
        if not self._origin.has_room or (flight := self._flights.lead(key)) is None:
            return False

        def land(landed: Landed | None) -> None:
            self._flights.land(key, flight, landed)

        wanted = asked.whole() if stored.part is None else asked
        self._origin.fetch_later(wanted, stored, land)
        return True

    def _count_hit(self, verdict: Verdict, *, shared: bool) -> None:
        if shared:
            self._counters.second_level_hits += 1
        else:
            self._counters.hits += 1
        if verdict is not Verdict.FRESH:
            self._counters.stale_hits += 1

    def _status_of_hit(self, stored: Stored) -> bytes:
        ttl_s = int(stored.fresh_until - self._library.now())
        return cache_status(self._policy.name, ttl_s=ttl_s)

    def _collapsed(self, landed: Landed) -> bytes:
        name, reason = self._policy.name, landed.reason
        return cache_status(name, fwd=reason, fwd_status=landed.fwd_status, collapsed=True)

    async def _answer(self, stored: Stored, asked: Asked, send: Send, status: bytes) -> None:
        """Send what is stored, to somebody who did not fetch it."""
        await self._send(stored, asked, send, [(b"cache-status", status), *self._stamp()])

    async def _send(
        self, stored: Stored, asked: Asked, send: Send, said: Fields, *, is_first: bool = False
    ) -> None:
        codings, coding = len(stored.forms), IDENTITY
        if asked.range is None:
            coding = await self._press.coding_for(stored, asked.coding)
        now = self._library.now()
        await answer(stored, asked, send, coding=coding, now=now, said=said, is_first=is_first)
        if len(stored.forms) != codings:
            self._library.grown(asked.key)

    async def _refuse(self, send: Send) -> None:
        """Say that nothing usable is stored (RFC 9111, section 5.2.1.7)."""
        status = cache_status(self._policy.name, detail="only-if-cached")
        fields = [(b"content-length", b"0"), (b"cache-status", status), *self._stamp()]
        await send({"type": "http.response.start", "status": 504, "headers": fields})
        await send({"type": "http.response.body"})
