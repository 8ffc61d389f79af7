"""What happens before the roles start: migrations, and the sample publication the first time."""

from __future__ import annotations

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from strive.app import Strive, import_target
from strive.cli import welcome
from strive.cli.runtime import connected, execute
from strive.content import sample
from strive.content.importing.engine import import_content
from strive.content.importing.progress import Silent
from strive.content.importing.run import Options
from strive.platform.valkey import require_answer


def prepare() -> None:
    """Make the database fit this release, and see that the queue answers."""

    async def work() -> None:
        async with connected(migrate=False) as strive:
            await require_answer(strive.valkey)
            await strive.migrations.up()
            await _first_look(strive)
            await _first_administrator(strive)

    execute(work())


async def _first_look(strive: Strive) -> None:
    """Give a new publication the sample, once, through the importer of Markdown."""
    if not strive.settings.sample or not await strive.content.site.is_untouched():
        return
    with TemporaryDirectory(prefix="strive-sample-") as name:
        folder = Path(name)
        await asyncio.to_thread(sample.write, folder)
        target = import_target(strive)
        await import_content("markdown", folder, target, Options(name=sample.NAME), Silent())


async def _first_administrator(strive: Strive) -> None:
    """Leave the link by which the first administrator comes in for `strive run` to show."""
    path = await strive.accounts.invitations.first_administrator()
    welcome.leave(strive.settings.data_dir, path)
