"""The history of a post: every save, what it changed, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from strive.content.drafts import Draft
from strive.content.post import Model, Post


class RevisionSummary(Model, frozen=True, kw_only=True):
    """A line of the history; `number` is the post's `revision` after it."""

    post: str
    number: int
    action: str
    by: str
    saved_at: datetime
    title: str


class Revision(RevisionSummary, frozen=True, kw_only=True):
    """A revision with the draft that was saved."""

    draft: Draft


class Change(NamedTuple):
    """A run of lines: `operation` is equal, delete, insert or replace (difflib's opcodes)."""

    operation: str
    before: Sequence[str]
    after: Sequence[str]


@dataclass(frozen=True, slots=True)
class FieldDiff:
    """How one field differs: as a unified diff, and as runs of lines to show side by side."""

    field: str
    unified: str
    changes: Sequence[Change]


class Revisions:
    """Reads the history and restores from it."""

    async def list(
        self, post_id: str, limit: int = 50, before: int | None = None
    ) -> list[RevisionSummary]:
        """Return the latest revisions first, from before a number on."""
        ...

    async def get(self, post_id: str, number: int) -> Revision:
        """Return one revision; raises `RevisionNotFound`."""
        ...

    async def diff(self, post_id: str, before: int, after: int) -> list[FieldDiff]:
        """Return what differs between two revisions, field by field, only where it does."""
        ...

    async def restore(self, post_id: str, number: int, *, by: str) -> Post:
        """Save an earlier revision again, as a new one; readers see it if the post is published."""
        ...
