"""What somebody has typed and not saved yet, kept here too, so that another device has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from strive.content.post import Kind
from strive.content.store.copies import CopyStore, WorkingCopy
from strive.kit.clock import Clock
from strive.platform.database import Database

SHOWN_MAX: Final = 5
TITLE_CHARACTERS_MAX: Final = 300


class WorkingCopies:
    """One copy for each person and post; gone when it is saved, or after thirty days."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._store = CopyStore(database)
        self._clock = clock

    async def keep(
        self, user: str, draft: str, revision: int, kind: Kind, fields: Mapping[str, list[str]]
    ) -> WorkingCopy:
        """Keep what is typed, in place of what was before."""
        title = next(iter(fields.get("title", ())), "")[:TITLE_CHARACTERS_MAX]
        copy = WorkingCopy(
            id=_key(user, draft),
            draft=draft,
            user=user,
            revision=revision,
            kind=kind,
            title=title,
            fields=dict(fields),
            saved_at=self._clock.now(),
        )
        await self._store.put(copy)
        return copy

    async def get(self, user: str, draft: str) -> WorkingCopy | None:
        """Return what somebody left of a post."""
        return await self._store.get(_key(user, draft))

    async def new_ones(self, user: str) -> list[WorkingCopy]:
        """Return what somebody left of posts that were never saved, the latest first."""
        copies = await self._store.of(user, SHOWN_MAX * 4)
        return [copy for copy in copies if copy.revision == 0][:SHOWN_MAX]

    async def discard(self, user: str, draft: str) -> None:
        """Forget a copy."""
        await self._store.delete(_key(user, draft))

    async def discard_all(self, user: str) -> int:
        """Forget all copies of somebody who is erased; return how many there were."""
        return await self._store.delete_all(user)


def _key(user: str, draft: str) -> str:
    return f"{draft}:{user}"
