"""Structured data for search engines: schema.org in JSON-LD; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from strive.content.pages.urls import Urls
    from strive.content.post import Image, Post
    from strive.content.site import Site
    from strive.content.taxonomy import Author, Category

Thing = dict[str, Any]


class Crumb(NamedTuple):
    """A step of the way from the front page; `path` is not percent-encoded."""

    label: str
    path: str


def script(thing: Thing) -> Markup:
    """Write a thing as the content of a `<script>`, which no text in it can close."""
    text = msgspec.json.encode({"@context": "https://schema.org", **_without_empty(thing)}).decode()
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - nothing is left that HTML could read as its own


def website(site: Site, urls: Urls) -> Thing:
    """Describe the publication, with its search (SearchAction)."""
    return {
        "@type": "WebSite",
        "@id": f"{urls.of('/')}#website",
        "name": site.title,
        "description": site.description,
        "url": urls.of("/"),
        "inLanguage": site.language,
        "publisher": publisher(site, urls),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": f"{urls.base}/search?q={{search_term_string}}",
            },
            "query-input": "required name=search_term_string",
        },
    }


def publisher(site: Site, urls: Urls) -> Thing:
    """Describe who publishes."""
    return {
        "@type": "Organization",
        "name": site.title,
        "url": urls.of("/"),
        "logo": _image(site.logo or site.icon, urls),
        "sameAs": [link.url for link in site.social],
    }


def article(
    post: Post,
    site: Site,
    urls: Urls,
    *,
    authors: Iterable[Author] = (),
    categories: Iterable[Category] = (),
) -> Thing:
    """Describe a post."""
    return {
        "@type": "Article",
        "headline": post.title,
        "description": post.excerpt,
        "image": _image(post.feature_image, urls),
        "datePublished": _iso(post),
        "dateModified": post.updated_at.isoformat(),
        "author": [person(author, urls) for author in authors],
        "publisher": publisher(site, urls),
        "mainEntityOfPage": post.canonical_url or urls.of(post.path),
        "url": urls.of(post.path),
        "articleSection": [category.title for category in categories],
        "keywords": [tag.name for tag in post.tags],
        "wordCount": post.rendered.words,
        "inLanguage": post.language or site.language,
        "isAccessibleForFree": True,
    }


def person(author: Author, urls: Urls) -> Thing:
    """Describe an author."""
    return {
        "@type": "Person",
        "name": author.name,
        "url": urls.of(author.path),
        "description": author.bio,
        "image": _image(author.image, urls),
        "sameAs": [link for link in (author.website, *author.social) if link],
    }


def breadcrumbs(trail: Sequence[Crumb], urls: Urls) -> Thing:
    """Describe the way to a page, itself included."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": crumb.label,
                "item": urls.of(crumb.path),
            }
            for position, crumb in enumerate(trail, 1)
        ],
    }


def _iso(post: Post) -> str:
    return post.published_at.isoformat() if post.published_at else ""


def _image(image: Image | None, urls: Urls) -> Thing | None:
    if image is None:
        return None
    return {
        "@type": "ImageObject",
        "url": urls.resolve(image.url),
        "width": image.width or None,
        "height": image.height or None,
        "caption": image.caption,
    }


def _without_empty(value: Any) -> Any:
    """Leave out, at every depth, what says nothing."""
    if isinstance(value, dict):
        kept = {key: _without_empty(inner) for key, inner in value.items()}
        return {key: inner for key, inner in kept.items() if inner not in ("", None, [], {})}
    if isinstance(value, list):
        return [_without_empty(inner) for inner in value]
    return value
