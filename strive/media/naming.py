"""Names of kept files: made by the server out of what it is told; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from strive.kit.slugs import slugify
from strive.media.errors import MediaRefused
from strive.media.sniffing import ZIP, type_of_extension

if TYPE_CHECKING:
    from strive.media.sniffing import FileType

STEM_CHARACTERS_MAX: Final = 60  # four bytes each, it still fits a file system


def safe_name(name: str, file_type: FileType, *, rename: bool = False) -> str:
    """Return a slug of a file's name with an extension that fits its content.

    Args:
        name: As it came: a path of any system, with or without an extension, or nothing at all.
        file_type: What the file was found to be.
        rename: Replace an extension that does not fit rather than refuse it.

    Raises:
        MediaRefused: The extension is missing or another kind's.
    """
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    stem, _, extension = last.rpartition(".")
    extension = extension.lower()
    if not stem or type_of_extension(extension) is not file_type:
        if not rename:
            raise MediaRefused(_mismatch(last, file_type))
        known = type_of_extension(extension) is not None
        stem, extension = stem if stem and known else last, file_type.extensions[0]
    fallback = "image" if file_type.is_image else "file"
    slug = slugify(stem)[:STEM_CHARACTERS_MAX].strip("-") or fallback
    return f"{slug}.{extension}"


def _mismatch(name: str, file_type: FileType) -> str:
    """Say what is expected."""
    wanted = " or ".join(f".{extension}" for extension in file_type.extensions)
    kind = "an archive or office document" if file_type is ZIP else file_type.content_type
    return f"{name[:80]!r} is {kind} inside: its name has to end in {wanted}"
