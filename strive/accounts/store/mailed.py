"""The indexes of what is mailed to somebody: found by its secret or whose it is, and over soon."""

from __future__ import annotations

from typing import Final

from strive.platform.database import Index

MAILED: Final = [
    Index([("digest", 1)], unique=True),
    Index([("userId", 1)]),
    Index([("email", 1)]),
    Index([("expiresAt", 1)], expire_after_seconds=0),
]
