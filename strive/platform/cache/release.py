"""Which code this is: what one release stored in Valkey, no other reads."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path

_KINDS = frozenset({".py", ".html", ".css", ".js", ".svg", ".yaml"})


def release_of(folders: Iterable[Path]) -> str:
    """Return a digest of the code, templates and styles in some folders: 16 characters.

    A folder that does not exist adds nothing. Reading Strive's own takes some 20 ms.
    """
    digest = blake2b(digest_size=8)
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in _KINDS and path.is_file():
                digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
                digest.update(path.read_bytes())
    return digest.hexdigest()
