"""A revision: what a save of a post left behind; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

import msgspec

from strive.content.drafts import Draft
from strive.content.post import Model
from strive.kit.lines import Lines


class Action(StrEnum):
    """What was done to a post."""

    SAVED = "saved"
    PUBLISHED = "published"
    SCHEDULED = "scheduled"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"
    IMPORTED = "imported"


class RevisionSummary(Model, frozen=True, kw_only=True):
    """A line of the history; `number` is the post's `revision` after it.

    `by` is who saved, as they were called then; `user` the id of their account, "" for a program.
    """

    post: str
    number: int
    action: Action
    by: str
    user: str = ""
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


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two revisions, and how the fields differ that do."""

    before: RevisionSummary
    after: RevisionSummary
    fields: Sequence[FieldDiff]


def differences(before: Revision, after: Revision) -> list[FieldDiff]:
    """Return what differs between two revisions, field by field, only where it does."""
    numbers = (before.number, after.number)
    pairs = {
        name: (getattr(before.draft, name), getattr(after.draft, name))
        for name in Draft.__struct_fields__
        if name not in {"id", "revision"}
    }
    return [
        _field_diff(name, numbers, _lines(old), _lines(new))
        for name, (old, new) in pairs.items()
        if old != new
    ]


def _field_diff(
    name: str, numbers: tuple[int, int], before: list[str], after: list[str]
) -> FieldDiff:
    lines = Lines(before, after)
    changes = [
        Change(operation, before[b1:b2], after[a1:a2])
        for operation, b1, b2, a1, a2 in lines.get_opcodes()
    ]
    old, new = (f"{name}, revision {number}" for number in numbers)
    unified = "\n".join(lines.unified(old, new))
    return FieldDiff(name, unified, changes)


def _lines(value: Any) -> list[str]:
    """Return a value as lines: text as it is, anything else as indented JSON."""
    if isinstance(value, str):
        return value.splitlines()
    body = getattr(value, "source", None)
    if isinstance(body, str):
        return [f"({value.format})", *body.splitlines()]
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode().splitlines()
