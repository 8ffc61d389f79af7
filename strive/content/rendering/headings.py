"""Headings with stable ids, and the table of contents they make."""

from __future__ import annotations

from typing import Final
from urllib.parse import unquote

from strive.content.post import Heading
from strive.content.rendering.addresses import safe_address
from strive.content.rendering.tags import HEADINGS
from strive.content.rendering.tree import Element, content_of, element, walk
from strive.kit.slugs import slugify

RESERVED_IDS: Final = frozenset(  # the page around the text may use these itself
    {"comments", "content", "contents", "contents-title", "footer", "header", "main", "menu"}
    | {"featured", "latest", "nav", "q", "related", "search", "section", "suggestions", "top"}
)
_LISTED: Final = frozenset({2, 3, 4})


def settle_headings(elements: list[Element]) -> tuple[Heading, ...]:
    """Give all elements their final ids and headings their anchors; return the contents.

    The title of the post is the page's `h1`, so a text that uses `h1` itself moves down by one.
    An id an author gave is kept where something can use it: on headings and targets of links.
    """
    headings = [e for e in elements if e.tag in HEADINGS]
    _make_room_for_title(headings)
    _settle_ids(elements)
    linked = {id(inner) for link in elements if link.tag == "a" for inner in walk(link)}
    listed: list[Heading] = []
    for heading in headings:
        text = " ".join(content_of(heading).split())
        identifier = heading.attributes.get("id")
        if not identifier:
            continue
        level = int(heading.tag[1])
        if level in _LISTED:
            listed.append(Heading(identifier, text, level))
        if id(heading) not in linked:  # links cannot nest
            heading.children.append(_anchor(identifier))
    return tuple(listed)


def _make_room_for_title(headings: list[Element]) -> None:
    if any(heading.tag == "h1" for heading in headings):
        for heading in headings:
            heading.tag = f"h{min(int(heading.tag[1]) + 1, 6)}"


def _settle_ids(elements: list[Element]) -> None:
    links = [e for e in elements if e.attributes.get("href", "").startswith("#")]
    targets = {unquote(link.attributes["href"][1:]) for link in links}
    taken = _Ids()
    renamed: dict[str, str] = {}
    for target in elements:
        wanted = target.attributes.pop("id", "")
        if target.tag in HEADINGS:
            slug = slugify(wanted) or slugify(content_of(target)[:300])
            if not slug and not content_of(target).strip():
                continue
        elif wanted in targets:
            slug = slugify(wanted)
        else:
            continue
        target.attributes["id"] = identifier = taken.claim(slug or "section")
        if wanted:
            renamed.setdefault(wanted, identifier)
    for link in links:
        fragment = unquote(link.attributes["href"][1:])
        identifier = renamed.get(fragment, fragment)
        if identifier not in taken and slugify(fragment) in taken:
            identifier = slugify(fragment)  # as other renderers spell the ids of headings
        link.attributes["href"] = f"#{safe_address(identifier)}"


class _Ids:
    """Ids given out so far; each is told apart from its like by a number."""

    def __init__(self) -> None:
        self._next = dict.fromkeys(RESERVED_IDS, 2)

    def __contains__(self, identifier: str) -> bool:
        return identifier in self._next

    def claim(self, slug: str) -> str:
        """Return the slug itself the first time, then with -2, -3 …."""
        if slug not in self._next:
            self._next[slug] = 2
            return slug
        number = self._next[slug]
        while f"{slug}-{number}" in self._next:
            number += 1
        self._next[slug] = number + 1
        self._next[f"{slug}-{number}"] = 2
        return f"{slug}-{number}"


def _anchor(identifier: str) -> Element:
    """Return a link for the pointer only: the contents give the same links to everybody."""
    return element(
        "a", class_="heading-anchor", href=f"#{identifier}", aria_hidden="true", tabindex="-1"
    )
