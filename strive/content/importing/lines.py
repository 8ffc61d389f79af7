"""JSON lines (NDJSON), one document at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from strive.content.importing.errors import BrokenExport, NotThisFormat
from strive.content.importing.limits import CHUNK_BYTES, FIELD_BYTES_MAX

_MARK = b"\xef\xbb\xbf"


def json_lines(path: Path) -> Iterator[tuple[int, dict[str, Any] | None]]:
    """Give the number of each line, from 1, and its object; None for one that is too long.

    Raises:
        NotThisFormat: The first line is no JSON object.
        BrokenExport: A later one is not, as when the file ends early.
    """
    with path.open("rb") as file:
        number = 0
        while line := file.readline(FIELD_BYTES_MAX + 1):
            number += 1
            if len(line) > FIELD_BYTES_MAX:
                while not line.endswith(b"\n") and (line := file.readline(CHUNK_BYTES)):
                    pass
                yield number, None
            elif line.strip():
                yield number, _object(line.removeprefix(_MARK), number, path)


def _object(line: bytes, number: int, path: Path) -> dict[str, Any]:
    try:
        return msgspec.json.decode(line, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        kind = NotThisFormat if number == 1 else BrokenExport
        raise kind(f"{path.name}, line {number:,}, is no JSON document: {error}") from error
