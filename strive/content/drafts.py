"""What a writer hands in: the part of a post that people edit, and what must hold of it."""

from __future__ import annotations

from datetime import datetime

from strive.content.post import Body, Image, Kind, Model, Origin, Post, Seo, Status, Tag


class Draft(Model, frozen=True, kw_only=True):
    """A post or page as it is handed in to be saved.

    `id` is "" for a new one. `revision` is the one that was edited, 0 for a new post; it guards
    against overwriting what somebody else saved meanwhile. `slug` "" is made of the title (or
    kept, when the post has one). `excerpt` "" is made of the text. `published_at` of a published
    post moves it in time; of a draft it is where `publish` will put it.
    """

    id: str = ""
    revision: int = 0
    kind: Kind = Kind.POST
    title: str
    slug: str = ""
    excerpt: str = ""
    body: Body = Body()
    feature_image: Image | None = None
    author: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    tags: tuple[Tag, ...] = ()
    featured: bool = False
    published_at: datetime | None = None
    canonical_url: str = ""
    seo: Seo = Seo()
    language: str = ""

    @classmethod
    def of(cls, post: Post) -> Draft:
        """Return what one would hand in to save this post as it is."""
        ...


class Arrival(Model, frozen=True, kw_only=True):
    """A post that comes from elsewhere with its own history, for `bulk.save_many`.

    `origin.system` and `origin.id` say which it is, `origin.digest` whether it changed there.
    `draft.id` is used for a new post when it is not "" (so links can be written beforehand);
    `draft.revision` does not count. A published one from the future is scheduled.
    """

    draft: Draft
    origin: Origin
    status: Status = Status.DRAFT
    created_at: datetime | None = None
    updated_at: datetime | None = None
    previous_slugs: tuple[str, ...] = ()
