"""The tables of a Ghost export, row by row, however large the file is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, Final

import ijson

from strive.content.importing.errors import BrokenExport, NotThisFormat, PartTooLarge
from strive.content.importing.limits import (
    CHUNK_BYTES,
    FIELD_BYTES_MAX,
    ITEM_BYTES_MAX,
    NESTING_MAX,
)
from strive.content.importing.text import marked_encoding, text_chunks

_ROOTS: Final = ("db.item.data.", "data.")  # as the API gives it, and as the studio saves it
_MAP: Final = frozenset({"start_map", "start_array"})
_END: Final = frozenset({"end_map", "end_array"})

Row = dict[str, Any]


def rows_of(path: Path, wanted: Callable[[str], bool]) -> Iterator[tuple[str, Row]]:
    """Give (table, row) of the tables wanted, in the order of the file.

    Raises:
        NotThisFormat: It is not JSON, or JSON without the tables of a Ghost export.
        BrokenExport: It ends early, or is no longer JSON after a while.
        PartTooLarge: A field, or a row as a whole, is larger than any post can be.
    """
    seen_tables = False
    builder: ijson.ObjectBuilder | None = None
    table, depth, start = "", 0, 0
    for offset, prefix, event, value in _events(path):
        if builder is None:
            table = _table_of(prefix)
            seen_tables = seen_tables or bool(table)
            if not table or event != "start_map" or not wanted(table):
                continue
            builder, depth, start = ijson.ObjectBuilder(), 0, offset
        builder.event(event, value)
        depth += (event in _MAP) - (event in _END)
        if offset - start > ITEM_BYTES_MAX or depth > NESTING_MAX:
            raise PartTooLarge(f"a row of the table {table} is larger than any post can be")
        if depth == 0:
            yield table, builder.value
            builder = None
    if not seen_tables:
        raise NotThisFormat(f"{path.name} is JSON, but no export of Ghost: it has no tables")


def _table_of(prefix: str) -> str:
    for root in _ROOTS:
        if prefix.startswith(root) and prefix.endswith(".item"):
            name = prefix[len(root) : -len(".item")]
            return name if "." not in name else ""
    return ""


def _events(path: Path) -> Iterator[tuple[int, str, str, Any]]:
    """Give each event of the JSON with how many bytes were read by then."""
    found: list[tuple[str, str, Any]] = ijson.sendable_list()
    parser = ijson.parse_coro(found, use_float=True)
    offset = last_event = 0
    try:
        for data in _chunks(path):
            offset += len(data)
            parser.send(data)
            if found:
                last_event = offset
            elif offset - last_event > FIELD_BYTES_MAX:
                raise PartTooLarge(
                    f"{path.name} holds a field of more than {FIELD_BYTES_MAX:,} bytes"
                )
            for prefix, event, value in found:
                yield offset, prefix, event, value
            found.clear()
        parser.close()
    except (ijson.JSONError, UnicodeDecodeError) as error:
        raise _explained(path, offset, error) from error


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        head = file.read(CHUNK_BYTES)
        encoding = marked_encoding(head)
        if not head.strip():
            raise NotThisFormat(f"{path.name} is empty")
        if not encoding:
            yield from _checked(head, file)
            return
    yield from (text.encode() for text in text_chunks(path, encoding))


def _checked(head: bytes, file: IO[bytes]) -> Iterator[bytes]:
    if not head.lstrip().startswith((b"{", b"[")):
        raise NotThisFormat(f"{Path(file.name).name} is not JSON")
    yield head
    while data := file.read(CHUNK_BYTES):
        yield data


def _explained(path: Path, offset: int, error: Exception) -> BrokenExport:
    early = isinstance(error, ijson.IncompleteJSONError) and offset >= path.stat().st_size
    detail = " ".join(str(error).split())[:120]
    if early and "premature EOF" in str(error):
        return BrokenExport(f"{path.name} ends early, after {offset:,} bytes: {detail}")
    return BrokenExport(f"{path.name} is not JSON in UTF-8 near byte {offset:,}: {detail}")
