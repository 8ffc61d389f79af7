"""What must hold of text, addresses, dates and slugs that people hand in; pure.

Each check returns nothing or raises `Invalid` with a message for the person who typed it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from strive.content.listing import YEARS
from strive.content.post import Image
from strive.kit.slugs import SLUG_CHARACTERS_MAX, is_slug
from strive.platform.errors import Invalid

URL_CHARACTERS_MAX: Final = 2_048
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}")
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\\\s]")
_RESERVED: Final = frozenset(
    [
        *("account", "api", "authors", "blog", "categories", "livez", "media", "metrics"),
        *("newsletter", "preview", "readyz", "search", "sitemaps", "static", "studio", "tags"),
    ]
)


def is_id(text: str) -> bool:
    """Tell whether a text can be the id of a post, an author or a category."""
    return _ID.fullmatch(text) is not None


def check_text(value: msgspec.Struct) -> None:
    """Refuse text that could not be stored or sent: NUL, and halves of surrogate pairs."""
    for text in _texts(msgspec.to_builtins(value, builtin_types=(datetime,))):
        if "\0" in text:
            raise Invalid("Text may not contain a NUL character.")
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise Invalid("Text may not contain half of a surrogate pair.") from error


def check_length(name: str, text: str, most: int, *, least: int = 0) -> None:
    """Refuse text that is too short (without the space around it) or too long, in characters."""
    if len(text.strip()) < least:
        raise Invalid(f"The {name} may not be empty.")
    if len(text) > most:
        raise Invalid(f"The {name} has {len(text)} characters; {most} are the most.")


def check_count(name: str, values: tuple[object, ...], most: int) -> None:
    """Refuse lists that are too long or name something twice."""
    if len(values) > most:
        raise Invalid(f"There are {len(values)} {name}; {most} are the most.")
    if len(set(values)) < len(values):
        raise Invalid(f"One of the {name} is given twice.")


def check_slug(slug: str, *, at_root: bool = False) -> None:
    """Refuse what is no slug or, directly under the site's root, belongs to the site itself."""
    if not is_slug(slug):
        raise Invalid(
            f"{slug[:SLUG_CHARACTERS_MAX]!r} is no slug: lower-case letters and digits of any"
            f" script, joined by single hyphens, at most {SLUG_CHARACTERS_MAX} characters."
        )
    if at_root and is_reserved(slug):
        raise Invalid(f"The slug {slug!r} is used by the site itself.")


def is_reserved(slug: str) -> bool:
    """Tell whether an address directly under the root belongs to the site itself."""
    return slug in _RESERVED


def check_date(name: str, moment: datetime | None) -> None:
    """Refuse times without a zone, and those that calendars and formats cannot carry."""
    if moment is None:
        return
    if moment.tzinfo is None:
        raise Invalid(f"The {name} needs a time zone.")
    if moment.year not in YEARS:
        raise Invalid(f"The {name} must lie between the years {YEARS[0]} and {YEARS[-1]}.")


def check_url(name: str, url: str, *, or_path: bool = False) -> None:
    """Refuse what is no http(s) address or, if allowed, path of this site; "" is none."""
    if not url:
        return
    check_length(name, url, URL_CHARACTERS_MAX)
    if not (is_web_address(url) or (or_path and is_site_path(url))):
        kinds = "a path of this site or an http(s) address" if or_path else "an http(s) address"
        raise Invalid(f"The {name} must be {kinds}, not {url[:100]!r}.")


def check_image(name: str, image: Image | None) -> None:
    """Refuse an image that could not be shown."""
    if image is None:
        return
    if not image.url:
        raise Invalid(f"The {name} has no address.")
    check_url(f"address of the {name}", image.url, or_path=True)
    check_length(f"alternative text of the {name}", image.alt, 2_000)
    check_length(f"caption of the {name}", image.caption, 5_000)
    if image.width < 0 or image.height < 0:
        raise Invalid(f"The {name} has a negative size.")


def check_language(language: str) -> None:
    """Refuse what is no language tag (BCP 47 by form); "" is the site's."""
    if language and not _LANGUAGE.fullmatch(language):
        raise Invalid(f"{language[:40]!r} is no language tag such as en, pt-BR or zh-Hant.")


def is_web_address(url: str) -> bool:
    """Tell whether a text is an http(s) address with a host, without a user in it."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    return (
        parts.scheme in {"http", "https"}
        and bool(host)
        and "@" not in parts.netloc
        and not _CONTROL.search(url)
    )


def is_site_path(url: str) -> bool:
    r"""Tell whether a text leads into this site: `/…`, but not `//host` or `/\host`."""
    return url.startswith("/") and not url.startswith("//") and not _CONTROL.search(url)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _texts(inner)
