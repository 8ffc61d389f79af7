"""What the API sends of content: these structs are its contract, and describe themselves.

Their docstrings and `Meta` go into the OpenAPI document.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from strive.content.post import Kind, Status
from strive.platform.web.shapes import Shape

Url = Annotated[str, Meta(description="A whole address")]


class ImageShape(Shape, frozen=True):
    """A picture; width and height are in pixels, null when unknown."""

    url: Url
    alt: str
    caption: str
    width: int | None
    height: int | None


class LinkShape(Shape, frozen=True):
    """An entry of a menu."""

    label: str
    url: Url


class AuthorLink(Shape, frozen=True):
    """Who wrote it."""

    id: str
    name: str
    slug: str
    url: Url


class CategoryLink(Shape, frozen=True):
    """What it is filed under."""

    id: str
    title: str
    slug: str
    url: Url


class TagLink(Shape, frozen=True):
    """A free label."""

    name: str
    slug: str
    url: Url


class PostSummary(Shape, frozen=True):
    """A post as lists have it. The first author is the primary one."""

    id: str
    title: str
    slug: str
    url: Url
    status: Status
    excerpt: str
    image: ImageShape | None
    authors: list[AuthorLink]
    categories: list[CategoryLink]
    tags: list[TagLink]
    featured: bool
    reading_minutes: int
    published_at: datetime | None
    updated_at: datetime


class HeadingShape(Shape, frozen=True):
    """A line of the table of contents; `id` is the heading's anchor in `html`."""

    id: str
    text: str
    level: int


class SeoShape(Shape, frozen=True):
    """What search engines and social networks are told; "" where it is the post's own."""

    title: str
    description: str
    image: ImageShape | None
    social_title: str
    social_description: str
    no_index: bool


class Post(PostSummary, frozen=True):
    """A post or page whole. `html` is safe to show; addresses in it are relative to `url`."""

    html: str
    text: Annotated[str, Meta(description="The same without markup; only sent when asked for")]
    table_of_contents: list[HeadingShape]
    words: int
    language: Annotated[str, Meta(description="BCP 47")]
    canonical_url: Annotated[str, Meta(description='"" where it is `url`')]
    seo: SeoShape
    created_at: datetime


class Category(Shape, frozen=True):
    """A shelf of the blog; `posts` counts the published ones right on it."""

    id: str
    title: str
    slug: str
    url: Url
    description: str
    parent: Annotated[CategoryLink | None, Meta(description="The category it is nested in")]
    image: ImageShape | None
    seo: SeoShape
    posts: int
    updated_at: datetime


class Author(Shape, frozen=True):
    """Somebody whose name stands over posts; `posts` counts the published ones."""

    id: str
    name: str
    slug: str
    url: Url
    bio: str
    image: ImageShape | None
    website: str
    location: str
    social: list[str]
    posts: int
    updated_at: datetime


class SegmentShape(Shape, frozen=True):
    """A piece of text; `match` when it is what was looked for."""

    text: str
    match: bool


class Hit(Shape, frozen=True):
    """A post or page that was found; the highlighted pieces, joined, are a text."""

    id: str
    kind: Kind
    title: str
    slug: str
    url: Url
    excerpt: str
    image: ImageShape | None
    published_at: datetime | None
    highlighted_title: list[SegmentShape]
    highlighted_text: list[SegmentShape]


class Feeds(Shape, frozen=True):
    """Where new posts are announced."""

    rss: Url
    atom: Url
    json: Url


class Site(Shape, frozen=True):
    """The publication itself."""

    title: str
    description: str
    url: Url
    language: Annotated[str, Meta(description="BCP 47")]
    time_zone: Annotated[str, Meta(description="A name of the IANA database")]
    logo: ImageShape | None
    icon: ImageShape | None
    image: Annotated[ImageShape | None, Meta(description="For social networks")]
    accent: Annotated[str, Meta(description='A colour such as #3366cc, or ""')]
    navigation: list[LinkShape]
    footer: list[LinkShape]
    social: list[LinkShape]
    feeds: Feeds
