"""Task lists: a box that says done or not, labelled by the task itself."""

from __future__ import annotations

from strive.content.rendering.tree import Element, Node, element


def task(item: Element) -> list[Node]:
    """Return a list item with its check box and text as one label."""
    first = next((c for c in item.children if not isinstance(c, str) or c.strip()), None)
    holder = first if isinstance(first, Element) and first.tag == "p" else item
    boxes = [c for c in holder.children if isinstance(c, Element) and c.tag == "input"]
    if not boxes:
        return [item]
    inline = _leading_inline(holder.children)
    rest = holder.children[len(inline) :]
    checked = {"checked": ""} if "checked" in boxes[0].attributes else {}
    text = [node for node in inline if not (isinstance(node, Element) and node.tag == "input")]
    if text and isinstance(text[0], str):
        text[0] = text[0].lstrip()
    box = Element("input", {"type": "checkbox", "disabled": "", **checked})
    holder.children = [element("label", box, " ", *text), *rest]
    item.attributes["class"] = "task"
    return [item]


def _leading_inline(nodes: list[Node]) -> list[Node]:
    inline: list[Node] = []
    for node in nodes:
        if isinstance(node, Element) and node.tag in {"ul", "ol", "p", "div", "figure", "pre"}:
            break
        inline.append(node)
    return inline
