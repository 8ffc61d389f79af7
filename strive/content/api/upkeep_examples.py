"""Examples for the documentation of upkeep by API, of the very types that are sent."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from msgspec.structs import asdict

from strive.content.api import upkeep_shapes as shapes
from strive.content.file_uses import UsedBy
from strive.content.post import Status
from strive.content.redirect import Source

_THEN: Final = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)
_DELIVERY: Final = "post.published:aaaabbbbccccddddeeeeffff"

CATEGORY_INPUT: Final = {
    "title": "Field notes",
    "description": "Seen on the way.",
    "seo": {"title": "Field notes from the coast"},
}
AUTHOR_INPUT: Final = {"name": "Editors", "bio": "We read before you do."}
MEDIA_CHANGES: Final = {"alt": "A lighthouse at dusk"}
FILE_USE: Final = shapes.FileUse(
    kind=UsedBy.POST,
    id="onxw2zjanfzsa3tfmvxgk3tu",
    title="Keeping the light",
    url="https://example.com/blog/keeping-the-light",
    status=Status.PUBLISHED,
)
SETTINGS_CHANGES: Final = {
    "title": "Coastal notes",
    "navigation": [{"label": "Home", "url": "/"}, {"label": "About", "url": "/about"}],
}
SETTINGS: Final = shapes.SettingsShape(
    title="Coastal notes",
    description="Notes from the edge of the land.",
    language="en",
    time_zone="Europe/Lisbon",
    logo=None,
    icon=None,
    social_image=None,
    accent="#3366cc",
    navigation=[shapes.LinkSet(label="Home", url="/"), shapes.LinkSet(label="About", url="/about")],
    footer=[],
    social=[],
    posts_per_page=12,
    contact="keeper@example.org",
    websub_hub="",
    indexnow_key="",
)
REDIRECT_INPUT: Final = {"path": "/old-light", "target": "/blog/keeping-the-light"}
REDIRECTS_INPUT: Final = {"redirects": [REDIRECT_INPUT]}
REDIRECT: Final = shapes.RedirectShape(
    path="/old-light",
    target="/blog/keeping-the-light",
    status=301,
    source=Source.MANUAL,
    created_at=_THEN,
)
IMPORTED: Final = shapes.ImportedShape(kept=1, rejected=[])
PATH_GONE: Final = shapes.PathGone(path="/old-light")
WEBHOOK_INPUT: Final = {"url": "https://example.com/hooks", "events": ["post.published"]}
WEBHOOK_CHANGES: Final = {"enabled": True}
WEBHOOK: Final = shapes.WebhookShape(
    id="aaaabbbbccccddddeeeeffff",
    url="https://example.com/hooks",
    events=["post.published"],
    description="Tells the newsletter",
    enabled=True,
    failing_since=None,
    disabled_reason="",
    created_at=_THEN,
)
NEW_WEBHOOK: Final = shapes.NewWebhook(
    **asdict(WEBHOOK),
    secret="shown-once-and-never-again",  # noqa: S106 - of nobody
)
DELIVERY: Final = shapes.DeliveryShape(
    id=f"webhook.due:{_DELIVERY}:{WEBHOOK.id}:send:1",
    event="post.published",
    delivery=_DELIVERY,
    number=1,
    status=503,
    error="",
    duration_ms=112,
    at=_THEN,
)
SEND_AGAIN: Final = {"attempt": DELIVERY.id}
