"""Addresses that lead elsewhere: rules made by hand, imported, or left behind by a change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Final, NamedTuple

from strive.content import cache_tags
from strive.content.events import RedirectsChanged
from strive.content.redirect import (
    SPLAT,
    Destination,
    Redirect,
    Source,
    beginning,
    candidates,
    destination,
    request_of,
    rule_of,
)
from strive.content.store.redirects import RedirectStore
from strive.kit.clock import Clock
from strive.platform.cache import DataCache, lifetimes, note
from strive.platform.database import Database, Session
from strive.platform.errors import Invalid
from strive.platform.outbox import Outbox

HOPS_MAX: Final = 10
MADE_HERE: Final = "somebody has made another rule for it here, which stays"
BEGINNINGS_MAX: Final = 1_000
_BATCH: Final = 1_000


class Rejected(NamedTuple):
    """A rule of many that was left out, and why."""

    path: str
    reason: str


class Redirects:
    """Keeps the rules and follows them."""

    def __init__(self, database: Database, outbox: Outbox, clock: Clock, cache: DataCache) -> None:
        self._store = RedirectStore(database)
        self._outbox = outbox
        self._clock = clock
        self._cache = cache

    async def find(self, path: str, query: str = "") -> Destination | None:
        """Return where a request that found nothing should go.

        An exact rule wins over a wildcard, a longer wildcard over a shorter one. The request's
        query goes along, unless rule or target have their own. Whoever follows what this returns
        arrives: rules that lead in a circle, or on for more than 10 steps, lead nowhere.

        Args:
            path: The path asked for, percent-decoded.
            query: Its query as it came, without "?".
        """
        note((cache_tags.MISSING,))
        first = await self._step(path, query, {})
        if first is None or not await self._arrives(path, query, {}):
            return None
        return first

    async def find_exact(self, path: str, query: str) -> Destination | None:
        """Return where a rule for exactly this path and query leads, as `/?p=12` does.

        It is for requests that a page would answer. The database is asked only where there are
        rules with a query that begins alike.
        """
        [exact, *_] = candidates(path, query) or [""]
        if not query or not await self._could_match(exact):
            return None
        return await self.find(path, query) if await self._store.among([exact]) else None

    async def has_rule_for(self, path: str) -> bool:
        """Tell whether a rule is about exactly this path, for a page that would give way to it."""
        note((cache_tags.MISSING,))
        return bool(await self._store.among([path]))

    async def save(
        self, path: str, target: str, status: int = 301, source: Source = Source.MANUAL
    ) -> Redirect:
        """Add a rule, or replace the one for the same path.

        Raises:
            Invalid: The path, target or status cannot stand, or the rule closes a circle.
        """
        rule = rule_of(path, target, self._clock.now(), status=status, source=source)
        if not await self._arrives(*_example(rule), {rule.path: rule}):
            raise Invalid(_circle(rule))
        await self._outbox.transact(partial(self._put_all, [rule]))
        return rule

    async def save_imported(
        self, rules: Iterable[tuple[str, str]], status: int = 301
    ) -> list[Rejected]:
        """Add or replace many rules (path, target) of an import; return those left out.

        What somebody made here stays as it is. Circles over several rules are not looked for
        here; `find` does not follow them.
        """
        kept: dict[str, Redirect] = {}
        rejected: list[Rejected] = []
        for path, target in rules:
            try:
                rule = rule_of(path, target, self._clock.now(), status=status)
            except Invalid as error:
                rejected.append(Rejected(path, error.message))
            else:
                kept[rule.path] = rule
        every, written = list(kept.values()), 0
        for start in range(0, len(every), _BATCH):
            some = await self._store.put_imported(every[start : start + _BATCH])
            written += some.written
            rejected += [Rejected(rule.path, MADE_HERE) for rule in some.left_out]
        if written:
            await self._outbox.transact(self._announce)
        return rejected

    async def save_many(self, rules: Iterable[tuple[str, str, int]]) -> list[Rejected]:
        """Add or replace rules (path, target, status) handed in together; return those left out.

        They are looked at together: none that leads in a circle with the others is kept.
        """
        kept: dict[str, Redirect] = {}
        rejected: list[Rejected] = []
        for path, target, status in rules:
            try:
                rule = rule_of(path, target, self._clock.now(), status=status, source=Source.MANUAL)
            except Invalid as error:
                rejected.append(Rejected(path, error.message))
            else:
                kept[rule.path] = rule
        for rule in list(kept.values()):
            if not await self._arrives(*_example(rule), kept):
                rejected.append(Rejected(rule.path, _circle(rule)))
                del kept[rule.path]
        if kept:
            await self._outbox.transact(partial(self._put_all, list(kept.values())))
        return rejected

    async def delete(self, path: str) -> bool:
        """Remove a rule; False when there is none."""

        async def work(session: Session) -> bool:
            await self._announce(session)
            return await self._store.delete(path, session)

        return await self._outbox.transact(work)

    async def page(self, after: str = "", limit: int = 100, part: str = "") -> list[Redirect]:
        """Return rules in the order of their paths, after one; those with a text in the path."""
        return await self._store.after(after, limit, part)

    async def _could_match(self, exact: str) -> bool:
        known = await self._cache.get_or_set(
            "redirects:beginnings",
            lifetimes.HOT,
            partial(self._store.beginnings, BEGINNINGS_MAX + 1),
            type=frozenset[str],
            tags=(cache_tags.MISSING,),
        )
        return len(known) > BEGINNINGS_MAX or beginning(exact) in known

    async def _put_all(self, rules: list[Redirect], session: Session) -> None:
        await self._store.put(rules, session)
        await self._announce(session)

    async def _announce(self, session: Session) -> None:
        await self._outbox.add(session, RedirectsChanged(at=self._clock.now()))

    async def _arrives(self, path: str, query: str, extra: Mapping[str, Redirect]) -> bool:
        """Tell whether following the rules from here comes to an end."""
        seen = {(path, query)}
        for _ in range(HOPS_MAX):
            step = await self._step(path, query, extra)
            if step is None or not step.is_on_site:
                return True
            path, query = request_of(step.target)
            if (path, query) in seen:
                return False
            seen.add((path, query))
        return False

    async def _step(
        self, path: str, query: str, extra: Mapping[str, Redirect]
    ) -> Destination | None:
        """Follow one rule, as if there were `extra` too."""
        rules = await self._store.among(candidates(path, query), fresh=bool(extra))
        rules.update(extra)
        return destination(path, query, rules)


def _circle(rule: Redirect) -> str:
    return f"A redirect from {rule.path} to {rule.target} would go round in circles."


def _example(rule: Redirect) -> tuple[str, str]:
    """Return a request that a rule matches."""
    path, _, query = rule.path.partition("?")
    return (path.replace("/*", f"/{SPLAT[1:]}") if rule.is_wildcard else path), query
