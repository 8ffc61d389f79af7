"""The indexes by which everything about one person is found."""

from __future__ import annotations

from typing import Final

from strive.platform.database import Index, RawDatabase, create_indexes

PHASE = "expand"

INDEXES: Final = {
    "apiTokens": [Index([("madeBy", 1)])],
    "erasures": [
        Index([("askedAt", -1), ("_id", -1)]),
        Index([("askedBy", 1)]),
        Index([("person.email", 1)], unique=True, partial={"person.email": {"$exists": True}}),
    ],
    "invitations": [Index([("email", 1)])],
    "mailedLinks": [Index([("email", 1)])],
    "revisions": [Index([("user", 1)])],
    "users": [Index([("authorId", 1)], partial={"authorId": {"$gt": ""}})],
}


async def up(database: RawDatabase) -> None:
    await create_indexes(database, INDEXES)


async def down(database: RawDatabase) -> None:
    for collection, indexes in INDEXES.items():
        present = await database[collection].index_information()
        for index in indexes:
            if index.index_name in present:
                await database[collection].drop_index(index.index_name)
