"""Addresses that lead elsewhere: rules made by hand, imported, or left behind by a change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from msgspec import field

from strive.content.post import Model


class Source(StrEnum):
    """Where a rule comes from."""

    MANUAL = "manual"
    IMPORT = "import"
    SLUG = "slug"


class Redirect(Model, frozen=True, kw_only=True):
    """A rule: `path` is exact ("/old", "/?p=7") or ends in a wildcard ("/old/*").

    `target` is a path of this site or an http(s) address; `:splat` in its path or query stands
    for what the wildcard matched. `status` is 301, 302, 307 or 308.
    """

    path: str = field(name="_id")
    target: str
    status: int = 301
    source: Source = Source.MANUAL
    created_at: datetime


class Destination(NamedTuple):
    """Where to send a reader, after all rules that follow one another; ready for `Location`."""

    target: str
    status: int


class Rejected(NamedTuple):
    """A rule of a bulk that was left out, and why."""

    path: str
    reason: str


class Redirects:
    """Keeps the rules and follows them."""

    async def find(self, path: str, query: str = "") -> Destination | None:
        """Return where a request that found nothing should go; `path` is decoded.

        An exact rule wins over a wildcard, a longer wildcard over a shorter one. Chains are
        followed here, so that readers are redirected once; a circle leads nowhere (None).
        """
        ...

    async def save(
        self, path: str, target: str, status: int = 301, source: Source = Source.MANUAL
    ) -> Redirect:
        """Add a rule, or replace the one for the same path.

        Raises:
            Invalid: The path, target or status cannot stand, or the rule closes a circle.
        """
        ...

    async def save_many(
        self, rules: Iterable[tuple[str, str]], status: int = 301, source: Source = Source.IMPORT
    ) -> list[Rejected]:
        """Add or replace many rules (path, target); return those that cannot stand."""
        ...

    async def delete(self, path: str) -> bool:
        """Remove a rule; False when there is none."""
        ...

    async def page(self, after: str = "", limit: int = 100) -> list[Redirect]:
        """Return rules in the order of their paths, after one."""
        ...
