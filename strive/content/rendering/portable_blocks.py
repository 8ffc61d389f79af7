"""Portable Text blocks of a schema's own: known by their common names, else listed whole."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from strive.content.rendering.parsing import parse_html
from strive.content.rendering.portable_spans import address_of
from strive.content.rendering.tree import Element, Node, element

Inner = Callable[[list[Any]], list[Node]]
_Block = dict[str, Any]

_DEPTH_MAX: Final = 12
_ADDRESS = re.compile(r"(?:https?://|/)\S+")


def custom_block(block: _Block, inner: Inner) -> list[Node]:
    """Return what a block shows; `inner` renders lists of blocks within it.

    A block of unknown type is shown as the list of its fields, so that nothing is lost.
    """
    kind = re.sub(r"[^a-z]", "", str(block.get("_type", "")).lower())
    shown = next((make(block, inner) for names, make in _KINDS if kind in names), [])
    if shown:
        return [*shown, "\n"]
    fields = _fields(block, inner, 0)
    return [element("div", *fields, class_="unknown-block"), "\n"] if fields else []


def _string(block: _Block, *names: str) -> str:
    values = (block.get(name) for name in names)
    return next((value for value in values if isinstance(value, str) and value.strip()), "")


def image_source(block: _Block) -> str:
    """Return the address of a picture: its own, or that of its asset."""
    holders = (block, block.get("asset"), block.get("image"))
    addresses = (address_of(holder) for holder in holders if isinstance(holder, dict))
    direct = _string(block, "src")
    nested = block.get("image")
    within = nested.get("asset") if isinstance(nested, dict) else None
    return direct or next(filter(None, addresses), "") or address_of(within)


def _image(block: _Block, _: Inner) -> list[Node]:
    source = image_source(block)
    if not source:
        return []
    attributes = {"src": source, "alt": _string(block, "alt", "altText")}
    figure = element("figure", Element("img", attributes))
    if caption := _string(block, "caption"):
        figure.children.append(element("figcaption", caption))
    return [figure]


def _gallery(block: _Block, inner: Inner) -> list[Node]:
    images = block.get("images") or block.get("items") or block.get("photos")
    entries = images if isinstance(images, list) else []
    figures = [
        node for entry in entries if isinstance(entry, dict) for node in _image(entry, inner)
    ]
    if not figures:
        return []
    if caption := _string(block, "caption", "title"):
        figures.append(element("figcaption", caption))
    return [element("figure", *figures, class_="gallery")]


def _code(block: _Block, _: Inner) -> list[Node]:
    code = _string(block, "code", "text", "value")
    if not code:
        return []
    lines = block.get("highlightedLines")
    numbers = (
        ",".join(str(n) for n in lines if isinstance(n, int)) if isinstance(lines, list) else ""
    )
    attributes = {"data-title": _string(block, "filename", "title"), "data-lines": numbers}
    inside = element("code", code)
    if language := _string(block, "language"):
        inside.attributes["class"] = f"language-{language}"
    return [Element("pre", attributes, [inside])]


def _table(block: _Block, _: Inner) -> list[Node]:
    rows = block.get("rows")
    if not isinstance(rows, list):
        nested = block.get("table")
        return _table(nested, _) if isinstance(nested, dict) and "table" not in nested else []
    cells = [row.get("cells") if isinstance(row, dict) else row for row in rows]
    lines = [[_cell(cell) for cell in line] for line in cells if isinstance(line, list) and line]
    if not lines:
        return []
    width = max(len(line) for line in lines)
    head, *body = [line + [""] * (width - len(line)) for line in lines]
    table = element("table", element("thead", _row("th", head)))
    if body:
        table.children.append(element("tbody", *(_row("td", line) for line in body)))
    return [table]


def _cell(cell: Any) -> str:
    value = cell.get("value", cell.get("text", "")) if isinstance(cell, dict) else cell
    return value if isinstance(value, str) else "" if isinstance(value, dict | list) else str(value)


def _row(tag: str, cells: list[str]) -> Element:
    return element("tr", *(element(tag, cell) for cell in cells))


def _embed(block: _Block, _: Inner) -> list[Node]:
    address = address_of(block) or _string(block, "src", "embedUrl", "videoUrl")
    identifier = _string(block, "videoId", "youtubeId")
    if not address and re.fullmatch(r"[\w-]{11}", identifier, re.ASCII):
        address = f"https://www.youtube.com/watch?v={identifier}"
    return [element("p", element("a", address, href=address))] if address else []


def _callout(block: _Block, inner: Inner) -> list[Node]:
    content = next((block[n] for n in ("body", "content", "text", "message") if block.get(n)), "")
    nodes = inner(content) if isinstance(content, list) else [element("p", str(content))]
    tone = _string(block, "tone", "type", "kind", "variant").lower()
    if title := _string(block, "title"):
        nodes = [element("p", element("strong", title)), *nodes]
    return [element("div", *nodes, class_=f"callout callout-{tone}")] if content else []


def _html(block: _Block, _: Inner) -> list[Node]:
    return parse_html(_string(block, "html", "code", "value")).children


def _fields(value: Any, inner: Inner, depth: int) -> list[Node]:
    if isinstance(value, str):
        address = _ADDRESS.fullmatch(value.strip())
        return [element("a", value, href=value)] if address else [value] if value.strip() else []
    if isinstance(value, bool | int | float):
        return [str(value)]
    if depth > _DEPTH_MAX or not value:
        return []
    if isinstance(value, list):
        if any(isinstance(part, dict) and "_type" in part for part in value):
            return inner(value)
        shown = [_fields(part, inner, depth + 1) for part in value]
        return [element("ul", *(element("li", *nodes) for nodes in shown if nodes))]
    described: list[Node] = []
    for name, part in value.items():
        if not name.startswith("_") and (nodes := _fields(part, inner, depth + 1)):
            described.extend((element("dt", name), element("dd", *nodes)))
    return [element("dl", *described)] if described else []


_KINDS: Final[tuple[tuple[frozenset[str], Callable[[_Block, Inner], list[Node]]], ...]] = (
    (frozenset({"image", "figure", "mainimage", "blockimage", "imageblock"}), _image),
    (frozenset({"gallery", "imagegallery", "images"}), _gallery),
    (frozenset({"code", "codeblock", "codefield"}), _code),
    (frozenset({"table", "datatable"}), _table),
    (frozenset({"embed", "video", "youtube", "vimeo", "iframe", "tweet", "codepen"}), _embed),
    (frozenset({"callout", "alert", "admonition", "note", "notice"}), _callout),
    (frozenset({"html", "rawhtml", "htmlembed", "embedhtml"}), _html),
    (
        frozenset({"break", "divider", "hr", "horizontalrule", "separator"}),
        lambda *_: [element("hr")],
    ),
)
