"""The application behind a cache: asked, and what it says stored or passed on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Final
from urllib.parse import urljoin, urlsplit

import structlog
from starlette.types import ASGIApp, Receive, Send

from strive.platform.cache.asked import Asked
from strive.platform.cache.counters import Counters
from strive.platform.cache.details import Wish, detail_of, with_wish
from strive.platform.cache.fetching import (
    Reception,
    Take,
    empty_then,
    fetch,
    nobody,
    scope_with,
)
from strive.platform.cache.http.conditions import CONDITIONS, updated, validators
from strive.platform.cache.http.directives import response_directives
from strive.platform.cache.http.fields import Fields, value_of, without
from strive.platform.cache.http.groups import INVALIDATION, groups_of
from strive.platform.cache.http.status import cache_status
from strive.platform.cache.http.storing import fields_of_one, without_lifetimes
from strive.platform.cache.judging import Verdict, may_serve_on_error
from strive.platform.cache.landed import Landed
from strive.platform.cache.library import Library, renewed
from strive.platform.cache.making import Moment, Said, freshness_now, make, why_not
from strive.platform.cache.policy import Policy
from strive.platform.cache.purging import NotHeard, Purging
from strive.platform.cache.stored import Stored

_ERROR: Final = 500
_NOT_MODIFIED: Final = 304
_ASK_ELSEWHERE: Final = frozenset({307, 308})
_NOT_PERSONAL: Final = frozenset({"no-store", "never usable"})  # reasons not to store errors
_WRITTEN_ANEW: Final = frozenset({b"content-length", b"content-encoding", b"vary", b"etag"})
_PRIVATE: Final = (b"cache-control", b"private, no-store")

log = structlog.get_logger(__name__)


class Origin:
    """Fetches from the application for one page cache."""

    def __init__(
        self,
        app: ASGIApp,
        policy: Policy,
        library: Library,
        purging: Purging,
        counters: Counters,
    ) -> None:
        self._app = app
        self._policy = policy
        self._library = library
        self._purging = purging
        self._counters = counters
        self._background: set[asyncio.Task[None]] = set()

    @property
    def has_room(self) -> bool:
        """Whether one more fetch may run that nobody waits for."""
        return len(self._background) < self._policy.background_max

    async def pass_through(self, asked: Asked, receive: Receive, send: Send, why: str) -> None:
        """Let the application answer; an unsafe method that succeeds invalidates what it names.

        It may grant whoever asks for themselves details of what others get (`grant_details`).
        """
        scope, wish = with_wish(asked.scope) if why == "private" else (asked.scope, Wish())

        def decide(_status: int, fields: Fields) -> tuple[Take, Fields]:
            if why == "private":
                fields = [*without_lifetimes(fields), _PRIVATE]
            reason = "method" if why == "method" else "bypass"
            status = self._detailed(asked, reason) if wish.is_granted else self._status(reason)
            return Take.FORWARD, [*fields, (b"cache-status", status)]

        reception = Reception(decide, send, 0)
        await fetch(self._app, scope, receive, reception)
        if why == "method" and reception.status and reception.status < 400:  # noqa: PLR2004 - errors
            await self._invalidate(asked, reception.status, reception.fields)

    async def fetch(
        self,
        asked: Asked,
        stored: Stored | None,
        verdict: Verdict,
        receive: Receive,
        send: Send | None,
    ) -> Landed | None:
        """Ask the application; None when its answer went straight to the asker.

        Raises:
            Exception: Whatever the application raises, when nothing stale can serve instead.
        """
        reason = verdict.value if stored is not None else self._miss(asked)
        moment = Moment(self._library.now(), self._library.wall(), self._library.purges.sequence)
        decide = partial(self._decide, asked, stored, reason, unattended=send is None)
        reception = Reception(decide, send, self._policy.entry_bytes)
        scope = scope_with(asked.scope, self._request(asked, stored))
        try:
            await fetch(self._app, scope, empty_then(receive), reception)
        except Exception as error:
            if reception.has_passed or stored is None or not self.may_cover(stored):
                raise
            log.warning("cache.stale_on_error", url=asked.key.url, error=repr(error))
            return self._covered(stored, reason, 0)
        return self._land(asked, stored, reason, moment, reception)

    def fetch_later(
        self, asked: Asked, stored: Stored, land: Callable[[Landed | None], None]
    ) -> None:
        """Fetch anew without anybody waiting, and tell `land` what came of it."""
        task = asyncio.create_task(self._fetch_unattended(asked, stored, land))
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def _fetch_unattended(
        self, asked: Asked, stored: Stored, land: Callable[[Landed | None], None]
    ) -> None:
        landed = None
        try:
            async with asyncio.timeout(self._policy.background_s):
                landed = await self.fetch(asked, stored, Verdict.ASK, nobody, None)
        except Exception as error:  # noqa: BLE001 - nobody waits; the stale response stays
            log.warning("cache.refresh_failed", url=asked.key.url, error=repr(error))
        finally:
            land(landed)

    def _request(self, asked: Asked, stored: Stored | None) -> Fields:
        """Return the fields to ask with: the cache's own conditions instead of the asker's."""
        if asked.method == "HEAD" or asked.range is not None:
            return asked.fields
        fields = without(asked.fields, CONDITIONS)
        return fields if stored is None else [*fields, *validators(stored.fields)]

    def _decide(  # noqa: PLR0913 - what the decision depends on
        self,
        asked: Asked,
        stored: Stored | None,
        reason: str,
        status: int,
        fields: Fields,
        *,
        unattended: bool,
    ) -> tuple[Take, Fields]:
        passing = [*fields, (b"cache-status", self._status(reason, status))]
        if asked.method == "HEAD":
            return Take.FORWARD, passing
        if stored is not None and (status == _NOT_MODIFIED or status >= _ERROR or unattended):
            return Take.KEEP, passing
        kept = status >= _ERROR or not why_not(asked, status, fields, self._policy, self._wall())
        return (Take.KEEP if kept else Take.FORWARD), passing

    def _land(
        self,
        asked: Asked,
        stored: Stored | None,
        reason: str,
        moment: Moment,
        reception: Reception,
    ) -> Landed | None:
        """Store what came, or find out what it means for what is stored."""
        status, fields = reception.status, reception.fields
        if asked.method == "HEAD":
            self._counters.misses += 1
            self._freshen_by_head(asked, stored, reception, moment)
            return None
        if stored is not None and status == _NOT_MODIFIED:
            self._counters.validated += 1
            return self._validated(asked, stored, reason, moment, fields)
        if stored is not None and status >= _ERROR and self.may_cover(stored):
            return self._covered(stored, reason, status)
        self._counters.misses += 1
        if reception.has_passed:
            return None
        why = why_not(asked, status, fields, self._policy, self._wall())
        is_failure = bool(why) and status >= _ERROR
        made = make(asked, reception, moment, self._policy, self._library, is_failure=is_failure)
        is_kept = not why and self._library.keep(asked.key, made)
        return Landed(
            stored=made,
            status=self._status(reason, status, made, is_kept=is_kept),
            reason=reason,
            fwd_status=status,
            own=self._own(fields),
            is_failure=is_failure,
            is_shareable=not why or (is_failure and why in _NOT_PERSONAL),
        )

    def _validated(
        self, asked: Asked, stored: Stored, reason: str, moment: Moment, fields: Fields
    ) -> Landed:
        new_fields = updated(stored.fields, without(fields, self._policy.of_one_answer))
        said = Said(stored.status, new_fields, arrived=fields)
        freshness, born = freshness_now(said, moment, self._policy, self._library)
        new = renewed(
            stored,
            fields=new_fields,
            freshness=freshness,
            born=born,
            received=self._library.wall(),
            fetched_in_s=max(self._library.now() - moment.started, stored.fetched_in_s / 2),
            stamp=moment.stamp,
        )
        is_kept = self._library.keep(asked.key, new)
        line = self._status(reason, _NOT_MODIFIED, new, is_kept=is_kept)
        own = self._own(fields)
        return Landed(new, line, reason, _NOT_MODIFIED, own, was_stored=True)

    def _freshen_by_head(
        self, asked: Asked, stored: Stored | None, reception: Reception, moment: Moment
    ) -> None:
        """Update a stored response by the answer to HEAD, or drop it (RFC 9111, 4.3.5)."""
        if stored is None or reception.status != stored.status:
            return
        same = all(
            value_of(reception.fields, name) in (None, value_of(stored.fields, name))
            for name in (b"etag", b"last-modified", b"content-length")
        )
        if same:
            self._validated(asked, stored, "stale", moment, reception.fields)
        else:
            self._library.remove(asked.key, stored)

    def _covered(self, stored: Stored, reason: str, fwd_status: int) -> Landed:
        self._counters.errors_covered += 1
        ttl_s = int(stored.fresh_until - self._library.now())
        said = cache_status(self._policy.name, fwd=reason, fwd_status=fwd_status, ttl_s=ttl_s)
        return Landed(stored, said, reason, fwd_status, was_stored=True, is_failure=True)

    def may_cover(self, stored: Stored) -> bool:
        """Tell whether something stale may serve when the application cannot."""
        state, now = self._library.state(stored), self._library.now()
        return may_serve_on_error(stored, state, now, self._policy.stale_if_error_s)

    async def _invalidate(self, asked: Asked, status: int, fields: Fields) -> None:
        """Purge what an unsafe request changed (RFC 9111, section 4.4; RFC 9875, section 3).

        Who is told to ask elsewhere has changed nothing there yet.
        """
        urls = {asked.key.url}
        for name in () if status in _ASK_ELSEWHERE else (b"location", b"content-location"):
            if (target := value_of(fields, name)) is not None:
                url = urljoin(asked.key.url, target.decode("latin-1"))
                if urlsplit(url)[:2] == urlsplit(asked.key.url)[:2]:
                    urls.add(url)
        groups = (f"{asked.key.origin} {group}" for group in groups_of(fields, INVALIDATION))
        try:
            await self._purging.purge([*urls, *groups])
        except NotHeard as error:
            log.warning("cache.purge_not_heard", url=asked.key.url, error=repr(error.__cause__))

    def _miss(self, asked: Asked) -> str:
        return "vary-miss" if self._library.has(asked.key) else "uri-miss"

    def _status(
        self, fwd: str, fwd_status: int = 0, made: Stored | None = None, *, is_kept: bool = False
    ) -> bytes:
        ttl_s = int(made.fresh_until - self._library.now()) if made and is_kept else None
        return cache_status(
            self._policy.name, fwd=fwd, fwd_status=fwd_status, ttl_s=ttl_s, stored=is_kept
        )

    def _detailed(self, asked: Asked, reason: str) -> bytes:
        detail = detail_of(self._library.find(asked), self._library)
        return cache_status(self._policy.name, fwd=reason, key=asked.key.url, detail=detail)

    def _own(self, fields: Fields) -> Fields:
        """Return what of a response is only for the one it was fetched for."""
        directives, _ = response_directives(fields, self._policy.targets)
        own = self._policy.of_one_answer | (fields_of_one(directives) - _WRITTEN_ANEW)
        return [(name, value) for name, value in fields if name in own]

    def _wall(self) -> float:
        return self._library.wall()
