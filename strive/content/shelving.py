"""What must hold of categories and authors that are handed in, and how they come by a slug."""

from __future__ import annotations

from typing import Final, TypeVar

from strive.content.composing import moved
from strive.content.drafts import check_seo
from strive.content.naming import VARIANTS, slug_variants
from strive.content.post import Origin, Slug
from strive.content.rules import (
    check_count,
    check_image,
    check_length,
    check_slug,
    check_text,
    check_url,
)
from strive.content.store.taxonomy import ShelfStore
from strive.content.taxonomy import Author, AuthorDraft, Category, CategoryDraft
from strive.kit.slugs import slugify
from strive.platform.database import Session

T = TypeVar("T", Category, Author)

NAME_CHARACTERS_MAX: Final = 200
TEXT_CHARACTERS_MAX: Final = 10_000
SOCIAL_MAX: Final = 20


def check_category(draft: CategoryDraft) -> None:
    """Refuse a category that cannot be one by itself; raises `Invalid`."""
    check_text(draft)
    check_length("title of the category", draft.title, NAME_CHARACTERS_MAX, least=1)
    check_length("description of the category", draft.description, TEXT_CHARACTERS_MAX)
    check_image("image of the category", draft.image)
    check_seo(draft.seo)
    if draft.slug:
        check_slug(draft.slug)


def check_author(draft: AuthorDraft) -> None:
    """Refuse an author that cannot be one; raises `Invalid`."""
    check_text(draft)
    check_length("name of the author", draft.name, NAME_CHARACTERS_MAX, least=1)
    check_length("biography", draft.bio, TEXT_CHARACTERS_MAX)
    check_length("location", draft.location, NAME_CHARACTERS_MAX)
    check_image("picture of the author", draft.image)
    check_url("website", draft.website)
    check_count("social links", draft.social, SOCIAL_MAX)
    for url in draft.social:
        check_url("social link", url)
    if draft.slug:
        check_slug(draft.slug)


async def edited(
    shelf: ShelfStore[T], entry_id: str, origin: Origin | None, session: Session
) -> T | None:
    """Return the entry a draft is meant for: the one with its id, else the one with its origin."""
    if entry_id:
        return await shelf.by_id(entry_id, session)
    return await shelf.by_origin(origin, session) if origin else None


async def slug_for(
    shelf: ShelfStore[T],
    draft: CategoryDraft | AuthorDraft,
    name: str,
    old: T | None,
    session: Session,
) -> Slug:
    """Return the slug an entry gets: as asked, else as it was, else made of its name.

    One that is taken gets a number, unless somebody asked for it by hand; then writing fails.
    """
    wanted = draft.slug or (old.slug.current if old else slugify(name) or "unnamed")
    if draft.slug == "" or draft.origin is not None:
        own_id = old.id if old else ""
        variants = slug_variants(wanted, VARIANTS)
        taken = await shelf.taken(variants, session)
        free = (slug for slug in variants if taken.get(slug, own_id) == own_id)
        wanted = next(free, wanted)
    return moved(old.slug, wanted) if old else Slug(wanted)
