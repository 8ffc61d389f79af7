"""What every source is read into: neutral records, in the words of Strive, pictures unfetched.

A record's `id` is the source's own. Addresses are kept as the source wrote them: relative ones
are resolved against `base`, an absolute path on the old site ("/posts/holiday/").
"""

from __future__ import annotations

import hashlib
from datetime import datetime

import msgspec
from msgspec import Struct

from strive.content.post import Body, Image, Kind, Seo, Status, Tag
from strive.content.site import Link


class Record(Struct, frozen=True, kw_only=True, tag_field="type"):
    """Something found in a source.

    `addresses` are where it was read on the old site; they become redirects. `aliases` are other
    names by which links mean it (a file's path), never redirected. `own_id` is its id in Strive
    when the source was once exported from here.
    """

    id: str
    own_id: str = ""
    addresses: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


class AuthorRecord(Record, frozen=True, kw_only=True, tag="author"):
    """Somebody who wrote posts; `feeds` are where the feed of their posts was."""

    name: str
    slug: str = ""
    feeds: tuple[str, ...] = ()
    bio: str = ""
    image: Image | None = None
    website: str = ""
    location: str = ""
    social: tuple[str, ...] = ()
    created_at: datetime | None = None
    updated_at: datetime | None = None


class CategoryRecord(Record, frozen=True, kw_only=True, tag="category"):
    """A category; `parent` is the source's id of the one it is nested in, `feeds` as above."""

    title: str
    slug: str = ""
    feeds: tuple[str, ...] = ()
    description: str = ""
    parent: str = ""
    image: Image | None = None
    seo: Seo = Seo()
    created_at: datetime | None = None
    updated_at: datetime | None = None


class PostRecord(Record, frozen=True, kw_only=True, tag="post"):
    """A post or page. `authors` and `categories` hold the source's ids, the primary first.

    `notes` say what the conversion could not keep.
    """

    title: str
    kind: Kind = Kind.POST
    slug: str = ""
    status: Status = Status.PUBLISHED
    excerpt: str = ""
    body: Body = Body()
    feature_image: Image | None = None
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    tags: tuple[Tag, ...] = ()
    featured: bool = False
    published_at: datetime | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    canonical_url: str = ""
    seo: Seo = Seo()
    language: str = ""
    base: str = "/"
    notes: tuple[str, ...] = ()


class RedirectRecord(Record, frozen=True, kw_only=True, tag="redirect"):
    """A rule of the old site; `id` is the address it answers at."""

    target: str
    permanent: bool = True


class SettingsRecord(Record, frozen=True, kw_only=True, tag="settings"):
    """What the old site was called and how one moved about in it."""

    title: str = ""
    description: str = ""
    language: str = ""
    time_zone: str = ""
    logo: Image | None = None
    icon: Image | None = None
    social_image: Image | None = None
    accent: str = ""
    navigation: tuple[Link, ...] = ()
    footer: tuple[Link, ...] = ()
    social: tuple[Link, ...] = ()
    posts_per_page: int = 0
    contact: str = ""
    websub_hub: str = ""
    indexnow_key: str = ""


class Skipped(Record, frozen=True, kw_only=True, tag="skipped"):
    """Something that is not imported, and why; `kind` is the source's word for what it is."""

    kind: str
    reason: str


AnyRecord = AuthorRecord | CategoryRecord | PostRecord | RedirectRecord | SettingsRecord | Skipped


def digest_of(record: Record) -> str:
    """Return 16 hexadecimal digits that change when anything in the record changes."""
    return hashlib.blake2b(msgspec.json.encode(record), digest_size=8).hexdigest()
