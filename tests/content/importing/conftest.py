"""An empty publication to import into, on the real database, with media in a folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
import pytest
import pytest_asyncio
import pyvips

from strive.content import Content, open_content
from strive.content.importing.engine import import_content
from strive.content.importing.report import Entry, Report
from strive.content.importing.run import Options, Target
from strive.content.importing.scratch import Scratch
from strive.content.importing.wordpress.source import WordPressExport
from strive.content.post import Image
from strive.kit.clock import Clock, ManualClock
from strive.media import Media
from strive.platform.database import Database
from strive.platform.outbox import Outbox
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
    database: Database, content: Content, outbox: Outbox, clock: ManualClock, tmp_path: Path
) -> Target:
    """An empty site; `content` has emptied its collections, the media are emptied here."""
    await database.raw["assets"].delete_many({})
    storage = Storage.open((tmp_path / "media").as_uri())
    return target_of(database, outbox, Media(database, storage, clock), clock, tmp_path / "data")


def target_of(
    database: Database, outbox: Outbox, media: Media, clock: Clock, data_dir: Path
) -> Target:
    async def images_of(urls: Sequence[str]) -> Mapping[str, Image]:
        assets = await media.find_all(urls)
        return {url: Image(url, a.alt, "", a.width, a.height) for url, a in assets.items()}

    content = open_content(database, outbox, clock, secret_key="x" * 20, images_of=images_of)
    return Target(
        content=content,
        database=database,
        media=media,
        fetcher=None,
        clock=clock,
        data_dir=data_dir,
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


@pytest.fixture
def wordpress(tmp_path):
    scratches: list[Scratch] = []

    def open_(path: Path) -> WordPressExport:
        scratches.append(Scratch(tmp_path / "w"))
        return WordPressExport(path, scratches[-1])

    yield open_
    for scratch in scratches:
        scratch.close()
