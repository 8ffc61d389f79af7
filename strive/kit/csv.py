"""Tables as CSV that no spreadsheet runs as formulas (RFC 4180; security.md 37)."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Sequence
from typing import Final

CONTENT_TYPE: Final = "text/csv; charset=utf-8; header=present"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 - the wide ones too
_ROWS_A_CHUNK: Final = 200

Cell = str | int | float | None


def line(cells: Iterable[Cell]) -> str:
    """Return a row, with its end; a text that a spreadsheet would calculate begins with '.

    Numbers stay numbers, for -1 typed as a number calculates nothing. None is an empty cell.
    """
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow([_neutral(cell) for cell in cells])
    return buffer.getvalue()


async def stream(
    header: Sequence[str], rows: AsyncIterable[Sequence[Cell]]
) -> AsyncIterator[bytes]:
    """Yield a table in chunks, however long, to be sent with `CONTENT_TYPE`."""
    chunk = [line(header)]
    async for row in rows:
        chunk.append(line(row))
        if len(chunk) >= _ROWS_A_CHUNK:
            yield "".join(chunk).encode()
            chunk = []
    if chunk:
        yield "".join(chunk).encode()


def _neutral(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    text = cell.replace("\0", "")
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text
