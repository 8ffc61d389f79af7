"""Ghost's Lexical documents as HTML; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any, Final

import msgspec

from strive.content.importing.ghost.cards import card_html, text
from strive.content.importing.limits import NESTING_MAX

_MARKS: Final = (
    (1, "strong"), (2, "em"), (4, "s"), (8, "u"), (16, "code"),
    (32, "sub"), (64, "sup"), (128, "mark"),
)  # fmt: skip
_WRAPS: Final = {
    "paragraph": "p",
    "quote": "blockquote",
    "extended-quote": "blockquote",
    "aside": "blockquote",
    "listitem": "li",
}
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def lexical_html(document: str, notes: list[str]) -> str:
    """Return a Lexical document as HTML; what cannot be kept is added to `notes`.

    Raises:
        ValueError: The document is no JSON.
    """
    try:
        data = msgspec.json.decode(document, type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError) as error:
        raise ValueError(f"the Lexical text cannot be read: {error}") from error
    unknown: dict[str, None] = {}
    html = _inner(data.get("root"), unknown, NESTING_MAX)
    if unknown:
        notes.append(f"cards left out: {', '.join(unknown)}")
    return html


def _inner(node: Any, unknown: dict[str, None], depth: int) -> str:
    children = _children(node) if isinstance(node, Mapping) and depth else ()
    return "".join(_html(child, unknown, depth - 1) for child in children)


def _children(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    children = node.get("children")
    if isinstance(children, list):
        yield from (child for child in children if isinstance(child, Mapping))


def _html(node: Mapping[str, Any], unknown: dict[str, None], depth: int) -> str:
    name = text(node, "type")
    if name in ("text", "extended-text"):
        return _marked(node)
    if name == "linebreak":
        return "<br>"
    if name == "list":
        return _list(node, unknown, depth)
    inner = _inner(node, unknown, depth)
    if tag := _tag_of(name, node):
        return f"<{tag}>{inner}</{tag}>"
    if name in ("link", "autolink"):
        return f'<a href="{escape(text(node, "url"))}">{inner}</a>'
    card = card_html(name, node)
    if card is None and not inner:
        unknown[name or "?"] = None
    return inner if card is None else card


def _list(node: Mapping[str, Any], unknown: dict[str, None], depth: int) -> str:
    """Write a list; a list in it stands in an item of its own there, in the one before here."""
    tag = "ol" if text(node, "tag") == "ol" or text(node, "listType") == "number" else "ul"
    items: list[str] = []
    for child in _children(node) if depth else ():
        inner = _inner(child, unknown, depth - 1)
        [*parts] = _children(child)
        if items and parts and all(text(part, "type") == "list" for part in parts):
            items[-1] += inner
        else:
            items.append(inner)
    start = text(node, "start")
    number = f' start="{start}"' if tag == "ol" and start.isdecimal() and start != "1" else ""
    return f"<{tag}{number}>{''.join(f'<li>{item}</li>' for item in items)}</{tag}>"


def _tag_of(name: str, node: Mapping[str, Any]) -> str:
    tag = text(node, "tag")
    if name in ("heading", "extended-heading"):
        return tag if tag in _HEADINGS else "h2"
    return _WRAPS.get(name, "")


def _marked(node: Mapping[str, Any]) -> str:
    html = escape(text(node, "text"), quote=False)
    format_ = node.get("format")
    bits = format_ if isinstance(format_, int) else 0
    for bit, tag in _MARKS:
        if bits & bit:
            html = f"<{tag}>{html}</{tag}>"
    return html
