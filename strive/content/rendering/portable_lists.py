"""Flat list items of Portable Text as nested lists."""

from __future__ import annotations

from collections.abc import Iterable

from strive.content.rendering.tree import Element, Node


def nested_lists(items: Iterable[tuple[str, int, Element]]) -> list[Node]:
    """Return the lists that items of (kind, level from 1, `li`) make, in order."""
    lists: list[Node] = []
    open_lists: list[tuple[int, Element]] = []  # from the outermost
    for kind, level, item in items:
        tag = "ol" if kind == "number" else "ul"
        while open_lists and open_lists[-1][0] > level:
            open_lists.pop()
        if open_lists and open_lists[-1][0] == level and open_lists[-1][1].tag != tag:
            open_lists.pop()
        if not open_lists or open_lists[-1][0] < level:
            opened = Element(tag)
            if open_lists:
                last = open_lists[-1][1].children[-1]
                if isinstance(last, Element):
                    last.children.append(opened)
            else:
                lists.append(opened)
            open_lists.append((level, opened))
        open_lists[-1][1].children.append(item)
    return lists
