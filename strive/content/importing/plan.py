"""The first reading of an export: where every post will be, before any is written."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from strive.content.bulk import Bulk
from strive.content.importing.addresses import OldSite
from strive.content.importing.records import PostRecord
from strive.content.importing.scratch import Scratch
from strive.content.naming import slug_variants
from strive.content.post import Kind, path_of
from strive.content.rules import is_reserved
from strive.content.store.posts import PostStore
from strive.kit.slugs import is_slug, slugify

_NUMBERS: Final = (range(2, 10), range(10, 1_000))


class Plan:
    """Gives every post its slug, and notes which old addresses will lead there.

    Posts taken in before keep the slug they have; of two with the same id only the first is
    seen. Kept on disk, by the source's ids.
    """

    def __init__(
        self, system: str, site: OldSite, bulk: Bulk, posts: PostStore, scratch: Scratch
    ) -> None:
        self._system = system
        self._site = site
        self._bulk = bulk
        self._posts = posts
        self._scratch = scratch
        self.count = 0

    async def add(self, records: Sequence[PostRecord]) -> None:
        """Take in some posts of the outline, a few hundred at a time."""
        records = [record for record in records if self._scratch.first("planned", record.id)]
        known = await self._bulk.known(self._system, [record.id for record in records])
        for kind in Kind:
            some = [record for record in records if record.kind is kind]
            new = [record for record in some if record.id not in known]
            taken = (
                set(await self._posts.taken_slugs(kind, map(wanted_slug, new))) if new else set()
            )
            for record in some:
                here = known.get(record.id)
                if here is not None:
                    self._scratch.put("known", record.id, [here.post_id, here.digest])
                    slug = here.path.rpartition("/")[2]
                else:
                    slug = await self._free(kind, wanted_slug(record), taken)
                self._place(record, slug)

    def add_links(self, paths: Mapping[str, str]) -> None:
        """Note the new paths of what is no post, by old addresses; posts at the same one win."""
        for address, path in paths.items():
            old = old_path(self._site, address)
            if old and self._scratch.get("path", old) is None:
                self._scratch.put("path", old, path)

    def slug(self, record_id: str) -> str:
        """Return the slug a post will have."""
        found: str = self._scratch.get("slug", record_id) or ""
        return found

    def known(self, record_id: str) -> tuple[str, str]:
        """Return a post's id and digest if it was taken in before, else two empty texts."""
        found = self._scratch.get("known", record_id)
        return (found[0], found[1]) if found else ("", "")

    def _place(self, record: PostRecord, slug: str) -> None:
        self.count += 1
        self._scratch.put("slug", record.id, slug)
        self._scratch.put("claimed", f"{record.kind}/{slug}", record.id)
        path = path_of(record.kind, slug)
        for address in (*record.aliases, *record.addresses):
            if old := old_path(self._site, address):
                self._scratch.put("path", old, path)

    async def _free(self, kind: Kind, wanted: str, taken: set[str]) -> str:
        def is_free(slug: str, taken: Iterable[str]) -> bool:
            reserved = kind is Kind.PAGE and is_reserved(slug)
            claimed = self._scratch.get("claimed", f"{kind}/{slug}")
            return slug not in taken and not claimed and not reserved

        if is_free(wanted, taken):
            return wanted
        for numbers in _NUMBERS:
            variants = slug_variants(wanted, numbers)
            owners: Mapping[str, str] = await self._posts.taken_slugs(kind, variants)
            if free := next((slug for slug in variants if is_free(slug, owners)), ""):
                return free
        return ""


def new_post_id(system: str, record_id: str) -> str:
    """Return the id a post gets when it is first taken in: the same in a repeated attempt."""
    digest = hashlib.blake2b(f"{system}\0{record_id}".encode(), digest_size=15).digest()
    return base64.b32encode(digest).decode().lower()


def wanted_slug(record: PostRecord) -> str:
    """Return the slug a record asks for: its own if it can stand, else one made of it."""
    if is_slug(record.slug):
        return record.slug
    return slugify(record.slug) or slugify(record.title) or "untitled"


def old_path(site: OldSite, address: str) -> str:
    """Return how an old address is looked up: its path, with the query of “?p=12”."""
    found = site.split(address)
    if found is None or found.host:
        return ""
    query = found.suffix.partition("#")[0]
    return found.path + query if query else found.path
