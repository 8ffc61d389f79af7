"""Putting something of unknown size aside on the disk, hashed on the way, within limits."""

from __future__ import annotations

import asyncio
import hashlib
import tempfile
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from strive.media.errors import MediaRefused, MediaTooLarge
from strive.media.sniffing import HEAD_BYTES, FileType, sniff

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, AsyncIterator

    from strive.media.limits import MediaLimits

_CHUNK_BYTES: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Spooled:
    """A file on the local disk, gone after the `async with`; `sha256` is hexadecimal."""

    path: Path
    file_type: FileType
    size: int
    sha256: str


@asynccontextmanager
async def spooled(
    source: bytes | Path | AsyncIterable[bytes], limits: MediaLimits
) -> AsyncIterator[Spooled]:
    """Copy a source into a temporary file, a megabyte at a time.

    Raises:
        MediaRefused: It is empty, or its first bytes are of no kind that is kept.
        MediaTooLarge: It has more bytes than its kind may have; the rest is not read.
    """
    with tempfile.NamedTemporaryFile(prefix="strive-media-") as file:
        head, digest, size = b"", hashlib.sha256(), 0
        bytes_max = limits.other_bytes_max
        async for chunk in _chunks(source):
            if len(head) < HEAD_BYTES:
                head = (head + chunk)[:HEAD_BYTES]
                bytes_max = limits.bytes_max(found) if (found := sniff(head)) else bytes_max
            size += len(chunk)
            if size > bytes_max:
                raise MediaTooLarge(f"The file has more than {bytes_max:,} bytes")
            await asyncio.to_thread(_take, file, digest, chunk)
        file.flush()
        yield Spooled(Path(file.name), _type_of(head), size, digest.hexdigest())


def _take(file: IO[bytes], digest: hashlib._Hash, chunk: bytes) -> None:
    """Write and hash: both let other threads run."""
    file.write(chunk)
    digest.update(chunk)


def _type_of(head: bytes) -> FileType:
    """Return the kind of a file, or refuse it."""
    if not head:
        raise MediaRefused("The file is empty")
    found = sniff(head)
    if found is None:
        raise MediaRefused(
            "The file is of no kind that is kept: images (JPEG, PNG, GIF, WebP, AVIF, SVG, ICO), "
            "sound, video, PDF, ZIP and office documents are"
        )
    return found


async def _chunks(source: bytes | Path | AsyncIterable[bytes]) -> AsyncIterator[bytes]:
    """Read any source in chunks of at least a megabyte, but for the last."""
    if isinstance(source, bytes):
        yield source
    elif isinstance(source, Path):
        with await asyncio.to_thread(source.open, "rb") as file:
            while chunk := await asyncio.to_thread(file.read, _CHUNK_BYTES):
                yield chunk
    else:
        gathered = bytearray()
        async for piece in source:
            gathered += piece
            if len(gathered) >= _CHUNK_BYTES:
                yield bytes(gathered)
                gathered.clear()
        yield bytes(gathered)
