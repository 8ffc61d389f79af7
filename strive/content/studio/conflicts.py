"""Choosing between what somebody wrote and what another saved meanwhile; pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from msgspec.structs import replace

from strive.content.drafts import Draft
from strive.content.merging import Clash
from strive.content.post import Body, Post
from strive.content.revision import FieldDiff
from strive.content.studio.fields import Reading
from strive.platform.web.forms import Form

LABELS: Final[Mapping[str, str]] = {
    "title": "Title",
    "slug": "Address",
    "excerpt": "Excerpt",
    "body": "Text",
    "feature_image": "Picture",
    "author": "Authors",
    "categories": "Categories",
    "tags": "Tags",
    "featured": "Featured",
    "published_at": "Date",
    "canonical_url": "First published at",
    "seo": "Search and social",
    "language": "Language",
    "kind": "Kind",
}


class Chosen(NamedTuple):
    """A field that differs, as it is offered: `merged` is the text with both, "" for none."""

    field: str
    label: str
    diff: FieldDiff
    merged: str
    clashes: int

    @classmethod
    def of(cls, diff: FieldDiff, clash: Clash) -> Chosen:
        """Offer a field."""
        merged = clash.merged if diff.field == "body" else None
        return cls(
            diff.field,
            LABELS.get(diff.field, diff.field),
            diff,
            merged.text if merged else "",
            merged.clashes if merged else 0,
        )


def chosen(reading: Reading, form: Form, post: Post | None) -> Reading:
    """Return what was handed in, with what somebody chose of another's where they were asked."""
    if post is None:
        return reading
    theirs, changes = Draft.of(post), dict[str, Any]()
    for name in LABELS:
        if form.text(f"take:{name}") == "theirs":
            changes[name] = getattr(theirs, name)
    if form.text("take:body") == "merged":
        changes["body"] = Body(form.text("merged"), reading.draft.body.format)
    return Reading(replace(reading.draft, **changes), reading.errors) if changes else reading
