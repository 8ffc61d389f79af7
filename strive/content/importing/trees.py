"""Categories of an export in an order in which they can be written; pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from strive.content.importing.records import CategoryRecord
from strive.content.taxonomy import CATEGORY_DEPTH_MAX


def ordered(
    records: Sequence[CategoryRecord], known: frozenset[str] = frozenset()
) -> Iterator[tuple[CategoryRecord, str, str]]:
    """Give each category after its parent, with the parent's id and what was altered, if so.

    A circle is cut at the first of its categories, which then stands at the top; what is nested
    too deep goes up to the deepest level there is. Parents that are `known` need not be given.
    """
    by_id = {record.id: record for record in records}
    placed: dict[str, tuple[str, int]] = {}  # parent and depth, from 1
    for record in records:
        path = _path_to_placed(record, by_id, placed)
        for category in reversed(path):
            parent, reason = category.parent, ""
            if parent in known and parent not in by_id:
                placed[parent] = ("", 1)
            elif parent and parent not in by_id:
                parent, reason = "", f"its parent “{parent}” is not in the export"
            elif parent and parent not in placed:
                parent, reason = "", f"a circle of categories; its parent “{parent}” is left out"
            elif parent and placed[parent][1] >= CATEGORY_DEPTH_MAX:
                parent = placed[parent][0]
                reason = f"nested deeper than {CATEGORY_DEPTH_MAX}; moved up"
            placed[category.id] = (parent, placed[parent][1] + 1 if parent else 1)
            yield category, parent, reason


def _path_to_placed(
    record: CategoryRecord,
    by_id: dict[str, CategoryRecord],
    placed: dict[str, tuple[str, int]],
) -> list[CategoryRecord]:
    """Return a category and those above it that are not placed yet; a circle ends the path."""
    path: list[CategoryRecord] = []
    seen: set[str] = set()
    at: CategoryRecord | None = record
    while at is not None and at.id not in placed and at.id not in seen:
        path.append(at)
        seen.add(at.id)
        at = by_id.get(at.parent)
    return path
