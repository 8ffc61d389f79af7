"""Uploads and other media: kept once under the hash of their bytes, served for ever."""

from strive.media.asset import Asset, Focus, id_in_url, ids_in
from strive.media.errors import MediaRefused, MediaTooLarge
from strive.media.keeping import Media
from strive.media.limits import MediaLimits
from strive.media.routes import routes

__all__ = [
    "Asset",
    "Focus",
    "Media",
    "MediaLimits",
    "MediaRefused",
    "MediaTooLarge",
    "id_in_url",
    "ids_in",
    "routes",
]
