"""Posts as lists show them: with the names that their ids stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from strive.content.post import PostSummary
    from strive.content.shelves import Taxonomy
    from strive.content.taxonomy import Author, Category
    from strive.content.tree import Tree


class Entry(NamedTuple):
    """A post in a list, with its authors and its first category."""

    post: PostSummary
    authors: Sequence[Author] = ()
    category: Category | None = None


async def entries_of(taxonomy: Taxonomy, posts: Sequence[PostSummary]) -> list[Entry]:
    """Return entries for posts, in their order, with one query for all authors."""
    tree = await taxonomy.categories()
    ids = {author_id for post in posts for author_id in post.author}
    authors = await taxonomy.authors_by_ids(list(ids)) if ids else {}
    return [
        Entry(post, [authors[i] for i in post.author if i in authors], _first(tree, post))
        for post in posts
    ]


def cards_of(tree: Tree, posts: Sequence[PostSummary]) -> list[Entry]:
    """Return entries without authors, which cost no query."""
    return [Entry(post, category=_first(tree, post)) for post in posts]


def _first(tree: Tree, post: PostSummary) -> Category | None:
    return next(iter(tree.by_ids(post.categories[:1])), None)
