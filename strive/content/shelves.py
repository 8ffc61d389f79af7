"""Categories and authors: reading and keeping them. (`taxonomy.py` has what they are.)"""

from __future__ import annotations

from collections.abc import Sequence

from strive.content.post import Image, Model, Origin, Seo, Tag
from strive.content.taxonomy import Author, Category


class Tree:
    """All categories at one moment, nested."""

    def by_id(self, category_id: str) -> Category | None:
        """Return a category."""
        ...

    def by_ids(self, ids: Sequence[str]) -> list[Category]:
        """Return the categories there are, in the order asked."""
        ...

    def by_slug(self, slug: str) -> Category | None:
        """Return a category by its current slug."""
        ...

    def moved_to(self, slug: str) -> str | None:
        """Return the path of the category that had this slug before."""
        ...

    def children(self, category_id: str = "") -> list[Category]:
        """Return the categories right below one, or at the top, by title."""
        ...

    def ancestors(self, category_id: str) -> list[Category]:
        """Return the categories above one, the outermost first."""
        ...

    def within(self, category_id: str) -> list[str]:
        """Return the ids of a category and of all below it."""
        ...

    def ordered(self) -> list[tuple[int, Category]]:
        """Return all with their depth (0 at the top), parents before children, by title."""
        ...


class CategoryDraft(Model, frozen=True, kw_only=True):
    """A category as it is handed in; `id` "" is a new one, `slug` "" is made of the title."""

    id: str = ""
    title: str
    slug: str = ""
    description: str = ""
    parent: str = ""
    image: Image | None = None
    seo: Seo = Seo()
    origin: Origin | None = None


class AuthorDraft(Model, frozen=True, kw_only=True):
    """An author as handed in; `id` "" is a new one, `slug` "" is made of the name."""

    id: str = ""
    name: str
    slug: str = ""
    bio: str = ""
    image: Image | None = None
    website: str = ""
    location: str = ""
    social: tuple[str, ...] = ()
    origin: Origin | None = None


class Taxonomy:
    """What posts are sorted by."""

    async def categories(self) -> Tree:
        """Return all categories; up to a second old, for every page asks."""
        ...

    async def category_counts(self) -> dict[str, int]:
        """Return the number of published posts directly in each category, by id; 0 included."""
        ...

    async def save_category(self, draft: CategoryDraft) -> Category:
        """Keep a category. A draft with a known `origin` (system, id) and no id changes that one.

        Raises:
            Invalid: A rule is broken: parent unknown, a circle, nested too deep, bad slug.
            SlugTaken: Another category has the slug (one with an `origin` is numbered instead).
            CategoryNotFound: There is no category with `draft.id`.
        """
        ...

    async def delete_category(self, category_id: str) -> None:
        """Remove a category; its children move up, its posts stay without it."""
        ...

    async def author(self, slug: str) -> Author | None:
        """Return an author by current slug."""
        ...

    async def author_moved_to(self, slug: str) -> str | None:
        """Return the path of the author who had this slug before."""
        ...

    async def authors(self, limit: int = 100, after: str = "") -> list[Author]:
        """Return authors by slug, after one, for lists."""
        ...

    async def authors_by_ids(self, ids: Sequence[str]) -> dict[str, Author]:
        """Return the authors there are, by id, in one query."""
        ...

    async def author_counts(self) -> dict[str, int]:
        """Return the number of published posts of each author, by id; 0 included."""
        ...

    async def save_author(self, draft: AuthorDraft) -> Author:
        """Keep an author; as `save_category`."""
        ...

    async def delete_author(self, author_id: str) -> None:
        """Remove an author; their posts stay without them."""
        ...

    async def tag(self, slug: str) -> Tag | None:
        """Return a tag that a published post has."""
        ...
