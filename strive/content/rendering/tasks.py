"""Task lists: a box that says done or not, labelled by the task itself."""

from __future__ import annotations

from typing import Final, TypeGuard

from strive.content.rendering.tree import Element, Node, element, solid_children

_BLOCKS: Final = frozenset({"div", "figure", "ol", "p", "pre", "ul"})


def task(item: Element) -> list[Node]:
    """Return a list item with its check box and text as one label."""
    holder = _holder(item)
    boxes = [c for c in holder.children if _is(c, "input")]
    if not boxes:
        return [item]
    inline = _leading_inline(holder.children)
    rest = holder.children[len(inline) :]
    checked = {"checked": ""} if "checked" in boxes[0].attributes else {}
    text = [node for node in inline if not _is(node, "input")]
    if text and isinstance(text[0], str):
        text[0] = text[0].lstrip()
    box = Element("input", {"type": "checkbox", "disabled": "", **checked})
    holder.children = [element("label", box, " ", *text), *rest]
    item.attributes["class"] = "task"
    return [item]


def _holder(item: Element) -> Element:
    """Return what holds the box and its text: the first paragraph, or the item itself.

    A box that stands alone before a paragraph, as in lists with blank lines, goes into it.
    """
    solid = solid_children(item)
    first, second, *_ = [*solid, None, None]
    if _is(first, "p"):
        return first
    if _is(first, "input") and _is(second, "p"):
        second.children.insert(0, first)
        item.children = [child for child in item.children if child is not first]
        return second
    return item


def _is(node: Node | None, tag: str) -> TypeGuard[Element]:
    return isinstance(node, Element) and node.tag == tag


def _leading_inline(nodes: list[Node]) -> list[Node]:
    inline: list[Node] = []
    for node in nodes:
        if isinstance(node, Element) and node.tag in _BLOCKS:
            break
        inline.append(node)
    return inline
