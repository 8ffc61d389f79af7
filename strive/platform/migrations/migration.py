"""What a migration is, and which there are."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from types import ModuleType

from strive.platform.database import RawDatabase
from strive.platform.errors import Invalid

Step = Callable[[RawDatabase], Awaitable[None]]
Version = tuple[int, int, int]

_FILE = re.compile(r"v(\d+)_(\d+)_(\d+)_([a-z0-9_]+)")


class Phase(StrEnum):
    """When a migration may run while two releases serve side by side.

    `expand` only adds, so the old release does not mind: it runs before the switch. `contract`
    takes away what only the old release needed: it runs once that is gone.
    """

    EXPAND = "expand"
    CONTRACT = "contract"


@dataclass(frozen=True, slots=True, order=True)
class Migration:
    """One change of the database and its way back; ordered by version, 1.0.9 before 1.0.10."""

    version: Version
    name: str = field(compare=False)
    phase: Phase = field(compare=False)
    up: Step = field(compare=False)
    down: Step = field(compare=False)

    @property
    def id(self) -> str:
        """The version as text, which is the record's `_id`."""
        return format_version(self.version)


def discover(package: ModuleType) -> list[Migration]:
    """Return the migrations of a package in order.

    Raises `Invalid` for a file named wrongly, without its parts, or of a version used twice.
    """
    names = [module.name for module in pkgutil.iter_modules(package.__path__)]
    found = [_load(package.__name__, name) for name in names]
    seen: dict[Version, str] = {}
    for migration in found:
        if migration.version in seen:
            other = seen[migration.version]
            raise Invalid(f"Migrations {other} and {migration.name} share one version.")
        seen[migration.version] = migration.name
    return sorted(found)


def parse_version(text: str) -> Version:
    """Read a version such as `1.0.10`; raises `Invalid`."""
    parts = text.removeprefix("v").split(".")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):  # noqa: PLR2004 - major, minor, patch
        raise Invalid(f"{text!r} is not a version such as 1.0.10.")
    return (int(parts[0]), int(parts[1]), int(parts[2]))


def format_version(version: Version) -> str:
    """Write a version as it is recorded."""
    return ".".join(map(str, version))


def _load(package: str, name: str) -> Migration:
    match = _FILE.fullmatch(name)
    if match is None:
        raise Invalid(f"Migration {name}.py is not named like v1_0_1_what_it_does.py.")
    module = importlib.import_module(f"{package}.{name}")
    try:
        return Migration(
            version=(int(match[1]), int(match[2]), int(match[3])),
            name=match[4].replace("_", " "),
            phase=Phase(module.PHASE),
            up=module.up,
            down=module.down,
        )
    except (AttributeError, ValueError) as error:
        raise Invalid(f"Migration {name}.py lacks PHASE, up or down: {error}") from error
