"""Writing posts down, with all that belongs to a change of them, in one transaction.

The post, its revision, the vocabulary of search, the redirect it leaves behind and the event for
others: all or none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from strive.content.drafts import Draft
from strive.content.events import event_of
from strive.content.post import Post
from strive.content.redirect import Redirect, Source
from strive.content.revision import Action, Revision
from strive.content.store.posts import PostStore, Write
from strive.content.store.redirects import RedirectStore
from strive.content.store.revisions import RevisionStore
from strive.content.store.vocabulary import VocabularyStore, count_change
from strive.content.words import vocabulary_of
from strive.platform.database import Database, Session
from strive.platform.outbox import Outbox


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody did to a post: it was `old` (None: new) and becomes `new`."""

    old: Post | None
    new: Post
    action: Action
    by: str


class Recorder:
    """Writes changes of posts in the caller's transaction."""

    def __init__(self, database: Database, outbox: Outbox) -> None:
        self.posts = PostStore(database)
        self._revisions = RevisionStore(database)
        self._vocabulary = VocabularyStore(database)
        self._redirects = RedirectStore(database)
        self._outbox = outbox

    async def record(
        self, session: Session, changes: Sequence[Change], now: datetime, *, announce: bool = True
    ) -> None:
        """Write changes down; `announce` tells whether others hear of them.

        Raises:
            SlugTaken: A slug is another's.
            SavedMeanwhile: A post is not what it was read as.
        """
        await self.posts.write(session, [Write(change.old, change.new) for change in changes])
        await self._revisions.add(session, [_revision(change, now) for change in changes])
        await self._redirects.put(
            [redirect for change in changes for redirect in _left_behind(change, now)], session
        )
        vocabulary: Counter[str] = Counter()
        for change in changes:
            vocabulary.update(count_change(_terms(change.old), _terms(change.new)))
        await self._vocabulary.change(session, vocabulary)
        if announce:
            events = (event_of(change.old, change.new, now) for change in changes)
            await self._outbox.add(session, *(event for event in events if event))

    async def erase(self, session: Session, post: Post, now: datetime) -> None:
        """Remove a post and its history; raises `SavedMeanwhile`."""
        await self.posts.delete(session, post)
        await self._revisions.delete(session, post.id)
        await self._vocabulary.change(session, count_change(_terms(post), ()))
        if event := event_of(post, None, now):
            await self._outbox.add(session, event)


def _revision(change: Change, now: datetime) -> Revision:
    return Revision(
        post=change.new.id,
        number=change.new.revision,
        action=change.action,
        by=change.by,
        saved_at=now,
        title=change.new.title,
        draft=Draft.of(change.new),
    )


def _left_behind(change: Change, now: datetime) -> list[Redirect]:
    """A post that becomes a page moves from one part of the site to another.

    (While it stays in its part, its previous slugs are looked up there.)
    """
    if change.old is None or change.old.kind is change.new.kind or not change.old.is_published:
        return []
    source = Source.SLUG
    old, new = change.old.path, change.new.path
    return [Redirect(path=old, target=new, status=301, source=source, created_at=now)]


def _terms(post: Post | None) -> frozenset[str]:
    """The words readers can come across: those of drafts are nobody's business."""
    return vocabulary_of(post) if post is not None and post.is_published else frozenset()
