"""Many posts at once, from elsewhere: fast, repeatable, nothing half-written."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from strive.content.drafts import Arrival


class Result(StrEnum):
    """What became of one arrival."""

    IMPORTED = "imported"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class Outcome(NamedTuple):
    """What became of one arrival; `reason` says why it was refused (or renamed)."""

    origin_id: str
    result: Result
    post_id: str = ""
    path: str = ""
    reason: str = ""


class Bulk:
    """Takes posts in by the thousand."""

    async def save_many(
        self, arrivals: Sequence[Arrival], *, by: str, announce: bool = False
    ) -> list[Outcome]:
        """Keep what is new or changed; the outcomes are in the order of the arrivals.

        Hand in 500 to 1,000 at a time: a batch is written whole or not at all. A slug that is
        taken gets a number. An arrival that breaks a rule is refused by itself. With `announce`,
        events are sent as for a post saved by hand (for a single change synchronised from
        elsewhere); an import of old posts sends none.
        """
        ...

    async def known(self, system: str, ids: Sequence[str]) -> dict[str, tuple[str, str]]:
        """Return post id and path by origin id, of those that have been taken in before."""
        ...
