"""What the elements of a text mean here: pictures, embeds, figures, code, tables, links."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from strive.content.post import Image
from strive.content.rendering.addresses import is_external
from strive.content.rendering.attributes import tidy
from strive.content.rendering.classes import DROPPED
from strive.content.rendering.code import code_block
from strive.content.rendering.embeds import embed_block, recognise
from strive.content.rendering.figures import (
    caption_shortcode,
    figure_of,
    pictures_of,
    settle_figure,
)
from strive.content.rendering.links import link
from strive.content.rendering.picture import picture_element
from strive.content.rendering.tables import scrollable
from strive.content.rendering.tasks import task
from strive.content.rendering.tree import (
    Element,
    Node,
    contains_only,
    content_of,
    drop_class,
    element,
    solid_children,
    walk,
)

ImageOf = Callable[[str], Image | None]
_Rule = Callable[[Element], list[Node]]
_LAZY_SOURCES: Final = ("data-src", "data-lazy-src")


def apply_meaning(parent: Element, image_of: ImageOf) -> None:
    """Replace each element under a parent by what it means, innermost first, in place."""
    result: list[Node] = []
    for child in parent.children:
        if not isinstance(child, Element):
            result.append(child)
            continue
        if not DROPPED.isdisjoint(child.classes):
            continue
        apply_meaning(child, image_of)
        if child.tag == "img":
            result.extend(_image(child, image_of))
            continue
        if child.attributes:
            tidy(child)
        rule = _RULES.get(child.tag)
        result.extend(rule(child) if rule else (child,))
    parent.children = result


def _image(image: Element, image_of: ImageOf) -> list[Node]:
    attributes = image.attributes
    lazy = [attributes.pop(name, "") for name in _LAZY_SOURCES]
    if attributes.get("src", "data:").startswith("data:"):
        attributes["src"] = next(filter(None, lazy), "")
    tidy(image)
    source = attributes.pop("src", "")
    if not source:
        return []
    measured = (int(attributes.pop("width", 0)), int(attributes.pop("height", 0)))
    known = image_of(source) or Image(source, "", "", *measured)
    alt = attributes.pop("alt", "").strip() or known.alt
    image.attributes = picture_element(known, alt=alt).attributes | attributes
    return [image]


def _paragraph(paragraph: Element) -> list[Node]:
    solid = solid_children(paragraph)
    if not solid:
        return []
    if len(solid) == 1 and (block := _lone_embed(solid[0])):
        return [block]
    if pictures := pictures_of(paragraph):
        return [figure_of(pictures)]
    return [paragraph]


def _lone_embed(node: Node) -> Element | None:
    """Return the embed if a bare address is all there is."""
    if isinstance(node, str):
        address = node.strip()
    elif isinstance(node, Element) and node.tag == "a":
        address = node.attributes.get("href", "")
        shown = content_of(node).strip()
        if shown != address and recognise(shown) != recognise(address):
            return None
    else:
        return None
    embed = recognise(address)
    return embed_block(embed) if embed else None


def _frame(frame: Element) -> list[Node]:
    address = frame.attributes.get("src") or frame.attributes.get("data-src", "")
    title = frame.attributes.get("title", "")
    if embed := recognise(address):
        return [embed_block(embed, title=title)]
    if not is_external(address):
        return []
    return [element("a", title or address, href=address, rel="noopener")]


def _script(script: Element) -> list[Node]:
    embed = recognise(script.attributes.get("src", ""))
    return [embed_block(embed)] if embed and embed.provider == "gist" else []


def _quotation(quotation: Element) -> list[Node]:
    if "tweet" not in quotation.classes:
        return [quotation]
    drop_class(quotation, "tweet")
    addresses = [e.attributes.get("href", "") for e in walk(quotation) if e.tag == "a"]
    embeds = [embed for address in addresses if (embed := recognise(address))]
    return [embed_block(embeds[-1], quotation)] if embeds else [quotation]


def _box(box: Element) -> list[Node]:
    classes = box.classes
    if "embed-wrapper" in classes:
        drop_class(box, "embed-wrapper")
        solid = solid_children(box)
        block = _lone_embed(solid[0]) if len(solid) == 1 else None
        return [block] if block else [box]
    if "toggle" in classes:
        return [_toggle(box)]
    if "caption" in classes:
        return [caption_shortcode(box)]
    if "gallery" in classes:
        return settle_figure(box)
    if "callout" in classes:
        box.tag = "aside"
        box.attributes["role"] = "note"
    return [box]


def _toggle(box: Element) -> Element:
    parts = [child for child in box.children if isinstance(child, Element)]
    heading = next((part for part in parts if "toggle-heading" in part.classes), None)
    if heading is None:
        return box
    summary = element("summary", content_of(heading).strip())
    return element("details", summary, *(part for part in parts if part is not heading))


def _figure(figure: Element) -> list[Node]:
    solid = [child for child in solid_children(figure) if isinstance(child, Element)]
    embeds = [child for child in solid if "embed" in child.classes]
    if len(embeds) == 1 and len(solid_children(figure)) == len(solid):
        captions = [child for child in solid if child.tag == "figcaption"]
        if len(captions) + 1 == len(solid):
            embeds[0].children.extend(captions[:1])
            return [embeds[0]]
    if len(solid) == 1 and solid[0].tag in {"table", "div"} and not figure.attributes:
        return [solid[0]]
    return settle_figure(figure)


def _code(pre: Element) -> list[Node]:
    holder = solid_children(pre)[0] if contains_only(pre, "code") and solid_children(pre) else pre
    told = any("language-" in e.attributes.get("class", "") for e in (pre, *walk(pre)))
    plain = isinstance(holder, Element) and contains_only_text(holder)
    if told or plain:
        return [code_block(pre)]
    pre.attributes = {"tabindex": "0"}
    return [pre]


def contains_only_text(parent: Element) -> bool:
    """Tell whether an element has no elements but line breaks and bare spans."""
    return all(e.tag in {"br", "span"} for e in walk(parent))


def _player(player: Element) -> list[Node]:
    if "src" not in player.attributes and not any(e.tag == "source" for e in walk(player)):
        return []
    player.attributes |= {"controls": "", "preload": "metadata"}
    if player.tag == "video":
        player.attributes["playsinline"] = ""
    return [player]


_RULES: Final[dict[str, _Rule]] = {
    "a": link,
    "aside": _box,
    "audio": _player,
    "blockquote": _quotation,
    "div": _box,
    "figure": _figure,
    "iframe": _frame,
    "li": task,
    "p": _paragraph,
    "pre": _code,
    "script": _script,
    "table": lambda table: [scrollable(table)],
    "ul": lambda box: settle_figure(box) if "gallery" in box.classes else [box],
    "video": _player,
}
