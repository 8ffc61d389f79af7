"""The publication as one archive that imports back losslessly.

A tar.gz of `content.jsonl` (a line each for the site, authors, categories, assets, redirects, and
posts followed by their revisions) and `media/…`. What is derived (rendered HTML, search words) is
left out and made anew. The same content gives the same bytes.
"""

from __future__ import annotations

import gzip
import tarfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from strive.content import Content
from strive.content.exporting.errors import CannotExport
from strive.content.exporting.files import copied
from strive.content.exporting.store import WholeStore
from strive.content.post import Post, Rendered
from strive.content.redirect import Redirect
from strive.content.revision import Revision
from strive.content.site import Site
from strive.content.store.posts import PostStore
from strive.content.taxonomy import Author, Category
from strive.media import Asset, Media
from strive.platform.database import Database

VERSION: Final = 1
CONTENT_NAME: Final = "content.jsonl"
NAMES: Final[dict[type[Struct], str]] = {
    Site: "site",
    Author: "author",
    Category: "category",
    Asset: "asset",
    Redirect: "redirect",
    Post: "post",
    Revision: "revision",
}
_MODE: Final = 0o644


async def export_archive(
    path: Path, content: Content, database: Database, media: Media, tell: Callable[[int], None]
) -> int:
    """Write the archive; it appears under its name only when it is complete.

    Args:
        path: The file to write, which must not exist.
        content: The use cases of content.
        database: Where it is kept.
        media: Where media are kept.
        tell: Is told the number of items written so far.

    Returns:
        The number of items.

    Raises:
        CannotExport: Something is there already, or cannot be written there.
    """
    with _appearing(path) as part:
        return await _write(part, content, database, media, tell)


@contextmanager
def _appearing(path: Path) -> Iterator[Path]:
    """Give a file to write, which gets its real name when all went well."""
    if path.exists():
        raise CannotExport(f"{path} exists already; choose another name.")
    try:
        with TemporaryDirectory(prefix=".strive-export-", dir=path.parent) as folder:
            part = Path(folder, "archive")
            yield part
            part.rename(path)
    except OSError as error:
        raise CannotExport(f"{path} cannot be written: {error}") from error


async def _write(
    part: Path, content: Content, database: Database, media: Media, tell: Callable[[int], None]
) -> int:
    store, count = WholeStore(database), 0
    with (
        part.open("wb") as file,
        gzip.GzipFile(filename="", fileobj=file, mode="wb", compresslevel=6, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as archive,
        TemporaryFile(dir=part.parent) as lines,
    ):
        lines.write(msgspec.json.encode({"type": "archive", "version": VERSION}) + b"\n")
        async for item in _items(content, database, store):
            lines.write(line_of(item))
            count += 1
            tell(count)
        _add(archive, CONTENT_NAME, lines)
        async for asset in store.every(Asset):
            with TemporaryFile(dir=part.parent) as copy:
                if await copied(asset, media, copy):
                    _add(archive, asset.key, copy)
    return count


async def _items(content: Content, database: Database, store: WholeStore) -> AsyncIterator[Struct]:
    yield await content.site.stored()
    for type_ in (Author, Category, Asset, Redirect):
        async for item in store.every(type_):
            yield item
    async for post in PostStore(database).every(None):
        yield replace(post, rendered=Rendered())
        async for revision in store.revisions(post.id):
            yield revision


def line_of(item: Struct) -> bytes:
    """Return an item as a line of the archive."""
    return msgspec.json.encode({"type": NAMES[type(item)], "item": item}) + b"\n"


def _add(archive: tarfile.TarFile, name: str, file: IO[bytes]) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = file.tell(), _MODE
    file.seek(0)
    archive.addfile(member, file)
