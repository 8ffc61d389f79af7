"""Documents of Sanity as records, whatever the schema calls them; pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from strive.content.importing.records import (
    AnyRecord,
    AuthorRecord,
    CategoryRecord,
    PostRecord,
    SettingsRecord,
)
from strive.content.importing.sanity.blocks import INTERNAL, TITLE, Finder, resolved
from strive.content.importing.sanity.fields import (
    Dataset,
    Document,
    date_of,
    image_of,
    in_one_language,
    reference_of,
    references_of,
    slug_of,
    text,
)
from strive.content.post import Body, Format, Image, Kind, Seo, Status, Tag
from strive.kit.slugs import is_slug, slugify

_TYPES: Final = {
    "post": ("post", "posts", "article", "blog", "blogpost", "blogarticle", "story", "news"),
    "page": ("page", "landingpage", "staticpage", "homepage"),
    "author": ("author", "person", "writer", "contributor", "teammember"),
    "category": ("category", "categories", "topic", "section"),
    "tag": ("tag", "tags", "keyword"),
    "settings": ("settings", "sitesettings", "site", "siteconfig", "generalsettings", "metadata"),
}
ROLES: Final = tuple(_TYPES)
_BODY = ("body", "content", "text", "richText", "portableText", "article", "blocks", "sections")
_EXCERPT = ("excerpt", "summary", "description", "lead", "intro", "subtitle", "dek")
_IMAGES = (
    "mainImage", "image", "coverImage", "heroImage", "featuredImage", "featureImage", "cover",
    "poster", "thumbnail", "banner",
)  # fmt: skip
_PORTRAITS = ("image", "photo", "avatar", "picture", "portrait", "headshot")
_TAGS_READ_MAX = 10_000
_PUBLISHED = ("publishedAt", "publishDate", "date", "published", "pubDate", "_createdAt")


class Types:
    """Which role the types of a schema play; `named` overrides what names suggest."""

    def __init__(self, named: Mapping[str, str] = {}) -> None:
        self._roles = {name: role for role, names in _TYPES.items() for name in names}
        self._roles |= {_plain(name): role for name, role in named.items()}

    def role(self, type_: object) -> str:
        """Return a role of `ROLES`, "" for a type that is not imported."""
        return self._roles.get(_plain(str(type_)), "")


def record_of(document: Document, role: str, find: Finder, dataset: Dataset) -> AnyRecord | None:
    """Read a document in its role; None for a role without a record of its own (tags)."""
    if role == "author":
        return _author(document, dataset)
    if role == "category":
        return _category(document, dataset)
    if role == "settings":
        return _settings(document, dataset)
    if role in ("post", "page"):
        return _post(document, Kind(role), find, dataset)
    return None


def public_id(document: Document) -> str:
    """Return a document's id without the prefix of drafts."""
    return str(document.get("_id", "")).removeprefix("drafts.")


def is_draft(document: Document) -> bool:
    """Tell whether a document is a draft, beside a published one or by itself."""
    return str(document.get("_id", "")).startswith("drafts.")


def _author(document: Document, dataset: Dataset) -> AuthorRecord:
    notes: list[str] = []
    return AuthorRecord(
        id=public_id(document),
        aliases=(f"{INTERNAL}{public_id(document)}",),
        name=text(document, "name", "title", "fullName") or "Unnamed",
        slug=slug_of(document),
        bio=text(document, "bio", "biography", "about", "description"),
        image=_first_image(document, _PORTRAITS, dataset),
        website=text(document, "website", "url", "homepage"),
        location=text(document, "location"),
        created_at=date_of(document, notes, "_createdAt"),
        updated_at=date_of(document, notes, "_updatedAt"),
    )


def _category(document: Document, dataset: Dataset) -> CategoryRecord:
    notes: list[str] = []
    return CategoryRecord(
        id=public_id(document),
        aliases=(f"{INTERNAL}{public_id(document)}",),
        title=text(document, *TITLE) or "Unnamed",
        slug=slug_of(document),
        description=text(document, "description", "summary"),
        parent=next(iter(references_of(document, "parent", "parentCategory")), ""),
        image=_first_image(document, _IMAGES, dataset),
        seo=_seo(document, dataset),
        created_at=date_of(document, notes, "_createdAt"),
        updated_at=date_of(document, notes, "_updatedAt"),
    )


def _settings(document: Document, dataset: Dataset) -> SettingsRecord:
    return SettingsRecord(
        id=public_id(document),
        title=text(document, "title", "siteTitle", "siteName", "name"),
        description=text(document, "description", "siteDescription", "tagline"),
        language=text(document, "language", "lang", "locale"),
        logo=image_of(document.get("logo"), dataset),
        icon=_first_image(document, ("favicon", "icon"), dataset),
        social_image=_first_image(document, ("ogImage", "openGraphImage", "shareImage"), dataset),
    )


def _post(document: Document, kind: Kind, find: Finder, dataset: Dataset) -> PostRecord:
    notes: list[str] = []
    key = public_id(document)
    published = date_of(document, notes, *_PUBLISHED)
    return PostRecord(
        id=key,
        title=text(document, *TITLE) or "Untitled",
        kind=kind,
        slug=slug_of(document),
        status=Status.DRAFT if is_draft(document) else Status.PUBLISHED,
        excerpt=text(document, *_EXCERPT),
        body=_body(document, find, dataset, notes),
        feature_image=_first_image(document, _IMAGES, dataset),
        authors=references_of(document, "author", "authors", "writer", "writers"),
        categories=references_of(document, "categories", "category", "topics", "topic"),
        tags=_tags(document, find),
        featured=document.get("featured") is True,
        published_at=published,
        created_at=date_of(document, notes, "_createdAt") or published,
        updated_at=date_of(document, notes, "_updatedAt") or published,
        canonical_url=text(document, "canonicalUrl", "canonical"),
        seo=_seo(document, dataset),
        language=text(document, "language", "__i18n_lang", "locale"),
        aliases=(f"{INTERNAL}{key}",),
        notes=tuple(notes),
    )


def _body(document: Document, find: Finder, dataset: Dataset, notes: list[str]) -> Body:
    for name in _BODY:
        value = in_one_language(document.get(name))
        if value is not document.get(name):
            notes.append("it is in several languages; the first was taken")
        if isinstance(value, str) and value.strip():
            return Body(value, Format.MARKDOWN)
        if isinstance(value, list) and any(isinstance(entry, Mapping) for entry in value):
            blocks = resolved(value, find, dataset)
            return Body(msgspec.json.encode(blocks).decode(), Format.PORTABLE_TEXT)
    notes.append("no text was found: it is looked for in fields named body, content, text …")
    return Body("[]", Format.PORTABLE_TEXT)


def _tags(document: Document, find: Finder) -> tuple[Tag, ...]:
    tags: dict[str, Tag] = {}
    entries = document.get("tags") or document.get("keywords")
    for entry in entries[:_TAGS_READ_MAX] if isinstance(entries, list) else ():
        named = find(reference_of(entry)) if reference_of(entry) else None
        name, slug = "", ""
        if named is not None:
            name, slug = text(named.document, *TITLE), slug_of(named.document)
        elif isinstance(entry, str):
            name = entry
        elif isinstance(entry, Mapping):  # the plug-in for tags: {label, value}
            name = text(entry, "label", "value", "title", "name")
        slug = slug if is_slug(slug) else slugify(name)
        if slug:
            tags[slug] = Tag(name, slug)
    return tuple(tags.values())


def _seo(document: Document, dataset: Dataset) -> Seo:
    seo = document.get("seo")
    own = seo if isinstance(seo, Mapping) else {}
    return Seo(
        title=text(own, "title", "metaTitle", "seoTitle")
        or text(document, "metaTitle", "seoTitle"),
        description=text(own, "description", "metaDescription", "seoDescription")
        or text(document, "metaDescription", "seoDescription"),
        image=_first_image(own, ("image", "ogImage", "metaImage", "shareImage"), dataset),
        social_title=text(own, "ogTitle", "socialTitle"),
        social_description=text(own, "ogDescription", "socialDescription"),
        no_index=own.get("noIndex") is True or own.get("nofollowAttributes") is True,
    )


def _first_image(document: Document, names: tuple[str, ...], dataset: Dataset) -> Image | None:
    return next(filter(None, (image_of(document.get(name), dataset) for name in names)), None)


def _plain(name: str) -> str:
    return name.lower().replace("-", "").replace("_", "").replace(".", "")
