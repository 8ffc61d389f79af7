"""Links: marked where they leave the site."""

from __future__ import annotations

from typing import Final

from strive.content.rendering.addresses import is_external
from strive.content.rendering.tree import Element, Node

_RELATIONS: Final = frozenset({"author", "license", "me", "nofollow", "sponsored", "tag", "ugc"})


def link(anchor: Element) -> list[Node]:
    """Return a link with its `rel`; what a link without a usable address holds stands alone."""
    href = anchor.attributes.get("href")
    if not href and "id" not in anchor.attributes:
        return anchor.children
    relations = [r for r in anchor.attributes.pop("rel", "").lower().split() if r in _RELATIONS]
    if href and is_external(href):
        relations.append("noopener")
    if relations:
        anchor.attributes["rel"] = " ".join(dict.fromkeys(relations))
    return [anchor]
