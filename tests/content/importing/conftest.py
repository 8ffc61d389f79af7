"""An empty publication to import into, on the real database, with media in a folder."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
import pytest_asyncio
import pyvips

from strive.content import Content
from strive.content.importing.engine import import_content
from strive.content.importing.report import Entry, Report
from strive.content.importing.run import Options, Target
from strive.kit.clock import ManualClock
from strive.media import Media
from strive.platform.database import Database
from strive.platform.storage import Storage

FIXTURES = Path(__file__).parent / "fixtures"


class Silence:
    """Progress that nobody looks at."""

    def planned(self, posts: int) -> None:
        """Look away."""

    def written(self, posts: int, total: int) -> None:
        """Look away."""


@pytest.fixture
def fixtures() -> Path:
    return FIXTURES


@pytest_asyncio.fixture
async def target(
    database: Database, content: Content, clock: ManualClock, tmp_path: Path
) -> AsyncIterator[Target]:
    for name in await database.raw.list_collection_names():
        await database.raw[name].delete_many({})
    (tmp_path / "media").mkdir()
    storage = Storage.open((tmp_path / "media").as_uri())
    yield Target(
        content=content,
        database=database,
        media=Media(database, storage, clock),
        fetcher=None,
        clock=clock,
        data_dir=tmp_path / "data",
    )


@pytest.fixture
def bring(target: Target):
    """Import something and return the report."""

    async def bring(system: str, path: Path, **options: object) -> Report:
        return await import_content(system, path, target, Options(**options), Silence())

    return bring


def entries_of(report: Report) -> list[Entry]:
    lines = report.path.read_bytes().splitlines()
    return [msgspec.json.decode(line, type=Entry) for line in lines]


@pytest.fixture(scope="session")
def picture() -> bytes:
    """A small real PNG."""
    image = pyvips.Image.black(4, 3, bands=3).linear(1, [90, 120, 200]).cast("uchar")
    data: bytes = image.write_to_buffer(".png")
    return data


@pytest.fixture
def folder(tmp_path: Path):
    """Write files into a folder and return it; called again, it adds to the same folder."""

    def write(files: dict[str, str | bytes], name: str = "site") -> Path:
        for path, data in files.items():
            file = tmp_path / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data.encode() if isinstance(data, str) else data)
        return tmp_path / name

    return write
