"""How much of everything is accepted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from strive.media.sniffing import SVG

if TYPE_CHECKING:
    from strive.media.sniffing import FileType

_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class MediaLimits:
    """The most that one file may have; `pixels_max` is of one frame."""

    image_bytes_max: int = 50 * _MEGABYTE
    drawing_bytes_max: int = 5 * _MEGABYTE
    other_bytes_max: int = 512 * _MEGABYTE
    pixels_max: int = 100_000_000
    frames_max: int = 10_000

    def bytes_max(self, file_type: FileType) -> int:
        """Return the most bytes a file of this kind may have."""
        if file_type is SVG:
            return self.drawing_bytes_max
        return self.image_bytes_max if file_type.is_image else self.other_bytes_max
