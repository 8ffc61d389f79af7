"""Pictures that stand by themselves, alone or as a gallery, with their captions."""

from __future__ import annotations

from typing import Final

from strive.content.rendering.tree import (
    Element,
    Node,
    add_class,
    contains_only,
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
    _take_in(figure)
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


def _take_in(figure: Element) -> None:
    """Make one figure of a figure in a figure, unless both have captions.

    Markdown makes figures of the pictures in it, also where somebody wrote one around them.
    """
    solid = solid_children(figure)
    inner = [child for child in solid if isinstance(child, Element) and child.tag == "figure"]
    captions = _captions(figure)
    if len(inner) != 1 or len(captions) + 1 != len(solid) or (captions and _captions(inner[0])):
        return
    if inner[0].classes:
        add_class(figure, *inner[0].classes)
    figure.children = [*inner[0].children, *captions]


def _captions(figure: Element) -> list[Node]:
    return [c for c in figure.children if isinstance(c, Element) and c.tag == "figcaption"]


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
    if _letters(items) != _letters(box.children):  # more than pictures and captions: leave it so
        drop_class(box, "gallery")
        return [box]
    captions = [c for c in items if isinstance(c, Element) and c.tag == "figcaption"]
    pictures = [c for c in items if not isinstance(c, Element) or c.tag != "figcaption"]
    gallery = Element("figure", box.attributes, [*pictures, *captions[:1]])
    return [gallery] if pictures else []


def _letters(nodes: list[Node]) -> str:
    return "".join(content_of(Element("div", {}, nodes)).split())


def _gallery_items(parent: Element) -> list[Node]:
    items: list[Node] = []
    for child in parent.children:
        if isinstance(child, Element):
            is_item = child.tag in _IN_GALLERY and not _is_wrapper(child)
            items.extend([child] if is_item else _gallery_items(child))
    return items


def _is_wrapper(child: Element) -> bool:
    """Tell whether a figure in a gallery holds pictures only, which can stand there themselves."""
    return child.tag == "figure" and contains_only(child, "a", "figure", "img")


def _is_picture(node: Node) -> bool:
    if not isinstance(node, Element) or node.tag != "a":
        return _is_image(node)
    solid = solid_children(node)
    return len(solid) == 1 and _is_image(solid[0])


def _is_image(node: Node) -> bool:
    return isinstance(node, Element) and node.tag == "img"


def _is_break(node: Node) -> bool:
    return isinstance(node, Element) and node.tag == "br"
