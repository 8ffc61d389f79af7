"""An import in a process of its own, so that a test can kill it.

Arguments: MongoDB's address, the database, a folder for data, the system, the export.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from strive.content import open_content
from strive.content.importing.engine import import_content
from strive.content.importing.run import Options, Target
from strive.kit.clock import SystemClock
from strive.media import Media
from strive.platform.database import Database, DatabaseSettings
from strive.platform.outbox import Outbox
from strive.platform.storage import Storage


class Lines:
    """Progress as lines that the test waits for."""

    def planned(self, posts: int) -> None:
        """Say nothing."""

    def written(self, posts: int, total: int) -> None:  # noqa: ARG002 - the count will do
        """Say how many posts are written."""
        print(posts, flush=True)  # noqa: T201 - the test reads it


async def main(uri: str, name: str, folder: str, system: str, path: str) -> None:
    clock, database = SystemClock(), Database(DatabaseSettings(uri, name=name))
    content = open_content(database, Outbox(database, clock), clock, secret_key="x" * 20)
    media = Media(database, Storage.open((Path(folder) / "media").as_uri()), clock)
    target = Target(
        content=content,
        database=database,
        media=media,
        fetcher=None,
        clock=clock,
        data_dir=Path(folder),
    )
    await import_content(system, Path(path), target, Options(), Lines())
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
