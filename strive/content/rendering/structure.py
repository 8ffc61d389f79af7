"""Elements where HTML allows them: lists hold items, paragraphs hold no blocks."""

from __future__ import annotations

import re
from typing import Final

from strive.content.rendering.tags import BLOCKS, HEADINGS, TABLE_PARTS
from strive.content.rendering.tree import Element, Markup, Node, element

_BLOCKS: Final = BLOCKS | {"aside", "details", "figure"}
_TRANSPARENT: Final = frozenset({"a", "del", "ins", "label"})
_PARTS: Final = {  # element: (the parents it belongs in, what it is elsewhere)
    "dd": (frozenset({"dl"}), "div"),
    "dt": (frozenset({"dl"}), "div"),
    "figcaption": (frozenset({"figure"}), "p"),
    "li": (frozenset({"ul", "ol"}), "div"),
    "rp": (frozenset({"ruby"}), "span"),
    "rt": (frozenset({"ruby"}), "span"),
    "summary": (frozenset({"details"}), "p"),
}
_BLANK_LINE = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


def settle_structure(root: Element) -> None:
    """Bring the elements under a root where HTML allows them, in place; nothing readable is lost.

    Loose text at the top becomes paragraphs, split at blank lines as in older WordPress texts.
    """
    _settle(root)
    root.children = _in_paragraphs(root.children)


def _settle(parent: Element) -> None:
    children: list[Node] = []
    for child in parent.children:
        if not isinstance(child, Element):
            children.append(child)
            continue
        _settle(child)
        if child.tag in _PARTS and parent.tag not in _PARTS[child.tag][0]:
            child.tag = _PARTS[child.tag][1]
        if child.tag == "input" and parent.tag != "label":
            continue
        children.extend(_allowed(child))
    parent.children = children
    if parent.tag in {"ul", "ol"}:
        parent.children = _items(parent.children)
    elif parent.tag == "dl":
        parent.children = [_described(child) for child in parent.children]


def _allowed(child: Element) -> list[Node]:
    """Return a child, its parts if it may not hold them, or nothing if it holds nothing."""
    if child.tag == "details" and not _starts_with_summary(child):
        child.tag = "div"
        child.attributes.pop("open", None)
    if child.tag in {"ul", "ol", "dl", "table"} and not _has_elements(child):
        return child.children
    if not any(_is_block(node) for node in child.children):
        return [child]
    if child.tag == "p":
        return _split(child)
    if child.tag in HEADINGS:
        child.children = _flattened(child.children)
    elif child.tag not in _BLOCKS | TABLE_PARTS | _TRANSPARENT:
        return child.children  # an inline element around blocks says nothing about them
    return [child]


def _split(paragraph: Element) -> list[Node]:
    parts: list[Node] = []
    for child in paragraph.children:
        if _is_block(child):
            parts.append(child)
        elif parts and isinstance(parts[-1], Element) and parts[-1].tag == "p":
            parts[-1].children.append(child)
        elif not isinstance(child, str) or child.strip():
            parts.append(Element("p", dict(paragraph.attributes), [child]))
    return parts


def _flattened(nodes: list[Node]) -> list[Node]:
    flat: list[Node] = []
    for node in nodes:
        if isinstance(node, Element) and _is_block(node):
            flat.extend((" ", *_flattened(node.children), " "))
        else:
            flat.append(node)
    return flat


def _items(nodes: list[Node]) -> list[Node]:
    items: list[Node] = []
    last: Element | None = None
    for node in nodes:
        if isinstance(node, str) and not node.strip():
            items.append(node)
        elif isinstance(node, Element) and node.tag == "li":
            items.append(node)
            last = node
        elif last is not None and isinstance(node, Element) and node.tag in {"ul", "ol"}:
            last.children.append(node)  # a list beside its item, as old editors nested them
        else:
            last = element("li", node)
            items.append(last)
    return items


def _described(node: Node) -> Node:
    if isinstance(node, str) and not node.strip():
        return node
    named = isinstance(node, Element) and node.tag in {"dt", "dd"}
    return node if named else element("dd", node)


def _in_paragraphs(nodes: list[Node]) -> list[Node]:
    result: list[Node] = []
    run: list[Node] = []
    for node in (*nodes, None):
        if node is not None and not _is_block(node):
            if not isinstance(node, str):
                run.append(node)
                continue
            first, *others = _BLANK_LINE.split(node)
            run.append(first)
            for other in others:
                result.extend(_paragraph(run))
                run = [other]
            continue
        result.extend(_paragraph(run))
        run = []
        if node is not None:
            result.append(node)
    return result


def _paragraph(run: list[Node]) -> list[Node]:
    if any(not isinstance(node, str) or node.strip() for node in run):
        return [element("p", *run), "\n"]
    return ["\n"] if run else []


def _starts_with_summary(details: Element) -> bool:
    first = next((c for c in details.children if not isinstance(c, str) or c.strip()), None)
    return isinstance(first, Element) and first.tag == "summary"


def _has_elements(parent: Element) -> bool:
    return any(isinstance(child, Element) for child in parent.children)


def _is_block(node: Node) -> bool:
    if isinstance(node, Markup | str):
        return False
    if node.tag in _TRANSPARENT:
        return any(_is_block(child) for child in node.children)
    return node.tag in _BLOCKS or node.tag in {"video", "audio"}
