"""Between what is handed in by API and what content keeps; pure."""

from __future__ import annotations

from typing import Any

from msgspec import UNSET
from msgspec.structs import asdict, replace

from strive.content.api import writing_shapes as shapes
from strive.content.drafts import Draft, tag_of
from strive.content.pages.urls import Urls
from strive.content.post import Body, Image, Kind, Post, Seo, Tag
from strive.content.revision import Comparison, FieldDiff, Revision


def draft_of(given: shapes.DraftInput, kind: Kind, post: Post | None = None) -> Draft:
    """Return a draft of what is handed in whole; raises `Invalid` for a tag that is none."""
    draft = Draft(
        id=post.id if post else "",
        revision=post.revision if post else 0,
        kind=kind,
        title=given.title,
    )
    return _with(draft, given)


def changed(post: Post, given: shapes.DraftChanges) -> Draft:
    """Return the draft a post becomes with some fields changed; raises `Invalid` as above."""
    return _with(Draft.of(post), given)


def _with(draft: Draft, given: shapes.DraftInput | shapes.DraftChanges) -> Draft:
    fields: dict[str, Any] = {
        name: value for name, value in _values(given).items() if value is not UNSET
    }
    for ours, theirs in (("author", "authors"), ("feature_image", "image")):
        if theirs in fields:
            fields[ours] = fields.pop(theirs)
    return replace(draft, **fields)


def _values(given: shapes.DraftInput | shapes.DraftChanges) -> dict[str, Any]:
    """Return the fields as content has them."""
    values = {name: getattr(given, name) for name in given.__struct_fields__}
    makers: dict[str, Any] = {
        "body": lambda body: Body(body.source, body.format),
        "image": image_of,
        "authors": tuple,
        "categories": tuple,
        "tags": _tags,
        "seo": seo_of,
    }
    return {
        name: makers[name](value) if name in makers and value is not UNSET else value
        for name, value in values.items()
    }


def _tags(names: list[str]) -> tuple[Tag, ...]:
    """Return tags by name, each once."""
    tags: dict[str, Tag] = {}
    for tag in map(tag_of, names):
        tags.setdefault(tag.slug, tag)
    return tuple(tags.values())


def image_of(given: shapes.ImageInput | None) -> Image | None:
    """Return a picture that was handed in."""
    return Image(**asdict(given)) if given is not None else None


def seo_of(given: shapes.SeoInput) -> Seo:
    """Return what search engines and social networks are to be told."""
    return Seo(**{**asdict(given), "image": image_of(given.image)})


def shaped(post: Post, urls: Urls) -> shapes.DraftShape:
    """Shape a post as it is edited."""
    return shapes.DraftShape(
        id=post.id,
        kind=post.kind,
        revision=post.revision,
        status=post.status,
        url=urls.of(post.path),
        previous_slugs=list(post.slug.previous),
        **_written(Draft.of(post)),
        words=post.rendered.words,
        reading_minutes=post.reading_minutes,
        created_at=post.created_at,
        updated_at=post.updated_at,
    )


def shaped_revision(revision: Revision) -> shapes.WholeRevision:
    """Shape what a save left."""
    return shapes.WholeRevision(
        number=revision.number,
        action=revision.action,
        by=revision.by,
        saved_at=revision.saved_at,
        **_written(revision.draft),
    )


def _written(draft: Draft) -> dict[str, Any]:
    """Return what people write of a post."""
    image = draft.feature_image
    return {
        "title": draft.title,
        "slug": draft.slug,
        "excerpt": draft.excerpt,
        "body": shapes.BodyKept.of(draft.body),
        "image": image and shapes.ImageKept.of(image),
        "authors": list(draft.author),
        "categories": list(draft.categories),
        "tags": [tag.name for tag in draft.tags],
        "featured": draft.featured,
        "published_at": draft.published_at,
        "canonical_url": draft.canonical_url,
        "seo": shapes.SeoKept.of(draft.seo),
        "language": draft.language,
    }


def difference_of(diff: FieldDiff) -> shapes.FieldDifference:
    """Shape how a field differs."""
    return shapes.FieldDifference(field=diff.field, diff=diff.unified)


def comparison_of(comparison: Comparison) -> shapes.ComparisonShape:
    """Shape two revisions beside each other."""
    return shapes.ComparisonShape(
        before=shapes.RevisionShape.of(comparison.before),
        after=shapes.RevisionShape.of(comparison.after),
        fields=[difference_of(diff) for diff in comparison.fields],
    )
