"""Which limits a request has: those that are declared beside its route."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple, TypeVar

from starlette.routing import BaseRoute, Mount, Route, compile_path

from strive.platform.ratelimit.policy import Limits, Policy, Unlimited

R = TypeVar("R", bound=BaseRoute)

_LIMITS: Final = "strive_limits"
_NAMED: Final = re.compile(r"\(\?P<[^>]+>")


def limited(routes: Iterable[R], limits: Limits) -> list[R]:
    """Declare the limits of routes; below a mount they count where a route has none of its own."""
    declared = list(routes)
    for route in declared:
        setattr(route, _LIMITS, limits)
    return declared


class Entry(NamedTuple):
    """A route with its whole path, its methods (None: all), and its limits as declared."""

    path: str
    pattern: re.Pattern[str]
    methods: frozenset[str] | None
    limits: Limits | None


class Table:
    """The limits of all routes, found as the router finds them.

    Args:
        routes: In the order of the router.
        otherwise: The limits of what is no route's, and of routes that declare none.

    Raises:
        ValueError: Two policies of one name differ in more than their cost.
    """

    def __init__(self, routes: Iterable[BaseRoute], *, otherwise: tuple[Policy, ...]) -> None:
        self.entries = list(_entries(routes))
        self._otherwise = otherwise
        self._first = _any_of(self.entries)
        self.policies = _by_name([*self.entries, Entry("", re.compile(""), None, otherwise)])

    def find(self, method: str, path: str) -> tuple[Policy, ...]:
        """Return the policies of a request; () when it has no limit."""
        found = self._first.match(path)
        if found is None:
            return self._of(None)
        first = self.entries[_number_of(found)]
        method = "GET" if method == "HEAD" else method
        if first.methods is None or method in first.methods:
            return self._of(first)
        return self._of(
            next((entry for entry in self.entries if _answers(entry, method, path)), first)
        )

    def _of(self, entry: Entry | None) -> tuple[Policy, ...]:
        limits = None if entry is None else entry.limits
        if limits is None:
            return self._otherwise
        return () if isinstance(limits, Unlimited) else limits


def _entries(routes: Iterable[BaseRoute], prefix: str = "") -> Iterator[Entry]:
    for route in routes:
        limits: Limits | None = getattr(route, _LIMITS, None)
        if isinstance(route, Mount):
            below = prefix + route.path
            yield from (
                entry if entry.limits is not None else entry._replace(limits=limits)
                for entry in _entries(route.routes, below)
            )
            yield _entry(below + "/{path:path}", None, limits)
        elif isinstance(route, Route):
            yield _entry(prefix + route.path, route.methods, limits)


def _entry(path: str, methods: Iterable[str] | None, limits: Limits | None) -> Entry:
    return Entry(path, compile_path(path)[0], frozenset(methods) if methods else None, limits)


def _any_of(entries: Iterable[Entry]) -> re.Pattern[str]:
    """Return one pattern for all, of which the group that matched is numbered."""
    unnamed = (_NAMED.sub("(?:", entry.pattern.pattern) for entry in entries)
    return re.compile("|".join(f"(?P<e{i}>{pattern})" for i, pattern in enumerate(unnamed)) or "$^")


def _number_of(found: re.Match[str]) -> int:
    return int((found.lastgroup or "e0")[1:])


def _answers(entry: Entry, method: str, path: str) -> bool:
    is_there = entry.pattern.match(path) is not None
    return is_there and (entry.methods is None or method in entry.methods)


def _by_name(entries: Iterable[Entry]) -> dict[str, Policy]:
    found: dict[str, Policy] = {}
    for entry in entries:
        for policy in entry.limits if isinstance(entry.limits, tuple) else ():
            known = found.setdefault(policy.name, policy)
            if _without_cost(known) != _without_cost(policy):
                raise ValueError(f"there are two policies {policy.name}, and they differ")
    return found


def _without_cost(policy: Policy) -> tuple[object, ...]:
    return policy.quota, policy.window_s, policy.by, policy.failure, policy.shadow
