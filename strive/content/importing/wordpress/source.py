"""A WordPress export: one WXR file, or several in a folder or archive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import msgspec

from strive.content.importing.addresses import OldSite
from strive.content.importing.errors import NotThisFormat
from strive.content.importing.folder import first_file, only_child
from strive.content.importing.limits import FIELD_BYTES_MAX
from strive.content.importing.plain import plain, public_name
from strive.content.importing.records import (
    AnyRecord,
    AuthorRecord,
    CategoryRecord,
    PostRecord,
    RedirectRecord,
    SettingsRecord,
    Skipped,
)
from strive.content.importing.scratch import Scratch
from strive.content.importing.wordpress import items
from strive.content.importing.wordpress.autop import with_paragraphs
from strive.content.importing.wordpress.blocks import (
    footnotes_of,
    has_blocks,
    without_blocks,
    without_markers,
)
from strive.content.importing.wordpress.library import MediaLibrary
from strive.content.importing.wordpress.shortcodes import expand_shortcodes
from strive.content.importing.wordpress.wxr import Element, elements_of
from strive.content.post import Image

_POSTS: Final = frozenset({"post", "page"})
_MACHINERY: Final = frozenset({
    "attachment", "revision", "nav_menu_item", "custom_css", "customize_changeset",
    "oembed_cache", "user_request", "wp_block", "wp_template", "wp_template_part",
    "wp_global_styles", "wp_navigation", "wp_font_family", "wp_font_face",
})  # fmt: skip
_GONE: Final = {
    "trash": "was in the trash",
    "auto-draft": "was never saved",
    "inherit": "a revision",
}


class WordPressExport:
    """Opens an export of WordPress; see `Source`. `scratch` holds its media library."""

    system = "wordpress"
    serves_files = True

    def __init__(self, path: Path, scratch: Scratch, *, url: str = "") -> None:
        self._folder = only_child(path) if path.is_dir() else path.parent
        self._files = sorted(self._folder.rglob("*.xml")) if path.is_dir() else [path]
        if not self._files:
            raise NotThisFormat("it holds no XML file of a WordPress export")
        self._scratch = scratch
        self._library = MediaLibrary(scratch)
        self._counts: Counter[str] = Counter()
        self._settings = SettingsRecord(id="site")
        self._load(url)

    def outline(self) -> Iterator[AnyRecord]:
        """Give everything once, posts without bodies."""
        yield self._settings
        yield RedirectRecord(id=f"{self._root}/tag/*", target="/tags/:splat")
        yield RedirectRecord(id=f"{self._root}/feed", target="/feed.xml")
        yield RedirectRecord(id=f"{self._root}/feed/atom", target="/atom.xml")
        named: set[tuple[type, str]] = set()
        for element in self._elements():
            record = self._shelf(element)
            if record is not None and (type(record), record.id) not in named:
                named.add((type(record), record.id))
                yield record
            elif element.name == "item":
                yield from self._outline_of(element, named)

    def contents(self) -> Iterator[AnyRecord]:
        """Give the posts with their bodies, and what is left out."""
        for kind, count in sorted(self._counts.items()):
            yield Skipped(id=kind, kind=kind, reason=f"{count:,} not imported")
        for element in self._elements():
            if element.name == "item" and element.get("wp:post_type") not in _MACHINERY:
                yield self._post(element, body=True)

    def local_file(self, path: str) -> Path | None:
        """Return an upload from beside the export, `wp-content/uploads` or the folder itself."""
        short = path.partition("/wp-content/")[2]
        shorter = path.partition("/uploads/")[2]
        return next(
            filter(
                None, (first_file([self._folder], name) for name in (path, short, shorter) if name)
            ),
            None,
        )

    def _outline_of(self, item: Element, named: set[tuple[type, str]]) -> Iterator[AnyRecord]:
        record = self._post(item, body=False) if item.get("wp:post_type") in _POSTS else None
        if not isinstance(record, PostRecord):
            return
        for slug, name in items.categories_named(item):
            if slug != items.DEFAULT_CATEGORY and (CategoryRecord, slug) not in named:
                named.add((CategoryRecord, slug))
                yield CategoryRecord(id=slug, title=name, slug=slug)
        for login in record.authors:
            if (AuthorRecord, login) not in named:
                named.add((AuthorRecord, login))
                yield AuthorRecord(id=login, name=public_name(login))
        yield record

    def _load(self, url: str) -> None:
        hosts: set[str] = set()
        channel: dict[str, str] = {}
        for element in self._elements():
            if element.name != "item":
                channel.setdefault(element.name, element.text.strip())
                if element.name == "wp:category":
                    category = items.category_of(element, "")
                    self._scratch.put("parent", category.id, category.parent)
                continue
            kind, number = element.get("wp:post_type"), element.get("wp:post_id")
            self._counts["comments"] += element.comments
            if kind == "attachment":
                hosts.add(self._library.add(element))
            elif kind == "wp_block":
                self._scratch.put("reusable", number, element.get("content:encoded"))
            elif kind in _MACHINERY:
                self._counts[kind] += 1
            elif (guid := element.get("guid")) and self._scratch.get("guid", guid) is None:
                self._scratch.put("guid", guid, number)
        self._counts = +self._counts
        old = url or channel.get("wp:base_blog_url") or channel.get("link", "")
        self.site = OldSite(old, frozenset(hosts - {""}))
        self._root = _root(old)
        self._settings = SettingsRecord(
            id="site",
            title=plain(channel.get("title", "")),
            description=plain(channel.get("description", "")),
            language=channel.get("language", ""),
        )

    def _elements(self) -> Iterator[Element]:
        for path in self._files:
            yield from elements_of(path)

    def _shelf(self, element: Element) -> AuthorRecord | CategoryRecord | None:
        if element.name == "wp:author":
            return items.author_of(element, self._root)
        if element.name == "wp:category":
            category = items.category_of(element, self._root)
            path = f"{self._root}/category/{'/'.join(self._ancestors(category.id))}/"
            category = msgspec.structs.replace(
                category,
                addresses=(*category.addresses, path),
                feeds=(*category.feeds, f"{path}feed/"),
            )
            return category if category.id not in ("", items.DEFAULT_CATEGORY) else None
        return None

    def _ancestors(self, category: str) -> list[str]:
        """Return a category and those above it, the outermost first; a circle ends the list."""
        path: list[str] = []
        while category and category not in path:
            path.insert(0, category)
            category = self._scratch.get("parent", category) or ""
        return path

    def _post(self, item: Element, *, body: bool) -> PostRecord | Skipped:
        kind, status = item.get("wp:post_type"), item.get("wp:status")
        name = item.get("title") or item.get("wp:post_name") or item.get("wp:post_id")
        if item.too_large:
            reason = f"it holds a field of more than {FIELD_BYTES_MAX:,} characters"
            return Skipped(id=name, kind=kind, reason=reason)
        if kind not in _POSTS or status in _GONE:
            reason = _GONE.get(status, f"of the type “{kind}”, which Strive does not have")
            return Skipped(id=name, kind=kind or "item", reason=reason)
        notes: list[str] = []
        meta = items.meta_of(item)
        html = self._html(item, meta, notes) if body else ""
        image = self._library.find(meta.get("_thumbnail_id", ""))
        if meta.get("_thumbnail_id") and image is None:
            notes.append("its featured image is not in the export")
        shown = Image(image.url, image.alt, image.caption) if image else None
        key, root = self._key(item), self._root
        return items.post_of(item, meta, html, shown, notes, key=key, root=root)

    def _key(self, item: Element) -> str:
        """Return what an item is known by; of two with one guid the second also by its number."""
        guid, number = item.get("guid"), item.get("wp:post_id")
        if guid:
            is_first = self._scratch.get("guid", guid) == number
            return guid if is_first else f"{guid}#{number}"
        if number:
            return f"{self._root}/{items.query_of(item)}"
        return item.get("link") or item.get("wp:post_name") or item.get("title")

    def _html(self, item: Element, meta: Mapping[str, str], notes: list[str]) -> str:
        content = item.get("content:encoded")
        library = self._library.of_post(item.get("wp:post_id"), notes)
        if has_blocks(content):
            footnotes = footnotes_of(meta.get("footnotes", ""))
            html = without_blocks(content, self._reusable, notes, footnotes=footnotes)
            html = expand_shortcodes(html, library, notes)
        else:
            html = expand_shortcodes(without_markers(content), library, notes)
            html = with_paragraphs(html)
        return self._library.in_full_size(html)

    def _reusable(self, number: str) -> str:
        return self._scratch.get("reusable", number) or ""


def _root(url: str) -> str:
    """Return the folder a site is installed in, "" for none."""
    try:
        return urlsplit(url).path.rstrip("/")
    except ValueError:
        return ""
