"""A Sanity export: NDJSON documents and their assets in one folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from strive.content.importing.addresses import OldSite
from strive.content.importing.errors import NotThisFormat
from strive.content.importing.folder import first_file, only_child
from strive.content.importing.lines import json_lines
from strive.content.importing.records import AnyRecord, PostRecord, Skipped
from strive.content.importing.sanity.blocks import TITLE, Found
from strive.content.importing.sanity.documents import (
    Types,
    is_draft,
    public_id,
    record_of,
)
from strive.content.importing.sanity.fields import Dataset, Document, text
from strive.content.importing.scratch import Scratch
from strive.content.post import Body

_SMALL = frozenset({"author", "category", "tag"})


class SanityExport:
    """Opens an export of Sanity; see `Source`. `scratch` holds the documents others refer to."""

    system = "sanity"
    serves_files = False

    def __init__(
        self, path: Path, scratch: Scratch, *, url: str = "", types: Mapping[str, str] = {}
    ) -> None:
        self._folder = only_child(path) if path.is_dir() else path.parent
        self._file = _documents_in(self._folder) if path.is_dir() else path
        self._scratch = scratch
        self._types = Types(types)
        self._counts: Counter[str] = Counter()
        self.site = OldSite(url)
        self._load()

    def outline(self) -> Iterator[AnyRecord]:
        """Give everything once, posts without bodies."""
        for record in self._records():
            if isinstance(record, PostRecord):
                yield msgspec.structs.replace(record, body=Body(), notes=())
            elif not isinstance(record, Skipped):
                yield record

    def contents(self) -> Iterator[AnyRecord]:
        """Give the posts with their bodies, and what is left out."""
        for type_, count in sorted(self._counts.items()):
            reason = f"{count:,} not imported; --types can say what they are (post, page, author …)"
            yield Skipped(id=type_, kind="type", reason=reason)
        for record in self._records():
            if isinstance(record, (PostRecord, Skipped)):
                yield record

    def local_file(self, path: str) -> Path | None:
        """Return an asset from the export."""
        return first_file([self._folder], path)

    def _load(self) -> None:
        seen = False
        for _, document in json_lines(self._file):
            if document is None:
                continue
            if "_type" not in document or "_id" not in document:
                raise NotThisFormat(f"{self._file.name} holds JSON, but no documents of Sanity")
            seen = True
            type_ = str(document["_type"])
            role = self._types.role(type_)
            if not role and not type_.startswith(("sanity.", "system.")):
                self._counts[type_] += 1
            if role and not is_draft(document):
                self._scratch.put("document", public_id(document), _kept(document, role))
            elif role and _is_version(document):
                continue
            elif role:
                self._scratch.put("draft", public_id(document), _kept(document, role))
        if not seen:
            raise NotThisFormat(f"{self._file.name} holds no documents")

    def _records(self) -> Iterator[AnyRecord]:
        for number, document in json_lines(self._file):
            if document is None:
                yield Skipped(id=f"line {number}", kind="document", reason="longer than any post")
                continue
            role = self._types.role(document["_type"])
            name = text(document, "title", "name") or public_id(document)
            if not role:
                continue
            if _is_version(document):
                yield Skipped(id=name, kind=role, reason="a version in a release, not published")
            elif is_draft(document) and self._scratch.get("document", public_id(document)):
                yield Skipped(
                    id=name, kind=role, reason="unpublished changes; the published is kept"
                )
            elif record := record_of(document, role, self._find, Dataset()):
                yield record

    def _find(self, key: str) -> Found | None:
        found = self._scratch.get("document", key) or self._scratch.get("draft", key)
        return Found(*found) if found else None


def _kept(document: Document, role: str) -> Found:
    """Return what others may want to know of a document, small enough to keep."""
    small = document if role in _SMALL else {"title": text(document, *TITLE)}
    return Found(role, small)


def _is_version(document: Document) -> bool:
    return str(document.get("_id", "")).startswith("versions.")


def _documents_in(folder: Path) -> Path:
    found = [*sorted(folder.glob("*.ndjson")), *sorted(folder.glob("*/*.ndjson"))]
    if not found:
        raise NotThisFormat("it holds no data.ndjson of a Sanity export")
    return found[0]
