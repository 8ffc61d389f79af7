"""Writing posts and pages, and letting readers see them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from msgspec.structs import replace

from strive.content.composing import ImageLookup, composed, rendered, stored_time
from strive.content.drafts import Draft, check_draft
from strive.content.errors import PostNotFound, SavedMeanwhile, SlugTaken
from strive.content.naming import Wish, allot, wish_of
from strive.content.post import Post, Status
from strive.content.recording import Change, Recorder
from strive.content.revision import Action
from strive.content.rules import check_date
from strive.content.settings import SiteSettings
from strive.content.shelves import Taxonomy
from strive.kit.clock import Clock
from strive.kit.ids import new_id
from strive.kit.slugs import slugify
from strive.platform.database import Session
from strive.platform.errors import Conflict, Invalid
from strive.platform.outbox import Outbox

DUE_AT_ONCE: Final = 500
BY_SCHEDULE: Final = "schedule"
_RACES_MAX: Final = 5  # for the same generated slug


class Publishing:
    """The life of a post: saved, published or scheduled, withdrawn, deleted."""

    def __init__(  # noqa: PLR0913 - what it works with
        self,
        recorder: Recorder,
        outbox: Outbox,
        taxonomy: Taxonomy,
        site: SiteSettings,
        clock: Clock,
        *,
        images_of: ImageLookup,
    ) -> None:
        self._recorder = recorder
        self._outbox = outbox
        self._taxonomy = taxonomy
        self._site = site
        self._clock = clock
        self._images_of = images_of

    async def save(
        self,
        draft: Draft,
        *,
        by: str,
        user: str = "",
        action: Action = Action.SAVED,
        as_id: str = "",
    ) -> Post:
        """Keep a new post or a change of one; its status stays, its readers see the change.

        Each save keeps a revision. A new slug leaves the old one redirecting here.

        Args:
            draft: What is to be kept; checked and rendered here.
            by: Who saves, as it is to stand in the list of revisions.
            user: The id of their account, "" for a program.
            action: How the revision is to be named.
            as_id: The id of a new post, "" for any; so what is sent twice is not made twice.

        Raises:
            Invalid: The draft breaks a rule; the message says which.
            TooLarge: The text is too long.
            SlugTaken: Another post or page of the kind has the slug.
            SavedMeanwhile: `draft.revision` is not the latest, or `as_id` is taken.
            PostNotFound: There is no post with `draft.id`.
        """
        check_draft(draft)
        await self._check_references(draft)
        old = await self._edited(draft)
        draft = _dated(draft, old, self._clock.now())
        body = await rendered(draft, self._images_of)
        language = (await self._site.get()).language
        post_id = old.id if old else as_id or new_id()
        for race in range(_RACES_MAX):
            slug = await self._slug(wish_of(draft, old, post_id))
            now = self._clock.now()
            new = composed(draft, old, body, post_id=post_id, slug=slug, language=language, now=now)
            try:
                return await self._record(Change(old, new, action, by, user=user))
            except SlugTaken:
                if draft.slug or race == _RACES_MAX - 1:
                    raise
        raise AssertionError("the loop returns or raises")

    async def tried(self, draft: Draft) -> Post:
        """Return the post a draft would become, kept nowhere; raises as `save` for its text."""
        body = await rendered(draft, self._images_of)
        slug, now = draft.slug or slugify(draft.title) or "draft", self._clock.now()
        language = (await self._site.get()).language
        return composed(draft, None, body, post_id="", slug=slug, language=language, now=now)

    async def publish(self, post_id: str, *, by: str, user: str = "") -> Post:
        """Let readers see a post, dated at its `published_at` if that is past, else now.

        Nothing happens to one that is published already. Raises `PostNotFound`.
        """
        now = self._clock.now()

        def published(post: Post) -> Post | None:
            if post.is_published:
                return None
            at = post.published_at
            return _with(post, Status.PUBLISHED, at if at and at <= now else now, now)

        return await self._change(post_id, Action.PUBLISHED, by, user, published)

    async def schedule(self, post_id: str, at: datetime, *, by: str, user: str = "") -> Post:
        """Have a post published at a time to come.

        Raises:
            Invalid: The time is not to come, or out of range.
            Conflict: The post is published already.
            PostNotFound: There is no such post.
        """
        check_date("date of publication", at)
        now = self._clock.now()
        if at <= now:
            raise Invalid("The date of publication must lie in the future.")

        def scheduled(post: Post) -> Post:
            if post.is_published:
                raise Conflict("This is published already; withdraw it first.")
            return _with(post, Status.SCHEDULED, stored_time(at), now)

        return await self._change(post_id, Action.SCHEDULED, by, user, scheduled)

    async def withdraw(self, post_id: str, *, by: str, user: str = "") -> Post:
        """Take a post back to draft; also ends a schedule. Raises `PostNotFound`.

        What was published keeps its date for the next time; nothing happens to a draft.
        """
        now = self._clock.now()

        def withdrawn(post: Post) -> Post | None:
            if post.status is Status.DRAFT:
                return None
            return _with(post, Status.DRAFT, post.published_at if post.is_published else None, now)

        return await self._change(post_id, Action.WITHDRAWN, by, user, withdrawn)

    async def delete(self, post_id: str) -> None:
        """Remove a post with its revisions for good. Raises `PostNotFound`."""

        async def work(session: Session) -> None:
            post = await self._existing(post_id, session)
            await self._recorder.erase(session, post, self._clock.now())

        await self._outbox.transact(work)

    async def publish_due_now(self) -> int:
        """Publish what was scheduled for now or earlier; return how many this call published.

        Each is published exactly once, dated as scheduled, however many processes call at once:
        the second finds in its transaction that there is nothing left to do.
        """
        now = self._clock.now()
        published = 0

        def due(post: Post) -> Post | None:
            at = post.published_at
            if post.status is not Status.SCHEDULED or at is None or at > now:
                return None
            return _with(post, Status.PUBLISHED, at, now)

        for post_id in await self._recorder.posts.due(now, DUE_AT_ONCE):
            published += await self._publish_if(post_id, due)
        return published

    async def _publish_if(self, post_id: str, due: Callable[[Post], Post | None]) -> bool:
        async def work(session: Session) -> bool:
            post = await self._recorder.posts.by_id(post_id, session)
            new = due(post) if post else None
            if post is None or new is None:
                return False
            change = Change(post, new, Action.PUBLISHED, BY_SCHEDULE)
            await self._recorder.record(session, change, new.updated_at)
            return True

        return await self._outbox.transact(work)

    async def _change(
        self,
        post_id: str,
        action: Action,
        by: str,
        user: str,
        changed: Callable[[Post], Post | None],
    ) -> Post:
        """Apply a change to a post as it is inside the transaction; None leaves it."""

        async def work(session: Session) -> Post:
            old = await self._existing(post_id, session)
            new = changed(old)
            if new is None:
                return old
            change = Change(old, new, action, by, user=user)
            await self._recorder.record(session, change, new.updated_at)
            return new

        return await self._outbox.transact(work)

    async def _record(self, change: Change) -> Post:
        async def work(session: Session) -> Post:
            await self._recorder.record(session, change, change.new.updated_at)
            return change.new

        return await self._outbox.transact(work)

    async def _check_references(self, draft: Draft) -> None:
        authors, categories = await self._taxonomy.unknown(draft.author, draft.categories)
        if authors or categories:
            what, missing = ("author", authors) if authors else ("category", categories)
            raise Invalid(f"There is no {what} with the id {min(missing)!r}.")

    async def _edited(self, draft: Draft) -> Post | None:
        if not draft.id:
            return None
        old = await self._existing(draft.id)
        if old.revision != draft.revision:
            raise SavedMeanwhile(
                f"Somebody else saved this meanwhile: you edited revision {draft.revision},"
                f" the latest is {old.revision}."
            )
        return old

    async def _existing(self, post_id: str, session: Session | None = None) -> Post:
        post = await self._recorder.posts.by_id(post_id, session)
        if post is None:
            raise PostNotFound("There is no such post or page.")
        return post

    async def _slug(self, wish: Wish) -> str:
        """Return the slug asked for; one made of the title is numbered when it is taken."""
        if wish.is_exact:
            return wish.slug
        [slug] = await allot(self._recorder.posts, [wish])
        return slug


def _with(post: Post, status: Status, published_at: datetime | None, now: datetime) -> Post:
    return replace(
        post,
        status=status,
        published_at=published_at,
        updated_at=now,
        revision=post.revision + 1,
    )


def _dated(draft: Draft, old: Post | None, now: datetime) -> Draft:
    """Return a draft with the date its post keeps; refuse one its status forbids."""
    if old is None or old.status is Status.DRAFT:
        return draft
    if draft.published_at is None:
        return replace(draft, published_at=old.published_at)
    if old.is_published and draft.published_at > now:
        raise Invalid("This is published; to have it appear later, withdraw and schedule it.")
    return draft
