"""Tables that scroll by themselves where the page is narrow."""

from __future__ import annotations

from strive.content.rendering.tree import Element, content_of, element, walk

_LABEL_CHARACTERS_MAX = 100


def scrollable(table: Element) -> Element:
    """Wrap a table so that keyboard users can scroll it, and hear what it is."""
    return element(
        "div", table, class_="table-scroll", tabindex="0", role="group", aria_label=_label(table)
    )


def _label(table: Element) -> str:
    """Return its caption or, in whatever language it is, the names of its columns."""
    caption = next((e for e in walk(table) if e.tag == "caption"), None)
    if caption is not None and (text := content_of(caption).strip()):
        return text[:_LABEL_CHARACTERS_MAX]
    row = next((e for e in walk(table) if e.tag == "tr"), None)
    cells = [content_of(e).strip() for e in walk(row) if e.tag in {"th", "td"}] if row else []
    return ", ".join(filter(None, cells))[:_LABEL_CHARACTERS_MAX] or "\u2026"
