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

_ROOTS: Final = (("", "db", "", "data"), ("", "data"))  # from the API, and from the studio
_OPENS: Final = frozenset({"start_map", "start_array"})
_CLOSES: Final = frozenset({"end_map", "end_array"})

Row = dict[str, Any]


def rows_of(path: Path, wanted: Callable[[str], bool]) -> Iterator[tuple[str, Row]]:
    """Give (table, row) of the tables wanted, in the order of the file.

    Raises:
        NotThisFormat: It is not JSON, or JSON without the tables of a Ghost export.
        BrokenExport: It ends early, or is no longer JSON after a while.
        PartTooLarge: A field, or a row as a whole, is larger than any post can be.
    """
    place = _Place()
    builder: ijson.ObjectBuilder | None = None
    table, depth, start = "", 0, 0
    for offset, event, value in _events(path):
        if builder is None:
            table = place.table if event == "start_map" else ""
            if not table or not wanted(table):
                place.move(event, value)
                continue
            builder, depth, start = ijson.ObjectBuilder(), 0, offset
        builder.event(event, value)
        depth += (event in _OPENS) - (event in _CLOSES)
        if offset - start > ITEM_BYTES_MAX or depth > NESTING_MAX:
            raise PartTooLarge(f"a row of the table {table} is larger than any post can be")
        if depth == 0:
            yield table, builder.value
            builder = None
    if not place.seen_tables:
        raise NotThisFormat(f"{path.name} is JSON, but no export of Ghost: it has no tables")


class _Place:
    """Where in the document the reading is, as the names of what is open; "" has none."""

    def __init__(self) -> None:
        self._open: list[str] = []
        self._name = ""
        self.seen_tables = False

    @property
    def table(self) -> str:
        """The table whose next row would open here, "" for none."""
        return self._open[-1] if tuple(self._open[:-1]) in _ROOTS else ""

    def move(self, event: str, value: Any) -> None:
        """Follow an event."""
        if event == "map_key":
            self._name = value
        elif event in _OPENS:
            self.seen_tables = self.seen_tables or tuple(self._open) in _ROOTS
            self._open.append(self._name)
            self._name = ""
            if len(self._open) > NESTING_MAX:
                raise PartTooLarge(f"the JSON is nested more than {NESTING_MAX} deep")
        elif event in _CLOSES:
            self._open.pop()
            self._name = ""


def _events(path: Path) -> Iterator[tuple[int, str, Any]]:
    """Give each event of the JSON with how many bytes were read by then."""
    found: list[tuple[str, Any]] = ijson.sendable_list()
    parser = ijson.basic_parse_coro(found, use_float=True)
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
            for event, value in found:
                yield offset, event, value
            found.clear()
        parser.close()
    except (ijson.JSONError, UnicodeDecodeError, StopIteration) as error:
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
    yield from (text.encode() for text in text_chunks(path, encoding) if text)


def _checked(head: bytes, file: IO[bytes]) -> Iterator[bytes]:
    if not head.lstrip().startswith((b"{", b"[")):
        raise NotThisFormat(f"{Path(file.name).name} is not JSON")
    yield head
    while data := file.read(CHUNK_BYTES):
        yield data


def _explained(path: Path, offset: int, error: Exception) -> BrokenExport:
    early = isinstance(error, ijson.IncompleteJSONError) and offset >= path.stat().st_size
    reason = error.args[0] if error.args else "it goes on after its end"
    if isinstance(error, UnicodeDecodeError):
        reason = error.reason
    words = reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)
    detail = " ".join(words.split())[:120]
    if early and "premature EOF" in words:
        return BrokenExport(f"{path.name} ends early, after {offset:,} bytes: {detail}")
    return BrokenExport(f"{path.name} is not JSON in UTF-8 near byte {offset:,}: {detail}")
