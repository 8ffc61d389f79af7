"""Settings of the site as words of a command, such as `title=Folio`; pure."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from msgspec.structs import replace

from strive.content.post import Image
from strive.content.site import Link, Site
from strive.platform.errors import Invalid

_PICTURE: Final = "a picture on this machine to upload, or an address of one"
_MENU: Final = "a list of Label=/path or Label=https://…, separated by commas"
RULES: Final = {
    "title": "up to 200 characters",
    "description": "up to 1,000 characters",
    "language": "a language tag such as en, pt-BR or zh-Hant",
    "time_zone": "named like Europe/Lisbon",
    "logo": _PICTURE,
    "icon": _PICTURE,
    "social_image": _PICTURE,
    "social_image_alt": "what the social image shows, for those who do not see it",
    "accent": "a colour such as #3366cc",
    "navigation": _MENU,
    "footer": _MENU,
    "social": _MENU,
    "posts_per_page": "a number from 1 to 100",
    "contact": "an e-mail address or an http(s) address",
    "websub_hub": "an http(s) address",
    "indexnow_key": "8 to 128 letters, digits and hyphens",
}
"""What can be set, and what it may be."""

PICTURES: Final = frozenset({"logo", "icon", "social_image"})
MENUS: Final = frozenset({"navigation", "footer", "social"})
_NEXT_LINK = re.compile(r",\s*(?=[^,=]*=(?:/|https?://))")
_NUMBER = re.compile(r"[0-9]{1,9}")


def read_words(words: Sequence[str]) -> list[tuple[str, str]]:
    """Return the settings of words KEY=VALUE in the order of `RULES`; a menu may go on.

    Raises:
        Invalid: A word is no such pair, names no setting, or one that is named already.
    """
    given: dict[str, str] = {}
    for word in words:
        key, mark, value = word.partition("=")
        name = setting_named(key)
        if not mark:
            raise Invalid(f"Write {name}=VALUE: {name} is {RULES[name]}.")
        if name in given and name not in MENUS:
            raise Invalid(f"{name} is given twice.")
        given[name] = f"{given[name]}\n{value}" if name in given else value
    return [(name, given[name]) for name in RULES if name in given]


def setting_named(key: str) -> str:
    """Return the name of a setting; raises `Invalid` for what is none."""
    name = key.strip().lower().replace("-", "_")
    if name in RULES:
        return name
    close = difflib.get_close_matches(name, RULES, 1)
    meant = f" Is {close[0]} meant?" if close else f" There are: {', '.join(RULES)}."
    raise Invalid(f"There is no setting {key[:60]!r}.{meant}")


def changed(site: Site, name: str, value: str | Image | None) -> Site:
    """Return the site with one setting changed; pictures are given as such.

    Raises:
        Invalid: The value is not what the setting is made of. What it may be otherwise is checked
            when the whole is saved.
    """
    if name == "social_image_alt":
        if site.social_image is None:
            raise Invalid("There is no social_image that could have an alternative text.")
        return replace(site, social_image=replace(site.social_image, alt=value))
    if name in MENUS:
        return replace(site, **{name: tuple(_links(name, str(value)))})
    if name == "posts_per_page":
        if not _NUMBER.fullmatch(str(value)):
            raise Invalid(f"{name} is {RULES[name]}, not {str(value)[:60]!r}.")
        return replace(site, posts_per_page=int(str(value)))
    return replace(site, **{name: value})


def unset(site: Site, name: str) -> Site:
    """Return the site with one setting as it is before anybody sets it."""
    if name == "social_image_alt":
        return changed(site, name, "") if site.social_image else site
    return replace(site, **{name: getattr(Site(), name)})


def written(site: Site, name: str) -> str:
    """Return a setting as it is written in a command."""
    if name == "social_image_alt":
        return site.social_image.alt if site.social_image else ""
    value: Any = getattr(site, name)
    if isinstance(value, tuple):
        return ", ".join(f"{link.label}={link.url}" for link in value)
    if isinstance(value, Image):
        return value.url
    return "" if value is None else str(value)


def _links(name: str, text: str) -> list[Link]:
    links: list[Link] = []
    for part in filter(None, map(str.strip, _parts(text))):
        label, mark, url = part.partition("=")
        if not (mark and label.strip() and url.strip()):
            raise Invalid(f"{name} is {RULES[name]}; {part[:60]!r} is no such link.")
        links.append(Link(label.strip(), url.strip()))
    return links


def _parts(text: str) -> Iterator[str]:
    """Split a menu at the commas that end an address; others belong to labels and addresses."""
    for line in text.splitlines():
        start = 0
        for comma in _NEXT_LINK.finditer(line):
            if "=" in line[start : comma.start()]:
                yield line[start : comma.start()]
                start = comma.end()
        yield line[start:]
