"""The publication as a folder of texts with front matter, laid out as Hugo does.

    posts/{slug}.md  pages/{slug}.md  authors/{slug}/_index.md  categories/{slug}/_index.md
    media/…  _redirects (as Netlify reads them)  site.yaml

Each text keeps its own format: `.md`, `.html`, or `.portabletext` (JSON blocks).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import quote

from strive.content import Content
from strive.content.exporting.errors import CannotExport
from strive.content.exporting.files import copied
from strive.content.exporting.front_matter import (
    as_yaml,
    author_fields,
    category_fields,
    post_fields,
    site_fields,
    with_front_matter,
)
from strive.content.exporting.store import WholeStore
from strive.content.post import Format, Kind
from strive.content.redirect import Redirect
from strive.content.store.posts import PostStore
from strive.content.taxonomy import Author, Category
from strive.media import Asset, Media
from strive.platform.database import Database

_SUFFIXES: Final = {
    Format.MARKDOWN: ".md",
    Format.HTML: ".html",
    Format.PORTABLE_TEXT: ".portabletext",
}
_FOLDERS: Final = {Kind.POST: "posts", Kind.PAGE: "pages"}
_NAME_BYTES_MAX: Final = 200  # file systems take 255


async def export_markdown(
    folder: Path, content: Content, database: Database, media: Media, tell: Callable[[int], None]
) -> int:
    """Write the folder.

    Args:
        folder: Where to; it must be missing or empty.
        content: The use cases of content.
        database: Where it is kept.
        media: Where media are kept.
        tell: Is told the number of files written so far.

    Returns:
        The number of files.

    Raises:
        CannotExport: The folder holds something, or cannot be written.
    """
    _refuse_filled(folder)
    try:
        return await _Folder(folder, WholeStore(database), tell).write(content, database, media)
    except OSError as error:
        raise CannotExport(f"{folder} cannot be written: {error}") from error


def _refuse_filled(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CannotExport(f"{folder} is not empty; choose a new folder.")


class _Folder:
    def __init__(self, root: Path, store: WholeStore, tell: Callable[[int], None]) -> None:
        self._root = root
        self._store = store
        self._tell = tell
        self._count = 0

    async def write(self, content: Content, database: Database, media: Media) -> int:
        """Write everything; return the number of files."""
        self._put("site.yaml", as_yaml(site_fields(await content.site.stored())))
        authors = await self._authors()
        categories = await self._categories()
        async for post in PostStore(database).every(None):
            name = f"{_name(post.slug.current, post.id)}{_SUFFIXES[post.body.format]}"
            fields = post_fields(post, authors, categories)
            text = with_front_matter(fields, post.body.source)
            self._put(f"{_FOLDERS[post.kind]}/{name}", text)
        await self._redirects()
        async for asset in self._store.every(Asset):
            await self._media(asset, media)
        return self._count

    async def _authors(self) -> dict[str, str]:
        slugs: dict[str, str] = {}
        async for author in self._store.every(Author):
            slugs[author.id] = author.slug.current
            text = with_front_matter(author_fields(author), author.bio)
            self._put(f"authors/{_name(author.slug.current, author.id)}/_index.md", text)
        return slugs

    async def _categories(self) -> dict[str, str]:
        every = [category async for category in self._store.every(Category)]
        slugs = {category.id: category.slug.current for category in every}
        for category in every:
            text = with_front_matter(category_fields(category, slugs), category.description)
            self._put(f"categories/{_name(category.slug.current, category.id)}/_index.md", text)
        return slugs

    async def _redirects(self) -> None:
        lines = [
            f"{quote(rule.path, safe='/*?=&')} {rule.target} {rule.status}\n"
            async for rule in self._store.every(Redirect)
        ]
        if lines:
            self._put("_redirects", "".join(lines))

    async def _media(self, asset: Asset, media: Media) -> None:
        path = self._root / asset.key
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            is_there = await copied(asset, media, file)
        if is_there:
            self._counted()
        else:
            path.unlink()

    def _put(self, name: str, text: str) -> None:
        path = self._root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        self._counted()

    def _counted(self) -> None:
        self._count += 1
        self._tell(self._count)


def _name(slug: str, id_: str) -> str:
    """Return a file's name: the slug, unless file systems cannot take it."""
    return slug if len(slug.encode()) <= _NAME_BYTES_MAX else id_
