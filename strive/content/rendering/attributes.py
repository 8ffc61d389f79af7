"""Attributes an author wrote, brought to what HTML and the theme understand."""

from __future__ import annotations

import re
from typing import Final

from strive.content.rendering.addresses import safe_address
from strive.content.rendering.classes import reduced
from strive.content.rendering.tree import Element, add_class

_ALIGNED = re.compile(r"text-align:\s*(left|center|right)", re.IGNORECASE)
_DATE = r"\d{4}-\d\d-\d\d"
_PIXELS: Final = r"[1-9]\d{0,4}"
_COUNT: Final = r"[1-9]\d{0,2}"

_SHAPES: Final = {  # attributes whose value must look like this, else they are left out
    "colspan": _COUNT,
    "datetime": rf"{_DATE}(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{{1,3}})?)?(?:Z|[+-]\d\d:\d\d)?)?",
    "dir": "ltr|rtl|auto",
    "height": _PIXELS,
    "hreflang": r"[a-zA-Z]{2,8}(?:-[a-zA-Z0-9]{1,8})*",
    "kind": "captions|chapters|descriptions|metadata|subtitles",
    "lang": r"[a-zA-Z]{2,8}(?:-[a-zA-Z0-9]{1,8})*",
    "role": "doc-(?:backlink|endnotes|noteref)",
    "rowspan": _COUNT,
    "scope": "row|col|rowgroup|colgroup",
    "span": _COUNT,
    "srclang": r"[a-zA-Z]{2,8}(?:-[a-zA-Z0-9]{1,8})*",
    "start": r"-?\d{1,6}",
    "width": _PIXELS,
}
_SHAPED: Final = {name: re.compile(shape) for name, shape in _SHAPES.items()}
_ADDRESSES: Final = frozenset({"cite", "href", "poster", "src"})
_VALUE = re.compile(r"-?\d{1,6}")
_LIST_TYPES: Final = frozenset({"1", "a", "A", "i", "I"})


def tidy(target: Element) -> None:
    """Bring the attributes of an element in order, in place."""
    attributes = target.attributes
    aligned = attributes.pop("align", "").lower() or _text_align(attributes.pop("style", ""))
    for name in list(attributes):
        value = attributes[name].strip()
        if name == "class":
            value = reduced(value)
        elif name in _ADDRESSES:
            value = safe_address(value)
        elif name in _SHAPED:
            value = value if _SHAPED[name].fullmatch(value) else ""
        else:
            continue
        if value:
            attributes[name] = value
        else:
            del attributes[name]
    if target.tag in {"ol", "li"}:
        _tidy_list(target)
    if aligned in {"left", "center", "right"}:
        add_class(target, f"align-{aligned}")


def _text_align(style: str) -> str:
    found = _ALIGNED.search(style) if style else None
    return found[1].lower() if found else ""


def _tidy_list(target: Element) -> None:
    attributes = target.attributes
    if not _VALUE.fullmatch(attributes.get("value", "0")):
        del attributes["value"]
    if attributes.get("type", "1") not in _LIST_TYPES:
        del attributes["type"]
