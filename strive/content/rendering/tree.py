"""A text as a tree of elements, and back to HTML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from strive.content.rendering.tags import VOID


@dataclass(slots=True)
class Markup:
    """HTML made by us that stands where it is, with the plain text it shows."""

    html: str
    text: str


@dataclass(slots=True)
class Element:
    """An element; attribute values and text are as they are read, nothing escaped."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)

    @property
    def classes(self) -> list[str]:
        """The names in its `class`."""
        return self.attributes.get("class", "").split()


Node = Element | Markup | str


def element(tag: str, *children: Node, **attributes: str) -> Element:
    """Make an element; `class_` and `data_embed` stand for the attributes written with `-`."""
    named = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
    return Element(tag, named, list(children))


def add_class(target: Element, *names: str) -> None:
    """Give an element more names in its `class`, each once."""
    target.attributes["class"] = " ".join(dict.fromkeys((*target.classes, *names)))


def drop_class(target: Element, *names: str) -> None:
    """Take names out of an element's `class`."""
    rest = [name for name in target.classes if name not in names]
    if rest:
        target.attributes["class"] = " ".join(rest)
    else:
        target.attributes.pop("class", None)


def walk(root: Element) -> Iterator[Element]:
    """Yield all elements under a root, parents first, in reading order."""
    for child in root.children:
        if isinstance(child, Element):
            yield child
            yield from walk(child)


def content_of(root: Element) -> str:
    """Return all text under an element as it is, a line break as a newline."""
    parts: list[str] = []
    for child in root.children:
        if isinstance(child, str):
            parts.append(child)
        elif isinstance(child, Markup):
            parts.append(child.text)
        else:
            parts.append("\n" if child.tag == "br" else content_of(child))
    return "".join(parts)


def contains_only(parent: Element, *tags: str) -> bool:
    """Tell whether an element has, beside white space, only elements of these kinds."""
    return all(isinstance(c, Element) and c.tag in tags for c in solid_children(parent))


def solid_children(parent: Element) -> list[Node]:
    """Return the children without the white space between them."""
    return [c for c in parent.children if not isinstance(c, str) or (c and not c.isspace())]


def to_html(root: Element) -> str:
    """Return the HTML of what an element contains."""
    parts: list[str] = []
    _write(root.children, parts)
    return "".join(parts)


def _write(nodes: list[Node], parts: list[str]) -> None:
    for node in nodes:
        if isinstance(node, str):
            parts.append(escaped(node))
        elif isinstance(node, Markup):
            parts.append(node.html)
        else:
            parts.append(f"<{node.tag}")
            parts.extend(f' {k}="{_quoted(v)}"' for k, v in node.attributes.items())
            parts.append(">")
            if node.tag not in VOID:
                _write(node.children, parts)
                parts.append(f"</{node.tag}>")


def escaped(text: str) -> str:
    """Return text as HTML that shows it."""
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text or ">" in text:
        text = text.replace("<", "&lt;").replace(">", "&gt;")
    return text


def _quoted(value: str) -> str:
    return escaped(value).replace('"', "&quot;") if value else ""
