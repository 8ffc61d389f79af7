"""What the stores of content hold about people."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from strive.platform.privacy import (
    Basis,
    Beyond,
    Declared,
    End,
    Fields,
    Holding,
    NotPersonal,
    OwnReach,
    Where,
    Whose,
)

_PUBLICATION: Final = "as long as the publication keeps it"

HOLDINGS: Final[tuple[Declared, ...]] = (
    Holding(
        Where.COLLECTION,
        "blogPosts",
        data="what authors wrote, who wrote it, and people it tells of",
        why="to publish",
        basis=Basis.INTERESTS,
        kept=_PUBLICATION,
        whose=Whose.MAKERS,
        reach=OwnReach(),
    ),
    Holding(
        Where.COLLECTION,
        "revisions",
        data="earlier texts, and the name of who saved each",
        why="to see what changed, and to restore it",
        basis=Basis.INTERESTS,
        kept="as long as there is the post",
        whose=Whose.MAKERS,
        reach=Fields(
            by={"user": "{id}"}, secret=frozenset({"draft"}), renamed=("user",), named=("by",)
        ),
    ),
    Holding(
        Where.COLLECTION,
        "workingCopies",
        data="what somebody typed and has not saved, with their id",
        why="to lose no text",
        basis=Basis.CONTRACT,
        kept="30 days after the last change, or until it is saved",
        ends=(End(timedelta(days=30), "savedAt"),),
        whose=Whose.MAKERS,
        reach=Fields(by={"user": "{id}"}),
    ),
    Holding(
        Where.COLLECTION,
        "authors",
        data="name, biography, picture, website, place and profiles of authors, as published",
        why="to say who wrote a post",
        basis=Basis.INTERESTS,
        kept=_PUBLICATION,
        whose=Whose.MAKERS,
        reach=OwnReach(),
    ),
    Holding(
        Where.COLLECTION,
        "settings",
        data="title, menus and profiles of the site, which may name people",
        why="to show the site",
        basis=Basis.INTERESTS,
        kept=_PUBLICATION,
        whose=Whose.MAKERS,
        reach=Beyond("what the publication says of itself"),
    ),
    Holding(
        Where.VALKEY,
        "editing:*",
        data="id and name of who has a post open in the editor",
        why="to tell others who would edit it too",
        basis=Basis.INTERESTS,
        kept="about a minute after the editor was closed",
        ends=(End(timedelta(minutes=1), ""),),
        whose=Whose.MAKERS,
        reach=OwnReach(),
    ),
    NotPersonal(Where.COLLECTION, "categories", "names and descriptions of categories"),
    NotPersonal(Where.COLLECTION, "redirects", "old addresses of pages and their new ones"),
    NotPersonal(Where.COLLECTION, "searchTerms", "words of published posts, without who used them"),
    NotPersonal(Where.COLLECTION, "webhookDeliveries", "whether services took what they were told"),
    NotPersonal(Where.COLLECTION, "webhooks", "addresses of services that are told of posts"),
)
