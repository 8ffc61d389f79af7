"""HTML and Portable Text as Markdown, for those who go on writing what was imported.

What Markdown has no sign for stays HTML, which Markdown may hold: nothing is lost.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Final

from strive.content.post import Body, Format
from strive.content.rendering.parsing import parse_html
from strive.content.rendering.portable_text import parse_portable_text
from strive.content.rendering.tree import Element, Markup, Node, content_of, to_html

_INLINE: Final = frozenset(
    "a abbr b bdi bdo br cite code data del dfn em i img ins kbd mark q s samp small span strong"  # noqa: SIM905 - reads best as a line
    " strike sub sup time tt u var wbr".split()
)
_MARKS: Final = {
    "strong": "**",
    "b": "**",
    "em": "*",
    "i": "*",
    "del": "~~",
    "s": "~~",
    "strike": "~~",
}
_HEADING = re.compile(r"h([1-6])")
_SPACES = re.compile(r"\s+")
_SPECIAL = re.compile(r"([\\`*_\[\]<~])")
_AT_START = re.compile(r"^(\s*\d*)([#+.)-](?=[\s#]|$)|>)", re.MULTILINE)


async def as_markdown(body: Body) -> str:
    """Return a body as Markdown, made in another thread; raises `Invalid` for what is none."""
    return await asyncio.to_thread(markdown_of, body)


def markdown_of(body: Body) -> str:
    """Return a body as Markdown that renders to the same text."""
    if body.format is Format.MARKDOWN:
        return body.source
    parse = parse_html if body.format is Format.HTML else parse_portable_text
    return "\n\n".join(_blocks(parse(body.source).children)).strip() + "\n"


def _blocks(nodes: Sequence[Node]) -> Iterator[str]:
    """Yield blocks; what stands between them in lines is a paragraph."""
    for inline, group in groupby(nodes, _is_inline):
        if inline:
            text = _line(list(group))
            if text:
                yield _AT_START.sub(r"\1\\\2", text)
        else:
            for node in group:
                yield from filter(None, _block(node))


def _is_inline(node: Node) -> bool:
    if isinstance(node, Element):
        return node.tag in _INLINE
    return isinstance(node, str)


def _block(node: Node) -> Iterator[str]:
    if not isinstance(node, Element):
        yield node.html if isinstance(node, Markup) else node
    elif heading := _HEADING.fullmatch(node.tag):
        yield f"{'#' * int(heading[1])} {_line(node.children)}"
    elif node.tag == "p" and set(node.attributes) <= {"class"}:
        yield from _blocks(node.children)
    elif node.tag == "blockquote" and not node.attributes:
        yield _prefixed("\n\n".join(_blocks(node.children)), "> ", ">")
    elif node.tag in {"ul", "ol"} and not _is_special(node):
        yield _list(node)
    elif node.tag == "pre":
        yield _code(node)
    elif node.tag == "hr":
        yield "---"
    elif node.tag in {"div", "section", "article", "main"} and not node.attributes:
        yield from _blocks(node.children)
    else:
        yield to_html(Element("div", {}, [node]))


def _is_special(node: Element) -> bool:
    """Tell whether a list says more than Markdown can."""
    items = [child for child in node.children if isinstance(child, Element)]
    return bool(node.attributes) or any(item.tag != "li" for item in items)


def _list(node: Element) -> str:
    lines: list[str] = []
    items = [child for child in node.children if isinstance(child, Element)]
    for number, item in enumerate(items, 1):
        mark = f"{number}. " if node.tag == "ol" else "- "
        blocks = list(_blocks(item.children))
        is_tight = all(block.startswith(("- ", "1. ")) for block in blocks[1:])
        text = ("\n" if is_tight else "\n\n").join(blocks)
        indent = " " * len(mark)
        lines.append(mark + _prefixed(text, indent, "")[len(indent) :])
    return "\n".join(lines)


def _code(node: Element) -> str:
    code = next((c for c in node.children if isinstance(c, Element) and c.tag == "code"), node)
    named = [name[9:] for name in (*code.classes, *node.classes) if name.startswith("language-")]
    text = content_of(node).rstrip("\n")
    fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", text) or [""]))
    return f"{fence}{named[0] if named else ''}\n{text}\n{fence}"


def _prefixed(text: str, prefix: str, empty: str) -> str:
    return "\n".join(f"{prefix}{line}" if line else empty for line in text.split("\n"))


def _line(nodes: Sequence[Node]) -> str:
    return "".join(map(_inline, nodes)).strip()


def _inline(node: Node) -> str:
    if isinstance(node, str):
        return _SPECIAL.sub(r"\\\1", _SPACES.sub(" ", node))
    if isinstance(node, Markup):
        return node.html
    return _signed(node) or to_html(Element("span", {}, [node]))


def _signed(node: Element) -> str:
    """Return an element in the signs of Markdown, "" where there are none for it."""
    known, given = _SIGNS.get(node.tag), set(node.attributes)
    return known[1](node) if known and given <= known[0] else ""


def _link(node: Element) -> str:
    return f"[{_line(node.children)}]({_target(node, 'href')})"


def _image(node: Element) -> str:
    alt = _SPECIAL.sub(r"\\\1", node.attributes.get("alt", ""))
    return f"![{alt}]({_target(node, 'src')})"


def _code_span(node: Element) -> str:
    text = content_of(node)
    fence = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _marked(node: Element) -> str:
    """Put marks around words, the space around them outside of the marks."""
    text, mark = "".join(map(_inline, node.children)), _MARKS[node.tag]
    inner = text.strip()
    if not inner:
        return text
    before = text[: len(text) - len(text.lstrip())]
    after = text[len(text.rstrip()) :]
    return f"{before}{mark}{inner}{mark}{after}"


def _target(node: Element, name: str) -> str:
    url = node.attributes.get(name, "")
    shown = f"<{url}>" if set(url) & set(" ()") else url
    title = node.attributes.get("title", "").replace('"', '\\"')
    return f'{shown} "{title}"' if title else shown


_SIGNS: Final[dict[str, tuple[frozenset[str], Callable[[Element], str]]]] = {
    **{tag: (frozenset[str](), _marked) for tag in _MARKS},
    "a": (frozenset({"href", "title"}), _link),
    "img": (frozenset({"src", "alt", "title", "width", "height"}), _image),
    "code": (frozenset(), _code_span),
    "br": (frozenset(), lambda _: "\\\n"),
    "span": (frozenset(), lambda node: "".join(map(_inline, node.children))),
}
"""What Markdown has signs for: with which attributes at most, and how they are written."""
