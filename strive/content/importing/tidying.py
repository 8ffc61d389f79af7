"""Records made to satisfy the rules of content, each alteration told; pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, TypeVar

from msgspec.structs import replace

from strive.content.drafts import (
    AUTHORS_MAX,
    CATEGORIES_MAX,
    SEO_CHARACTERS_MAX,
    TAG_CHARACTERS_MAX,
    TAGS_MAX,
    Draft,
)
from strive.content.post import EXCERPT_CHARACTERS_MAX, TITLE_CHARACTERS_MAX, Seo, Tag
from strive.content.rules import check_image, check_language, check_url
from strive.content.shelving import NAME_CHARACTERS_MAX, SOCIAL_MAX, TEXT_CHARACTERS_MAX
from strive.content.taxonomy import AuthorDraft, CategoryDraft
from strive.kit.slugs import is_slug, slugify
from strive.platform.errors import Invalid

_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")
T = TypeVar("T")


def tidy_post(draft: Draft, notes: list[str]) -> Draft:
    """Return a draft that breaks none of the rules of single fields but the body's length."""
    return replace(
        draft,
        title=cut(draft.title, TITLE_CHARACTERS_MAX, "title", notes) or "Untitled",
        excerpt=cut(draft.excerpt, EXCERPT_CHARACTERS_MAX, "excerpt", notes),
        body=replace(draft.body, source=_UNSTORABLE.sub("", draft.body.source)),
        feature_image=_kept(check_image, "feature image", draft.feature_image, None, notes),
        author=_few(draft.author, AUTHORS_MAX, "authors", notes),
        categories=_few(draft.categories, CATEGORIES_MAX, "categories", notes),
        tags=_few(tuple(map(_tag, draft.tags)), TAGS_MAX, "tags", notes),
        canonical_url=_kept(check_url, "canonical address", draft.canonical_url, "", notes),
        seo=_seo(draft.seo, notes),
        language=_language(draft.language, notes),
    )


def tidy_author(draft: AuthorDraft) -> tuple[AuthorDraft, list[str]]:
    """Return an author that breaks no rule, and what was altered."""
    notes: list[str] = []
    social = (
        _kept(check_url, "social link", url, "", notes) for url in dict.fromkeys(draft.social)
    )
    tidy = replace(
        draft,
        name=cut(draft.name, NAME_CHARACTERS_MAX, "name", notes) or "Unnamed",
        slug=_slug(draft.slug, draft.name),
        bio=cut(draft.bio, TEXT_CHARACTERS_MAX, "biography", notes),
        image=_kept(check_image, "picture", draft.image, None, notes),
        website=_kept(check_url, "website", draft.website, "", notes),
        location=cut(draft.location, NAME_CHARACTERS_MAX, "location", notes),
        social=_few(tuple(filter(None, social)), SOCIAL_MAX, "social links", notes),
    )
    return tidy, notes


def tidy_category(draft: CategoryDraft) -> tuple[CategoryDraft, list[str]]:
    """Return a category that breaks no rule by itself, and what was altered."""
    notes: list[str] = []
    tidy = replace(
        draft,
        title=cut(draft.title, NAME_CHARACTERS_MAX, "title", notes) or "Unnamed",
        slug=_slug(draft.slug, draft.title),
        description=cut(draft.description, TEXT_CHARACTERS_MAX, "description", notes),
        image=_kept(check_image, "picture", draft.image, None, notes),
        seo=_seo(draft.seo, notes),
    )
    return tidy, notes


def cut(text: str, most: int, name: str, notes: list[str]) -> str:
    """Return a text stripped, storable and not too long."""
    clean = _UNSTORABLE.sub("", text).strip()
    if len(clean) <= most:
        return clean
    notes.append(f"the {name} was cut from {len(clean):,} to {most:,} characters")
    return clean[: most - 1].rstrip() + "…"


def _seo(seo: Seo, notes: list[str]) -> Seo:
    names = ("title", "description", "social_title", "social_description")
    texts = {
        name: cut(getattr(seo, name), SEO_CHARACTERS_MAX, f"SEO {name}", notes) for name in names
    }
    return replace(seo, **texts, image=_kept(check_image, "social image", seo.image, None, notes))


def _kept(check: Callable[[str, T], None], name: str, value: T, default: T, notes: list[str]) -> T:
    """Return a value that passes a check, else the default, which is noted."""
    try:
        check(name, value)
    except Invalid as error:
        notes.append(f"left out: {error.message}")
        return default
    return value


def _language(language: str, notes: list[str]) -> str:
    plain = language.replace("_", "-")
    try:
        check_language(plain)
    except Invalid as error:
        notes.append(f"left out: {error.message}")
        return ""
    return plain


def _few(values: tuple[T, ...], most: int, name: str, notes: list[str]) -> tuple[T, ...]:
    every = tuple(dict.fromkeys(values))
    if len(every) > most:
        notes.append(f"{len(every) - most} of {len(every)} {name} left out; {most} are the most")
    return every[:most]


def _tag(tag: Tag) -> Tag:
    return Tag(_UNSTORABLE.sub("", tag.name)[:TAG_CHARACTERS_MAX].strip(), tag.slug)


def _slug(slug: str, name: str) -> str:
    return slug if is_slug(slug) else slugify(slug) or slugify(name)
