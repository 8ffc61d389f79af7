"""Portable Text (Sanity's JSON for rich text) as a tree.

Specification: https://github.com/portabletext/portabletext. What it leaves open (blocks and marks
of a schema's own) is shown when its meaning is plain from common names, else listed field by field.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from strive.content.rendering.errors import BodyInvalid
from strive.content.rendering.parsing import DEPTH_MAX
from strive.content.rendering.portable_blocks import custom_block
from strive.content.rendering.portable_lists import nested_lists
from strive.content.rendering.portable_spans import Notes, inline_nodes
from strive.content.rendering.tree import Element, Node, element

_STYLES: Final = {
    "blockquote": "blockquote",
    **{f"h{level}": f"h{level}" for level in range(1, 7)},
}


def parse_portable_text(source: str) -> Element:
    """Return the text as a tree; an empty source is an empty text.

    Members of the list that are no blocks are passed over.

    Raises:
        BodyInvalid: The source is no JSON, no list, or nests too deep.
    """
    try:
        blocks = msgspec.json.decode(source) if source.strip() else []
    except (msgspec.DecodeError, RecursionError) as error:
        message = f"The Portable Text is not valid JSON: {error}."
        raise BodyInvalid(message) from error
    if not isinstance(blocks, list):
        message = "Portable Text is a JSON list of blocks; this is something else."
        raise BodyInvalid(message)
    notes = Notes()
    root = Element("div", {}, _blocks(blocks, notes, 0))
    root.children.extend(notes.section())
    return root


def _blocks(blocks: list[Any], notes: Notes, depth: int) -> list[Node]:
    if depth > DEPTH_MAX // 4:
        message = "The Portable Text nests blocks in blocks too deep."
        raise BodyInvalid(message)

    def inner(nested: list[Any]) -> list[Node]:
        return _blocks(nested, notes, depth + 1)

    nodes: list[Node] = []
    items: list[tuple[str, int, Element]] = []
    for block in blocks:
        if not isinstance(block, dict):
            continue
        is_text = block.get("_type", "block") == "block"
        kind = block.get("listItem")
        if is_text and isinstance(kind, str) and kind:
            items.append((kind, _level(block), element("li", *inline_nodes(block, notes))))
            continue
        nodes.extend(nested_lists(items))
        items = []
        nodes.extend(_text_block(block, notes) if is_text else custom_block(block, inner))
    return [*nodes, *nested_lists(items)]


def _text_block(block: dict[str, Any], notes: Notes) -> list[Node]:
    content = inline_nodes(block, notes)
    style = block.get("style")
    tag = _STYLES.get(style, "p") if isinstance(style, str) else "p"
    if tag == "blockquote":
        content = [element("p", *content)]
    return [element(tag, *content), "\n"] if content else []


def _level(block: dict[str, Any]) -> int:
    level = block.get("level", 1)
    return min(max(level, 1), 10) if isinstance(level, int) else 1
