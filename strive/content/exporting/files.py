"""Files taken out of the object storage."""

from __future__ import annotations

from typing import IO

import structlog

from strive.media import Asset, Media
from strive.platform.errors import NotFound

log = structlog.get_logger(__name__)


async def copied(asset: Asset, media: Media, file: IO[bytes]) -> bool:
    """Write the bytes of an asset into a file; False, and a warning, if the storage lost them."""
    try:
        stored = await media.open(asset)
    except NotFound:
        log.warning("exporting.file_missing", asset=asset.id, key=asset.key)
        return False
    async for chunk in stored.chunks:
        file.write(chunk)
    return True
