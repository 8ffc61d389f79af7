"""What content holds about one person that takes more than a look at a field."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

import msgspec

from strive.content.drafts import Draft
from strive.content.shelves import Taxonomy
from strive.content.store.desk import DeskStore
from strive.content.studio.presence import Presence
from strive.platform.database import Database
from strive.platform.privacy import Person, Reach, Record


def content_reaches(
    database: Database,
    taxonomy: Taxonomy,
    presence: Presence,
    delete_cached: Callable[[], Awaitable[int]],
) -> list[Reach]:
    """Return the reaches into posts, authors, and who has what open in the editor.

    `delete_cached` deletes pages that other processes may share, for a name stands on them.
    """
    return [_posts(DeskStore(database)), _authors(taxonomy, delete_cached), _editing(presence)]


def _posts(desk: DeskStore) -> Reach:
    """What somebody wrote is theirs to take away, and the publication's to keep."""

    async def export(person: Person) -> AsyncIterator[Record]:
        if not person.author_id:
            return
        async for post in desk.of_author(person.author_id):
            text: Record = msgspec.to_builtins(Draft.of(post))
            yield {"path": post.path, "status": post.status.value, **text}

    async def erase(_person: Person) -> int:
        return 0

    return Reach("blogPosts", export, erase)


def _authors(taxonomy: Taxonomy, delete_cached: Callable[[], Awaitable[int]]) -> Reach:
    async def export(person: Person) -> AsyncIterator[Record]:
        author = await taxonomy.stored_author(person.author_id) if person.author_id else None
        if author is not None:
            yield msgspec.to_builtins(author)

    async def erase(person: Person) -> int:
        if not person.author_id:
            return 0
        was_there = await taxonomy.forget_author(person.author_id, person.alias)
        await delete_cached()
        return int(was_there)

    return Reach("authors", export, erase)


def _editing(presence: Presence) -> Reach:
    async def export(person: Person) -> AsyncIterator[Record]:
        for post_id in await presence.of(person.id) if person.id else []:
            yield {"post": post_id}

    async def erase(person: Person) -> int:
        return await presence.forget(person.id) if person.id else 0

    return Reach("editing:*", export, erase)
