"""Portable Text of Sanity with its assets and references given addresses; pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import Any, Final, NamedTuple

from strive.content.importing.limits import NESTING_MAX
from strive.content.importing.sanity.fields import (
    Dataset,
    Document,
    asset_address,
    reference_of,
    text,
)

INTERNAL: Final = "/.sanity/"  # with the id of a document, where links within the dataset lead
TITLE: Final = ("title", "name", "headline", "heading")
_LINKS: Final = frozenset({"internalLink", "reference", "link"})
_WITH_PAGES: Final = frozenset({"post", "page", "author", "category"})


class Found(NamedTuple):
    """A document of the dataset, with the role it plays here."""

    role: str
    document: Document


Finder = Callable[[str], Found | None]
"""Returns the document with an id, None for one that is not there."""


def resolved(blocks: list[Any], find: Finder, dataset: Dataset) -> list[Any]:
    """Return blocks whose assets have an address, and whose internal links a path.

    A reference or a file that stands as a block of its own becomes a paragraph with a link.
    """
    return [_resolved(_standing(block, find, dataset), find, dataset, NESTING_MAX - 1)
            for block in blocks]  # fmt: skip


def _resolved(value: Any, find: Finder, dataset: Dataset, depth: int) -> Any:
    if not depth:
        return None
    if isinstance(value, list):
        return [_resolved(entry, find, dataset, depth - 1) for entry in value]
    if not isinstance(value, Mapping):
        return value
    inner = {
        name: _resolved(entry, find, dataset, depth - 1)
        for name, entry in value.items()
        if name != "_sanityAsset"
    }
    if address := asset_address(value, dataset):
        asset = value.get("asset")
        inner["asset"] = {**(asset if isinstance(asset, Mapping) else {}), "url": address}
    target = reference_of(value.get("reference")) or reference_of(value)
    if str(value.get("_type")) in _LINKS and _has_page(target, find):
        inner["href"] = f"{INTERNAL}{target}"
    return inner


def _standing(block: Any, find: Finder, dataset: Dataset) -> Any:
    type_ = block.get("_type") if isinstance(block, Mapping) else None
    if type_ == "reference" and (found := _has_page(reference_of(block), find)):
        title = text(found.document, *TITLE)
        return _link(title or "…", f"{INTERNAL}{reference_of(block)}", block)
    if type_ == "file" and (address := asset_address(block, dataset)):
        name = PurePosixPath(address.partition("?")[0]).name
        return _link(text(block, "title", "caption", "description") or name, address, block)
    return block


def _has_page(target: str, find: Finder) -> Found | None:
    found = find(target) if target else None
    return found if found is not None and found.role in _WITH_PAGES else None


def _link(label: str, address: str, block: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "_type": "block",
        "_key": block.get("_key", ""),
        "style": "normal",
        "markDefs": [{"_key": "link", "_type": "link", "href": address}],
        "children": [{"_type": "span", "text": label, "marks": ["link"]}],
    }
