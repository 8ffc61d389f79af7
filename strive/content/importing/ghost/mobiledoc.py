"""Ghost's older Mobiledoc documents (version 0.3) as HTML; pure."""

from __future__ import annotations

from html import escape
from typing import Any, Final

import msgspec
from msgspec import Struct

from strive.content.importing.ghost.cards import card_html

_MARKUP, _IMAGE, _LIST, _CARD = 1, 2, 3, 10
_ATOM: Final = 1
_TAGS: Final = frozenset({
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "aside", "ul", "ol",
    "a", "b", "strong", "i", "em", "u", "s", "code", "sub", "sup", "mark", "del",
})  # fmt: skip


class _Document(Struct):
    atoms: list[Any] = []
    cards: list[Any] = []
    markups: list[Any] = []
    sections: list[Any] = []


def mobiledoc_html(document: str, notes: list[str]) -> str:
    """Return a Mobiledoc document as HTML; what cannot be kept is added to `notes`.

    Raises:
        ValueError: The document is no Mobiledoc.
    """
    try:
        data = msgspec.json.decode(document, type=_Document)
        return "".join(_section(section, data, notes) for section in data.sections)
    except (msgspec.DecodeError, RecursionError, LookupError, TypeError, AttributeError) as error:
        raise ValueError(f"the Mobiledoc text cannot be read: {error}") from error


def _section(section: list[Any], data: _Document, notes: list[str]) -> str:
    kind = section[0]
    if kind == _MARKUP:
        tag = _tag(section[1], "p")
        return f"<{tag}>{_markers(section[2], data)}</{tag}>"
    if kind == _IMAGE:
        return f'<figure><img src="{escape(str(section[1]))}" alt=""></figure>'
    if kind == _LIST:
        tag = _tag(section[1], "ul")
        items = "".join(f"<li>{_markers(item, data)}</li>" for item in section[2])
        return f"<{tag}>{items}</{tag}>"
    if kind == _CARD:
        name, payload = data.cards[section[1]][:2]
        html = card_html(str(name), payload if isinstance(payload, dict) else {})
        if html is None:
            notes.append(f"card left out: {name}")
        return html or ""
    return ""


def _markers(markers: list[Any], data: _Document) -> str:
    parts: list[str] = []
    opened: list[str] = []
    for kind, opens, closes, value in markers:
        for index in opens:
            tag, attributes = _markup(data.markups[index])
            parts.append(f"<{tag}{attributes}>")
            opened.append(tag)
        parts.append(_atom(data.atoms[value]) if kind == _ATOM else escape(str(value), quote=False))
        parts.extend(f"</{opened.pop()}>" for _ in range(min(int(closes), len(opened))))
    parts.extend(f"</{tag}>" for tag in reversed(opened))
    return "".join(parts)


def _markup(markup: list[Any]) -> tuple[str, str]:
    tag = _tag(markup[0], "span")
    pairs = markup[1] if len(markup) > 1 else []
    href = next(
        (value for name, value in zip(pairs[::2], pairs[1::2], strict=False) if name == "href"), ""
    )
    return tag, f' href="{escape(str(href))}"' if tag == "a" else ""


def _atom(atom: list[Any]) -> str:
    return "<br>" if atom[0] == "soft-return" else escape(str(atom[1]), quote=False)


def _tag(name: Any, default: str) -> str:
    tag = str(name).lower()
    return tag if tag in _TAGS else default
