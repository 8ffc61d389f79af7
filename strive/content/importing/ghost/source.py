"""A Ghost export: the JSON file, alone or in a folder with the pictures."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from strive.content.importing.addresses import OldSite
from strive.content.importing.errors import NotThisFormat
from strive.content.importing.folder import first_file, only_child
from strive.content.importing.ghost import rows
from strive.content.importing.ghost.cards import text
from strive.content.importing.ghost.tables import Row, rows_of
from strive.content.importing.records import AnyRecord, RedirectRecord, Skipped
from strive.content.importing.scratch import Scratch
from strive.platform.errors import Invalid

_PLACEHOLDER: Final = "__GHOST_URL__"
_KEPT: Final = frozenset({"users", "tags", "posts_meta", "posts_authors", "posts_tags", "settings"})
_SILENT: Final = frozenset({
    "posts", "roles", "roles_users", "migrations", "migrations_lock", "permissions",
    "permissions_roles", "permissions_users", "custom_theme_settings", "sessions",
})  # fmt: skip
_TABLES: Final = {"members": "to the newsletter: import their CSV there"}
_JOINED_MAX: Final = 1_000  # tags or authors of one post; more are nobody's


class GhostExport:
    """Opens an export of Ghost; see `Source`. `scratch` holds what joins the tables."""

    system = "ghost"
    serves_files = True

    def __init__(self, path: Path, scratch: Scratch, *, url: str = "") -> None:
        self._folder = only_child(path) if path.is_dir() else path.parent
        self._file = _json_in(self._folder) if path.is_dir() else path
        self._scratch = scratch
        self._root = urlsplit(url).path.rstrip("/")
        self._left_out: Counter[str] = Counter()
        self.site = OldSite(url)
        self._load()

    def outline(self) -> Iterator[AnyRecord]:
        """Give everything once, posts without bodies."""
        yield rows.settings_of(dict(self._scratch.items("settings")))
        yield RedirectRecord(id=f"{self._root}/rss", target="/feed.xml")
        for _, user in self._scratch.items("users"):
            yield rows.author_of(user, self._root)
        for _, tag in self._scratch.items("tags"):
            if not rows.is_internal(tag):
                yield rows.category_of(tag, self._root)
        for row in self._posts():
            record = self._post(row, body=False)
            if not isinstance(record, Skipped):
                yield record

    def contents(self) -> Iterator[AnyRecord]:
        """Give the posts with their bodies, and what is left out."""
        for table, count in sorted(self._left_out.items()):
            where = _TABLES.get(table, "Strive has no place for them")
            yield Skipped(id=table, kind="table", reason=f"{count:,} rows not imported: {where}")
        for key in ("codeinjection_head", "codeinjection_foot"):
            if self._scratch.get("settings", key):
                yield Skipped(id=key, kind="settings", reason="injected code is not imported")
        for row in self._posts():
            yield self._post(row, body=True)

    def local_file(self, path: str) -> Path | None:
        """Return a picture from the `content` folder beside the JSON file."""
        inside = path.removeprefix(self._root)
        folders = (self._folder, self._folder.parent)
        return first_file(folders, inside) or first_file(folders, inside.removeprefix("/content"))

    def _load(self) -> None:
        """Keep the small tables on disk, for the posts may stand before or after them."""
        joins = 0
        for table, raw in rows_of(self._file, lambda table: table not in _SILENT):
            if table not in _KEPT:
                self._left_out[table] += 1
                continue
            row = self._expanded(raw)
            if table in ("posts_authors", "posts_tags"):
                joins += 1  # rows may come in any order; the sort order is theirs to say
                other = text(row, "author_id") or text(row, "tag_id")
                order = row.get("sort_order")
                entry = [order if isinstance(order, (int, float)) else joins, joins, other]
                self._scratch.append(table, text(row, "post_id"), entry)
            elif table == "settings":
                self._scratch.put(table, text(row, "key"), text(row, "value"))
            elif table == "posts_meta":
                meta = {name: value for name, value in row.items() if value}
                self._scratch.put(table, text(row, "post_id"), meta)
            else:
                self._scratch.put(table, text(row, "id"), row)

    def _posts(self) -> Iterator[Row]:
        for _, row in rows_of(self._file, "posts".__eq__):
            yield self._expanded(row)

    def _post(self, row: Row, *, body: bool) -> AnyRecord:
        key = text(row, "id")
        joined = rows.Joined(
            self._scratch.get("posts_meta", key) or {},
            self._joined("posts_authors", "users", key) or self._known("users", row, "author_id"),
            self._joined("posts_tags", "tags", key),
        )
        try:
            return rows.post_of(row, joined, self._root, body=body)
        except (ValueError, Invalid) as error:
            return Skipped(id=key or text(row, "slug"), kind="post", reason=str(error))

    def _joined(self, table: str, other: str, key: str) -> list[Row]:
        entries = heapq.nsmallest(_JOINED_MAX, self._scratch.entries(table, key))
        found = (self._scratch.get(other, entry[2]) for entry in entries)
        return [row for row in found if row]

    def _known(self, table: str, row: Row, name: str) -> list[Row]:
        found = self._scratch.get(table, text(row, name))
        return [found] if found else []

    def _expanded(self, row: Row) -> Row:
        """Write addresses of the old site as paths, which the engine knows to be of that site."""
        return {
            name: value.replace(_PLACEHOLDER, self._root)
            if isinstance(value, str) and _PLACEHOLDER in value
            else value
            for name, value in row.items()
        }


def _json_in(folder: Path) -> Path:
    found = [*sorted(folder.glob("*.json")), *sorted(folder.glob("data/*.json"))]
    wanted = [path for path in found if not path.name.startswith(("package", "."))]
    if not wanted:
        raise NotThisFormat("it holds no JSON file of a Ghost export")
    return max(wanted, key=lambda path: path.stat().st_size)
