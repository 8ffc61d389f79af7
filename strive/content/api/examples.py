"""Examples for the documentation of the API, of the very types that are sent."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from msgspec.structs import replace

from strive.content.api import shapes
from strive.content.post import Kind, Status

_SITE: Final = "https://example.com"
_THEN: Final = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)

IMAGE: Final = shapes.ImageShape(
    url=f"{_SITE}/media/3f/3f9a1c52d07e4b88/lighthouse.webp",
    alt="A lighthouse at dusk",
    caption="",
    width=1600,
    height=900,
)
NOTHING_SAID: Final = shapes.SeoShape(
    title="", description="", image=None, social_title="", social_description="", no_index=False
)
CATEGORY: Final = shapes.Category(
    id="mzxw6ytboi4dqnrsgeztk3lp",
    title="Field notes",
    slug="field-notes",
    url=f"{_SITE}/categories/field-notes",
    description="What we saw, written down on the spot.",
    parent=None,
    image=None,
    seo=replace(NOTHING_SAID, title="Field notes from the coast"),
    posts=12,
    updated_at=_THEN,
)
AUTHOR: Final = shapes.Author(
    id="nbswy3dpeb3w64tmmqqhi2dj",
    name="The editors",
    slug="editors",
    url=f"{_SITE}/authors/editors",
    bio="They read everything twice.",
    image=None,
    website="",
    location="",
    social=[],
    posts=12,
    updated_at=_THEN,
)
SUMMARY: Final = shapes.PostSummary(
    id="onxw2zlunbuw4zzamvwhgzjb",
    title="Keeping the light",
    slug="keeping-the-light",
    url=f"{_SITE}/blog/keeping-the-light",
    status=Status.PUBLISHED,
    excerpt="A night at the lighthouse, hour by hour.",
    image=IMAGE,
    authors=[
        shapes.AuthorLink(id=AUTHOR.id, name=AUTHOR.name, slug=AUTHOR.slug, url=AUTHOR.url),
    ],
    categories=[
        shapes.CategoryLink(
            id=CATEGORY.id, title=CATEGORY.title, slug=CATEGORY.slug, url=CATEGORY.url
        ),
    ],
    tags=[shapes.TagLink(name="Coast", slug="coast", url=f"{_SITE}/tags/coast")],
    featured=True,
    reading_minutes=4,
    published_at=_THEN,
    updated_at=_THEN,
)
POST: Final = {
    "id": SUMMARY.id,
    "title": SUMMARY.title,
    "slug": SUMMARY.slug,
    "url": SUMMARY.url,
    "html": '<h2 id="dusk">Dusk</h2>\n<p>The lamp is lit before the sun is gone.</p>',
    "tableOfContents": [shapes.HeadingShape(id="dusk", text="Dusk", level=2)],
    "words": 812,
    "publishedAt": _THEN,
}
PAGE: Final = {
    "id": "mfrggzdfmztwq2lknnwg23tp",
    "title": "About us",
    "slug": "about-us",
    "url": f"{_SITE}/about-us",
    "html": "<p>Notes from the coast, since the lamp was electric.</p>",
    "publishedAt": _THEN,
}
HIT: Final = shapes.Hit(
    id=SUMMARY.id,
    kind=Kind.POST,
    title=SUMMARY.title,
    slug=SUMMARY.slug,
    url=SUMMARY.url,
    excerpt=SUMMARY.excerpt,
    image=None,
    published_at=_THEN,
    highlighted_title=[
        shapes.SegmentShape(text="Keeping the ", match=False),
        shapes.SegmentShape(text="light", match=True),
    ],
    highlighted_text=[shapes.SegmentShape(text="The lamp is lit before …", match=False)],
)
SITE: Final = shapes.Site(
    title="The Lighthouse",
    description="Notes from the coast.",
    url=f"{_SITE}/",
    language="en",
    time_zone="Europe/Lisbon",
    logo=None,
    icon=None,
    image=IMAGE,
    accent="#3366cc",
    navigation=[shapes.LinkShape(label="Blog", url=f"{_SITE}/blog")],
    footer=[],
    social=[],
    feeds=shapes.Feeds(
        rss=f"{_SITE}/feed.xml", atom=f"{_SITE}/atom.xml", json=f"{_SITE}/feed.json"
    ),
)
