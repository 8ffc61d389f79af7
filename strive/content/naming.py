"""Slugs for posts that ask for one somebody else may have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from strive.content.drafts import Draft
from strive.content.post import Kind, Post
from strive.content.rules import is_reserved
from strive.content.store.posts import PostStore
from strive.kit.slugs import SLUG_CHARACTERS_MAX, slugify

VARIANTS: Final = range(1, 1_000)


class Wish(NamedTuple):
    """What a post wants to be called; `current` is what it is called, "" for a new one."""

    kind: Kind
    slug: str
    post_id: str
    current: str = ""
    is_exact: bool = False


def wish_of(draft: Draft, old: Post | None, post_id: str) -> Wish:
    """Return the slug a draft asks for; exactly that one, if it or its post names one."""
    current = old.slug.current if old is not None and old.kind is draft.kind else ""
    named = draft.slug or (old.slug.current if old else "")
    generated = slugify(draft.title) or f"{draft.kind.value}-{post_id[:8]}"
    return Wish(draft.kind, named or generated, post_id, current, is_exact=bool(named))


async def allot(posts: PostStore, wishes: Sequence[Wish]) -> list[str]:
    """Return a slug for each post: as wished if it is free, else with a number.

    A post that has a numbered form of what it wishes keeps it, so repeating changes nothing.
    """
    taken: dict[tuple[Kind, str], str] = {}
    for kind in Kind:
        wished = [wish.slug for wish in wishes if wish.kind is kind]
        owners = await posts.taken_slugs(kind, wished) if wished else {}
        taken.update({(kind, slug): owner for slug, owner in owners.items()})
    allotted: list[str] = []
    for wish in wishes:
        slug = _kept(wish) or wish.slug
        if not _is_free(wish, slug, taken):
            variants = slug_variants(wish.slug, VARIANTS)
            owners = await posts.taken_slugs(wish.kind, variants)
            taken.update({(wish.kind, variant): owner for variant, owner in owners.items()})
            free = (variant for variant in variants if _is_free(wish, variant, taken))
            slug = next(free, f"{wish.slug[:80]}-{wish.post_id[:8].lower()}")
        taken[wish.kind, slug] = wish.post_id
        allotted.append(slug)
    return allotted


def slug_variants(slug: str, numbers: range) -> list[str]:
    """Return a slug with numbers at its end (1 is the slug itself), none too long."""
    return [
        slug if n == 1 else f"{slug[: SLUG_CHARACTERS_MAX - len(str(n)) - 1].rstrip('-')}-{n}"
        for n in numbers
    ]


def _is_free(wish: Wish, slug: str, taken: dict[tuple[Kind, str], str]) -> bool:
    if wish.kind is Kind.PAGE and is_reserved(slug):
        return False
    return taken.get((wish.kind, slug), wish.post_id) == wish.post_id


def _kept(wish: Wish) -> str:
    if wish.current in ("", wish.slug):
        return wish.current
    return wish.current if wish.current in slug_variants(wish.slug, VARIANTS) else ""
