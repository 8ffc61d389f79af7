"""What an import has kept, to be looked at by a test."""

from __future__ import annotations

from strive.content.post import Kind
from strive.content.store.posts import PostStore

POST = "---\ntitle: {}\ndate: 2024-05-01\n---\n{}\n"


async def post_at(target, slug: str, kind: Kind = Kind.POST):
    store = PostStore(target.database)
    return await store.by_id((await store.taken_slugs(kind, [slug]))[slug])


async def count(target, collection: str = "blogPosts") -> int:
    return await target.database.raw[collection].count_documents({})


async def documents(target) -> dict[str, list]:
    return {
        name: await target.database.raw[name].find({}, sort=[("_id", 1)]).to_list()
        for name in ("blogPosts", "categories", "authors", "redirects", "revisions", "assets")
    }
