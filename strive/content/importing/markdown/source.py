"""A folder of Markdown, read file by file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from strive.content.importing.addresses import OldSite
from strive.content.importing.errors import BadExport, NotThisFormat
from strive.content.importing.folder import first_file, walk
from strive.content.importing.markdown import site
from strive.content.importing.markdown.fields import Fields, text_of
from strive.content.importing.markdown.front_matter import split_front_matter
from strive.content.importing.markdown.places import SUFFIXES, Place, place_of
from strive.content.importing.markdown.posts import AUTHORS, CATEGORIES, Folder, post_of, shelf_id
from strive.content.importing.records import (
    AnyRecord,
    AuthorRecord,
    CategoryRecord,
    PostRecord,
    Skipped,
)
from strive.content.importing.text import read_text
from strive.content.importing.zones import zone_of
from strive.content.post import Body
from strive.kit.clock import to_millisecond
from strive.kit.slugs import slugify

_SKIP_FOLDERS: Final = frozenset({
    "node_modules", "public", "dist", "themes", "layouts", "archetypes", "vendor", "static",
    "assets", "i18n", "media",
})  # fmt: skip
_KEEP_HIDDEN: Final = frozenset({"_posts", "_drafts", "_pages"})
_NOT_POSTS: Final = frozenset({"readme", "license", "changelog", "contributing", "code_of_conduct"})
_MEDIA_FOLDERS: Final = ("", "static", "public", "assets", "src", "src/assets")
_SHELVES: Final = frozenset({"authors", "categories"})


class MarkdownFolder:
    """Opens a folder (or one file) of texts with front matter; see `Source`."""

    system = "markdown"
    serves_files = True

    def __init__(self, path: Path, *, url: str = "") -> None:
        self._root = path.parent if path.is_file() else path
        self._single = path if path.is_file() else None
        self._settings = site.settings_fields(self._root)
        self.site = OldSite(url or site.old_url(self._settings))
        self._folder = Folder(
            is_jekyll=any((self._root / name).exists() for name in ("_posts", "_config.yml")),
            zone=zone_of(self._settings.text("time_zone", "timezone")),
            permalinks=site.permalinks(self._settings),
        )
        if not any(True for _ in self._files()):
            raise NotThisFormat(f"{path} holds no Markdown files")

    def outline(self) -> Iterator[AnyRecord]:
        """Give everything once, posts without bodies."""
        if settings := site.settings_record(self._settings):
            yield settings
        yield from site.redirect_records(self._root)
        named: set[tuple[type, str]] = set()
        for shelf in (*site.author_records(self._root), *self._shelves()):
            if (type(shelf), shelf.id) not in named:
                named.add((type(shelf), shelf.id))
                yield shelf
        for record, data in self._read():
            if isinstance(record, PostRecord):
                fields = Fields(data, [], UTC, words=self._folder.is_jekyll)
                yield from _shelves_named(fields, named)
                yield msgspec.structs.replace(record, body=Body(), notes=())

    def contents(self) -> Iterator[AnyRecord]:
        """Give the posts with their bodies, and the files left out."""
        for record, _ in self._read():
            yield record

    def local_file(self, path: str) -> Path | None:
        """Return a picture from beside the texts or from the generator's folders for them."""
        roots = [self._root / name for name in _MEDIA_FOLDERS]
        if self._root.name == "content":  # Hugo keeps pictures next to it
            roots += [self._root.parent / name for name in ("static", "assets")]
        return first_file(roots, path)

    def _read(self) -> Iterator[tuple[PostRecord | Skipped, dict[str, Any]]]:
        for path in self._files():
            place = place_of(self._relative(path))
            try:
                record, data = self._read_one(path, place)
            except (BadExport, OSError) as error:
                record, data = Skipped(id=place.path, kind="file", reason=str(error)), {}
            if record is not None:
                yield record, data

    def _read_one(
        self, path: Path, place: Place
    ) -> tuple[PostRecord | Skipped | None, dict[str, Any]]:
        text, note = read_text(path)
        data, body = split_front_matter(text)
        if not data and (place.path.endswith(".html") or path.stem.lower() in _NOT_POSTS):
            return None, {}
        if place.section_page:
            if place.folder and place.folder[-1] in _SHELVES:
                return None, {}
            return Skipped(id=place.path, kind="section", reason="a list, which Strive makes"), {}
        modified = to_millisecond(datetime.fromtimestamp(path.stat().st_mtime, UTC))
        record = post_of(place, data, body, modified, self._folder)
        notes = (*record.notes, note) if note else record.notes
        return msgspec.structs.replace(record, notes=notes), data

    def _shelves(self) -> Iterator[AuthorRecord | CategoryRecord]:
        for path in self._files():
            if path.stem == "_index" and (shelf := self._shelf_of(path)):
                yield shelf

    def _shelf_of(self, path: Path) -> AuthorRecord | CategoryRecord | None:
        place = place_of(self._relative(path))
        if not place.folder or place.folder[-1] not in _SHELVES:
            return None
        try:
            data, body = split_front_matter(read_text(path)[0])
        except (BadExport, OSError):
            return None
        fields = Fields(data, [], self._folder.zone)
        if place.folder[-1] == "authors":
            return site.author_of(place.name, fields, body)
        return _category_of(place.name, fields, body)

    def _files(self) -> Iterator[Path]:
        if self._single is not None:
            yield self._single
            return
        roots = [self._root / name for name in ("src/content", "src/pages")]
        if (self._root / "content").is_dir() and not self._folder.is_jekyll:
            roots = [self._root / "content"]
        for root in [root for root in roots if root.is_dir()] or [self._root]:
            for path in walk(root, _SKIP_FOLDERS, _KEEP_HIDDEN):
                if path.suffix.lower() in SUFFIXES:
                    yield path

    def _relative(self, path: Path) -> str:
        return path.relative_to(self._root).as_posix()


def _category_of(name: str, fields: Fields, body: str) -> CategoryRecord:
    return CategoryRecord(
        id=shelf_id(name),
        own_id=fields.text("strive_id"),
        title=fields.text("title") or name,
        slug=slugify(name),
        description=body.strip() or fields.text("description"),
        parent=shelf_id(fields.text("parent")),
        image=fields.image("image", "cover"),
        created_at=fields.date("created_at"),
        updated_at=fields.date("updated_at"),
    )


def _shelves_named(
    fields: Fields, named: set[tuple[type, str]]
) -> Iterator[AuthorRecord | CategoryRecord]:
    """Give the authors and categories that this post is the first to name."""
    described = {
        shelf_id(text_of(entry.get("name"))): entry
        for entry in fields.entries("authors", "author")
        if isinstance(entry, dict)
    }
    for name in fields.texts(*AUTHORS):
        if (AuthorRecord, key := shelf_id(name)) not in named:
            named.add((AuthorRecord, key))
            yield site.author_of(name, Fields(described.get(key, {}), [], UTC))
    for name in fields.texts(*CATEGORIES, words=fields.words):
        if (CategoryRecord, key := shelf_id(name)) not in named:
            named.add((CategoryRecord, key))
            yield CategoryRecord(id=key, title=name)
