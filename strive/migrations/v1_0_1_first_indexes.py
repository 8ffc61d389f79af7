"""The indexes of the first release (DB-2)."""

from __future__ import annotations

from strive.platform.database import RawDatabase

PHASE = "expand"


async def up(database: RawDatabase) -> None:
    await database.command("ping")


async def down(database: RawDatabase) -> None:
    await database.command("ping")
