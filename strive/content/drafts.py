"""What a writer hands in: the part of a post that people edit, and what must hold of it; pure."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from strive.content.post import (
    BODY_BYTES_MAX,
    EXCERPT_CHARACTERS_MAX,
    TITLE_CHARACTERS_MAX,
    Body,
    Image,
    Kind,
    Model,
    Post,
    Seo,
    Tag,
)
from strive.content.rules import (
    check_count,
    check_date,
    check_image,
    check_language,
    check_length,
    check_slug,
    check_text,
    check_url,
)
from strive.kit.slugs import slugify
from strive.platform.errors import TooLarge

AUTHORS_MAX: Final = 20
CATEGORIES_MAX: Final = 50
TAGS_MAX: Final = 100
TAG_CHARACTERS_MAX: Final = 100
SEO_CHARACTERS_MAX: Final = 1_000


class Draft(Model, frozen=True, kw_only=True):
    """A post or page as it is handed in to be saved.

    `id` is "" for a new one. `revision` is the one that was edited, 0 for a new post; it guards
    against overwriting what somebody else saved meanwhile. `slug` "" is made of the title (or
    kept, when the post has one). `excerpt` "" is made of the text. `published_at` of a published
    post moves it in time; of a draft it is where `publish` will put it.
    """

    id: str = ""
    revision: int = 0
    kind: Kind = Kind.POST
    title: str
    slug: str = ""
    excerpt: str = ""
    body: Body = Body()
    feature_image: Image | None = None
    author: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    tags: tuple[Tag, ...] = ()
    featured: bool = False
    published_at: datetime | None = None
    canonical_url: str = ""
    seo: Seo = Seo()
    language: str = ""

    @classmethod
    def of(cls, post: Post) -> Draft:
        """Return what one would hand in to save this post as it is."""
        return cls(
            id=post.id,
            revision=post.revision,
            kind=post.kind,
            title=post.title,
            slug=post.slug.current,
            excerpt="" if post.excerpt_generated else post.excerpt,
            body=post.body,
            feature_image=post.feature_image,
            author=post.author,
            categories=post.categories,
            tags=post.tags,
            featured=post.featured,
            published_at=post.published_at,
            canonical_url=post.canonical_url,
            seo=post.seo,
            language=post.language,
        )


def tag_of(name: str) -> Tag:
    """Return the tag of a name; raises `Invalid` if no slug can be made of it."""
    tag = Tag(" ".join(name.split()), slugify(name))
    _check_tag(tag)
    return tag


def check_draft(draft: Draft) -> None:
    """Refuse a draft that cannot be a post.

    Raises:
        Invalid: A rule is broken; the message says which, for the person who wrote it.
        TooLarge: The body has more than `BODY_BYTES_MAX` bytes.
    """
    check_text(draft)
    check_length("title", draft.title, TITLE_CHARACTERS_MAX, least=1)
    check_length("excerpt", draft.excerpt, EXCERPT_CHARACTERS_MAX)
    if draft.slug:
        check_slug(draft.slug, at_root=draft.kind is Kind.PAGE)
    if len(draft.body.source) * 4 > BODY_BYTES_MAX:  # else it cannot be longer
        bytes_long = len(draft.body.source.encode())
        if bytes_long > BODY_BYTES_MAX:
            raise TooLarge(f"The text has {bytes_long} bytes; {BODY_BYTES_MAX} are the most.")
    check_count("authors", draft.author, AUTHORS_MAX)
    check_count("categories", draft.categories, CATEGORIES_MAX)
    check_count("tags", tuple(tag.slug for tag in draft.tags), TAGS_MAX)
    for tag in draft.tags:
        _check_tag(tag)
    check_date("date of publication", draft.published_at)
    check_url("canonical address", draft.canonical_url)
    check_language(draft.language)
    check_image("feature image", draft.feature_image)
    check_seo(draft.seo)


def check_seo(seo: Seo) -> None:
    """Refuse what search engines and social networks could not be told."""
    for name in ("title", "description", "social_title", "social_description"):
        label = f"SEO {name.replace('_', ' ')}"
        check_length(label, getattr(seo, name), SEO_CHARACTERS_MAX)
    check_image("social image", seo.image)


def _check_tag(tag: Tag) -> None:
    check_length("name of a tag", tag.name, TAG_CHARACTERS_MAX, least=1)
    check_slug(tag.slug)
