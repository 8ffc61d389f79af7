"""A WordPress export: one WXR file, or several in a folder or archive."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import msgspec

from strive.content.importing.addresses import OldSite
from strive.content.importing.errors import NotThisFormat
from strive.content.importing.folder import first_file, only_child
from strive.content.importing.limits import FIELD_BYTES_MAX
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
from strive.content.importing.wordpress.blocks import has_blocks, without_blocks, without_markers
from strive.content.importing.wordpress.shortcodes import Attachment, expand_shortcodes
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
_SIZED: Final = re.compile(r"-(?:\d+x\d+|scaled)(?=\.\w+$)")
_PHOTON: Final = re.compile(r"https?://i\d\.wp\.com/([^\s\"'<>?]+)(?:\?[^\s\"'<>]*)?")
_IMAGE: Final = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
_IMAGE_SOURCE: Final = re.compile(r"""(\ssrc\s*=\s*)(["'])(.*?)\2""", re.IGNORECASE)


class WordPressExport:
    """Opens an export of WordPress; see `Source`. `scratch` holds its media library."""

    system = "wordpress"
    serves_files = True

    def __init__(self, path: Path, scratch: Scratch, *, url: str = "") -> None:
        self._folder = only_child(path) if path.is_dir() else path.parent
        self._files = sorted(self._folder.rglob("*.xml")) if path.is_dir() else [path]
        if not self._files:
            raise NotThisFormat(f"{path} holds no XML file of a WordPress export")
        self._scratch = scratch
        self._counts: Counter[str] = Counter()
        self._settings = SettingsRecord(id="site")
        self._load(url)

    def outline(self) -> Iterator[AnyRecord]:
        """Give everything once, posts without bodies."""
        yield self._settings
        yield RedirectRecord(id="/tag/*", target="/tags/:splat")
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
                yield AuthorRecord(id=login, name=login.partition("@")[0])
        yield record

    def _load(self, url: str) -> None:
        hosts: set[str] = set()
        channel: dict[str, str] = {}
        for element in self._elements():
            if element.name != "item":
                channel.setdefault(element.name, element.text.strip())
                if element.name == "wp:category":
                    category = items.category_of(element)
                    self._scratch.put("parent", category.id, category.parent)
                continue
            kind, number = element.get("wp:post_type"), element.get("wp:post_id")
            self._counts["comments"] += element.comments
            if kind == "attachment":
                hosts.add(self._keep_attachment(element, number))
            elif kind == "wp_block":
                self._scratch.put("reusable", number, element.get("content:encoded"))
            elif kind in _MACHINERY:
                self._counts[kind] += 1
        self._counts = +self._counts
        old = url or channel.get("wp:base_blog_url") or channel.get("link", "")
        self.site = OldSite(old, frozenset(hosts - {""}))
        self._settings = SettingsRecord(
            id="site",
            title=items.plain(channel.get("title", "")),
            description=items.plain(channel.get("description", "")),
            language=channel.get("language", ""),
        )

    def _keep_attachment(self, element: Element, number: str) -> str:
        """Note a file of the media library; return the host it lies on."""
        url = element.get("wp:attachment_url")
        alt = items.meta_of(element).get("_wp_attachment_image_alt", "")
        file = Attachment(url, alt, items.plain(element.get("excerpt:encoded")))
        self._scratch.put("attachment", number, file)
        self._scratch.put("file", url, alt)
        return _host(url)

    def _elements(self) -> Iterator[Element]:
        for path in self._files:
            yield from elements_of(path)

    def _shelf(self, element: Element) -> AuthorRecord | CategoryRecord | None:
        if element.name == "wp:author":
            return items.author_of(element)
        if element.name == "wp:category":
            category = items.category_of(element)
            path = f"/category/{'/'.join(self._ancestors(category.id))}/"
            category = msgspec.structs.replace(category, addresses=(*category.addresses, path))
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
        html = self._html(item.get("content:encoded"), notes) if body else ""
        image = self._attachment(meta.get("_thumbnail_id", ""))
        if meta.get("_thumbnail_id") and image is None:
            notes.append("its featured image is not in the export")
        shown = Image(image.url, image.alt, image.caption) if image else None
        return items.post_of(item, meta, html, shown, notes)

    def _html(self, content: str, notes: list[str]) -> str:
        def attachment(number: str) -> Attachment | None:
            found = self._attachment(number)
            if found is None:
                notes.append(f"file {number} of a gallery is not in the export")
            return found

        if has_blocks(content):
            html = without_blocks(content, self._reusable, notes)
            html = expand_shortcodes(html, attachment, notes)
        else:
            html = expand_shortcodes(without_markers(content), attachment, notes)
            html = with_paragraphs(html)
        return _IMAGE.sub(self._full_size, _PHOTON.sub(r"https://\1", html))

    def _full_size(self, found: re.Match[str]) -> str:
        """Show the picture as it was uploaded; Strive makes its own sizes."""
        return _IMAGE_SOURCE.sub(
            lambda part: f"{part[1]}{part[2]}{self._original(part[3])}{part[2]}", found[0]
        )

    def _original(self, url: str) -> str:
        original = _SIZED.sub("", url.partition("?")[0])
        return original if self._scratch.get("file", original) is not None else url

    def _attachment(self, number: str) -> Attachment | None:
        found = self._scratch.get("attachment", number)
        return Attachment(*found) if found and found[0] else None

    def _reusable(self, number: str) -> str:
        return self._scratch.get("reusable", number) or ""


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""
