"""Which kept files each post, category and author names, for those saved before it was noted."""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec

from strive.platform.database import Index, RawDatabase, create_indexes, drop_indexes

PHASE = "expand"

_USES: Final = Index([("files", 1), ("_id", 1)], partial={"files": {"$exists": True}})
INDEXES: Final = {"blogPosts": [_USES], "categories": [_USES], "authors": [_USES]}
_FILE: Final = re.compile(rb"/media/[0-9a-f]{2}/([0-9a-f]{32})/")
_FIELDS: Final = (
    *("body.source", "rendered.html", "featureImage.url", "seo.image.url"),
    *("image.url", "description", "bio"),
)


async def up(database: RawDatabase) -> None:
    names_one = {
        "_id": {"$gt": ""},  # so that they are read in order, by an index
        "$or": [{field: {"$regex": "/media/"}} for field in _FIELDS],
    }
    for collection in INDEXES:
        async for document in database[collection].find(names_one, list(_FIELDS)):
            if files := _files_in(document):
                await database[collection].update_one(
                    {"_id": document["_id"]}, {"$set": {"files": files}}
                )
    await create_indexes(database, INDEXES)


async def down(database: RawDatabase) -> None:
    await drop_indexes(database, INDEXES)
    for collection in INDEXES:
        await database[collection].update_many(
            {"files": {"$exists": True}}, {"$unset": {"files": ""}}
        )


def _files_in(document: dict[str, Any]) -> list[str]:
    encoded = msgspec.json.encode({**document, "_id": ""})
    return sorted({found.decode() for found in _FILE.findall(encoded)})
