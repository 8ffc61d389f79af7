"""What is told of a stored response beside its status, to operators alone."""

from __future__ import annotations

from typing import Final

from starlette.types import Scope

from strive.platform.cache.judging import standing
from strive.platform.cache.library import Library
from strive.platform.cache.stored import Stored

GROUPS_SHOWN: Final = 20
_WISH: Final = "strive.cache.details"


class Wish:
    """Whether whoever sent one request is told details; nobody is unless it is granted."""

    __slots__ = ("is_granted",)

    def __init__(self) -> None:
        self.is_granted = False


def with_wish(scope: Scope) -> tuple[Scope, Wish]:
    """Return the scope of a request with a wish in it, for the application to grant."""
    wish = Wish()
    return {**scope, _WISH: wish}, wish


def grant_details(scope: Scope) -> None:
    """Have the cache in front tell details with the answer to this request.

    It does so where the answer is for one person alone; elsewhere there is nothing to grant.
    """
    wish = scope.get(_WISH)
    if wish is not None:
        wish.is_granted = True


def detail_of(stored: Stored | None, library: Library) -> str:
    """Say what others get from this process at the same address."""
    if stored is None:
        return "not stored in this process"
    now = library.now()
    verdict = standing(stored, library.state(stored), now)
    groups = " ".join(stored.tags[:GROUPS_SHOWN])
    more = f" and {len(stored.tags) - GROUPS_SHOWN} more" if stored.tags[GROUPS_SHOWN:] else ""
    return (
        f"stored, {verdict.value}, ttl {int(stored.fresh_until - now)} s, "
        f"{len(stored.body)} bytes, took {stored.fetched_in_s * 1000:.0f} ms, "
        f"groups {groups or 'none'}{more}"
    )
