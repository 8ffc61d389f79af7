"""Pictures that stand by themselves, alone or as a gallery, with their captions."""

from __future__ import annotations

from typing import Final

from strive.content.rendering.tree import (
    Element,
    Node,
    add_class,
    content_of,
    drop_class,
    element,
    solid_children,
)

_LAYOUTS: Final = ("center", "full", "left", "right", "wide")
_IN_GALLERY: Final = frozenset({"a", "figcaption", "figure", "img"})


def pictures_of(paragraph: Element) -> list[Element]:
    """Return the pictures (also linked ones) if a paragraph holds nothing else, else []."""
    solid = [child for child in solid_children(paragraph) if not _is_break(child)]
    pictures = [child for child in solid if isinstance(child, Element) and _is_picture(child)]
    return pictures if len(pictures) == len(solid) else []


def figure_of(pictures: list[Element]) -> Element:
    """Return one picture as a figure captioned by its title, several as a gallery."""
    if len(pictures) > 1:
        return element("figure", *(_captioned(picture) for picture in pictures), class_="gallery")
    figure = _captioned(pictures[0])
    return figure if figure.tag == "figure" else element("figure", figure)


def settle_figure(figure: Element) -> list[Node]:
    """Return a figure with the layout its picture asked for, a gallery without wrappers."""
    if "gallery" in figure.classes:
        return _gallery(figure)
    for child in figure.children:
        if isinstance(child, Element):
            _lift_layout(child, figure)
    if not solid_children(figure):
        return []
    return [figure]


def caption_shortcode(box: Element) -> Element:
    """Return WordPress's captioned box as a figure."""
    box.tag = "figure"
    drop_class(box, "caption")
    for child in box.children:
        if isinstance(child, Element) and "caption" in child.classes:
            child.tag = "figcaption"
            drop_class(child, "caption")
    return box


def _captioned(picture: Element) -> Element:
    image = picture if picture.tag == "img" else next(filter(_is_image, picture.children))
    title = image.attributes.pop("title", "") if isinstance(image, Element) else ""
    layouts = _lift_layout(picture, element("figure", picture))
    if title:
        layouts.children.append(element("figcaption", title))
    return layouts if title or layouts.attributes else picture


def _lift_layout(source: Element, figure: Element) -> Element:
    for holder in (source, *source.children):
        if isinstance(holder, Element) and holder.tag in {"a", "img"} and holder.attributes:
            layouts = [name for name in holder.classes if name in _LAYOUTS]
            if layouts:
                add_class(figure, *layouts)
                drop_class(holder, *layouts)
    return figure


def _gallery(box: Element) -> list[Node]:
    items = _gallery_items(box)
    if _words(items) != _words(box.children):  # more than pictures and captions: leave it so
        drop_class(box, "gallery")
        return [box]
    captions = [c for c in items if isinstance(c, Element) and c.tag == "figcaption"]
    pictures = [c for c in items if not isinstance(c, Element) or c.tag != "figcaption"]
    gallery = Element("figure", box.attributes, [*pictures, *captions[:1]])
    return [gallery] if pictures else []


def _words(nodes: list[Node]) -> list[str]:
    return content_of(Element("div", {}, nodes)).split()


def _gallery_items(parent: Element) -> list[Node]:
    items: list[Node] = []
    for child in parent.children:
        if isinstance(child, Element):
            items.extend([child] if child.tag in _IN_GALLERY else _gallery_items(child))
    return items


def _is_picture(node: Node) -> bool:
    if not isinstance(node, Element) or node.tag != "a":
        return _is_image(node)
    solid = solid_children(node)
    return len(solid) == 1 and _is_image(solid[0])


def _is_image(node: Node) -> bool:
    return isinstance(node, Element) and node.tag == "img"


def _is_break(node: Node) -> bool:
    return isinstance(node, Element) and node.tag == "br"
