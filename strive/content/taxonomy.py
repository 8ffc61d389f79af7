"""Categories and authors; pure."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from msgspec import field

from strive.content.post import Image, Model, Origin, Seo, Slug

CATEGORY_DEPTH_MAX: Final = 8
CATEGORIES_MAX: Final = 2_000  # they are read all at once


class Category(Model, frozen=True, kw_only=True):
    """A shelf of the blog; `parent` is the id of the category it is nested in, "" at the top."""

    id: str = field(name="_id")
    title: str
    slug: Slug
    description: str = ""
    parent: str = ""
    image: Image | None = None
    seo: Seo = Seo()
    created_at: datetime
    updated_at: datetime
    origin: Origin | None = None

    @property
    def path(self) -> str:
        """The address on the site, not percent-encoded."""
        return f"/categories/{self.slug.current}"


class Author(Model, frozen=True, kw_only=True):
    """Somebody whose name stands over posts; not an account, though one may be linked later."""

    id: str = field(name="_id")
    name: str
    slug: Slug
    bio: str = ""
    image: Image | None = None
    website: str = ""
    location: str = ""
    social: tuple[str, ...] = ()
    created_at: datetime
    updated_at: datetime
    origin: Origin | None = None

    @property
    def path(self) -> str:
        """The address on the site, not percent-encoded."""
        return f"/authors/{self.slug.current}"


class CategoryDraft(Model, frozen=True, kw_only=True):
    """A category as it is handed in; `id` "" is a new one, `slug` "" is made of the title."""

    id: str = ""
    title: str
    slug: str = ""
    description: str = ""
    parent: str = ""
    image: Image | None = None
    seo: Seo = Seo()
    origin: Origin | None = None

    @classmethod
    def of(cls, category: Category) -> CategoryDraft:
        """Return what one would hand in to save this category as it is."""
        return cls(
            id=category.id,
            title=category.title,
            slug=category.slug.current,
            description=category.description,
            parent=category.parent,
            image=category.image,
            seo=category.seo,
        )


class AuthorDraft(Model, frozen=True, kw_only=True):
    """An author as handed in; `id` "" is a new one, `slug` "" is made of the name."""

    id: str = ""
    name: str
    slug: str = ""
    bio: str = ""
    image: Image | None = None
    website: str = ""
    location: str = ""
    social: tuple[str, ...] = ()
    origin: Origin | None = None

    @classmethod
    def of(cls, author: Author) -> AuthorDraft:
        """Return what one would hand in to save this author as they are."""
        return cls(
            id=author.id,
            name=author.name,
            slug=author.slug.current,
            bio=author.bio,
            image=author.image,
            website=author.website,
            location=author.location,
            social=author.social,
        )
