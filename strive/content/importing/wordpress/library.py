"""The media library of a WordPress export, kept on disk while its posts are read."""

from __future__ import annotations

import heapq
import re
from typing import Final
from urllib.parse import urlsplit

from strive.content.importing.plain import plain
from strive.content.importing.scratch import Scratch
from strive.content.importing.wordpress import items
from strive.content.importing.wordpress.shortcodes import Attachment, Library
from strive.content.importing.wordpress.wxr import Element

_PICTURES: Final = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif")
_GALLERY_MAX: Final = 1_000
_SIZED: Final = re.compile(r"-(?:\d+x\d+|scaled)(?=\.\w+$)")
_SUFFIX: Final = re.compile(r"(?=\.\w+$)")
_PHOTON: Final = re.compile(r"https?://i\d\.wp\.com/([^\s\"'<>?]+)(?:\?[^\s\"'<>]*)?")
_IMAGE: Final = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
_IMAGE_SOURCE: Final = re.compile(r"""(\ssrc\s*=\s*)(["'])(.*?)\2""", re.IGNORECASE)


class MediaLibrary:
    """The files by their numbers, by their addresses, and by the posts they belong to."""

    def __init__(self, scratch: Scratch) -> None:
        self._scratch = scratch

    def add(self, element: Element) -> str:
        """Note an attachment; return the host it lies on, "" if that is unclear."""
        url, number = element.get("wp:attachment_url"), element.get("wp:post_id")
        alt = items.meta_of(element).get("_wp_attachment_image_alt", "")
        file = Attachment(url, alt, plain(element.get("excerpt:encoded")))
        self._scratch.put("attachment", number, file)
        self._scratch.put("file", url, alt)
        if url.lower().endswith(_PICTURES):
            order = element.get("wp:menu_order").zfill(10), number.zfill(20)
            self._scratch.append("attached", element.get("wp:post_parent"), [order, number])
        return _host(url)

    def find(self, number: str) -> Attachment | None:
        """Return a file by its number."""
        found = self._scratch.get("attachment", number)
        return Attachment(*found) if found and found[0] else None

    def of_post(self, number: str, notes: list[str]) -> Library:
        """Return the library as the galleries of a post see it; what is missing is noted."""

        def find(wanted: str) -> Attachment | None:
            found = self.find(wanted)
            if found is None:
                notes.append(f"file {wanted} of a gallery is not in the export")
            return found

        def pictures_of(post: str) -> list[Attachment]:
            entries = self._scratch.entries("attached", post or number)
            numbers = dict.fromkeys(entry[1] for entry in heapq.nsmallest(_GALLERY_MAX, entries))
            found = [file for each in numbers if (file := self.find(each))]
            if not found:
                notes.append("a gallery of all its pictures, of which none is in the export")
            return found

        return Library(find, pictures_of)

    def in_full_size(self, html: str) -> str:
        """Show pictures as they were uploaded, from where they were; Strive makes its own sizes."""

        def source(found: re.Match[str]) -> str:
            return f"{found[1]}{found[2]}{self._original(found[3])}{found[2]}"

        html = _PHOTON.sub(r"https://\1", html)
        return _IMAGE.sub(lambda image: _IMAGE_SOURCE.sub(source, image[0]), html)

    def _original(self, url: str) -> str:
        plain_url = _SIZED.sub("", url.partition("?")[0])
        originals = (plain_url, _SUFFIX.sub("-scaled", plain_url, count=1))
        known = (each for each in originals if self._scratch.get("file", each) is not None)
        return next(known, url)


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""
