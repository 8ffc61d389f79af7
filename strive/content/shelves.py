"""Categories and authors, read and kept; `taxonomy.py` has what they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from strive.content.errors import AuthorNotFound, CategoryNotFound
from strive.content.listing import Page, check_page
from strive.content.momentary import Momentary
from strive.content.post import Tag
from strive.content.shelving import check_author, check_category, edited, slug_for
from strive.content.store.posts import PostStore
from strive.content.store.taxonomy import ShelfStore, TagStore
from strive.content.taxonomy import CATEGORIES_MAX, Author, AuthorDraft, Category, CategoryDraft
from strive.content.tree import Tree
from strive.kit.clock import Clock
from strive.kit.ids import new_id
from strive.kit.slugs import is_slug
from strive.platform.database import Database, Session
from strive.platform.errors import Invalid

AUTHORS_AT_ONCE_MAX: Final = 1_000


class Taxonomy:
    """What posts are sorted by."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._categories = ShelfStore(database, "categories", "categories", Category)
        self._authors = ShelfStore(database, "authors", "author", Author)
        self._tags = TagStore(database)
        self._posts = PostStore(database)
        self._tree = Momentary(self._read_tree, clock)

    async def categories(self) -> Tree:
        """Return all categories; up to a second old, for every page asks."""
        return await self._tree.get()

    async def category_counts(self) -> dict[str, int]:
        """Return the number of published posts directly in each category, by id; 0 included."""
        return await self._categories.counts(self._clock.now())

    async def save_category(self, draft: CategoryDraft) -> Category:
        """Keep a category. A draft with a known `origin` (system, id) and no id changes that one.

        Raises:
            Invalid: A rule is broken: parent unknown, a circle, nested too deep, bad slug.
            SlugTaken: Another category has the slug (one with an `origin` is numbered instead).
            CategoryNotFound: There is no category with `draft.id`.
        """
        check_category(draft)

        async def work(session: Session) -> Category:
            await self._categories.one_at_a_time(session)
            old = await edited(self._categories, draft.id, draft.origin, session)
            if draft.id and old is None:
                raise CategoryNotFound("There is no such category.")
            tree = await self._read_tree(session)
            if old is None and len(tree) >= CATEGORIES_MAX:
                raise Invalid(f"There are {CATEGORIES_MAX} categories already, which is the most.")
            tree.check_place(old.id if old else "", draft.parent)
            now = self._clock.now()
            category = Category(
                id=old.id if old else new_id(),
                title=draft.title.strip(),
                slug=await slug_for(self._categories, draft, draft.title, old, session),
                description=draft.description,
                parent=draft.parent,
                image=draft.image,
                seo=draft.seo,
                created_at=old.created_at if old else now,
                updated_at=now,
                origin=draft.origin or (old.origin if old else None),
            )
            await self._categories.put(category, session)
            return category

        category = await self._database.transact(work)
        self._tree.forget()
        return category

    async def delete_category(self, category_id: str) -> None:
        """Remove a category; its children move up, its posts stay without it.

        Raises:
            CategoryNotFound: There is no such category.
        """

        async def work(session: Session) -> None:
            await self._categories.one_at_a_time(session)
            tree = await self._read_tree(session)
            category = tree.by_id(category_id)
            if category is None:
                raise CategoryNotFound("There is no such category.")
            for child in tree.children(category_id):
                await self._categories.put(replace(child, parent=category.parent), session)
            await self._posts.drop_reference(session, "categories", category_id)
            await self._categories.delete(session, category_id)

        await self._database.transact(work)
        self._tree.forget()

    async def author(self, slug: str) -> Author | None:
        """Return an author by current slug."""
        return await self._authors.by_slug(slug) if is_slug(slug) else None

    async def author_moved_to(self, slug: str) -> str | None:
        """Return the path of the author who had this slug before."""
        author = await self._authors.by_previous_slug(slug) if is_slug(slug) else None
        return author.path if author else None

    async def authors(self, limit: int = 100, after: str = "") -> list[Author]:
        """Return authors by slug, after one, for lists."""
        return await self._authors.by_slug_after(after, min(max(limit, 1), AUTHORS_AT_ONCE_MAX))

    async def author_page(self, page: int = 1, limit: int = 20) -> Page[Author]:
        """Return one page of the authors by slug, with the total; raises `PageInvalid`."""
        check_page(page, limit)
        total = await self._authors.count()
        skip = (page - 1) * limit
        items = await self._authors.page(skip, limit) if skip < total else []
        return Page(items, total, page, limit)

    async def authors_by_ids(self, ids: Iterable[str]) -> dict[str, Author]:
        """Return the authors there are, by id, in one query."""
        wanted = set(ids)
        found = await self._authors.by_ids(wanted) if wanted else ()
        return {author.id: author for author in found}

    async def author_counts(self) -> dict[str, int]:
        """Return the number of published posts of each author, by id; 0 included."""
        return await self._authors.counts(self._clock.now())

    async def save_author(self, draft: AuthorDraft) -> Author:
        """Keep an author; a known `origin` and a taken slug are treated as by `save_category`.

        Raises:
            Invalid: A rule is broken; the message says which.
            SlugTaken: Another author has the slug.
            AuthorNotFound: There is no author with `draft.id`.
        """
        check_author(draft)

        async def work(session: Session) -> Author:
            old = await edited(self._authors, draft.id, draft.origin, session)
            if draft.id and old is None:
                raise AuthorNotFound("There is no such author.")
            now = self._clock.now()
            author = Author(
                id=old.id if old else new_id(),
                name=draft.name.strip(),
                slug=await slug_for(self._authors, draft, draft.name, old, session),
                bio=draft.bio,
                image=draft.image,
                website=draft.website,
                location=draft.location,
                social=draft.social,
                created_at=old.created_at if old else now,
                updated_at=now,
                origin=draft.origin or (old.origin if old else None),
            )
            await self._authors.put(author, session)
            return author

        return await self._database.transact(work)

    async def delete_author(self, author_id: str) -> None:
        """Remove an author; their posts stay without them. Raises `AuthorNotFound`."""

        async def work(session: Session) -> None:
            if not await self._authors.delete(session, author_id):
                raise AuthorNotFound("There is no such author.")
            await self._posts.drop_reference(session, "author", author_id)

        await self._database.transact(work)

    async def tag(self, slug: str) -> Tag | None:
        """Return a tag that a published post has."""
        return await self._tags.by_slug(slug, self._clock.now()) if is_slug(slug) else None

    async def unknown(
        self, authors: Iterable[str], categories: Iterable[str]
    ) -> tuple[set[str], set[str]]:
        """Return which of these ids of authors and of categories name nothing."""
        return await self._authors.missing(authors), await self._categories.missing(categories)

    async def _read_tree(self, session: Session | None = None) -> Tree:
        return Tree(await self._categories.everything(CATEGORIES_MAX, session))
