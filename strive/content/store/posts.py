"""The `blogPosts` collection: single posts and pages, read and written."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from pymongo import DeleteOne, InsertOne, ReplaceOne
from pymongo.errors import BulkWriteError, OperationFailure

from strive.content.errors import SavedMeanwhile, SlugTaken
from strive.content.post import Kind, Post, PostSummary, Status
from strive.content.store.documents import (
    FILES_INDEX,
    from_document,
    projection_of,
    storable,
    to_document_with_files,
)
from strive.content.store.queries import KINDS, NARROWING, keys_by, visible
from strive.content.words import SearchWords, text_language
from strive.platform.database import Database, Document, Index, Session
from strive.platform.errors import StriveError, TooLarge

COLLECTION: Final = "blogPosts"
_LIST = [("kind", 1), ("status", 1)]
_TIME = [("publishedAt", -1), ("_id", -1)]
_BATCH: Final = 200
_DUPLICATE: Final = 11000
_TRANSACTION_TOO_LARGE: Final = 388

INDEXES: Final = {
    COLLECTION: [
        Index([("slug.current", 1), ("kind", 1)], unique=True),
        Index([("slug.previous", 1), ("kind", 1)]),
        # Lists and counts; with the last three fields it covers sitemaps.
        Index(
            [*_LIST, *_TIME, ("slug.current", 1), ("updatedAt", 1), ("seo.noIndex", 1)],
            name="list",
        ),
        Index([("publishedAt", -1)]),
        # What is published already is told from the index too, so that skipping reads no post.
        Index([*_LIST, ("updatedAt", -1), ("_id", -1), ("publishedAt", 1)]),
        Index([*_LIST, ("title", 1), ("_id", 1), ("publishedAt", 1)]),
        *(Index(keys_by(field)) for field in NARROWING),
        Index(
            [("origin.system", 1), ("origin.id", 1)],
            unique=True,
            partial={"origin.id": {"$exists": True}},
        ),
        FILES_INDEX,
        Index(
            [
                ("title", "text"),
                ("tags.name", "text"),
                ("searchFocus", "text"),
                ("searchOthers", "text"),
            ],
            name="search",
            partial={"status": Status.PUBLISHED.value},
            weights={"title": 10, "tags.name": 6, "searchFocus": 3, "searchOthers": 1},
            default_language="none",
            language_override="searchLanguage",
        ),
    ],
}


class Write(NamedTuple):
    """A post that takes the place of another: of none, when it is new.

    `found_by` is what search finds it by, None if not at all. `language` is that of the site:
    words are found when they are stemmed alike on both sides, so all posts are stemmed in it.
    """

    old: Post | None
    new: Post
    found_by: SearchWords | None
    language: str


class PostStore:
    """Reads and writes posts one by one, or many by their ids."""

    def __init__(self, database: Database) -> None:
        self._posts = database.collection(COLLECTION)
        self._fresh = database.collection(COLLECTION, fresh=True)

    async def by_slug(self, kind: Kind, slug: str, now: datetime) -> Post | None:
        """Return what readers see under a slug."""
        query = {"slug.current": slug, "kind": kind.value, **visible(now)}
        return _post(await self._posts.find_one(query, projection_of(Post)))

    async def by_id(self, post_id: str, session: Session | None = None) -> Post | None:
        """Return a post as last saved."""
        return _post(
            await self._fresh.find_one(
                {"_id": storable(post_id)}, projection_of(Post), session=session
            )
        )

    async def summaries(self, ids: Sequence[str], now: datetime) -> list[PostSummary]:
        """Return those of the posts that readers see."""
        query = {"_id": {"$in": [storable(id_) for id_ in ids]}, **visible(now)}
        found = self._posts.find(query, projection_of(PostSummary))
        return [from_document(document, PostSummary) async for document in found]

    async def current_slug(self, kind: Kind, previous: str, now: datetime) -> str | None:
        """Return the slug of the visible post that had another before."""
        query = {"slug.previous": previous, "kind": kind.value, **visible(now)}
        document = await self._posts.find_one(
            query, ["slug.current"], sort=[("publishedAt", -1), ("_id", -1)]
        )
        return str(document["slug"]["current"]) if document else None

    async def by_origins(self, system: str, ids: Sequence[str]) -> dict[str, Post]:
        """Return posts by the id they had where they were imported from."""
        query = {"origin.system": system, "origin.id": {"$in": list(ids)}}
        found = self._fresh.find(query, projection_of(Post))
        posts = [from_document(document, Post) async for document in found]
        return {post.origin.id: post for post in posts if post.origin}

    async def taken_slugs(self, kind: Kind, slugs: Iterable[str]) -> dict[str, str]:
        """Return which of the slugs are taken, with the id of the post that has each."""
        query = {"slug.current": {"$in": list(slugs)}, "kind": kind.value}
        found = self._fresh.find(query, ["slug.current"])
        return {str(post["slug"]["current"]): str(post["_id"]) async for post in found}

    async def due(self, now: datetime, limit: int) -> list[str]:
        """Return the ids of scheduled posts whose time has come, the most overdue first."""
        query = {
            "kind": KINDS,
            "status": Status.SCHEDULED.value,
            "publishedAt": {"$lte": now},
        }
        found = self._fresh.find(query, ["_id"], sort=[("publishedAt", 1), ("_id", 1)], limit=limit)
        return [str(document["_id"]) async for document in found]

    async def every(self, kind: Kind | None) -> AsyncIterator[Post]:
        """Go through all posts by id, in batches, so that a slow reader holds no cursor open."""
        last = ""
        while batch := await self._batch(kind, last):
            for post in batch:
                yield post
            last = batch[-1].id

    async def write(self, session: Session, write: Write) -> None:
        """Insert a new or replace a changed post.

        Raises:
            SlugTaken: The slug is another's.
            SavedMeanwhile: The post is not what it was read as.
            TooLarge: The text index cannot take so many different words at once.
        """
        try:
            result = await self._fresh.bulk_write([_operation(write)], session=session)
        except BulkWriteError as error:
            raise _explained(error.details["writeErrors"][0], error, write.new) from None
        if result.matched_count + result.inserted_count != 1:
            raise SavedMeanwhile("Somebody else saved this meanwhile. Load it again and merge.")

    async def write_many(self, writes: Sequence[Write]) -> dict[int, StriveError]:
        """Insert the new and replace the changed, each by itself; return by place what failed.

        The errors are those of `write`; where the server has another reason it is raised.
        """
        operations = [_operation(write, upsert=True) for write in writes]
        try:
            await self._fresh.bulk_write(operations, ordered=False)
        except BulkWriteError as error:
            failed: dict[int, StriveError] = {}
            for each in error.details["writeErrors"]:
                reason = _explained(each, error, writes[each["index"]].new)
                if not isinstance(reason, StriveError):
                    raise reason from None
                failed[each["index"]] = reason
            return failed
        return {}

    async def delete(self, session: Session, post: Post) -> None:
        """Remove a post; raises `SavedMeanwhile` if it is not what it was read as."""
        operation = DeleteOne({"_id": post.id, "revision": post.revision})
        result = await self._fresh.bulk_write([operation], session=session)
        if not result.deleted_count:
            raise SavedMeanwhile("Somebody else changed this meanwhile. Load it again.")

    async def drop_reference(self, session: Session, field: str, value: str) -> None:
        """Take an author or category out of all posts that name it."""
        await self._fresh.update_many({field: value}, {"$pull": {field: value}}, session=session)

    async def stem_anew(self, language: str) -> None:
        """Have all posts indexed in the language of the site, some at a time."""
        new, last = text_language(language), ""
        while ids := await self._ids_after(last):
            outdated = {"_id": {"$in": ids}, "searchLanguage": {"$ne": new}}
            await self._fresh.update_many(outdated, {"$set": {"searchLanguage": new}})
            last = ids[-1]

    async def _ids_after(self, post_id: str) -> list[str]:
        found = self._fresh.find(
            {"_id": {"$gt": post_id}}, ["_id"], sort=[("_id", 1)], limit=_BATCH
        )
        return [str(document["_id"]) async for document in found]

    async def _batch(self, kind: Kind | None, after: str) -> list[Post]:
        query: Document = {"_id": {"$gt": after}}
        if kind is not None:
            query["kind"] = kind.value
        found = self._fresh.find(query, projection_of(Post), sort=[("_id", 1)], limit=_BATCH)
        return [from_document(document, Post) async for document in found]


def document_of(write: Write) -> Document:
    """Return a post as it is stored: with what the search index needs besides."""
    found_by = write.found_by
    return {
        **to_document_with_files(write.new),
        "searchLanguage": text_language(write.language),
        "searchFocus": " ".join(found_by.focus) if found_by else "",
        "searchOthers": " ".join(found_by.others) if found_by else "",
    }


def _post(document: Document | None) -> Post | None:
    return from_document(document, Post) if document else None


def _operation(write: Write, *, upsert: bool = False) -> InsertOne[Document] | ReplaceOne[Document]:
    """Return what writes a post; with `upsert`, an outdated one fails by its id being taken."""
    document = document_of(write)
    if write.old is None:
        return InsertOne(document)
    expected = {"_id": write.old.id, "revision": write.old.revision}
    return ReplaceOne(expected, document, upsert=upsert)


def _explained(failed: Document, error: BulkWriteError, post: Post) -> Exception:
    """Return what a failure to write means, without the document it happened to."""
    if failed["code"] == _DUPLICATE and "slug.current" in failed.get("keyPattern", {}):
        return SlugTaken(f"Another {post.kind} has the slug {post.slug.current!r}.")
    if failed["code"] == _DUPLICATE:
        return SavedMeanwhile("This was saved by somebody else at the same moment.")
    if failed["code"] == _TRANSACTION_TOO_LARGE:
        return TooLarge("The text has too many different words.")
    labels = {"errorLabels": error.details.get("errorLabels", [])}
    return OperationFailure(failed["errmsg"], failed["code"], labels)
