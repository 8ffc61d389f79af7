"""Items and terms of a WordPress export as records; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from html import unescape
from typing import Final
from urllib.parse import unquote

from strive.content.importing.dates import BadDate, parse_date
from strive.content.importing.plain import plain, public_name
from strive.content.importing.records import AuthorRecord, CategoryRecord, PostRecord
from strive.content.importing.wordpress.wxr import Element
from strive.content.post import Body, Format, Image, Kind, Seo, Status, Tag
from strive.kit.slugs import is_slug, slugify

_STATUSES: Final = {"publish": Status.PUBLISHED, "future": Status.SCHEDULED}
_DRAFT_REASONS: Final = {
    "private": "was private; kept as a draft",
    "pending": "was waiting for review; kept as a draft",
}
DEFAULT_CATEGORY: Final = "uncategorized"


def author_of(element: Element, root: str) -> AuthorRecord:
    """Read a `wp:author`, known by login; `root` is the folder the old site was in, mostly ""."""
    login = element.get("wp:author_login")
    full = f"{element.get('wp:author_first_name')} {element.get('wp:author_last_name')}".strip()
    name = unescape(element.get("wp:author_display_name")) or full or login
    address = f"{root}/author/{slugify(login)}/"
    return AuthorRecord(
        id=login,
        name=public_name(name),
        slug=slugify(public_name(login)),
        addresses=(address,),
        feeds=(f"{address}feed/",),
    )


def category_of(element: Element, root: str) -> CategoryRecord:
    """Read a `wp:category`, known by its nicename, as its parent is; `root` as for authors."""
    slug = unquote(element.get("wp:category_nicename"))
    return CategoryRecord(
        id=slug,
        title=plain(element.get("wp:cat_name")) or slug,
        slug=slug,
        description=plain(element.get("wp:category_description")),
        parent=unquote(element.get("wp:category_parent")),
        addresses=(f"{root}/category/{slug}/",),
        feeds=(f"{root}/category/{slug}/feed/",),
    )


def categories_named(item: Element) -> list[tuple[str, str]]:
    """Return nicename and name of the categories of an item."""
    return _terms(item, "category")


def query_of(item: Element) -> str:
    """Return the query by which WordPress finds an item whatever its address."""
    name = "page_id" if item.get("wp:post_type") == "page" else "p"
    return f"?{name}={item.get('wp:post_id')}"


def meta_of(item: Element) -> dict[str, str]:
    """Return the custom fields of an item by name."""
    return {meta.get("wp:meta_key"): meta.get("wp:meta_value") for meta in item.all("wp:postmeta")}


def post_of(  # noqa: PLR0913 - what is known of it
    item: Element,
    meta: Mapping[str, str],
    html: str,
    image: Image | None,
    notes: Sequence[str],
    *,
    key: str,
    root: str,
) -> PostRecord:
    """Read a post or page.

    Args:
        item: Its element.
        meta: Its custom fields.
        html: Its text, already plain HTML.
        image: The featured image.
        notes: What was noted about it so far.
        key: What it is known by.
        root: The folder the old site was in, mostly "".
    """
    noted = list(notes)
    status = _status(item, noted)
    published = _date(item, "post_date", noted)
    number = item.get("wp:post_id")
    is_page = item.get("wp:post_type") == "page"
    shown = status is Status.PUBLISHED
    query = f"{root}/{query_of(item)}" if number else ""
    return PostRecord(
        id=key,
        title=plain(item.get("title")) or "Untitled",
        kind=Kind.PAGE if is_page else Kind.POST,
        slug=unquote(item.get("wp:post_name")),
        status=status,
        excerpt=plain(item.get("excerpt:encoded")),
        body=Body(html, Format.HTML),
        feature_image=image,
        authors=(item.get("dc:creator"),) if item.get("dc:creator") else (),
        categories=tuple(slug for slug, _ in categories_named(item) if slug != DEFAULT_CATEGORY),
        tags=_tags(item),
        featured=item.get("wp:is_sticky") == "1",
        published_at=published,
        created_at=published,
        updated_at=_date(item, "post_modified", noted) or published,
        canonical_url=meta.get("_yoast_wpseo_canonical", ""),
        seo=_seo(meta),
        addresses=tuple(filter(None, (item.get("link"), query))) if shown else (),
        aliases=tuple(filter(None, (query, item.get("guid"), item.get("link")))),
        notes=tuple(noted),
    )


def _tags(item: Element) -> tuple[Tag, ...]:
    return tuple(
        Tag(name, tag_slug)
        for slug, name in _terms(item, "post_tag")
        if (tag_slug := slug if is_slug(slug) else slugify(slug) or slugify(name))
    )


def _status(item: Element, notes: list[str]) -> Status:
    if item.get("wp:post_password"):
        notes.append("was protected by a password; kept as a draft")
        return Status.DRAFT
    named = item.get("wp:status")
    if named in _DRAFT_REASONS:
        notes.append(_DRAFT_REASONS[named])
    return _STATUSES.get(named, Status.DRAFT)


def _date(item: Element, name: str, notes: list[str]) -> datetime | None:
    """Read `…_gmt`; it is all zeros for drafts, the local time then has to do."""
    for field in (f"wp:{name}_gmt", f"wp:{name}"):
        try:
            moment = parse_date(item.get(field), UTC)
        except BadDate as error:
            notes.append(f"{field}: {error}")
            continue
        if moment is not None:
            return moment
    return None


def _terms(item: Element, domain: str) -> list[tuple[str, str]]:
    found = {
        unquote(term.attributes.get("nicename", "")) or slugify(term.text): plain(term.text)
        for term in item.all("category")
        if term.attributes.get("domain") == domain
    }
    return [(slug, name or slug) for slug, name in found.items() if slug]


def _seo(meta: Mapping[str, str]) -> Seo:
    """Read what the two common plugins keep; their templates (%%title%%) are theirs to fill."""
    picture = meta.get("_yoast_wpseo_opengraph-image") or meta.get("rank_math_facebook_image", "")
    return Seo(
        title=_fixed(meta, "_yoast_wpseo_title", "rank_math_title"),
        description=_fixed(meta, "_yoast_wpseo_metadesc", "rank_math_description"),
        image=Image(picture) if picture else None,
        social_title=_fixed(meta, "_yoast_wpseo_opengraph-title", "rank_math_facebook_title"),
        social_description=_fixed(
            meta, "_yoast_wpseo_opengraph-description", "rank_math_facebook_description"
        ),
        no_index=meta.get("_yoast_wpseo_meta-robots-noindex") == "1"
        or "noindex" in meta.get("rank_math_robots", ""),
    )


def _fixed(meta: Mapping[str, str], *names: str) -> str:
    return next((text for name in names if (text := meta.get(name, "")) and "%" not in text), "")
