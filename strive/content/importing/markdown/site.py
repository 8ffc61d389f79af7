"""What the folder says of the whole site: its generator's settings, authors, and redirects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from strive.content.importing.errors import BadExport
from strive.content.importing.markdown.fields import Fields, shelf_id
from strive.content.importing.markdown.front_matter import read_toml, read_yaml
from strive.content.importing.records import AuthorRecord, RedirectRecord, SettingsRecord
from strive.content.importing.text import read_text
from strive.content.importing.zones import zone_of
from strive.content.site import Link
from strive.kit.slugs import slugify

_SETTINGS_FILES: Final = (
    "site.yaml", "hugo.toml", "hugo.yaml", "hugo.yml", "config.toml", "config.yaml", "config.yml",
    "_config.yml", "_config.yaml",
)  # fmt: skip
_COMMENT: Final = re.compile(r"(?:^|\s)#.*")  # “/team /about#team” holds none
_AUTHOR_FILES: Final = ("_data/authors.yml", "_data/authors.yaml", "data/authors.yaml")
_REDIRECT_FILES: Final = ("_redirects", "static/_redirects", "public/_redirects")
_REDIRECT_PARTS_MIN: Final = 2
_DIGITS_MAX: Final = 10
_LANGUAGE: Final = ("language", "language_code", "lang", "locale")


def settings_fields(root: Path) -> Fields:
    """Return the site's own settings, empty when there are none or they cannot be read."""
    for name in _SETTINGS_FILES:
        if (root / name).is_file():
            return Fields(_mapping(root / name), [], zone_of(""))
    return Fields({}, [], zone_of(""))


def old_url(fields: Fields) -> str:
    """Return where the site stood: Hugo's `baseURL`, or Jekyll's `url` and `baseurl`."""
    base = fields.text("baseurl")
    whole = base if "://" in base else fields.text("url") + base
    return whole if whole.startswith(("http://", "https://")) else ""


def permalinks(fields: Fields) -> dict[str, str]:
    """Return the patterns of addresses by section; Jekyll's one for all stands under ""."""
    hugo = fields.group("permalinks").group("page") or fields.group("permalinks")
    sections = {name: hugo.text(name) for name in hugo.names()}
    return {name: text for name, text in sections.items() if text} | (
        {"": fields.text("permalink")} if fields.text("permalink") else {}
    )


def settings_record(fields: Fields) -> SettingsRecord | None:
    """Make of the settings what Strive can use, None if that is nothing."""
    params = fields.group("params")
    record = SettingsRecord(
        id="site",
        title=fields.text("title", "name"),
        description=fields.text("description", "tagline", "subtitle") or params.text("description"),
        language=fields.text(*_LANGUAGE),
        time_zone=fields.text("time_zone", "timezone"),
        logo=fields.image("logo") or params.image("logo"),
        icon=fields.image("icon", "favicon"),
        social_image=fields.image("social_image"),
        accent=fields.text("accent"),
        navigation=_links(
            fields.entries("navigation") or fields.group("menu", "menus").entries("main")
        ),
        footer=_links(fields.entries("footer") or fields.group("menu", "menus").entries("footer")),
        social=_links(fields.entries("social")),
        posts_per_page=_number(fields.text("posts_per_page")),
        contact=fields.text("contact"),
        websub_hub=fields.text("websub_hub"),
        indexnow_key=fields.text("indexnow_key"),
    )
    return record if record != SettingsRecord(id="site") else None


def author_records(root: Path) -> Iterator[AuthorRecord]:
    """Read the authors kept as data, by the key that posts name them with."""
    for name in _AUTHOR_FILES:
        for key, value in _mapping(root / name).items() if (root / name).is_file() else ():
            if isinstance(value, dict):
                yield author_of(str(key), Fields(value, [], zone_of("")))
    for path in sorted((root / "src/content/authors").glob("*.*")):
        if path.suffix in (".json", ".yaml", ".yml") and (value := _mapping(path)):
            yield author_of(path.stem, Fields(value, [], zone_of("")))


def jekyll_collections(fields: Fields) -> frozenset[str]:
    """Return the folders of Jekyll's own collections, such as `_recipes`."""
    group = fields.group("collections")
    names = group.names() or fields.texts("collections")
    return frozenset(f"_{name}" for name in names)


def language_of(fields: Fields) -> str:
    """Return the language of texts that name none, lower case."""
    return fields.text("default_content_language", *_LANGUAGE).lower()


def author_of(key: str, fields: Fields, bio: str = "") -> AuthorRecord:
    """Make an author of the fields that describe them."""
    return AuthorRecord(
        id=shelf_id(key),
        own_id=fields.own_id(),
        name=fields.text("name", "title", "display_name") or key,
        slug=fields.text("slug") or slugify(key),
        bio=bio.strip() or fields.text("bio", "description"),
        image=fields.image("image", "avatar", "picture", "photo"),
        website=fields.text("website", "url", "web", "homepage", "uri"),
        location=fields.text("location"),
        social=fields.texts("social"),
        created_at=fields.date("created_at"),
        updated_at=fields.date("updated_at"),
    )


def redirect_records(root: Path) -> Iterator[RedirectRecord]:
    """Read Netlify's `_redirects`: “from to status” on each line."""
    for path in (root / name for name in _REDIRECT_FILES):
        for line in read_text(path)[0].splitlines() if path.is_file() else ():
            parts = _COMMENT.sub("", line).split()
            if len(parts) >= _REDIRECT_PARTS_MIN and parts[0].startswith("/"):
                permanent = parts[2][:3] not in ("302", "307") if len(parts) > 2 else True  # noqa: PLR2004 - the status
                yield RedirectRecord(id=parts[0], target=parts[1], permanent=permanent)


def _mapping(path: Path) -> dict[str, Any]:
    try:
        text = read_text(path)[0]
        data = read_toml(text) if path.suffix == ".toml" else read_yaml(text)
    except BadExport:
        return {}  # a generator's settings are a help, not a condition
    return data if isinstance(data, dict) else {}


def _links(entries: list[Any]) -> tuple[Link, ...]:
    menu = [Fields(entry, [], zone_of("")) for entry in entries if isinstance(entry, dict)]
    menu.sort(key=_weight)
    links = (
        Link(entry.text("label", "name", "title"), entry.text("url", "page_ref", "link"))
        for entry in menu
    )
    return tuple(link for link in links if link.label and link.url)


def _weight(entry: Fields) -> int:
    return _number(entry.text("weight"))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < _DIGITS_MAX else 0
