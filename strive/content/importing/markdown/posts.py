"""One text file with front matter, read as a post; pure."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final

from strive.content.importing.dates import BadDate, parse_date
from strive.content.importing.markdown.addressing import addresses_of, slug_of
from strive.content.importing.markdown.fields import (
    AUTHORS,
    CATEGORIES,
    Fields,
    shelf_id,
    text_of,
)
from strive.content.importing.markdown.generator import Folder, Generator
from strive.content.importing.markdown.liquid import expand_liquid
from strive.content.importing.markdown.mdx import plain_mdx
from strive.content.importing.markdown.places import Place
from strive.content.importing.markdown.shortcodes import expand_shortcodes
from strive.content.importing.records import PostRecord
from strive.content.post import BODY_BYTES_MAX, Body, Format, Image, Kind, Seo, Status, Tag
from strive.kit.slugs import is_slug, slugify

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
_FIRST_HEADING: Final = re.compile(r"#[ \t]+(.+?)[ \t]*#*[ \t]*(?:\n+|\Z)")
_PAGE_WORDS: Final = frozenset({"page", "pages"})


def post_of(
    place: Place, data: dict[str, Any], text: str, modified: datetime, folder: Folder
) -> PostRecord:
    """Read a file as a post; `modified` is the file's time, for one that names no date."""
    notes: list[str] = []
    fields = Fields(data, notes, folder.zone, words=folder.generator is Generator.JEKYLL)
    own_id = fields.own_id()
    own = bool(own_id)  # exported from here: its text is as it should be
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
    addresses = () if own else addresses_of(fields, place, folder, published)
    aliases = (*place.aliases, *addresses) if folder.root else place.aliases
    return PostRecord(
        id=place.path,
        own_id=own_id,
        addresses=tuple(
            f"{folder.root}{address}" if address.startswith("/") else address
            for address in addresses
        ),
        title=title,
        kind=_kind_of(fields, place, folder),
        slug=slug_of(fields, place, folder),
        status=status,
        excerpt=fields.text("excerpt", "summary", "description", "subtitle"),
        body=body,
        feature_image=_feature_image(fields),
        authors=tuple(map(shelf_id, fields.texts(*AUTHORS))),
        categories=tuple(map(shelf_id, fields.texts(*CATEGORIES, words=fields.words))),
        tags=_tags_of(fields),
        featured=fields.flag("featured", "pinned", "sticky"),
        published_at=published,
        created_at=fields.date("created_at", "created") or published or updated,
        updated_at=updated or published,
        canonical_url=fields.text("canonical_url", "canonical"),
        seo=_seo_of(fields),
        language=fields.text("language", "lang", "locale") or place.language,
        base=place.base,
        aliases=aliases,
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


def _tags_of(fields: Fields) -> tuple[Tag, ...]:
    """Make labels of their names, without the collections Eleventy keeps among them.

    An export from here gives those a slug that is not made of their name.
    """
    names = ("tags", "tag", "keywords")
    slugs = {
        text_of(entry.get("name")): text_of(entry.get("slug"))
        for entry in fields.entries(*names)
        if isinstance(entry, dict)
    }
    tags: dict[str, Tag] = {}
    for name in fields.texts(*names, words=fields.words):
        slug = slugs.get(name, "")
        tag = Tag(name, slug if is_slug(slug) else slugify(name))
        if tag.slug and (fields.own_id() or name.lower() not in _COLLECTIONS):
            tags[tag.slug] = tag
    return tuple(tags.values())


def _format_of(place: Place, fields: Fields) -> Format:
    if place.path.endswith(".portabletext"):
        return Format.PORTABLE_TEXT
    named = fields.text("format").lower()
    if named in (Format.HTML, Format.MARKDOWN) and fields.own_id():
        return Format(named)
    return Format.HTML if place.path.endswith(".html") else Format.MARKDOWN


def _plain_markdown(text: str, place: Place, folder: Folder, notes: list[str]) -> str:
    text = _MORE.sub("", text)
    if len(text) > BODY_BYTES_MAX:
        return text  # it will be refused
    if place.path.endswith(".mdx"):
        text = plain_mdx(text)
        notes.append("MDX: components are left out, their text stays")
    if folder.generator.runs_liquid:
        return expand_liquid(text, notes)
    return expand_shortcodes(text, notes, in_code=folder.generator is Generator.HUGO)


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
    if expires := fields.date("expiry_date", "unpublish_date"):
        fields.notes.append(f"was to disappear on {expires:%Y-%m-%d}; kept as a draft")
        hidden = True
    return Status.DRAFT if fields.flag("draft") or hidden or place.is_draft else Status.PUBLISHED


def _kind_of(fields: Fields, place: Place, folder: Folder) -> Kind:
    words = {
        fields.text("kind").lower(),
        fields.text("type").lower(),
        fields.text("layout").lower(),
    }
    if words & _PAGE_WORDS or place.is_page:
        return Kind.PAGE
    if folder.generator is Generator.JEKYLL:
        is_page = not (place.is_post or any(part.startswith("_") for part in place.folder))
    else:
        is_page = folder.sections and not place.folder and not place.date
    return Kind.PAGE if is_page and "post" not in words else Kind.POST


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
