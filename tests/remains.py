"""Looks for texts in all there is: every collection, every key of Valkey, every file."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

from bson import json_util

from strive.app import Strive

READ = {
    b"string": lambda valkey, key: valkey.get(key),
    b"hash": lambda valkey, key: valkey.hgetall(key),
    b"list": lambda valkey, key: valkey.lrange(key, 0, -1),
    b"set": lambda valkey, key: valkey.smembers(key),
    b"zset": lambda valkey, key: valkey.zrange(key, 0, -1),
    b"stream": lambda valkey, key: valkey.xrange(key),
}


async def remains(strive: Strive, *texts: str) -> list[str]:
    """Return where one of the texts stands, in whatever case."""
    pattern = re.compile(b"|".join(re.escape(text.encode()) for text in texts), re.IGNORECASE)
    places: list[str] = []
    async for place, content in _everything(strive):
        if found := pattern.search(content):
            around = content[max(found.start() - 40, 0) : found.end() + 40]
            places.append(f"{place}: …{around!r}")
    return places


async def _everything(strive: Strive) -> AsyncIterator[tuple[str, bytes]]:
    database = strive.database.raw
    for name in await database.list_collection_names():
        async for document in database[name].find({}):
            yield f"collection {name}", json_util.dumps(document, ensure_ascii=False).encode()
    async for key in strive.valkey.scan_iter("*"):
        kind = await strive.valkey.type(key)
        value: Any = await READ[kind](strive.valkey, key) if kind in READ else b""
        yield f"Valkey {key!r}", key + (value if isinstance(value, bytes) else _joined(value))
    for path in _files(strive.settings.data_dir):
        yield f"file {path}", str(path).encode() + path.read_bytes()


def _joined(value: Any) -> bytes:
    if isinstance(value, bytes):
        return value + b" "
    if isinstance(value, dict):
        return b"".join(map(_joined, [*value, *value.values()]))
    if isinstance(value, list | tuple | set):
        return b"".join(map(_joined, value))
    return str(value).encode()


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())
