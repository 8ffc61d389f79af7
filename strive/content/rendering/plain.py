"""The text of a body without markup, for search and excerpts."""

from __future__ import annotations

import re
from typing import Final

from strive.content.rendering.tags import BLOCKS, TABLE_PARTS
from strive.content.rendering.tree import Element, Markup

_LINES: Final = (BLOCKS | TABLE_PARTS | {"br", "video", "audio"}) - {"td", "th", "col", "colgroup"}
_UNREAD: Final = frozenset({"embed-link", "footnote-back", "footnote-ref", "heading-anchor"})
_SPACE = re.compile(r"[^\S\n]+")
_NEWLINES = re.compile(r" ?\n[ \n]*")


def plain_text(root: Element) -> str:
    """Return what is read, a line for each block, without references and links of embeds."""
    parts: list[str] = []
    _collect(root, parts)
    text = _SPACE.sub(" ", "".join(parts))
    return _NEWLINES.sub("\n", text).strip()


def _collect(parent: Element, parts: list[str]) -> None:
    for child in parent.children:
        if isinstance(child, str):
            parts.append(child.replace("\n", " "))
        elif isinstance(child, Markup):
            parts.append(child.text)
        elif child.attributes and not _UNREAD.isdisjoint(child.classes):
            continue
        elif child.tag in _LINES:
            parts.append("\n")
            _collect(child, parts)
            parts.append("\n")
        else:
            _collect(child, parts)
            if child.tag in {"td", "th"}:
                parts.append(" ")
