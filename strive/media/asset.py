"""The asset: a file that was kept, under the hash of its bytes; pure."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from msgspec import Struct, field

URL_PREFIX: Final = "/media/"
ID_DIGITS: Final = 32
_ID_ALPHABET: Final = frozenset("0123456789abcdef")
_IN_TEXT: Final = re.compile(rb"/media/[0-9a-f]{2}/([0-9a-f]{32})/")


class Focus(Struct, frozen=True, rename="camel"):
    """The point of an image to keep in sight when it is cropped; 0 to 1 from the top left."""

    x: float
    y: float


class Asset(Struct, frozen=True, rename="camel", kw_only=True):
    """A kept file. Its bytes never change: another content is another asset.

    `id` is the start of the SHA-256 of the bytes: 32 hexadecimal digits, 128 bits. `name` is made
    by the server (a slug and the extension of the content type). `width` and `height` are in
    pixels as shown, orientation applied; 0 where there is none or it is not known.
    """

    id: str = field(name="_id")
    name: str
    content_type: str
    size: int
    width: int = 0
    height: int = 0
    frames: int = 1
    alt: str = ""
    focus: Focus | None = None
    created_at: datetime

    @property
    def key(self) -> str:
        """Where the bytes are in the object storage."""
        return key_of(self.id, self.name)

    @property
    def url(self) -> str:
        """The address on the site, percent-encoded; it never shows anything else."""
        return f"{URL_PREFIX}{self.id[:2]}/{self.id}/{quote(self.name)}"

    @property
    def is_image(self) -> bool:
        """Whether it can stand in an `<img>`."""
        return self.content_type.startswith("image/")


def key_of(asset_id: str, name: str) -> str:
    """Return the key of an asset: its address, so that serving it asks no database."""
    return f"media/{asset_id[:2]}/{asset_id}/{name}"


def is_asset_id(text: str) -> bool:
    """Tell whether a text has the form of an asset's id."""
    return len(text) == ID_DIGITS and _ID_ALPHABET.issuperset(text)


def ids_in(text: bytes) -> list[str]:
    """Return the ids of all assets whose address stands in a text, each once, in order."""
    return sorted({found.decode() for found in _IN_TEXT.findall(text)})


def id_in_url(url: str) -> str:
    """Return the id in the address of an asset of this site, "" for any other address.

    A whole address is looked at by its path only: whose host it is, the caller knows.
    """
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:  # an address that cannot be read is not one of ours
        return ""
    parts = path.removeprefix(URL_PREFIX).split("/")
    if not path.startswith(URL_PREFIX) or len(parts) != 3 or not is_asset_id(parts[1]):  # noqa: PLR2004  # fold, id, name
        return ""
    return parts[1]
