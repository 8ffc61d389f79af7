from __future__ import annotations

import struct
import zlib

import pytest
import pyvips

from strive.media import Media
from strive.platform.storage import Storage


def picture(suffix: str, width: int = 40, height: int = 30, shade: int = 90) -> bytes:
    """A small real image; another shade is another file."""
    flat = pyvips.Image.black(width, height, bands=3).linear(1, [shade, 120, 200])
    return flat.cast("uchar").write_to_buffer(suffix)


def png_of_size(width: int, height: int) -> bytes:
    """A PNG whose header promises much and whose data holds nothing."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + crc

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(bytes(1000))
    signature = b"\x89PNG\r\n\x1a\n"
    return signature + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def gif_of_frames(frames: int, side: int = 1) -> bytes:
    """An animation of one-pixel frames on a canvas of side by side pixels."""
    screen = struct.pack("<HHBBB", side, side, 0x80, 0, 0) + bytes(6)
    frame = b"\x21\xf9\x04\x00\x0a\x00\x00\x00" + b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0)
    return b"GIF89a" + screen + (frame + b"\x02\x02\x44\x01\x00") * frames + b"\x3b"


@pytest.fixture
def storage(tmp_path) -> Storage:
    return Storage.open(f"file://{tmp_path}/objects")


@pytest.fixture
def media(database, storage, clock) -> Media:
    return Media(database, storage, clock)
