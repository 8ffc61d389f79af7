"""Links: marked where they leave the site."""

from __future__ import annotations

from typing import Final

from strive.content.rendering.addresses import is_external
from strive.content.rendering.tree import Element, Node, walk

_RELATIONS: Final = frozenset({"author", "license", "me", "nofollow", "sponsored", "tag", "ugc"})


def link(anchor: Element) -> list[Node]:
    """Return a link with its `rel`; what it holds stands alone where it leads nowhere.

    So it does where it holds a link of its own, such as that of a player: links cannot nest.
    """
    href = anchor.attributes.get("href")
    leads = href or "id" in anchor.attributes
    if not leads or any(inner.tag == "a" for inner in walk(anchor)):
        return anchor.children
    relations = [r for r in anchor.attributes.pop("rel", "").lower().split() if r in _RELATIONS]
    if href and is_external(href):
        relations.append("noopener")
    if relations:
        anchor.attributes["rel"] = " ".join(dict.fromkeys(relations))
    return [anchor]
