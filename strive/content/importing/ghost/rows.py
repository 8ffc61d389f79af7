"""Rows of Ghost's tables as records; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

import msgspec

from strive.content.importing.dates import BadDate, from_epoch_ms, parse_date
from strive.content.importing.ghost.cards import text
from strive.content.importing.ghost.lexical import lexical_html
from strive.content.importing.ghost.mobiledoc import mobiledoc_html
from strive.content.importing.plain import plain
from strive.content.importing.records import (
    AuthorRecord,
    CategoryRecord,
    PostRecord,
    SettingsRecord,
)
from strive.content.post import Body, Format, Image, Kind, Seo, Status
from strive.content.site import Link

Row = Mapping[str, Any]

_ID_DIGITS: Final = 24
_STATUSES: Final = {"published": Status.PUBLISHED, "scheduled": Status.SCHEDULED}
_SOCIAL: Final = {
    "facebook": "https://www.facebook.com/", "twitter": "https://x.com/",
    "linkedin": "https://www.linkedin.com/in/", "bluesky": "https://bsky.app/profile/",
    "mastodon": "", "threads": "https://www.threads.net/", "instagram": "https://www.instagram.com/",
    "youtube": "https://www.youtube.com/", "tiktok": "https://www.tiktok.com/",
}  # fmt: skip


def author_of(row: Row, root: str) -> AuthorRecord:
    """Read a row of `users`; `root` is the path the old site was installed at, mostly ""."""
    notes: list[str] = []
    return AuthorRecord(
        id=key_of(row),
        name=text(row, "name") or text(row, "slug"),
        slug=text(row, "slug"),
        bio=text(row, "bio"),
        image=_image(row, "profile_image"),
        website=text(row, "website"),
        location=text(row, "location"),
        social=tuple(
            value if "://" in value else prefix + value.lstrip("/@")
            for name, prefix in _SOCIAL.items()
            if (value := text(row, name))
        ),
        created_at=_date(row, "created_at", notes),
        updated_at=_date(row, "updated_at", notes),
        addresses=(f"{root}/author/{text(row, 'slug')}/",),
        feeds=(f"{root}/author/{text(row, 'slug')}/rss/",),
    )


def category_of(row: Row, root: str) -> CategoryRecord:
    """Read a public row of `tags`: Ghost's tags have a page each, as categories have here."""
    notes: list[str] = []
    return CategoryRecord(
        id=key_of(row),
        title=text(row, "name"),
        slug=text(row, "slug"),
        description=text(row, "description"),
        parent=text(row, "parent_id"),
        image=_image(row, "feature_image"),
        seo=_seo(row),
        created_at=_date(row, "created_at", notes),
        updated_at=_date(row, "updated_at", notes),
        addresses=(f"{root}/tag/{text(row, 'slug')}/",),
        feeds=(f"{root}/tag/{text(row, 'slug')}/rss/",),
    )


def is_internal(tag: Row) -> bool:
    """Tell whether readers never see a tag."""
    return text(tag, "visibility") == "internal" or text(tag, "name").startswith("#")


class Joined(NamedTuple):
    """What other tables say of a post: `meta` is its row of `posts_meta`, empty without one."""

    meta: Row
    authors: Sequence[Row]  # the primary first, as with tags
    tags: Sequence[Row]


def key_of(row: Row) -> str:
    """Return what a user or tag is known by: older ids, mere numbers, repeat in other exports."""
    key = text(row, "id")
    return key if len(key) == _ID_DIGITS else text(row, "slug") or key


def post_of(row: Row, joined: Joined, root: str, *, body: bool) -> PostRecord:
    """Read a row of `posts`, with its text only if the body is wanted.

    Raises:
        ValueError: The text cannot be read.
    """
    meta, authors, tags = joined
    notes: list[str] = []
    slug = text(row, "slug")
    is_page = text(row, "type") == "page" or row.get("page") in (1, True)
    status = _status(row, meta, notes)
    published = _date(row, "published_at", notes)
    hidden = [text(tag, "name") for tag in tags if is_internal(tag)]
    if hidden:
        notes.append(f"internal tags left out: {', '.join(hidden)}")
    if text(row, "codeinjection_head") or text(row, "codeinjection_foot"):
        notes.append("injected code left out")
    return PostRecord(
        id=text(row, "uuid") or text(row, "id"),
        title=text(row, "title"),
        kind=Kind.PAGE if is_page else Kind.POST,
        slug=slug,
        status=status,
        excerpt=text(row, "custom_excerpt"),
        body=Body(_html(row, notes) if body else "", Format.HTML),
        feature_image=_image(
            row, "feature_image",
            text(meta, "feature_image_alt"), plain(text(meta, "feature_image_caption")),
        ),
        authors=tuple(map(key_of, authors)),
        categories=tuple(key_of(tag) for tag in tags if not is_internal(tag)),
        featured=row.get("featured") in (1, True),
        published_at=published,
        created_at=_date(row, "created_at", notes) or published,
        updated_at=_date(row, "updated_at", notes) or published,
        canonical_url=text(row, "canonical_url"),
        seo=_seo({**row, **{name: value for name, value in meta.items() if value}}),
        language=text(row, "locale"),
        addresses=(f"{root}/{slug}/",) if slug and status is Status.PUBLISHED else (),
        aliases=(f"{root}/{slug}/",),
        notes=tuple(notes),
    )  # fmt: skip


def settings_of(rows: Mapping[str, str]) -> SettingsRecord:
    """Read the rows of `settings`, given as values by key."""
    social = tuple(
        Link(
            name.capitalize(),
            rows[name] if "://" in rows[name] else prefix + rows[name].lstrip("/@"),
        )
        for name, prefix in _SOCIAL.items()
        if rows.get(name)
    )
    return SettingsRecord(
        id="settings",
        title=rows.get("title", ""),
        description=rows.get("description", ""),
        language=rows.get("locale") or rows.get("lang") or rows.get("default_locale", ""),
        time_zone=rows.get("timezone")
        or rows.get("activeTimezone")
        or rows.get("active_timezone", ""),
        logo=_image(rows, "logo"),
        icon=_image(rows, "icon"),
        social_image=_image(rows, "og_image") or _image(rows, "cover_image"),
        accent=rows.get("accent_color", ""),
        navigation=_links(rows.get("navigation", "")),
        footer=_links(rows.get("secondary_navigation", "")),
        social=social,
    )


def _status(row: Row, meta: Row, notes: list[str]) -> Status:
    named = text(row, "status")
    if named == "sent" or meta.get("email_only") in (1, True):
        notes.append("was sent by e-mail only; kept as a draft")
        return Status.DRAFT
    if text(row, "visibility") not in ("", "public"):
        notes.append(f"was for “{text(row, 'visibility')}” only; kept as a draft")
        return Status.DRAFT
    return _STATUSES.get(named, Status.DRAFT)


def _html(row: Row, notes: list[str]) -> str:
    html = text(row, "html")
    if html:
        return html.replace("<!--members-only-->", "")
    if text(row, "lexical"):
        return lexical_html(text(row, "lexical"), notes)
    return mobiledoc_html(text(row, "mobiledoc"), notes) if text(row, "mobiledoc") else ""


def _seo(row: Row) -> Seo:
    return Seo(
        title=text(row, "meta_title"),
        description=text(row, "meta_description"),
        image=_image(row, "og_image") or _image(row, "twitter_image"),
        social_title=text(row, "og_title") or text(row, "twitter_title"),
        social_description=text(row, "og_description") or text(row, "twitter_description"),
    )


def _image(row: Row, name: str, alt: str = "", caption: str = "") -> Image | None:
    return Image(text(row, name), alt, caption) if text(row, name) else None


def _date(row: Row, name: str, notes: list[str]) -> datetime | None:
    value = row.get(name)
    try:
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return from_epoch_ms(value)
        return parse_date(value)
    except BadDate as error:
        notes.append(f"{name}: {error}")
        return None


def _links(menu: str) -> tuple[Link, ...]:
    try:
        entries = msgspec.json.decode(menu or "[]", type=list[dict[str, Any]])
    except msgspec.DecodeError:
        return ()
    return tuple(Link(text(e, "label"), text(e, "url")) for e in entries if text(e, "label", "url"))
