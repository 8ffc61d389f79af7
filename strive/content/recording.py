"""Writing posts down, with all that belongs to a change of them.

That is the post, its revision, the vocabulary of search, the redirect it leaves behind and the
event for others: all or none.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from strive.content.drafts import Draft
from strive.content.events import event_of
from strive.content.post import Post
from strive.content.redirect import Redirect, Source, rule_of
from strive.content.revision import Action, Revision
from strive.content.settings import SiteSettings
from strive.content.store.posts import PostStore, Write
from strive.content.store.redirects import RedirectStore
from strive.content.store.revisions import RevisionStore
from strive.content.store.vocabulary import VocabularyStore
from strive.content.words import search_words_of
from strive.platform.database import Database, Session
from strive.platform.errors import Invalid, StriveError
from strive.platform.outbox import Delivery, Outbox


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody did to a post: it was `old` (None: new) and becomes `new`.

    `by` is who did it, as they are called; `user` the id of their account, "" for a program.
    `old_paths` are where it was read on another site, from which readers are sent here.
    """

    old: Post | None
    new: Post
    action: Action
    by: str
    old_paths: tuple[str, ...] = ()
    user: str = ""


class Recorder:
    """Writes changes of posts."""

    def __init__(self, database: Database, outbox: Outbox, site: SiteSettings) -> None:
        self.posts = PostStore(database)
        self._revisions = RevisionStore(database)
        self._vocabulary = VocabularyStore(database)
        self._redirects = RedirectStore(database)
        self._outbox = outbox
        self._site = site

    async def record(self, session: Session, change: Change, now: datetime) -> None:
        """Write a change down and tell of it, in the caller's transaction.

        Raises:
            SlugTaken: The slug is another's.
            SavedMeanwhile: The post is not what it was read as.
            TooLarge: The text index cannot take it.
        """
        [write] = await self._writes([change])
        await self.posts.write(session, write)
        await self._write_besides([change], [write], now, session)
        if event := event_of(change.old, change.new, now):
            await self._outbox.add(session, event)

    async def record_many(self, changes: Sequence[Change], now: datetime) -> dict[int, StriveError]:
        """Write many changes down without telling of them; return by place those that failed.

        A transaction over many posts would not fit into the cache of a small MongoDB, for the
        text index is large. Instead what belongs to a post is written before it: a crash leaves
        posts that are complete, and things beside posts that are not there, which the next try
        writes again.
        """
        if not changes:
            return {}
        writes = await self._writes(changes)
        await self._write_besides(changes, writes, now, None)
        return await self.posts.write_many(writes)

    async def stem_anew(self, delivery: Delivery) -> None:
        """Have search follow the language of the site, when that has changed."""
        await self.posts.stem_anew(str(delivery.payload["language"]))

    async def erase(self, session: Session, post: Post, now: datetime) -> None:
        """Remove a post and its history; raises `SavedMeanwhile`."""
        await self.posts.delete(session, post)
        await self._revisions.delete(session, post.id)
        if event := event_of(post, None, now):
            await self._outbox.add(session, event)

    async def _writes(self, changes: Sequence[Change]) -> list[Write]:
        """Say what search finds the posts by; the words of a draft are nobody's business."""
        language = (await self._site.get()).language
        return [
            Write(
                change.old,
                change.new,
                search_words_of(change.new) if change.new.is_published else None,
                language,
            )
            for change in changes
        ]

    async def _write_besides(
        self,
        changes: Sequence[Change],
        writes: Sequence[Write],
        now: datetime,
        session: Session | None,
    ) -> None:
        await self._revisions.put([_revision(change, now) for change in changes], session)
        redirects = [redirect for change in changes for redirect in _left_behind(change, now)]
        await self._redirects.put(redirects, session)
        await self._redirects.put_imported(_brought_along(changes, now), session)
        vocabularies = (write.found_by.vocabulary for write in writes if write.found_by)
        await self._vocabulary.learn(set[str]().union(*vocabularies), session)


def _revision(change: Change, now: datetime) -> Revision:
    return Revision(
        post=change.new.id,
        number=change.new.revision,
        action=change.action,
        by=change.by,
        user=change.user,
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


def _brought_along(changes: Sequence[Change], now: datetime) -> list[Redirect]:
    """Return the redirects from where posts were read before; what cannot be one is left out."""
    rules: dict[str, Redirect] = {}
    for change in changes:
        for path in change.old_paths:
            with suppress(Invalid):
                rule = rule_of(path, change.new.path, now)
                rules[rule.path] = rule
    return list(rules.values())
