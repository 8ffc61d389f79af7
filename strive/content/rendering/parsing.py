"""HTML of any quality into a tree of the elements an author may use.

The grammar is the tokenizer's of the HTML standard, simplified so that every input is read in
linear time; the tree is well nested and of limited depth, so that the sanitizer after it (which
decides what is safe) is never fed what makes HTML parsers slow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Final, NamedTuple

from strive.content.rendering.errors import BodyInvalid
from strive.content.rendering.tags import (
    ENDS,
    KEPT_EMPTY,
    KNOWN,
    RENAMED,
    SKIPPED,
    TABLE_PARTS,
    VOID,
)
from strive.content.rendering.tree import Element

DEPTH_MAX: Final = 100

_TAG = re.compile(
    r"""<(?:
      (?P<comment>!--)
    | [!?][^<>]*+>
    | /(?P<end>[a-zA-Z][^\s/<>]*+)[^<>]*+>
    | (?P<start>[a-zA-Z][^\s/<>]*+)(?P<attributes>(?:[^<>"']|"[^"]*"|'[^']*')*+)>
    )""",
    re.VERBOSE,
)
_ATTRIBUTE = re.compile(
    r"""([^\s"'>/=]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++)))?""",
)
_END_OF = {name: re.compile(rf"</{name}[^<>a-z0-9]*+>", re.IGNORECASE) for name in SKIPPED}


class _Start(NamedTuple):
    tag: str
    attributes: str


class _End(NamedTuple):
    tag: str


_Token = str | _Start | _End


def parse_html(source: str) -> Element:
    """Return the text as children of an anonymous `div`.

    Raises:
        BodyInvalid: Elements nest deeper than `DEPTH_MAX`.
    """
    root = Element("div")
    stack = [root]
    for token in _tokens(source):
        if isinstance(token, str):
            stack[-1].children.append(token)
        elif isinstance(token, _Start):
            _open(stack, token)
        else:
            _close(stack, RENAMED.get(token.tag, token.tag))
    return root


def _tokens(source: str) -> Iterator[_Token]:
    position = 0
    unclosed: set[str] = set()  # no end tag follows; looking again for each would take for ever
    while match := _TAG.search(source, position):
        if match.start() > position:
            yield _text(source[position : match.start()])
        position = match.end()
        if match["comment"]:
            end = source.find("-->", match.end() - 2)
            position = len(source) if end < 0 else end + 3
        elif match["end"]:
            yield _End(match["end"].lower())
        elif match["start"]:
            tag = match["start"].lower()
            if tag not in _END_OF:
                yield _Start(tag, match["attributes"])
                continue
            if tag in KEPT_EMPTY:
                yield _Start(tag, match["attributes"])
            if tag not in unclosed:
                closing = _END_OF[tag].search(source, position)
                position = closing.end() if closing else position
                unclosed |= set() if closing else {tag}
    if position < len(source):
        yield _text(source[position:])


def _text(raw: str) -> str:
    return unescape(raw) if "&" in raw else raw


def _open(stack: list[Element], token: _Start) -> None:
    tag = RENAMED.get(token.tag, token.tag)
    allowed = KNOWN.get(tag)
    if allowed is None or (tag in TABLE_PARTS and not any(e.tag == "table" for e in stack)):
        return
    if tag in ENDS:
        _end_implied(stack, tag)
    attributes = _attributes(token.attributes, allowed) if token.attributes else {}
    opened = Element(tag, attributes)
    stack[-1].children.append(opened)
    if tag in VOID or tag in KEPT_EMPTY:
        return
    stack.append(opened)
    if len(stack) > DEPTH_MAX:
        message = f"The text nests more than {DEPTH_MAX} levels deep; make it flatter."
        raise BodyInvalid(message)


def _end_implied(stack: list[Element], tag: str) -> None:
    ended, shields = ENDS[tag]
    cut = 0
    for index in range(len(stack) - 1, 0, -1):
        if stack[index].tag in shields:
            break
        if stack[index].tag in ended:
            cut = index
    if cut:
        del stack[cut:]


def _close(stack: list[Element], tag: str) -> None:
    for index in range(len(stack) - 1, 0, -1):
        if stack[index].tag == tag:
            del stack[index:]
            return
        if stack[index].tag == "table" and tag not in TABLE_PARTS:
            return  # a stray end tag in a table does not end what the table stands in


def _attributes(raw: str, allowed: frozenset[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(raw):
        lower = name.lower()
        if lower in allowed and lower not in found:
            found[lower] = unescape(double or single or bare)
    return found
