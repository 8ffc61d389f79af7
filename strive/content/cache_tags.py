"""What content is purged by: one name for each thing that can change, declared here alone.

Reading notes these names (`strive.platform.cache`), so pages, feeds and answers of the API bear
them; a change purges the names it touches (`purging.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from hashlib import blake2b
from typing import Final

from strive.content.listing import PostFilter
from strive.content.post import Kind

SITE: Final = "site"  # settings, menus: in every page
SHELVES: Final = "shelves"  # the tree of categories, the list of authors
MISSING: Final = "missing"  # what was not found, or has moved
LISTS: Final = {Kind.POST: "posts", Kind.PAGE: "pages"}

_PLAIN_MAX: Final = 80


def post(post_id: str) -> str:
    """Name one post or page."""
    return f"post:{post_id}"


def author(author_id: str) -> str:
    """Name one author, as shown anywhere."""
    return f"author:{author_id}"


def by_author(author_id: str) -> str:
    """Name what lists the posts of an author."""
    return f"by:{author_id}"


def in_category(category_id: str) -> str:
    """Name what lists the posts right in a category."""
    return f"in:{category_id}"


def with_tag(slug: str) -> str:
    """Name what lists the posts with a tag; the slug may be in any script."""
    is_plain = slug.isascii() and len(slug) <= _PLAIN_MAX
    return f"with:{slug if is_plain else blake2b(slug.encode(), digest_size=12).hexdigest()}"


def lists(
    kind: Kind | None, authors: Iterable[str], categories: Iterable[str], tags: Iterable[str]
) -> set[str]:
    """Name all lists that a post of a kind, with these authors, categories and tags, is in."""
    return {
        *(LISTS[one] for one in Kind if kind in {None, one}),
        *map(by_author, authors),
        *map(in_category, categories),
        *map(with_tag, tags),
    }


def of_list(which: PostFilter, categories: Collection[str]) -> set[str]:
    """Name what changes when a list does.

    `categories` are those the filter takes in. Of several things that narrow a list, one is
    enough: a post that enters or leaves it has that too.
    """
    if which.author:
        return {by_author(which.author)}
    if which.category:
        return set(map(in_category, categories))
    if which.tag:
        return {with_tag(which.tag)}
    return {LISTS[which.kind]} if which.kind else set(LISTS.values())


def around(
    post_id: str, categories: Iterable[str], tags: Iterable[str], shown: Iterable[str]
) -> set[str]:
    """Name what changes when what stands around a post does: `shown` are the posts found."""
    sharing = {*map(in_category, categories), *map(with_tag, tags)}
    return {post(post_id), *map(post, shown), *sharing}


def name_of(which: PostFilter) -> str:
    """Return a text that differs where filters of published posts do."""
    month = "-".join(map(str, which.month)) if which.month else ""
    parts = (which.kind or "", which.category, which.author, which.tag, which.featured, month)
    return "|".join(map(str, parts))
