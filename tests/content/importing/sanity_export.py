"""A small export as `sanity dataset export` writes it."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path
from typing import Any

IMAGE = "images/0a1b2c3d4e5f60718293a4b5c6d7e8f901234567-2x1.png"


def block(text: str, *marks: str, defs: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    span = {"_type": "span", "_key": "s", "text": text, "marks": list(marks)}
    return {
        "_type": "block",
        "_key": "b",
        "style": "normal",
        "children": [span],
        "markDefs": list(defs),
    }


def reference(id_: str) -> dict[str, str]:
    return {"_type": "reference", "_ref": id_}


def image(**fields: str) -> dict[str, str]:
    return {"_type": "image", "_sanityAsset": f"image@file://./{IMAGE}", **fields}


LINK = {"_key": "l1", "_type": "internalLink", "reference": reference("post-rope")}

DOCUMENTS: list[dict[str, Any]] = [
    {
        "_id": "post-fog",
        "_type": "post",
        "_createdAt": "2024-04-01T08:00:00Z",
        "_updatedAt": "2024-04-02T08:00:00Z",
        "title": "Fog & bells",
        "slug": {"_type": "slug", "current": "fog-bells"},
        "publishedAt": "2024-04-03T07:30:00.000Z",
        "author": reference("person-ines"),
        "categories": [{**reference("cat-sails"), "_key": "k"}],
        "tags": [{"label": "Fog", "value": "fog"}, "Bells"],
        "mainImage": image(alt="A quay"),
        "excerpt": [block("A foggy morning.")],
        "body": [
            block("See rope.", "l1", defs=(LINK,)),
            image(alt="The quay again"),
            {"_type": "youtube", "_key": "y", "url": "https://www.youtube.com/watch?v=abcdefghijk"},
        ],
        "seo": {"metaTitle": "Bells", "noIndex": True},
    },
    {"_id": "drafts.post-fog", "_type": "post", "title": "Fog & bells (edited)"},
    {"_id": "drafts.post-new", "_type": "post", "title": "A new one", "body": [block("Soon")]},
    {
        "_id": "post-rope",
        "_type": "article",
        "title": "Rope",
        "slug": {"current": "rope"},
        "publishedAt": "2024-13-01T00:00:00Z",
        "_createdAt": "2019-06-30T10:00:00Z",
        "body": "Plain *Markdown*.",
    },
    {
        "_id": "person-ines",
        "_type": "person",
        "name": "Ines Park",
        "bio": [block("Listens.")],
        "image": image(),
    },
    {"_id": "cat-sails", "_type": "category", "title": "Sails", "parent": reference("cat-boats")},
    {"_id": "cat-boats", "_type": "category", "title": "Boats", "slug": {"current": "boats"}},
    {"_id": "siteSettings", "_type": "siteSettings", "title": "Harbour Notes"},
    {"_id": "story-1", "_type": "tale", "title": "A tale", "text": [block("Once")]},
    {"_id": "image-0a1b", "_type": "sanity.imageAsset", "url": "https://cdn.sanity.io/x.png"},
]  # fmt: skip


def write_export(path: Path, picture: bytes, documents: list[dict[str, Any]] = DOCUMENTS) -> Path:
    lines = "".join(json.dumps(document) + "\n" for document in documents).encode()
    with tarfile.open(path, "w:gz") as archive:
        for name, data in (("data.ndjson", lines), ("assets.json", b"{}"), (IMAGE, picture)):
            member = tarfile.TarInfo(f"production-export-2024-05-01t10-00-00-000z/{name}")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return path
