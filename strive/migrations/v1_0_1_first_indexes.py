"""The indexes of the first release (DB-2).

Those of `users`, `newsletter_subscribers` and `analytics_events` are the seed's own.
"""

from __future__ import annotations

from typing import Final

from strive.platform.database import Index, RawDatabase, create_indexes, drop_indexes

PHASE = "expand"

INDEXES: Final = {
    "users": [
        Index([("email", 1)], unique=True),
        Index([("createdAt", -1)]),
        Index([("lastActiveAt", -1)]),
    ],
    "newsletter_subscribers": [
        Index([("email", 1)], unique=True),
        Index([("createdAt", -1)]),
        Index([("status", 1)]),
    ],
    "analytics_events": [
        Index([("timestamp", -1)]),
        Index([("userId", 1), ("timestamp", -1)]),
        Index([("eventType", 1), ("timestamp", -1)]),
    ],
    "blogPosts": [
        Index([("slug.current", 1), ("kind", 1)], unique=True),
        Index([("slug.previous", 1), ("kind", 1)]),
        Index(
            [
                ("kind", 1),
                ("status", 1),
                ("publishedAt", -1),
                ("_id", -1),
                ("slug.current", 1),
                ("updatedAt", 1),
                ("seo.noIndex", 1),
            ],
            name="list",
        ),
        Index([("publishedAt", -1)]),
        Index([("kind", 1), ("status", 1), ("updatedAt", -1), ("_id", -1), ("publishedAt", 1)]),
        Index([("kind", 1), ("status", 1), ("title", 1), ("_id", 1), ("publishedAt", 1)]),
        Index([("author", 1), ("kind", 1), ("status", 1), ("publishedAt", -1), ("_id", -1)]),
        Index([("categories", 1), ("kind", 1), ("status", 1), ("publishedAt", -1), ("_id", -1)]),
        Index([("tags.slug", 1), ("kind", 1), ("status", 1), ("publishedAt", -1), ("_id", -1)]),
        Index([("featured", 1), ("kind", 1), ("status", 1), ("publishedAt", -1), ("_id", -1)]),
        Index(
            [("origin.system", 1), ("origin.id", 1)],
            unique=True,
            partial={"origin.id": {"$exists": True}},
        ),
        Index(
            [
                ("title", "text"),
                ("tags.name", "text"),
                ("searchFocus", "text"),
                ("searchOthers", "text"),
            ],
            name="search",
            partial={"status": "published"},
            weights={"title": 10, "tags.name": 6, "searchFocus": 3, "searchOthers": 1},
            default_language="none",
            language_override="searchLanguage",
        ),
    ],
    "categories": [
        Index([("slug.current", 1)], unique=True),
        Index([("slug.previous", 1)]),
        Index(
            [("origin.system", 1), ("origin.id", 1)],
            unique=True,
            partial={"origin.id": {"$exists": True}},
        ),
    ],
    "authors": [
        Index([("slug.current", 1)], unique=True),
        Index([("slug.previous", 1)]),
        Index(
            [("origin.system", 1), ("origin.id", 1)],
            unique=True,
            partial={"origin.id": {"$exists": True}},
        ),
    ],
    "revisions": [
        Index([("post", 1), ("number", -1)], unique=True),
    ],
    "searchTerms": [
        Index([("halves", 1)]),
    ],
    "webhooks": [
        Index([("enabled", 1), ("events", 1)]),
    ],
    "webhookDeliveries": [
        Index([("endpoint", 1), ("at", -1)]),
        Index([("at", 1)], expire_after_seconds=2592000),
    ],
    "apiTokens": [
        Index([("digest", 1)], unique=True),
        Index([("name", 1)], unique=True),
    ],
    "outbox": [
        Index([("state", 1), ("dueAt", 1)]),
        Index([("deliveredAt", 1)], expire_after_seconds=604800),
    ],
    "edgePurges": [
        Index([("takenUntil", 1), ("createdAt", 1)]),
        Index([("takenBy", 1)], partial={"takenBy": {"$exists": True}}),
        Index([("sent", 1)]),
        Index([("createdAt", 1)], expire_after_seconds=93600),
    ],
}


async def up(database: RawDatabase) -> None:
    await create_indexes(database, INDEXES)


async def down(database: RawDatabase) -> None:
    await drop_indexes(database, INDEXES)
