"""Categories and authors, read and kept; `taxonomy.py` has what they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, Final

from msgspec.structs import replace

from strive.content import cache_tags
from strive.content.errors import AuthorNotFound, CategoryNotFound
from strive.content.events import ShelfChanged
from strive.content.listing import Page, check_page
from strive.content.post import Kind, Slug, Tag
from strive.content.shelving import check_author, check_category, edited, slug_for
from strive.content.store.posts import PostStore
from strive.content.store.taxonomy import ShelfStore, TagStore
from strive.content.taxonomy import CATEGORIES_MAX, Author, AuthorDraft, Category, CategoryDraft
from strive.content.tree import Tree
from strive.kit.clock import Clock
from strive.kit.ids import new_id
from strive.kit.slugs import is_slug, slugify
from strive.platform.cache import DataCache, lifetimes, note
from strive.platform.database import Database, Session
from strive.platform.errors import Invalid
from strive.platform.outbox import Outbox

AUTHORS_AT_ONCE_MAX: Final = 1_000
AUTHOR_WORDS_MAX: Final = 5
_ABSENT: Final = (cache_tags.SHELVES, cache_tags.MISSING)


class Taxonomy:
    """What posts are sorted by."""

    def __init__(self, database: Database, outbox: Outbox, clock: Clock, cache: DataCache) -> None:
        self._outbox = outbox
        self._clock = clock
        self._cache = cache
        self._categories = ShelfStore(database, "categories", "categories", Category)
        self._authors = ShelfStore(database, "authors", "author", Author)
        self._tags = TagStore(database)
        self._posts = PostStore(database)
        self._tree: tuple[Sequence[Category], Tree] = ((), Tree(()))

    async def categories(self) -> Tree:
        """Return all categories, from the cache, for every page asks."""
        found = await self._cache.get_or_set(
            "categories",
            lifetimes.CATEGORIES,
            self._every_category,
            type=tuple[Category, ...],
            tags=(cache_tags.SHELVES,),
        )
        if found is not self._tree[0]:
            self._tree = found, Tree(found)
        return self._tree[1]

    async def stored_categories(self) -> Tree:
        """Return all categories as they were last written, for whoever is about to change them."""
        return Tree(await self._every_category())

    async def category_counts(self) -> dict[str, int]:
        """Return the number of published posts directly in each category, by id; 0 included."""
        return await self._cache.get_or_set(
            "category_counts",
            lifetimes.CATEGORIES,
            partial(self._counts, self._categories),
            type=dict[str, int],
            tags=(cache_tags.LISTS[Kind.POST], cache_tags.SHELVES),
        )

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
            await self._announce(session, category.id)
            return category

        return await self._outbox.transact(work)

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
            await self._announce(session, category_id)

        await self._outbox.transact(work)

    async def author(self, slug: str) -> Author | None:
        """Return an author by current slug."""
        if not is_slug(slug):
            return None
        return await self._cache.get_or_set(
            f"author:{slug}",
            lifetimes.CATEGORIES,
            partial(self._authors.by_slug, slug),
            type=Author | None,
            shared=False,
            tags=lambda author: (cache_tags.author(author.id),) if author else _ABSENT,
        )

    async def stored_author(self, name: str) -> Author | None:
        """Return an author by id or slug as last written, for whoever is about to change them."""
        return await self._authors.by_id(name) or await self._authors.by_slug(name)

    async def author_moved_to(self, slug: str) -> str | None:
        """Return the path of the author who had this slug before."""
        note(_ABSENT)
        author = await self._authors.by_previous_slug(slug) if is_slug(slug) else None
        return author.path if author else None

    async def authors(self, limit: int = 100, after: str = "") -> list[Author]:
        """Return authors by slug, after one, for lists."""
        return await self._authors.by_slug_after(after, min(max(limit, 1), AUTHORS_AT_ONCE_MAX))

    async def author_page(self, page: int = 1, limit: int = 20) -> Page[Author]:
        """Return one page of the authors by slug, with the total; raises `PageInvalid`."""
        check_page(page, limit)
        note((cache_tags.SHELVES,))
        total = await self._authors.count()
        skip = (page - 1) * limit
        items = await self._authors.page(skip, limit) if skip < total else []
        return Page(items, total, page, limit)

    async def authors_named(self, text: str, limit: int) -> list[Author]:
        """Return authors by slug with each word of a text in it, however many authors there are."""
        words = [word for word in slugify(text).split("-") if word][:AUTHOR_WORDS_MAX]
        return await self._authors.by_words(words, limit) if words else []

    async def authors_by_ids(self, ids: Iterable[str]) -> dict[str, Author]:
        """Return the authors there are, by id."""
        wanted = sorted(set(ids))
        if not wanted:
            return {}
        found = await self._cache.get_or_set(
            f"authors:{','.join(wanted)}",
            lifetimes.CATEGORIES,
            partial(self._authors.by_ids, set(wanted)),
            type=list[Author],
            shared=False,
            tags=[*map(cache_tags.author, wanted)],
        )
        return {author.id: author for author in found}

    async def author_counts(self) -> dict[str, int]:
        """Return the number of published posts of each author, by id; 0 included."""
        return await self._counts(self._authors)

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
            await self._announce(session, author.id, is_author=True)
            return author

        return await self._outbox.transact(work)

    async def delete_author(self, author_id: str) -> None:
        """Remove an author; their posts stay without them. Raises `AuthorNotFound`."""

        async def work(session: Session) -> None:
            if not await self._authors.delete(session, author_id):
                raise AuthorNotFound("There is no such author.")
            await self._posts.drop_reference(session, "author", author_id)
            await self._announce(session, author_id, is_author=True)

        await self._outbox.transact(work)

    async def forget_author(self, author_id: str, alias: str) -> bool:
        """Take a person out of an author: an alias stays, so that their posts have somebody.

        Neither the name nor an address made of it is left. False if there is no such author.
        """

        async def work(session: Session) -> bool:
            old = await self._authors.by_id(author_id, session)
            if old is None:
                return False
            nobody = Author(
                id=old.id,
                name=alias,
                slug=Slug(slugify(alias)),
                created_at=old.created_at,
                updated_at=self._clock.now(),
            )
            await self._authors.put(nobody, session)
            await self._announce(session, author_id, is_author=True)
            return True

        return await self._outbox.transact(work)

    async def tag(self, slug: str) -> Tag | None:
        """Return a tag that a published post has."""
        if not is_slug(slug):
            return None
        note((cache_tags.with_tag(slug),))
        return await self._tags.by_slug(slug, self._clock.now())

    async def unknown(
        self, authors: Iterable[str], categories: Iterable[str]
    ) -> tuple[set[str], set[str]]:
        """Return which of these ids of authors and of categories name nothing."""
        return await self._authors.missing(authors), await self._categories.missing(categories)

    async def _counts(self, shelf: ShelfStore[Any]) -> dict[str, int]:
        note((cache_tags.LISTS[Kind.POST], cache_tags.SHELVES))
        return await shelf.counts(self._clock.now())

    async def _announce(self, session: Session, shelf_id: str, *, is_author: bool = False) -> None:
        now = self._clock.now()
        await self._outbox.add(
            session, ShelfChanged(at=now, shelf_id=shelf_id, is_author=is_author)
        )

    async def _every_category(self) -> tuple[Category, ...]:
        return tuple(await self._categories.everything(CATEGORIES_MAX, None))

    async def _read_tree(self, session: Session) -> Tree:
        return Tree(await self._categories.everything(CATEGORIES_MAX, session))
