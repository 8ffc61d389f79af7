"""Bytes into text, whatever encoding they were written in."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from strive.content.importing.errors import PartTooLarge
from strive.content.importing.limits import CHUNK_BYTES, TEXT_FILE_BYTES_MAX

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def marked_encoding(head: bytes) -> str:
    """Return the encoding that a byte order mark at the start announces, or ""."""
    return next((name for mark, name in _MARKS if head.startswith(mark)), "")


def read_text(path: Path) -> tuple[str, str]:
    r"""Read a text file in UTF-8, UTF-16 or, failing both, Windows-1252.

    Returns:
        The text, with line ends as "\n", and a note for the report where the encoding had to
        be guessed, else "".

    Raises:
        PartTooLarge: The file is longer than a text can be.
    """
    size = path.stat().st_size
    if size > TEXT_FILE_BYTES_MAX:
        raise PartTooLarge(f"{path.name} holds {size:,} bytes, at most {TEXT_FILE_BYTES_MAX:,}")
    text, note = decode(path.read_bytes())
    return text.replace("\r\n", "\n").replace("\r", "\n"), note


def decode(data: bytes) -> tuple[str, str]:
    """Decode a whole text; see `read_text`."""
    encoding = marked_encoding(data) or "utf-8"
    try:
        return data.decode(encoding), ""
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
        return text, "not in UTF-8; read as Windows-1252, look at the accents"


def text_chunks(path: Path, encoding: str) -> Iterator[str]:
    """Read a file piece by piece; a byte that is wrong in this encoding becomes U+FFFD."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    with path.open("rb") as file:
        while data := file.read(CHUNK_BYTES):
            yield decoder.decode(data)
    yield decoder.decode(b"", final=True)
