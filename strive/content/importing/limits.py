"""How much an import accepts before it takes a file for damaged or hostile."""

from __future__ import annotations

from typing import Final

CHUNK_BYTES: Final = 1 << 16
FIELD_BYTES_MAX: Final = 16_000_000  # eight times the longest body a post may have
ITEM_BYTES_MAX: Final = 64_000_000
ITEM_PARTS_MAX: Final = 50_000  # elements and attributes of one post
FRONT_MATTER_BYTES_MAX: Final = 256_000
FRONT_MATTER_DEPTH_MAX: Final = 20
FRONT_MATTER_ALIASES_MAX: Final = 20
TEXT_FILE_BYTES_MAX: Final = FIELD_BYTES_MAX
NESTING_MAX: Final = 100  # of elements or JSON inside one item

UNPACKED_BYTES_MAX: Final = 200_000_000_000
UNPACKED_FILES_MAX: Final = 2_000_000
RATIO_MAX: Final = 200  # unpacked to packed bytes; text reaches 20, pictures 1
RATIO_FREE_BYTES: Final = 50_000_000  # small archives may be as dense as they like
MEDIA_BYTES_MAX: Final = 2_000_000_000
