"""The inside of a Portable Text block: spans with their marks, links and notes."""

from __future__ import annotations

from typing import Any, Final

from strive.content.rendering.tree import Element, Node, element

_DECORATORS: Final = {
    "code": "code",
    "em": "em",
    "highlight": "mark",
    "kbd": "kbd",
    "mark": "mark",
    "strike": "s",
    "strike-through": "s",
    "strikethrough": "s",
    "strong": "strong",
    "sub": "sub",
    "sup": "sup",
    "underline": "u",
}
_ADDRESSES: Final = ("href", "url", "link", "current", "slug", "reference")
_NOTE_FIELDS: Final = ("note", "text", "content", "body", "footnote")
_DEPTH_MAX: Final = 8


class Notes:
    """The footnotes of a text, gathered as they are met."""

    def __init__(self) -> None:
        self._notes: list[list[Node]] = []

    def reference(self, note: list[Node]) -> Element:
        """Keep a note and return what refers to it."""
        self._notes.append(note)
        number = str(len(self._notes))
        target = f"#fn-{number}"
        link = element("a", number, id=f"fnref-{number}", href=target, role="doc-noteref")
        return element("sup", link, class_="footnote-ref")

    def section(self) -> list[Node]:
        """Return the notes as the section that ends the text, nothing without notes."""
        if not self._notes:
            return []
        items = [self._item(str(n), note) for n, note in enumerate(self._notes, 1)]
        return [element("div", element("ol", *items), class_="footnotes", role="doc-endnotes")]

    def _item(self, number: str, note: list[Node]) -> Element:
        back = element(
            "a",
            "\u21a9\ufe0e",
            class_="footnote-back",
            href=f"#fnref-{number}",
            role="doc-backlink",
            aria_label=f"\u21a9 {number}",
        )
        return element("li", element("p", *note, " ", back), id=f"fn-{number}")


def inline_nodes(block: dict[str, Any], notes: Notes) -> list[Node]:
    """Return the children of a block, as text and inline elements."""
    definitions = _definitions(block)
    nodes: list[Node] = []
    for child in _list(block.get("children")):
        if isinstance(child, str):
            nodes.append(child)
        elif isinstance(child, dict) and child.get("_type", "span") == "span":
            nodes.extend(_span(child, definitions, notes))
        elif isinstance(child, dict):
            nodes.extend(_inline_object(child, notes))
    return nodes


def _span(span: dict[str, Any], definitions: dict[str, Any], notes: Notes) -> list[Node]:
    text = span.get("text")
    if not isinstance(text, str) or not text:
        return []
    nodes = _with_breaks(text)
    after: list[Node] = []
    marks = dict.fromkeys(mark for mark in _list(span.get("marks")) if isinstance(mark, str))
    for mark in reversed(list(marks)[: _DEPTH_MAX * 2]):
        if tag := _DECORATORS.get(mark):
            nodes = [element(tag, *nodes)]
    for mark in marks:
        definition = definitions.get(mark)
        if definition is None:
            continue
        if note := _note(definition):
            after.append(notes.reference(note))
        elif address := address_of(definition):
            nodes = [element("a", *nodes, href=address)]
    return [*nodes, *after]


def _inline_object(child: dict[str, Any], notes: Notes) -> list[Node]:
    if "footnote" in str(child.get("_type", "")).lower() and (note := _note(child)):
        return [notes.reference(note)]
    address = address_of(child)
    named = (child.get(name) for name in ("text", "title", "label", "name", "value", "alt"))
    texts: list[str] = [text for text in named if isinstance(text, str) and text]
    shown = texts[0] if texts else address
    if not shown:
        return []
    return [element("a", shown, href=address)] if address else [shown]


def _note(definition: dict[str, Any]) -> list[Node]:
    if "note" not in str(definition.get("_type", "")).lower():
        return []
    found = next((definition[name] for name in _NOTE_FIELDS if definition.get(name)), "")
    return [text] if (text := plain_of(found)) else []


def plain_of(value: Any, depth: int = 0) -> str:
    """Return the text in a value that may be a text, a block, or lists of these."""
    if isinstance(value, str):
        return value
    if depth > _DEPTH_MAX:
        return ""
    if isinstance(value, dict):
        value = value.get("children") or value.get("text") or ""
        return plain_of(value, depth + 1)
    parts = [plain_of(part, depth + 1) for part in _list(value)]
    is_blocks = any(isinstance(part, dict) and "children" in part for part in _list(value))
    return (" " if is_blocks else "").join(part for part in parts if part)


def address_of(value: Any, depth: int = 0) -> str:
    """Return the address a link, an asset or a resolved reference leads to, "" if none."""
    if isinstance(value, str):
        return value
    if not isinstance(value, dict) or depth > _DEPTH_MAX:
        return ""
    found = (address_of(value.get(name), depth + 1) for name in _ADDRESSES)
    return next(filter(None, found), "")


def _definitions(block: dict[str, Any]) -> dict[str, Any]:
    definitions = [d for d in _list(block.get("markDefs")) if isinstance(d, dict)]
    return {d["_key"]: d for d in definitions if isinstance(d.get("_key"), str)}


def _with_breaks(text: str) -> list[Node]:
    first, *others = text.split("\n")
    nodes: list[Node] = [first] if first else []
    for other in others:
        nodes.extend((element("br"), other) if other else (element("br"),))
    return nodes


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
