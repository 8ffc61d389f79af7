"""All categories at one moment, nested; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from strive.content.taxonomy import CATEGORY_DEPTH_MAX, Category
from strive.platform.errors import Invalid


class Tree:
    """Categories by id, slug and place."""

    def __init__(self, categories: Iterable[Category]) -> None:
        by_title = sorted(categories, key=lambda category: (category.title.casefold(), category.id))
        self._by_id = {category.id: category for category in by_title}
        self._by_slug = {category.slug.current: category for category in by_title}
        self._moved = {slug: category for category in by_title for slug in category.slug.previous}
        self._children: dict[str, list[Category]] = defaultdict(list)
        for category in by_title:
            parent = category.parent if category.parent in self._by_id else ""
            self._children[parent].append(category)

    def __len__(self) -> int:
        return len(self._by_id)

    def by_id(self, category_id: str) -> Category | None:
        """Return a category."""
        return self._by_id.get(category_id)

    def by_ids(self, ids: Sequence[str]) -> list[Category]:
        """Return the categories there are, in the order asked."""
        return [self._by_id[id_] for id_ in ids if id_ in self._by_id]

    def by_slug(self, slug: str) -> Category | None:
        """Return a category by its current slug."""
        return self._by_slug.get(slug)

    def moved_to(self, slug: str) -> str | None:
        """Return the path of the category that had this slug before."""
        category = self._moved.get(slug)
        return category.path if category and slug not in self._by_slug else None

    def children(self, category_id: str = "") -> list[Category]:
        """Return the categories right below one, or at the top, by title."""
        return list(self._children.get(category_id, ()))

    def ancestors(self, category_id: str) -> list[Category]:
        """Return the categories above one, the outermost first."""
        above: list[Category] = []
        category = self._by_id.get(category_id)
        while category and (category := self._by_id.get(category.parent)):
            above.append(category)
        return above[::-1]

    def within(self, category_id: str) -> list[str]:
        """Return the ids of a category and of all below it."""
        return [category_id, *(category.id for _, category in self._below(category_id, 0))]

    def ordered(self) -> list[tuple[int, Category]]:
        """Return all with their depth (0 at the top), parents before children, by title."""
        return list(self._below("", 0))

    def check_place(self, category_id: str, parent: str) -> None:
        """Refuse a place that would not be in the tree, or too deep in it.

        Raises:
            Invalid: The parent does not exist, is the category itself or below it, or so deep
                that the category, or one below it, would be deeper than `CATEGORY_DEPTH_MAX`.
        """
        if not parent:
            return
        if parent not in self._by_id:
            raise Invalid("The parent category does not exist.")
        if category_id and parent in self.within(category_id):
            raise Invalid("A category cannot be nested in itself.")
        below = self._below(category_id, 1) if category_id else ()
        height = max((depth for depth, _ in below), default=0)
        if len(self.ancestors(parent)) + 2 + height > CATEGORY_DEPTH_MAX:
            raise Invalid(f"Categories are nested at most {CATEGORY_DEPTH_MAX} deep.")

    def _below(self, category_id: str, depth: int) -> Iterator[tuple[int, Category]]:
        for category in self._children.get(category_id, ()):
            yield depth, category
            yield from self._below(category.id, depth + 1)
