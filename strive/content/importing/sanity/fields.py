"""Values of Sanity documents under the names that schemas give them; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from strive.content.importing.dates import BadDate, parse_date
from strive.content.post import Image

Document = Mapping[str, Any]

# In exports as “image@file://./images/<sha1>-WxH.ext”, in datasets as “image-<sha1>-WxH-ext”.
_EXPORTED: Final = re.compile(r"(?:image|file)@(?:file://(?:\./)?)?(.+)")
_STORED: Final = re.compile(r"(image|file)-([0-9a-zA-Z]+)(?:-(\d+x\d+))?-(\w+)")
_TRANSLATED: Final = "internationalizedArray"
_CDN: Final = "https://cdn.sanity.io"


class Dataset(NamedTuple):
    """Where a dataset's assets can be fetched; empty for an export that brings its own."""

    project: str = ""
    name: str = ""


def text(document: Document, *names: str) -> str:
    """Return the first of these fields that holds a text, plain or as blocks."""
    for name in names:
        value = in_one_language(document.get(name))
        found = value.strip() if isinstance(value, str) else plain_text(value)
        if found:
            return found
    return ""


def in_one_language(value: Any) -> Any:
    """Return the first of the translations in a field, or the field's value if it has none.

    Sanity knows two habits: an object of a type such as `localeString` with a field for each
    language, and a list of `internationalizedArray…Value` with the language as key.
    """
    if isinstance(value, Mapping) and str(value.get("_type", "")).startswith("locale"):
        return next((inner for name, inner in value.items() if not name.startswith("_")), None)
    first = value[0] if isinstance(value, list) and value else None
    if isinstance(first, Mapping) and str(first.get("_type", "")).startswith(_TRANSLATED):
        return first.get("value")
    return value


def plain_text(value: Any) -> str:
    """Return the text of a list of Portable Text blocks, paragraphs divided by blank lines."""
    if not isinstance(value, list):
        return ""
    return "\n\n".join(filter(None, (_block_text(block) for block in value)))


def slug_of(document: Document) -> str:
    """Return `slug.current`, or a slug kept as plain text."""
    value = in_one_language(document.get("slug"))
    found = value.get("current") if isinstance(value, Mapping) else value
    return found.strip("/") if isinstance(found, str) else ""


def date_of(document: Document, notes: list[str], *names: str) -> datetime | None:
    """Return the first of these fields that is a date; what is none is noted."""
    for name in names:
        value = document.get(name)
        try:
            moment = parse_date(value) if isinstance(value, str) else None
        except BadDate as error:
            notes.append(f"{name}: {error}")
            continue
        if moment is not None:
            return moment
    return None


def references_of(document: Document, *names: str) -> tuple[str, ...]:
    """Return the ids that the first of these fields refers to, one or many."""
    for name in names:
        value = document.get(name)
        entries = value if isinstance(value, list) else [value]
        found = [ref for entry in entries if (ref := reference_of(entry))]
        if found:
            return tuple(dict.fromkeys(found))
    return ()


def reference_of(value: Any) -> str:
    """Return the id a reference points to, "" for anything else."""
    ref = value.get("_ref") if isinstance(value, Mapping) else None
    return ref.removeprefix("drafts.") if isinstance(ref, str) else ""


def image_of(value: Any, dataset: Dataset) -> Image | None:
    """Return an image field with its address: a file of the export, or one to fetch."""
    if isinstance(value, list):
        return next(filter(None, (image_of(entry, dataset) for entry in value)), None)
    if isinstance(value, str):
        return Image(value) if value.startswith(("http://", "https://", "/")) else None
    if not isinstance(value, Mapping):
        return None
    address = asset_address(value, dataset)
    return (
        Image(address, text(value, "alt", "altText"), text(value, "caption")) if address else None
    )


def asset_address(value: Document, dataset: Dataset) -> str:
    """Return where the asset of an image or file field is, "" if it has none."""
    exported = value.get("_sanityAsset")
    if isinstance(exported, str) and (found := _EXPORTED.fullmatch(exported)):
        inside = found[1]
        return inside if "://" in inside else f"/{inside.lstrip('/')}"
    asset = value.get("asset")
    if not isinstance(asset, Mapping):
        return ""
    if isinstance(asset.get("url"), str):
        return str(asset["url"])
    stored = _STORED.fullmatch(str(asset.get("_ref", "")))
    if stored is None:
        return ""
    kind, number, size, suffix = stored.groups()
    name = f"{number}-{size}.{suffix}" if size else f"{number}.{suffix}"
    if dataset.project:
        return f"{_CDN}/{kind}s/{dataset.project}/{dataset.name}/{name}"
    return f"/{kind}s/{name}"


def _block_text(block: Any) -> str:
    children = block.get("children") if isinstance(block, Mapping) else None
    if not isinstance(children, list):
        return ""
    spans = (child.get("text") for child in children if isinstance(child, Mapping))
    return "".join(span for span in spans if isinstance(span, str)).strip()
