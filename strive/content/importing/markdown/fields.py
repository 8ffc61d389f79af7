"""Values of front matter under the many names that generators and themes give them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo
from typing import Any, Final

from strive.content.importing.dates import BadDate, parse_date
from strive.content.post import Image
from strive.content.rules import is_id
from strive.kit.slugs import slugify

AUTHORS: Final = ("authors", "author")
CATEGORIES: Final = ("categories", "category")
_YES: Final = frozenset({"true", "yes", "on", "1", "y"})
_NO_DATES: Final = frozenset({
    "", "true", "false",  # “published: false”
    "last modified", "created", "git last modified", "git created",  # Eleventy's
})  # fmt: skip
_IMAGE_ADDRESS: Final = ("url", "src", "image", "path", "file", "href", "filename")


class Fields:
    """Front matter with case, hyphens and underscores of the names made irrelevant.

    What cannot be used is told in `notes`, and otherwise treated as absent. `words` says that
    a plain text may be a list of words, as in Jekyll's “categories: a b”.
    """

    def __init__(
        self, data: Mapping[Any, Any], notes: list[str], zone: tzinfo, *, words: bool = False
    ) -> None:
        self._data = {_plain(str(name)): value for name, value in data.items()}
        self._zone = zone
        self.notes = notes
        self.words = words

    def text(self, *names: str) -> str:
        """Return the first of these that holds a text, "" if none does."""
        return next(filter(None, (text_of(value) for value in self._values(names))), "")

    def own_id(self) -> str:
        """Return the id something has in Strive, if it was exported from here."""
        named = self.text("strive_id")
        return named if is_id(named) else ""

    def texts(self, *names: str, words: bool = False) -> tuple[str, ...]:
        """Return the first of these as a list; `words` splits a plain text at blanks.

        As in Jekyll, only under a name in the plural: “category: Web Dev” is one.
        """
        for name in names:
            for value in self._values([name]):
                if found := _texts_of(value, words=words and name.endswith("s")):
                    return found
        return ()

    def date(self, *names: str) -> datetime | None:
        """Return the first of these that is a date in range."""
        for value in self._values(names):
            try:
                moment = parse_date(None if _is_no_date(value) else value, self._zone)
            except BadDate as error:
                self.notes.append(str(error))
                continue
            if moment is not None:
                return moment
        return None

    def flag(self, *names: str, default: bool = False) -> bool:
        """Return the first of these as yes or no."""
        for value in self._values(names):
            if text_of(value):
                return text_of(value).lower() in _YES
        return default

    def image(self, *names: str) -> Image | None:
        """Return the first of these that names a picture, its alt text from beside it."""
        for name in names:
            for value in self._values([name]):
                image = _image_of(value)
                if image is not None and image.alt:
                    return image
                if image is not None:
                    alt = self.text(f"{name}_alt", f"alt_{name}", "alt")
                    caption = image.caption or self.text(f"{name}_caption", "caption")
                    return Image(image.url, alt, caption)
        return None

    def group(self, *names: str) -> Fields:
        """Return the fields below the first of these that holds some; empty if none does."""
        groups = (value for value in self._values(names) if isinstance(value, Mapping))
        return Fields(next(groups, {}), self.notes, self._zone)

    def names(self) -> list[str]:
        """Return the names there are, in their plain spelling."""
        return list(self._data)

    def entries(self, *names: str) -> list[Any]:
        """Return the first of these as a list of whatever it holds."""
        for value in self._values(names):
            if isinstance(value, list):
                return value
            if isinstance(value, Mapping) or text_of(value):
                return [value]
        return []

    def __bool__(self) -> bool:
        return bool(self._data)

    def _values(self, names: tuple[str, ...] | list[str]) -> Iterator[Any]:
        for name in names:
            value = self._data.get(_plain(name))
            if value is not None:
                yield value


def shelf_id(name: str) -> str:
    """Return what a category or author is known by: “Web Dev” and “web-dev” are the same."""
    return slugify(name) or name


def text_of(value: Any) -> str:
    """Return a single value as text; lists, mappings and nothing give ""."""
    if isinstance(value, (list, Mapping)) or value is None:
        return ""
    return str(value).strip()


def _is_no_date(value: Any) -> bool:
    return text_of(value).lower() in _NO_DATES


def _texts_of(value: Any, *, words: bool) -> tuple[str, ...]:
    if isinstance(value, list):
        parts = [_name_of(entry) for entry in value]
    elif isinstance(value, Mapping):
        parts = [_name_of(value)]
    else:
        text = text_of(value)
        parts = text.split(",") if "," in text else text.split() if words else [text]
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def _name_of(entry: Any) -> str:
    if isinstance(entry, Mapping):
        found = (text_of(entry.get(name)) for name in ("name", "title", "id", "slug"))
        return next(filter(None, found), "")
    return text_of(entry)


def _image_of(value: Any) -> Image | None:
    if isinstance(value, list):
        return next(filter(None, map(_image_of, value)), None)
    if isinstance(value, Mapping):
        addresses = (text_of(value.get(name)) for name in _IMAGE_ADDRESS)
        address = next(filter(None, addresses), "")
        alt, caption = text_of(value.get("alt")), text_of(value.get("caption"))
        return Image(address, alt, caption) if address else None
    return Image(text_of(value)) if text_of(value).lower() not in ("", "none") else None


def _plain(name: str) -> str:
    return name.lower().replace("-", "").replace("_", "")
