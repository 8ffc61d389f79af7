"""A revision: what a save of a post left behind; pure."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

import msgspec

from strive.content.drafts import Draft
from strive.content.post import Model


class Action(StrEnum):
    """What was done to a post."""

    SAVED = "saved"
    PUBLISHED = "published"
    SCHEDULED = "scheduled"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"
    IMPORTED = "imported"


class RevisionSummary(Model, frozen=True, kw_only=True):
    """A line of the history; `number` is the post's `revision` after it."""

    post: str
    number: int
    action: Action
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


def differences(before: Draft, after: Draft) -> list[FieldDiff]:
    """Return what differs between two drafts, field by field, only where it does."""
    return [
        _field_diff(name, _lines(getattr(before, name)), _lines(getattr(after, name)))
        for name in Draft.__struct_fields__
        if name not in {"id", "revision"} and getattr(before, name) != getattr(after, name)
    ]


def _field_diff(name: str, before: list[str], after: list[str]) -> FieldDiff:
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    changes = [
        Change(operation, before[b1:b2], after[a1:a2])
        for operation, b1, b2, a1, a2 in matcher.get_opcodes()
    ]
    unified = "\n".join(difflib.unified_diff(before, after, "before", "after", lineterm=""))
    return FieldDiff(name, unified, changes)


def _lines(value: Any) -> list[str]:
    """Return a value as lines: text as it is, anything else as indented JSON."""
    if isinstance(value, str):
        return value.splitlines()
    body = getattr(value, "source", None)
    if isinstance(body, str):
        return [f"({value.format})", *body.splitlines()]
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode().splitlines()
