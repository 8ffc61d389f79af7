"""The slug of a file, and the addresses its old site showed it at; pure."""

from __future__ import annotations

from datetime import datetime

from strive.content.importing.addresses import normal_path
from strive.content.importing.markdown.fields import CATEGORIES, Fields, shelf_id
from strive.content.importing.markdown.generator import Folder
from strive.content.importing.markdown.permalinks import expand_permalink
from strive.content.importing.markdown.places import Place
from strive.kit.slugs import is_slug, slugify


def slug_of(fields: Fields, place: Place, folder: Folder) -> str:
    """Return the slug a file asks for: its own, the end of its address, or of its name."""
    named = fields.text("slug").strip("/").rpartition("/")[2]
    address = normal_path(fields.text("url", "permalink"))
    last = address.rpartition("/")[2].removesuffix(".html")
    shown = next(filter(is_slug, (named, last if not _has_pattern(address) else "")), "")
    name = f"{place.name}-{place.language}" if folder.is_translation(place) else place.name
    return shown or slugify(named) or slugify(name)


def addresses_of(
    fields: Fields, place: Place, folder: Folder, published: datetime | None
) -> tuple[str, ...]:
    """Return where a file was read, below the folder the site was in; the first most likely."""
    categories = "/".join(map(shelf_id, fields.texts(*CATEGORIES, words=fields.words)))
    slug = fields.text("slug").strip("/") or place.name
    named = {
        **dict.fromkeys(("title", "slug", "filename", "contentbasename"), slug),
        "categories": categories,
        "section": place.folder[0] if place.folder else "",
    }
    own = fields.text("url", "permalink")
    pattern = own or folder.permalinks.get(named["section"]) or folder.permalinks.get("", "")
    prefix = f"/{place.language.lower()}" if folder.is_translation(place) else ""
    defaults = [f"{prefix}{address}" for address in place.addresses]
    local = None if published is None else published.astimezone(folder.zone)
    every = [
        expand_permalink(f"{prefix}{pattern}" if prefix else pattern, named, local)
        if pattern
        else "",
        *fields.texts("aliases", "redirect_from"),
        *defaults,
    ]
    if slug != place.name and not pattern:
        every.insert(0, f"{defaults[0].rpartition('/')[0]}/{slug}")
    if categories and "_posts" in place.folder and not pattern:
        every.insert(0, f"/{categories}{defaults[0]}")
    return tuple(
        dict.fromkeys(text if "://" in text else f"/{text.lstrip('/')}" for text in every if text)
    )


def _has_pattern(address: str) -> bool:
    return "{" in address or "/:" in f"/{address}"
