"""What kind of file some bytes are, told by the bytes and never by the name; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

HEAD_BYTES: Final = 4096

_SVG_ROOT: Final = re.compile(
    rb"""(?:\xef\xbb\xbf)?\s*
    (?:<\?xml[^>]*\?>\s*)?
    (?:<!--.*?-->\s*|<!DOCTYPE\s[^\[>]*(?:\[.*?\]\s*)?>\s*)*
    <(?:svg:)?svg[\s>/]""",
    re.DOTALL | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class FileType:
    """A kind of file that is kept; the first extension is the one a file without gets.

    An `inline` one is shown by the browser itself, any other is only offered for saving.
    """

    content_type: str
    extensions: tuple[str, ...]
    inline: bool = True

    @property
    def is_image(self) -> bool:
        """Whether it can stand in an `<img>`."""
        return self.content_type.startswith("image/")


JPEG: Final = FileType("image/jpeg", ("jpg", "jpeg", "jpe", "jfif"))
PNG: Final = FileType("image/png", ("png", "apng"))
GIF: Final = FileType("image/gif", ("gif",))
WEBP: Final = FileType("image/webp", ("webp",))
AVIF: Final = FileType("image/avif", ("avif", "avifs"))
SVG: Final = FileType("image/svg+xml", ("svg",), inline=False)
ICO: Final = FileType("image/x-icon", ("ico",))
PDF: Final = FileType("application/pdf", ("pdf",))
MP4: Final = FileType("video/mp4", ("mp4", "m4v"))
QUICKTIME: Final = FileType("video/quicktime", ("mov", "qt"))
WEBM: Final = FileType("video/webm", ("webm",))
OGG: Final = FileType("audio/ogg", ("ogg", "oga", "opus", "ogv"))
MP3: Final = FileType("audio/mpeg", ("mp3",))
M4A: Final = FileType("audio/mp4", ("m4a", "m4b"))
WAV: Final = FileType("audio/wav", ("wav",))
FLAC: Final = FileType("audio/flac", ("flac",))
ZIP: Final = FileType(
    "application/zip",
    ("zip", "epub", "docx", "xlsx", "pptx", "odt", "ods", "odp"),
    inline=False,
)

FILE_TYPES: Final = (
    *(JPEG, PNG, GIF, WEBP, AVIF, SVG, ICO, PDF, MP4),
    *(QUICKTIME, WEBM, OGG, MP3, M4A, WAV, FLAC, ZIP),
)

_STARTS: Final = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"\x00\x00\x01\x00", ICO),
    (b"%PDF-", PDF),
    (b"OggS", OGG),
    (b"ID3", MP3),
    (b"\xff\xfb", MP3),
    (b"\xff\xfa", MP3),
    (b"\xff\xf3", MP3),
    (b"\xff\xf2", MP3),
    (b"fLaC", FLAC),
    (b"PK\x03\x04", ZIP),
)
_RIFF: Final = {b"WEBP": WEBP, b"WAVE": WAV}
_BRANDS: Final = {
    **dict.fromkeys((b"avif", b"avis"), AVIF),
    **dict.fromkeys((b"M4A ", b"M4B "), M4A),
    **dict.fromkeys((b"qt  ",), QUICKTIME),
    **dict.fromkeys((b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42"), MP4),
    **dict.fromkeys((b"M4V ", b"avc1", b"dash", b"MSNV"), MP4),
}


def sniff(head: bytes) -> FileType | None:
    """Return the kind of a file by its first `HEAD_BYTES` bytes, None for one that is not kept."""
    for start, file_type in _STARTS:
        if head.startswith(start):
            return file_type
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _by_brand(head)
    if head[:4] == b"\x1aE\xdf\xa3":
        return WEBM if b"webm" in head[:64] else None
    return SVG if _SVG_ROOT.match(head) else None


def type_of_extension(extension: str) -> FileType | None:
    """Return the kind of file an extension (lower case, without dot) stands for."""
    return next((known for known in FILE_TYPES if extension in known.extensions), None)


def _by_brand(head: bytes) -> FileType | None:
    """Tell apart what is in an ISO media container: the major brand, else the compatible ones."""
    length = int.from_bytes(head[:4], "big")
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, min(length, len(head)), 4))]
    return next((_BRANDS[brand] for brand in brands if brand in _BRANDS), None)
