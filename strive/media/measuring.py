"""The width and height of an image, read from its header: nothing is decoded."""

from __future__ import annotations

import logging
import re
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from xml.etree.ElementTree import ParseError

import pyvips
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import parse

from strive.media.errors import MediaRefused, MediaTooLarge
from strive.media.sniffing import AVIF, GIF, ICO, JPEG, PNG, SVG, WEBP

if TYPE_CHECKING:
    from pathlib import Path

    from strive.media.limits import MediaLimits
    from strive.media.sniffing import FileType

logging.getLogger("pyvips").setLevel(logging.ERROR)  # broken images are told by MediaRefused

_LOADERS: Final = {
    JPEG: pyvips.Image.jpegload,
    PNG: pyvips.Image.pngload,
    GIF: pyvips.Image.gifload,
    WEBP: pyvips.Image.webpload,
    AVIF: pyvips.Image.heifload,
}
_ORIENTATIONS_ON_SIDE: Final = range(5, 9)
_ICON_HEADER_BYTES: Final = 6
_ICON_ENTRY_BYTES: Final = 16
_LENGTH: Final = re.compile(r"\s*\+?([0-9]*\.?[0-9]+)(?:px)?\s*")
_SVG_SIDE_MAX: Final = 100_000


@dataclass(frozen=True, slots=True)
class Measures:
    """Pixels of one frame as it is shown, and how many frames there are; 0 is not known."""

    width: int = 0
    height: int = 0
    frames: int = 1


def measure(path: Path, file_type: FileType, limits: MediaLimits) -> Measures:
    """Read the measures of a file; blocking, so run it in a thread.

    Raises:
        MediaRefused: The header is broken.
        MediaTooLarge: There are more pixels or frames than the limits allow.
    """
    measures = _measures(path, file_type)
    if measures.width * measures.height > limits.pixels_max:
        raise MediaTooLarge(
            f"The image has {measures.width} by {measures.height} pixels, "
            f"more than {limits.pixels_max:,}"
        )
    if measures.frames > limits.frames_max:
        raise MediaTooLarge(
            f"The image has {measures.frames} frames, more than {limits.frames_max:,}"
        )
    return measures


def _measures(path: Path, file_type: FileType) -> Measures:
    """Choose how to read the header."""
    if file_type in _LOADERS:
        return _of_raster(path, file_type)
    if file_type is SVG:
        return _of_drawing(path)
    return _of_icon(path) if file_type is ICO else Measures()


def _of_raster(path: Path, file_type: FileType) -> Measures:
    """Ask libvips, which opens an image without decoding it."""
    try:
        image = _LOADERS[file_type](str(path), access="sequential")
    except pyvips.Error as error:  # whose text may be of another thread's image
        raise MediaRefused(f"The {file_type.extensions[0]} image is broken") from error
    width, height = image.width, image.height
    if file_type is GIF:
        width, height = map(max, (width, height), _screen(path))
    if _number(image, "orientation") in _ORIENTATIONS_ON_SIDE:
        width, height = height, width
    return Measures(width, height, max(1, _number(image, "n-pages")))


def _screen(path: Path) -> tuple[int, int]:
    """Return the canvas a GIF declares: libvips replaces a large one by that of the frames."""
    with path.open("rb") as file:
        return struct.unpack("<6xHH", file.read(10))


def _number(image: Any, field: str) -> int:
    """Return a field of the header, 0 when it is not there."""
    return int(image.get(field)) if image.get_typeof(field) else 0


def _of_drawing(path: Path) -> Measures:
    """Read an SVG as XML; entities, which could grow without bound or reach out, are refused."""
    try:
        root = parse(path).getroot()
    except DefusedXmlException as error:
        raise MediaRefused("The svg image declares entities, which are not accepted") from error
    except (ParseError, ValueError, LookupError) as error:
        raise MediaRefused(f"The svg image is broken: {error}") from error
    attributes = root.attrib if root is not None else {}
    sides = [_pixels(attributes.get(name, "")) for name in ("width", "height")]
    if not all(sides):
        box = attributes.get("viewBox", "").replace(",", " ").split()
        sides = [_pixels(side) for side in box[2:4]] if len(box) == 4 else [0, 0]  # noqa: PLR2004  # x, y, width, height
    return Measures(*sides) if all(sides) else Measures()


def _pixels(length: str) -> int:
    """Return a length in whole pixels; 0 for none, a relative one, or one out of all bounds."""
    match = _LENGTH.fullmatch(length)
    return round(float(match[1])) if match and float(match[1]) <= _SVG_SIDE_MAX else 0


def _of_icon(path: Path) -> Measures:
    """Read the directory of an icon: one byte a side, 0 standing for 256. The largest counts."""
    with path.open("rb") as file:
        header = file.read(_ICON_HEADER_BYTES)
        count = int.from_bytes(header[4:6], "little")
        entries = file.read(count * _ICON_ENTRY_BYTES)
    if not count or len(entries) < count * _ICON_ENTRY_BYTES:
        raise MediaRefused("The ico image is broken: its directory is cut short")
    sides = [(entries[at] or 256, entries[at + 1] or 256) for at in range(0, len(entries), 16)]
    return Measures(*max(sides))
