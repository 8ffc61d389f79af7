"""The indexes of accounts."""

from __future__ import annotations

from typing import Final

from strive.platform.database import Index, RawDatabase, create_indexes, drop_indexes

PHASE = "expand"

INDEXES: Final = {
    "users": [
        Index([("createdAt", -1), ("_id", -1)]),
        Index([("role", 1), ("status", 1), ("createdAt", -1), ("_id", -1)]),
        Index([("status", 1), ("createdAt", -1), ("_id", -1)]),
        Index([("nameKey", 1), ("_id", 1)]),
        Index([("role", 1), ("status", 1), ("nameKey", 1), ("_id", 1)]),
        Index([("role", 1), ("status", 1), ("email", 1)]),
    ],
    "sessions": [
        Index([("digest", 1)], unique=True),
        Index([("userId", 1), ("lastSeenAt", -1)]),
        Index([("expiresAt", 1)], expire_after_seconds=0),
    ],
    "invitations": [
        Index([("digest", 1)], unique=True),
        Index([("userId", 1)]),
        Index([("expiresAt", 1)], expire_after_seconds=0),
    ],
    "mailedLinks": [
        Index([("digest", 1)], unique=True),
        Index([("userId", 1)]),
        Index([("expiresAt", 1)], expire_after_seconds=0),
    ],
    "identities": [
        Index([("issuer", 1), ("subject", 1)], unique=True),
        Index([("userId", 1), ("made", 1)]),
    ],
    "identityFlows": [Index([("expiresAt", 1)], expire_after_seconds=0)],
    "passkeys": [
        Index([("credentialId", 1)], unique=True),
        Index([("userId", 1), ("addedAt", 1)]),
    ],
    "passkeyChallenges": [Index([("expiresAt", 1)], expire_after_seconds=0)],
    "signInFailures": [Index([("at", 1)], expire_after_seconds=86_400)],
    "lettersSent": [Index([("at", 1)], expire_after_seconds=3_600)],
    "audit": [
        Index([("at", -1), ("_id", -1)]),
        Index([("action", 1), ("at", -1), ("_id", -1)]),
        Index([("by", 1), ("at", -1), ("_id", -1)]),
        Index([("target", 1), ("at", -1), ("_id", -1)]),
    ],
    "consents": [
        Index([("person", 1), ("purpose", 1), ("number", -1)], unique=True),
        Index([("person", 1), ("at", -1), ("number", -1)]),
    ],
    "outbox": [Index([("failedAt", 1)], expire_after_seconds=90 * 86_400)],
    "assets": [Index([("createdAt", -1), ("_id", -1)])],
    "workingCopies": [
        Index([("user", 1), ("savedAt", -1)]),
        Index([("savedAt", 1)], expire_after_seconds=30 * 86_400),
    ],
}


async def up(database: RawDatabase) -> None:
    await create_indexes(database, INDEXES)


async def down(database: RawDatabase) -> None:
    await drop_indexes(database, INDEXES)
