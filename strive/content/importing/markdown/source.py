"""A folder of Markdown, read file by file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from strive.content.importing.addresses import OldSite
from strive.content.importing.errors import BadExport, NotThisFormat
from strive.content.importing.folder import first_file, readable_name, walk
from strive.content.importing.markdown import site
from strive.content.importing.markdown.fields import (
    AUTHORS,
    CATEGORIES,
    Fields,
    shelf_id,
    text_of,
)
from strive.content.importing.markdown.front_matter import split_front_matter
from strive.content.importing.markdown.generator import Folder, Generator, generator_of
from strive.content.importing.markdown.places import SUFFIXES, Place, place_of
from strive.content.importing.markdown.posts import post_of
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
_OTHER_TEXTS: Final = frozenset({
    ".org", ".rst", ".adoc", ".asciidoc", ".textile", ".ipynb", ".rmd", ".qmd",
})  # fmt: skip
_LOOP: Final = re.compile(r"\{%-?\s*for\b")
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
        generator = generator_of(self._root)
        self._keep_hidden = _KEEP_HIDDEN | site.jekyll_collections(self._settings)
        self._folder = Folder(
            generator=generator,
            zone=zone_of(self._settings.text("time_zone", "timezone")),
            permalinks=site.permalinks(self._settings),
            root=urlsplit(self.site.url).path.rstrip("/"),
            language=site.language_of(self._settings),
        )
        if generator in (Generator.HUGO, Generator.ELEVENTY):
            self._folder = replace(self._folder, sections=self._has_sections())
        if not any(True for _ in self._files()):
            raise NotThisFormat("it holds no Markdown files")

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
                fields = Fields(data, [], UTC, words=self._folder.generator is Generator.JEKYLL)
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
        inside = path.removeprefix(self._folder.root)
        return first_file(roots, path) or (first_file(roots, inside) if inside != path else None)

    def _read(self) -> Iterator[tuple[PostRecord | Skipped, dict[str, Any]]]:
        for path in self._files(SUFFIXES | _OTHER_TEXTS):
            place = place_of(readable_name(self._root, path))
            if path.suffix.lower() in _OTHER_TEXTS:
                reason = f"written in a format that is not read ({path.suffix})"
                yield Skipped(id=place.path, kind="file", reason=reason), {}
                continue
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
        if _is_author(place) or (place.section_page and _is_on_shelf(place)):
            return None, {}
        if reason := self._made_here(place, text):
            return Skipped(id=place.path, kind="section", reason=reason), {}
        if "strive_id" not in data:
            body = body.lstrip("\n")
        modified = to_millisecond(datetime.fromtimestamp(path.stat().st_mtime, UTC))
        record = post_of(place, data, body, modified, self._folder)
        notes = (*record.notes, note) if note else record.notes
        return msgspec.structs.replace(record, notes=notes), data

    def _made_here(self, place: Place, text: str) -> str:
        """Say why a file is none of a person's texts, "" if it is one."""
        generator = self._folder.generator
        if place.section_page:
            return "a list, which Strive makes"
        if generator is Generator.UNKNOWN or place.is_post:
            return ""
        if not place.folder and place.name in ("index", "404"):
            return "the home page or one for errors, which Strive makes"
        if generator.runs_liquid and _LOOP.search(text):
            return "a template, not a text"
        return ""

    def _shelves(self) -> Iterator[AuthorRecord | CategoryRecord]:
        for path in self._files():
            if shelf := self._shelf_of(path):
                yield shelf

    def _shelf_of(self, path: Path) -> AuthorRecord | CategoryRecord | None:
        place = place_of(readable_name(self._root, path))
        is_author = _is_author(place)
        if not is_author and not (place.section_page and _is_on_shelf(place)):
            return None
        try:
            data, body = split_front_matter(read_text(path)[0])
        except (BadExport, OSError):
            return None
        fields = Fields(data, [], self._folder.zone)
        name = (fields.text("slug") if fields.own_id() else "") or place.name
        if is_author or place.folder[-1] == "authors":
            return site.author_of(name, fields, body)
        return _category_of(name, fields, body)

    def _has_sections(self) -> bool:
        """Tell whether texts lie in folders, other than one for each text."""
        places = (place_of(readable_name(self._root, path)) for path in self._files())
        return any(place.folder and not _is_on_shelf(place) for place in places)

    def _files(self, suffixes: frozenset[str] = SUFFIXES) -> Iterator[Path]:
        if self._single is not None:
            yield self._single
            return
        roots = [self._root / name for name in ("src/content", "src/pages")]
        is_jekyll = self._folder.generator is Generator.JEKYLL
        if (self._root / "content").is_dir() and not is_jekyll:
            roots = [self._root / "content"]
        for root in [root for root in roots if root.is_dir()] or [self._root]:
            for path in walk(root, _SKIP_FOLDERS, self._keep_hidden):
                if path.suffix.lower() in suffixes:
                    yield path


def _is_on_shelf(place: Place) -> bool:
    return bool(place.folder) and place.folder[-1] in _SHELVES


def _is_author(place: Place) -> bool:
    """Tell whether a file describes an author as Astro's collections do: `authors/jane.md`."""
    return place.folder == ("authors",) and not place.section_page


def _category_of(name: str, fields: Fields, body: str) -> CategoryRecord:
    return CategoryRecord(
        id=shelf_id(name),
        own_id=fields.own_id(),
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
