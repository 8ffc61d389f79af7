"""What happens to posts that readers can see, for whoever follows up on it.

Each is written to the outbox in the transaction of the change.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from msgspec import field

from strive.content.post import Kind, Post
from strive.kit.ids import new_id
from strive.platform.outbox import Event


class PostEvent(Event, frozen=True, kw_only=True):
    """What all of them tell; `path` is where the post is (or was) read, `revision` after it."""

    post_id: str
    revision: int
    kind: Kind
    path: str
    title: str
    author: tuple[str, ...]
    categories: tuple[str, ...]
    tags: tuple[str, ...]
    published_at: datetime | None
    at: datetime

    @property
    def key(self) -> str:
        """One occurrence is one revision of one post."""
        return f"{self.post_id}:{self.revision}"


class PostPublished(PostEvent, frozen=True, kw_only=True):
    """Readers see a post they did not see before."""

    topic: ClassVar[str] = "post.published"


class PostChanged(PostEvent, frozen=True, kw_only=True):
    """A post that readers see is different; `previous_path` is where it was, also if the same.

    `author`, `categories` and `tags` hold those before and after: all whose lists may differ.
    """

    topic: ClassVar[str] = "post.changed"
    previous_path: str


class PostWithdrawn(PostEvent, frozen=True, kw_only=True):
    """Readers do not see the post any more: it is a draft again, or deleted."""

    topic: ClassVar[str] = "post.withdrawn"


class SiteLanguageChanged(Event, frozen=True, kw_only=True):
    """The publication is in another language now."""

    topic: ClassVar[str] = "site.language_changed"
    language: str
    at: datetime

    @property
    def key(self) -> str:
        """One occurrence is one moment."""
        return f"{self.language}:{self.at.isoformat()}"


class SiteChanged(Event, frozen=True, kw_only=True):
    """Settings of the publication were changed."""

    topic: ClassVar[str] = "site.changed"
    at: datetime
    occurrence: str = field(default_factory=new_id)

    @property
    def key(self) -> str:
        """Each change is one occurrence."""
        return self.occurrence


class ShelfChanged(SiteChanged, frozen=True, kw_only=True):
    """A category or an author is new, different or gone."""

    topic: ClassVar[str] = "shelf.changed"
    shelf_id: str
    is_author: bool


class RedirectsChanged(SiteChanged, frozen=True, kw_only=True):
    """Some addresses lead elsewhere than before."""

    topic: ClassVar[str] = "redirects.changed"


EVENTS: tuple[type[PostEvent], ...] = (PostPublished, PostChanged, PostWithdrawn)


def event_of(old: Post | None, new: Post | None, at: datetime) -> PostEvent | None:
    """Return what readers are to notice of a change (None is no post), None if nothing."""
    seen_before = old is not None and old.is_published
    seen_after = new is not None and new.is_published
    post = new if new is not None and seen_after else old
    if post is None or not (seen_before or seen_after):
        return None
    versions = [version for version in (old, new) if version is not None]
    facts: dict[str, Any] = {
        "post_id": post.id,
        "revision": new.revision if new is not None else post.revision + 1,
        "kind": post.kind,
        "path": post.path,
        "title": post.title,
        "author": _distinct(id_ for version in versions for id_ in version.author),
        "categories": _distinct(id_ for version in versions for id_ in version.categories),
        "tags": _distinct(tag.slug for version in versions for tag in version.tags),
        "published_at": post.published_at,
        "at": at,
    }
    if not seen_before:
        return PostPublished(**facts)
    if not seen_after:
        return PostWithdrawn(**facts)
    return PostChanged(**facts, previous_path=old.path if old else post.path)


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
