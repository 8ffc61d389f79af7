"""Posts put back with their whole history, as an archive holds them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from strive.content.composing import rendered_all
from strive.content.drafts import Draft
from strive.content.exporting.store import WholeStore
from strive.content.importing.report import Entry, Report, Result
from strive.content.importing.run import Options, Target
from strive.content.post import Kind, Post, Rendered
from strive.content.revision import Revision
from strive.content.store.posts import PostStore, Write
from strive.content.store.revisions import RevisionStore
from strive.content.store.vocabulary import VocabularyStore
from strive.content.words import search_words_of
from strive.platform.errors import StriveError

_WANTED: Final = (Result.IMPORTED, Result.CHANGED)


class Restorer:
    """Writes posts exactly as given, but rendered here."""

    def __init__(self, target: Target, options: Options, report: Report) -> None:
        self._target = target
        self._options = options
        self._report = report
        self._posts = PostStore(target.database)
        self._revisions = RevisionStore(target.database)
        self._vocabulary = VocabularyStore(target.database)
        self._whole = WholeStore(target.database)

    async def put(self, posts: Sequence[Post], revisions: Sequence[Revision]) -> None:
        """Put back some posts with their revisions, or the rest of these.

        What belongs to a post is written before it, so that one that is there is complete.
        """
        wanted: list[tuple[Post, Post | None]] = []
        for post in posts:
            here = await self._posts.by_id(post.id)
            result, reason = await self._decide(post, here)
            if result in _WANTED:
                wanted.append((post, here))
            else:
                self._tell(post, result, reason)
        writes = await self._writes(wanted)
        failed = {} if self._options.dry_run or not writes else await self._write(writes, revisions)
        for place, write in enumerate(writes):
            if error := failed.get(place):
                self._tell(write.new, Result.SKIPPED, error.message)
            else:
                self._tell(write.new, Result.CHANGED if write.old else Result.IMPORTED, "")
        self._report.flush()

    async def put_history(self, posts: Sequence[Post], revisions: Sequence[Revision]) -> None:
        """Put back revisions of posts that are to follow, when they are too many to wait."""
        wanted: set[str] = set()
        for post in posts:
            result, _ = await self._decide(post, await self._posts.by_id(post.id))
            wanted.update([post.id] if result in _WANTED else [])
        history = [revision for revision in revisions if revision.post in wanted]
        if history and not self._options.dry_run:
            await self._revisions.put(history, None)

    async def _write(
        self, writes: Sequence[Write], revisions: Sequence[Revision]
    ) -> dict[int, StriveError]:
        ids = {write.new.id for write in writes}
        history = [revision for revision in revisions if revision.post in ids]
        if history:
            await self._revisions.put(history, None)
        vocabularies = (write.found_by.vocabulary for write in writes if write.found_by)
        await self._vocabulary.learn(set[str]().union(*vocabularies), None)
        failed = await self._posts.write_many(writes)
        for write in writes:
            if write.old is not None and write.old.revision > write.new.revision:
                await self._whole.drop_revisions(write.new.id, after=write.new.revision)
        return failed

    async def _decide(self, post: Post, here: Post | None) -> tuple[Result, str]:
        """Say what is to become of a post of the archive, and why if it stays out."""
        owners = await self._posts.taken_slugs(post.kind, [post.slug.current])
        if owners.get(post.slug.current, post.id) != post.id:
            return Result.SKIPPED, f"another has the slug {post.slug.current}"
        if here is None:
            return Result.IMPORTED, ""
        if replace(here, rendered=Rendered()) == post:
            return Result.UNCHANGED, ""
        newer = here.updated_at > post.updated_at or here.revision > post.revision
        if newer and not self._options.overwrite:
            return Result.SKIPPED, "newer here than in the archive; --overwrite replaces it"
        return Result.CHANGED, ""

    async def _writes(self, wanted: Sequence[tuple[Post, Post | None]]) -> list[Write]:
        """Render posts; those that cannot be are reported."""
        drafts = [Draft.of(post) for post, _ in wanted]
        bodies = await rendered_all(drafts, self._target.images_of)
        language = (await self._target.content.site.stored()).language
        writes: list[Write] = []
        for (post, here), body in zip(wanted, bodies, strict=True):
            if isinstance(body, StriveError):
                self._tell(post, Result.SKIPPED, body.message)
                continue
            new = replace(post, rendered=body)
            found_by = search_words_of(new) if new.is_published else None
            writes.append(Write(here, new, found_by, language))
        return writes

    def _tell(self, post: Post, result: Result, reason: str) -> None:
        entry = Entry(
            kind=Kind(post.kind).value,
            item=post.id,
            title=post.title,
            result=result,
            path=post.path,
            reason=reason,
        )
        self._report.add(entry)
