"""The post (and the standalone page, which is a post outside the blog) and its rules; pure.

Structs here are both what crosses features and what is stored: msgspec maps snake_case to the
documents' camelCase, so a field is named once.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct, field

TITLE_CHARACTERS_MAX: Final = 300
EXCERPT_CHARACTERS_MAX: Final = 1_000
BODY_BYTES_MAX: Final = 2_000_000  # a document of MongoDB holds 16 MB with its rendered form


class Kind(StrEnum):
    """A post belongs to the blog and its feeds; a page stands by itself at `/{slug}`."""

    POST = "post"
    PAGE = "page"


class Status(StrEnum):
    """Where a post stands: only `published` is seen by readers."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"


class Format(StrEnum):
    """What a body is written in."""

    MARKDOWN = "markdown"
    HTML = "html"
    PORTABLE_TEXT = "portabletext"


class Model(Struct, frozen=True, rename="camel"):
    """A value that is stored as (part of) a document."""


class Slug(Model, frozen=True):
    """The last part of the address; the ones it had before keep redirecting here."""

    current: str
    previous: tuple[str, ...] = ()


class Body(Model, frozen=True):
    """A text as its author wrote it; Portable Text is kept as its JSON."""

    source: str = ""
    format: Format = Format.MARKDOWN


class Image(Model, frozen=True):
    """A picture with what a page needs to show it without a jump; 0 is an unknown measure."""

    url: str
    alt: str = ""
    caption: str = ""
    width: int = 0
    height: int = 0


class Tag(Model, frozen=True):
    """A free label; unlike a category it is not managed anywhere."""

    name: str
    slug: str


class Seo(Model, frozen=True):
    """What search engines and social networks are told where it differs from the post itself."""

    title: str = ""
    description: str = ""
    image: Image | None = None
    social_title: str = ""
    social_description: str = ""
    no_index: bool = False


class Heading(Model, frozen=True):
    """A line of the table of contents; `level` is 2 to 4."""

    id: str
    text: str
    level: int


class Rendered(Model, frozen=True):
    """A body made ready for reading, once, when it was saved.

    `html` is safe to send as it is; `text` is the same without markup, for search and excerpts;
    `version` is the renderer's, so that a new renderer can find what it has to do again.
    """

    html: str = ""
    text: str = ""
    headings: tuple[Heading, ...] = ()
    words: int = 0
    version: int = 0


class Origin(Model, frozen=True):
    """Where an imported thing came from: `digest` tells whether it has changed over there."""

    system: str
    id: str
    digest: str


class Post(Model, frozen=True, kw_only=True):
    """A post or page as it is edited and kept. Times are aware and in UTC.

    `author` holds ids, the first is the primary author (the seed names the field in the
    singular, and indexes it so); `categories` holds ids. `revision` counts saves from 1.
    `excerpt_generated` says that the excerpt was made of the text, for want of one.
    """

    id: str = field(name="_id")
    kind: Kind = Kind.POST
    title: str
    slug: Slug
    status: Status = Status.DRAFT
    excerpt: str = ""
    excerpt_generated: bool = False
    body: Body = Body()
    rendered: Rendered = Rendered()
    feature_image: Image | None = None
    author: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    tags: tuple[Tag, ...] = ()
    featured: bool = False
    published_at: datetime | None = None
    created_at: datetime
    updated_at: datetime
    canonical_url: str = ""
    seo: Seo = Seo()
    language: str = ""
    reading_minutes: int = 1
    revision: int = 1
    origin: Origin | None = None

    @property
    def is_published(self) -> bool:
        """Whether readers see it, which they do from `published_at` on."""
        return self.status is Status.PUBLISHED

    @property
    def path(self) -> str:
        """The address on the site, not percent-encoded."""
        return path_of(self.kind, self.slug.current)


class PostSummary(Model, frozen=True, kw_only=True):
    """What a list shows of a post: everything but its text."""

    id: str = field(name="_id")
    kind: Kind = Kind.POST
    title: str
    slug: Slug
    status: Status = Status.DRAFT
    excerpt: str = ""
    feature_image: Image | None = None
    author: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    tags: tuple[Tag, ...] = ()
    featured: bool = False
    published_at: datetime | None = None
    updated_at: datetime
    reading_minutes: int = 1

    @property
    def path(self) -> str:
        """The address on the site, not percent-encoded."""
        return path_of(self.kind, self.slug.current)


def path_of(kind: Kind, slug: str) -> str:
    """Where a post (`/blog/{slug}`) or a page (`/{slug}`) is read."""
    return f"/blog/{slug}" if kind is Kind.POST else f"/{slug}"
