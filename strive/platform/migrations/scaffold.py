"""`strive migrate new`: a file to fill in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from strive.kit.slugs import slugify
from strive.platform.errors import Invalid
from strive.platform.migrations.migration import Migration, Phase

_FILE = '''\
"""{title}."""

from __future__ import annotations

from strive.platform.database import RawDatabase

PHASE = "{phase}"


async def up(database: RawDatabase) -> None:
    await database.command("ping")


async def down(database: RawDatabase) -> None:
    await database.command("ping")
'''


def write_new(folder: Path, name: str, phase: Phase, existing: Sequence[Migration]) -> Path:
    """Write the file of a migration that comes after all existing ones; return its path.

    Raises `Invalid` for a name without letters or a folder that cannot be written.
    """
    slug = slugify(name).replace("-", "_")
    if not slug.isascii() or not slug:
        raise Invalid("Name the migration in plain ASCII words, such as 'index posts by tag'.")
    major, minor, patch = max((m.version for m in existing), default=(1, 0, 0))
    path = folder / f"v{major}_{minor}_{patch + 1}_{slug}.py"
    title = name.strip().rstrip(".")
    text = _FILE.format(title=title[:1].upper() + title[1:], phase=phase)
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise Invalid(f"{folder} cannot be written: {error.strerror}.") from error
    return path
