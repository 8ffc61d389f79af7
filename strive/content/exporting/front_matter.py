"""Posts, authors, categories and the site as YAML front matter; pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import yaml

from strive.content.post import Image, Post, Seo, Status, Tag, path_of
from strive.content.site import Link, Site
from strive.content.taxonomy import Author, Category
from strive.kit.slugs import slugify


def post_fields(
    post: Post, authors: Mapping[str, str], categories: Mapping[str, str]
) -> dict[str, Any]:
    """Return the front matter of a post; authors and categories are named by their slugs."""
    return _filled({
        "title": post.title,
        "slug": post.slug.current,
        "date": _time(post.published_at),
        "updated": _time(post.updated_at),
        "created_at": _time(post.created_at),
        "draft": post.status is Status.DRAFT,
        "status": post.status.value,
        "authors": [authors[id_] for id_ in post.author if id_ in authors],
        "categories": [categories[id_] for id_ in post.categories if id_ in categories],
        "tags": [_tag(tag) for tag in post.tags],
        "excerpt": "" if post.excerpt_generated else post.excerpt,
        "image": _image(post.feature_image),
        "featured": post.featured,
        "canonical_url": post.canonical_url,
        "seo": _seo(post.seo),
        "language": post.language,
        "aliases": [path_of(post.kind, slug) for slug in post.slug.previous],
        "strive_id": post.id,
    })  # fmt: skip


def author_fields(author: Author) -> dict[str, Any]:
    """Return the front matter of an author; the biography is the text below it."""
    return _filled(
        {
            "title": author.name,
            "slug": author.slug.current,
            "image": _image(author.image),
            "website": author.website,
            "location": author.location,
            "social": list(author.social),
            "strive_id": author.id,
        }
    )


def category_fields(category: Category, slugs: Mapping[str, str]) -> dict[str, Any]:
    """Return the front matter of a category; its parent is named by slug."""
    return _filled(
        {
            "title": category.title,
            "slug": category.slug.current,
            "parent": slugs.get(category.parent, ""),
            "image": _image(category.image),
            "seo": _seo(category.seo),
            "strive_id": category.id,
        }
    )


def site_fields(site: Site) -> dict[str, Any]:
    """Return the settings of the publication."""
    return _filled(
        {
            "title": site.title,
            "description": site.description,
            "language": site.language,
            "time_zone": site.time_zone,
            "accent": site.accent,
            "logo": _image(site.logo),
            "icon": _image(site.icon),
            "social_image": _image(site.social_image),
            "navigation": _links(site.navigation),
            "footer": _links(site.footer),
            "social": _links(site.social),
            "posts_per_page": site.posts_per_page,
            "contact": site.contact,
            "websub_hub": site.websub_hub,
            "indexnow_key": site.indexnow_key,
        }
    )


def with_front_matter(fields: Mapping[str, Any], body: str) -> str:
    """Return a text file: the fields between `---`, then the body."""
    return f"---\n{as_yaml(fields)}---\n\n{body}"


def as_yaml(fields: Mapping[str, Any]) -> str:
    """Return fields as YAML, in their order, long texts unbroken."""
    text: str = yaml.safe_dump(dict(fields), allow_unicode=True, sort_keys=False, width=10_000)
    return text


def _filled(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in ("", None, [], {}, False)}


def _time(moment: datetime | None) -> str:
    return moment.isoformat().replace("+00:00", "Z") if moment else ""


def _image(image: Image | None) -> dict[str, str]:
    if image is None:
        return {}
    return _filled({"url": image.url, "alt": image.alt, "caption": image.caption})


def _tag(tag: Tag) -> str | dict[str, str]:
    """Return a tag as its name, with its slug where that is not made of it (C++)."""
    if tag.slug == slugify(tag.name):
        return tag.name
    return {"name": tag.name, "slug": tag.slug}


def _seo(seo: Seo) -> dict[str, Any]:
    return _filled(
        {
            "title": seo.title,
            "description": seo.description,
            "image": _image(seo.image),
            "social_title": seo.social_title,
            "social_description": seo.social_description,
            "no_index": seo.no_index,
        }
    )


def _links(links: tuple[Link, ...]) -> list[dict[str, str]]:
    return [{"label": link.label, "url": link.url} for link in links]
