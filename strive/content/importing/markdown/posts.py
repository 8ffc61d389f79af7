"""One text file with front matter, read as a post; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any, Final

from strive.content.importing.dates import BadDate, parse_date
from strive.content.importing.markdown.fields import Fields
from strive.content.importing.markdown.liquid import expand_liquid
from strive.content.importing.markdown.permalinks import expand_permalink
from strive.content.importing.markdown.places import Place
from strive.content.importing.markdown.shortcodes import expand_shortcodes
from strive.content.importing.records import PostRecord
from strive.content.post import Body, Format, Image, Kind, Seo, Status, Tag
from strive.kit.slugs import is_slug, slugify

AUTHORS: Final = ("authors", "author")
CATEGORIES: Final = ("categories", "category")
_IMAGES: Final = (
    "image", "cover", "cover_image", "hero_image", "hero", "featured_image", "feature_image",
    "thumbnail", "banner", "header_image", "images", "og_image",
)  # fmt: skip
_PUBLISHED: Final = (
    "published_at", "date", "pub_date", "publish_date", "published_date", "published", "created",
)  # fmt: skip
_UPDATED: Final = (
    "updated_at", "updated", "lastmod", "last_modified_at", "updated_date", "modified",
    "last_updated", "mod_date",
)  # fmt: skip
_COLLECTIONS: Final = frozenset({"post", "posts", "all", "blog"})  # Eleventy's, not labels
_MORE: Final = re.compile(r"^[ \t]*<!--\s*(?:more|excerpt)\s*-->[ \t]*$\n?", re.MULTILINE)
_MDX: Final = re.compile(
    r"^(?:import\s.+?\sfrom\s+['\"].+['\"]|export\s+\w.*);?[ \t]*$\n?", re.MULTILINE
)
_FIRST_HEADING: Final = re.compile(r"#[ \t]+(.+?)[ \t]*#*[ \t]*(?:\n+|\Z)")
_PAGE_WORDS: Final = frozenset({"page", "pages"})


@dataclass(frozen=True)
class Folder:
    """What is known of the whole folder: its generator, time zone, and addresses."""

    is_jekyll: bool = False
    zone: tzinfo = UTC
    permalinks: Mapping[str, str] = field(default_factory=dict)  # by section, "" for all


def post_of(
    place: Place, data: dict[str, Any], text: str, modified: datetime, folder: Folder
) -> PostRecord:
    """Read a file as a post; `modified` is the file's time, for one that names no date."""
    notes: list[str] = []
    fields = Fields(data, notes, folder.zone, words=folder.is_jekyll)
    own = bool(fields.text("strive_id"))  # exported from here: its text is as it should be
    body = Body(text, _format_of(place, fields))
    if body.format is Format.MARKDOWN and not own:
        body = Body(_plain_markdown(text, place, folder, notes), Format.MARKDOWN)
    title = fields.text("title", "name")
    if not title:
        title, body = _title_from(body, place)
    status = _status_of(fields, place)
    published = _published(fields, place)
    if published is None and status is not Status.DRAFT:
        notes.append("no date: the file's own is used")
        published = modified
    updated = fields.date(*_UPDATED)
    return PostRecord(
        id=place.path,
        own_id=fields.text("strive_id"),
        addresses=() if own else _addresses(fields, place, folder, published),
        title=title,
        kind=_kind_of(fields, place),
        slug=_slug_of(fields, place),
        status=status,
        excerpt=fields.text("excerpt", "summary", "description", "subtitle"),
        body=body,
        feature_image=_feature_image(fields),
        authors=tuple(map(shelf_id, fields.texts(*AUTHORS))),
        categories=tuple(map(shelf_id, fields.texts(*CATEGORIES, words=fields.words))),
        tags=tags_of(fields.texts("tags", "tag", "keywords", words=fields.words)),
        featured=fields.flag("featured", "pinned", "sticky"),
        published_at=published,
        created_at=fields.date("created_at", "created") or published or updated,
        updated_at=updated or published,
        canonical_url=fields.text("canonical_url", "canonical"),
        seo=_seo_of(fields),
        language=fields.text("language", "lang", "locale") or place.language,
        base=place.base,
        aliases=place.aliases,
        notes=tuple(notes),
    )


def _published(fields: Fields, place: Place) -> datetime | None:
    named = fields.date(*_PUBLISHED)
    if named is not None:
        return named
    try:
        return parse_date(place.date)
    except BadDate as error:
        fields.notes.append(str(error))
        return None


def shelf_id(name: str) -> str:
    """Return what a category or author is known by: “Web Dev” and “web-dev” are the same."""
    return slugify(name) or name


def tags_of(names: tuple[str, ...]) -> tuple[Tag, ...]:
    """Make labels of their names, without the collections Eleventy keeps among them."""
    tags = (Tag(name, slugify(name)) for name in names if name.lower() not in _COLLECTIONS)
    return tuple({tag.slug: tag for tag in tags if tag.slug}.values())


def _format_of(place: Place, fields: Fields) -> Format:
    if place.path.endswith(".portabletext"):
        return Format.PORTABLE_TEXT
    named = fields.text("format").lower()
    if named in (Format.HTML, Format.MARKDOWN) and fields.text("strive_id"):
        return Format(named)
    return Format.HTML if place.path.endswith(".html") else Format.MARKDOWN


def _plain_markdown(text: str, place: Place, folder: Folder, notes: list[str]) -> str:
    text = _MORE.sub("", text)
    if place.path.endswith(".mdx"):
        text = _MDX.sub("", text).lstrip("\n")
        notes.append("MDX: components are left out, their text stays")
    return expand_liquid(text, notes) if folder.is_jekyll else expand_shortcodes(text, notes)


def _title_from(body: Body, place: Place) -> tuple[str, Body]:
    found = _FIRST_HEADING.match(body.source)
    if found is not None and body.format is Format.MARKDOWN:
        return found[1], Body(body.source[found.end() :], body.format)
    return place.name.replace("-", " ").replace("_", " ").strip().capitalize() or "Untitled", body


def _status_of(fields: Fields, place: Place) -> Status:
    named = fields.text("status").lower()
    if named in tuple(Status):
        return Status(named)
    hidden = fields.text("published").lower() in ("false", "no") or fields.flag("headless")
    return Status.DRAFT if fields.flag("draft") or hidden or place.is_draft else Status.PUBLISHED


def _kind_of(fields: Fields, place: Place) -> Kind:
    words = {
        fields.text("kind").lower(),
        fields.text("type").lower(),
        fields.text("layout").lower(),
    }
    return Kind.PAGE if words & _PAGE_WORDS or place.is_page else Kind.POST


def _slug_of(fields: Fields, place: Place) -> str:
    named = fields.text("slug").strip("/").rpartition("/")[2]
    address = fields.text("url", "permalink").strip("/")
    last = address.rpartition("/")[2].removesuffix(".html")
    shown = next(filter(is_slug, (named, last if not _has_pattern(address) else "")), "")
    return shown or slugify(named) or slugify(place.name)


def _addresses(
    fields: Fields, place: Place, folder: Folder, published: datetime | None
) -> tuple[str, ...]:
    categories = "/".join(map(shelf_id, fields.texts(*CATEGORIES, words=fields.words)))
    slug = fields.text("slug").strip("/") or place.name
    named = {
        **dict.fromkeys(("title", "slug", "filename", "contentbasename"), slug),
        "categories": categories,
        "section": place.folder[0] if place.folder else "",
    }
    own = fields.text("url", "permalink")
    pattern = own or folder.permalinks.get(named["section"]) or folder.permalinks.get("", "")
    local = None if published is None else published.astimezone(folder.zone)
    every = [
        expand_permalink(pattern, named, local) if pattern else "",
        *fields.texts("aliases", "redirect_from"),
        *place.addresses,
    ]
    if slug != place.name and not pattern:
        every.insert(0, f"{place.addresses[0].rpartition('/')[0]}/{slug}")
    if categories and "_posts" in place.folder and not pattern:
        every.insert(0, f"/{categories}{place.addresses[0]}")
    return tuple(
        dict.fromkeys(text if "://" in text else f"/{text.lstrip('/')}" for text in every if text)
    )


def _has_pattern(address: str) -> bool:
    return "{" in address or "/:" in f"/{address}"


def _feature_image(fields: Fields) -> Image | None:
    image = fields.image(*_IMAGES)
    return image or fields.group("header", "params").image(*_IMAGES, "overlay_image", "teaser")


def _seo_of(fields: Fields) -> Seo:
    seo = fields.group("seo")
    robots = fields.text("robots").lower()
    return Seo(
        title=seo.text("title") or fields.text("seo_title", "meta_title"),
        description=seo.text("description") or fields.text("seo_description", "meta_description"),
        image=seo.image("image"),
        social_title=seo.text("social_title") or fields.text("og_title"),
        social_description=seo.text("social_description") or fields.text("og_description"),
        no_index=seo.flag("no_index") or fields.flag("noindex") or "noindex" in robots,
    )
