"""Taking the sample publication away again: what is still as it came, and nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from strive.content import Content
from strive.content.importing.shelves import content_digest
from strive.content.listing import LIMIT_MAX, PostFilter
from strive.content.post import Model
from strive.content.sample import SYSTEM
from strive.content.site import Link
from strive.content.store.removal import RemovalStore
from strive.content.taxonomy import Author, Category
from strive.content.tree import Tree
from strive.platform.database import Database

CHANGED: Final = "it was changed"
NAMED: Final = "a post that stays names it"
ABOVE: Final = "a category that stays is in it"
_AT_ONCE: Final = 1_000


class Thing(Model, frozen=True, kw_only=True):
    """A part of the sample; `kind` is post, page, author or category, `why` is why it stays."""

    kind: str
    id: str
    title: str
    path: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Clearance:
    """What goes and what stays; `dead` are entries of menus that lead nowhere afterwards."""

    goes: list[Thing] = field(default_factory=list)
    stays: list[Thing] = field(default_factory=list)
    dead: list[Link] = field(default_factory=list)

    def add(self, thing: Thing) -> None:
        """Note a thing where it belongs."""
        (self.stays if thing.why else self.goes).append(thing)


async def look(content: Content, database: Database) -> Clearance:
    """Say what of the sample nobody changed and nothing else needs; nothing is changed here."""
    found = Clearance()
    for post in await RemovalStore(database).some_of(SYSTEM, _AT_ONCE):
        why = "" if await content.revisions.is_as_imported(post.id) else CHANGED
        found.add(
            Thing(kind=post.kind.value, id=post.id, title=post.title, path=post.path, why=why)
        )
    going = {thing.id for thing in found.goes}
    async for author in _authors(content):
        why = _changed(author) or await _named(content, PostFilter(author=author.id), going)
        found.add(Thing(kind="author", id=author.id, title=author.name, path=author.path, why=why))
    tree = await content.taxonomy.stored_categories()
    for category in _from_below(tree):
        below = {child.id for child in tree.children(category.id)}
        why = _changed(category) or ("" if below <= going else ABOVE)
        why = why or await _named(content, PostFilter(category=category.id), going)
        found.add(
            Thing(
                kind="category", id=category.id, title=category.title, path=category.path, why=why
            )
        )
        going |= set() if why else {category.id}
    site = await content.site.stored()
    paths = {thing.path for thing in found.goes}
    found.dead.extend(link for link in (*site.navigation, *site.footer) if link.url in paths)
    return found


async def clear(content: Content, things: Sequence[Thing]) -> None:
    """Delete what `look` said goes; may be stopped, and done again for the rest."""
    for thing in things:
        if thing.kind == "author":
            await content.taxonomy.delete_author(thing.id)
        elif thing.kind == "category":
            await content.taxonomy.delete_category(thing.id)
        else:
            await content.publishing.delete(thing.id)


def is_ours(entry: Author | Category) -> bool:
    """Tell whether an author or a category came with the sample."""
    return entry.origin is not None and entry.origin.system == SYSTEM


async def _authors(content: Content) -> AsyncIterator[Author]:
    after = ""
    while authors := await content.taxonomy.authors(_AT_ONCE, after):
        for author in filter(is_ours, authors):
            yield author
        after = authors[-1].slug.current


def _from_below(tree: Tree) -> Iterator[Category]:
    return (category for _, category in reversed(tree.ordered()) if is_ours(category))


def _changed(entry: Author | Category) -> str:
    digest = entry.origin.digest if entry.origin else ""
    return "" if digest.endswith(content_digest(entry)) else CHANGED


async def _named(content: Content, which: PostFilter, going: set[str]) -> str:
    """Say so if a post in any status that does not go is in a list."""
    posts = await content.posts.page(replace(which, kind=None, status=None), 1, LIMIT_MAX)
    stays = posts.total > LIMIT_MAX or any(post.id not in going for post in posts.items)
    return NAMED if stays else ""
