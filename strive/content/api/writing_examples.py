"""Examples for the documentation of writing by API, of the very types that are sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from msgspec.structs import replace

from strive.content.api import examples
from strive.content.api import writing_shapes as shapes
from strive.content.post import Format, Kind, Status
from strive.content.revision import Action

_SITE: Final = "https://example.com"
_THEN: Final = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)
_TEXT: Final = "## Dusk\n\nThe lamp is lit before the sun is gone."

DRAFT_INPUT: Final = {
    "title": "Keeping the light",
    "body": {"source": _TEXT, "format": "markdown"},
    "excerpt": "A night at the lighthouse, hour by hour.",
    "authors": [examples.AUTHOR.id],
    "categories": [examples.CATEGORY.id],
    "tags": ["Coast"],
}
DRAFT_CHANGES: Final = {"title": "Keeping the light on", "tags": ["Coast", "Night"]}
DRAFT: Final = shapes.DraftShape(
    id=examples.SUMMARY.id,
    kind=Kind.POST,
    revision=3,
    status=Status.DRAFT,
    url=f"{_SITE}/blog/keeping-the-light",
    title="Keeping the light",
    slug="keeping-the-light",
    previous_slugs=[],
    excerpt="A night at the lighthouse, hour by hour.",
    body=shapes.BodyKept(source=_TEXT, format=Format.MARKDOWN),
    image=None,
    authors=[examples.AUTHOR.id],
    categories=[examples.CATEGORY.id],
    tags=["Coast"],
    featured=False,
    published_at=None,
    canonical_url="",
    seo=shapes.SeoKept.of(examples.NOTHING_SAID),
    language="",
    words=9,
    reading_minutes=1,
    created_at=_THEN,
    updated_at=_THEN,
)
PUBLISHED: Final = replace(DRAFT, status=Status.PUBLISHED, published_at=_THEN, revision=4)
SUMMARY: Final = shapes.DraftSummary.of(DRAFT)
RENDERED: Final = shapes.RenderedShape(
    html="<p>The lamp is <em>lit</em>.</p>",
    words=4,
    reading_minutes=1,
    excerpt="The lamp is lit.",
)
REVISION: Final = shapes.RevisionShape(
    number=3, action=Action.SAVED, by="The editors", saved_at=_THEN, title="Keeping the light"
)
WHOLE_REVISION: Final = shapes.WholeRevision(
    number=REVISION.number,
    action=REVISION.action,
    by=REVISION.by,
    saved_at=REVISION.saved_at,
    **{name: getattr(DRAFT, name) for name in shapes.Written.__struct_fields__},
)
COMPARISON: Final = shapes.ComparisonShape(
    before=replace(REVISION, number=2, saved_at=_THEN - timedelta(hours=1), title="The light"),
    after=REVISION,
    fields=[
        shapes.FieldDifference(
            field="title",
            diff="--- title, revision 2\n+++ title, revision 3\n@@ -1 +1 @@\n"
            "-The light\n+Keeping the light",
        )
    ],
)
PREVIEW: Final = shapes.PreviewShape(
    url=f"{_SITE}/preview/WyJvbnh3Il0.3f9a", expires_at=_THEN + timedelta(hours=48)
)
GONE: Final = shapes.Gone(id=DRAFT.id)
MEDIA: Final = shapes.MediaShape(
    id="3f9a1c52d07e4b883f9a1c52d07e4b88",
    url="/media/3f/3f9a1c52d07e4b883f9a1c52d07e4b88/lighthouse.webp",
    name="lighthouse.webp",
    content_type="image/webp",
    size=184_320,
    width=1600,
    height=900,
    alt="A lighthouse at dusk",
)
