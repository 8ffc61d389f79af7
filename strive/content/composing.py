"""From a draft to the post it becomes: rendered, with slug, times and state; pure but for images.

Rendering happens here, once for each save, so that reading costs nothing.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from strive.content.drafts import Draft
from strive.content.post import Image, Post, Rendered, Slug
from strive.content.rendering import excerpt_of, reading_minutes, render
from strive.kit.clock import to_millisecond
from strive.platform.errors import StriveError, TooLarge

ImageLookup = Callable[[Sequence[str]], Awaitable[Mapping[str, Image]]]
"""Given addresses of images in a text, returns what is known of some of them."""

PREVIOUS_SLUGS_MAX: Final = 50
RENDERED_BYTES_MAX: Final = 10_000_000  # with its source it must fit MongoDB's 16 MB
_OWN_MEDIA = re.compile(r"/media/[0-9a-f]{2}/[0-9a-f]+/[^\s\"'()<>\]]+")


async def no_images(_urls: Sequence[str]) -> Mapping[str, Image]:
    """Know no image: what `ImageLookup` is when there is no media library."""
    return {}


async def rendered(draft: Draft, images_of: ImageLookup) -> Rendered:
    """Render a draft; raises `Invalid` or `TooLarge` when its body cannot be."""
    [result] = await rendered_all([draft], images_of)
    if isinstance(result, StriveError):
        raise result
    return result


async def rendered_all(
    drafts: Sequence[Draft], images_of: ImageLookup
) -> list[Rendered | StriveError]:
    """Render drafts in another thread, for a long text takes a while; return errors in place."""
    urls = {url for draft in drafts for url in _OWN_MEDIA.findall(draft.body.source)}
    images = await images_of(sorted(urls)) if urls else {}
    return await asyncio.to_thread(lambda: [_rendered_or_error(draft, images) for draft in drafts])


def composed(  # noqa: PLR0913 - each is a fact of its own
    draft: Draft,
    old: Post | None,
    rendered_body: Rendered,
    *,
    post_id: str,
    slug: str,
    language: str,
    now: datetime,
) -> Post:
    """Return the post a draft becomes; `language` is the site's, for a draft without one."""
    generated = "" if draft.excerpt else excerpt_of(rendered_body.text)
    fields: dict[str, Any] = {
        "kind": draft.kind,
        "title": draft.title.strip(),
        "slug": moved(old.slug, slug) if old else Slug(slug),
        "excerpt": draft.excerpt or generated,
        "excerpt_generated": not draft.excerpt,
        "body": draft.body,
        "rendered": rendered_body,
        "feature_image": draft.feature_image,
        "author": draft.author,
        "categories": draft.categories,
        "tags": draft.tags,
        "featured": draft.featured,
        "published_at": stored_time(draft.published_at),
        "updated_at": now,
        "canonical_url": draft.canonical_url,
        "seo": draft.seo,
        "language": draft.language,
        "reading_minutes": reading_minutes(rendered_body.words, draft.language or language),
    }
    if old is None:
        return Post(id=post_id, created_at=now, **fields)
    return msgspec.structs.replace(old, revision=old.revision + 1, **fields)


def moved(old: Slug, current: str) -> Slug:
    """Return a slug changed to another, remembering the one it was."""
    if current == old.current:
        return old
    previous = tuple(slug for slug in (old.current, *old.previous) if slug != current)
    return Slug(current, previous[:PREVIOUS_SLUGS_MAX])


def stored_time(moment: datetime | None) -> datetime | None:
    """Return a time as it is stored: in UTC, cut to milliseconds."""
    return None if moment is None else to_millisecond(moment.astimezone(UTC))


def _rendered_or_error(draft: Draft, images: Mapping[str, Image]) -> Rendered | StriveError:
    try:
        body = render(draft.body, image_of=images.get)
    except StriveError as error:
        return error
    if len(msgspec.json.encode(body)) > RENDERED_BYTES_MAX:
        return TooLarge("The text grows too large as a page; split it into posts.")
    return body
