"""Bare addresses in Markdown become links, as GitHub's dialect has it (not e-mail addresses)."""

from __future__ import annotations

import re
from typing import Final

from strive.content.rendering.tree import Element, Node, element

_BARE = re.compile(
    r"(?<![\w/@.-])(?:https?://|www\.)[^\s<>\"\u2018-\u201f\u3000-\u303f\uff00-\uff0f]{3,2000}"
)
_TRAILING: Final = "?!.,:;*_~'\"]"
_NOT_WITHIN: Final = frozenset({"a", "code", "pre", "kbd", "samp", "script", "iframe"})


def link_bare_addresses(parent: Element) -> None:
    """Turn the addresses in the text under an element into links, in place."""
    linked: list[Node] = []
    for child in parent.children:
        if isinstance(child, str) and ("://" in child or "www." in child):
            linked.extend(_linked(child))
            continue
        if isinstance(child, Element) and child.tag not in _NOT_WITHIN:
            link_bare_addresses(child)
        linked.append(child)
    parent.children = linked


def _linked(text: str) -> list[Node]:
    nodes: list[Node] = []
    position = 0
    for match in _BARE.finditer(text):
        address = _without_punctuation(match[0])
        if "." not in address[4:]:  # http://localhost and the like are meant as text
            continue
        nodes.append(text[position : match.start()])
        href = address if "://" in address[:8] else f"https://{address}"
        nodes.append(element("a", address, href=href))
        position = match.start() + len(address)
    nodes.append(text[position:])
    return [node for node in nodes if node != ""]


def _without_punctuation(address: str) -> str:
    """Leave what ends the sentence, and a bracket that was opened before the address, outside."""
    while address:
        shorter = address.rstrip(_TRAILING)
        if shorter.endswith(")") and shorter.count(")") > shorter.count("("):
            shorter = shorter[:-1]
        if shorter == address:
            break
        address = shorter
    return address
