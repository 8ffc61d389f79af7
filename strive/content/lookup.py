"""A post by the name a person gives it, in whatever status."""

from __future__ import annotations

from strive.content.errors import PostNotFound
from strive.content.post import Kind, Post
from strive.content.store.posts import PostStore
from strive.platform.database import Database


async def find_post(database: Database, name: str) -> Post:
    """Return the post or page with a slug, an address (`/blog/slug`) or an id.

    Raises:
        PostNotFound: There is none.
    """
    store = PostStore(database)
    slug = name.rstrip("/").rpartition("/")[2]
    kinds = [Kind.POST] if "/blog/" in name else [Kind.POST, Kind.PAGE]
    for kind in kinds:
        post_id = (await store.taken_slugs(kind, [slug])).get(slug)
        post = await store.by_id(post_id) if post_id else None
        if post is not None:
            return post
    post = await store.by_id(name)
    if post is None:
        raise PostNotFound(f"There is no post or page “{name}”.")
    return post
