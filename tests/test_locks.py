"""The lock files: all that is declared, and both in agreement."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
RUN, DEV = (ROOT / "requirements" / name for name in ("run.txt", "dev.txt"))
PINNED = re.compile(
    r"^(?P<name>[a-z0-9-]+)(?:\[[a-z0-9,-]+\])?==(?P<version>[^ ;\\]+)", re.MULTILINE
)


def pins(lock: Path) -> dict[str, set[str]]:
    """Versions by name; there may be several, for different systems."""
    found: dict[str, set[str]] = {}
    for pin in PINNED.finditer(lock.read_text("utf-8")):
        found.setdefault(pin["name"], set()).add(pin["version"])
    return found


def declared(*extras: str) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lists = [project["dependencies"], *(project["optional-dependencies"][name] for name in extras)]
    names = {re.split(r"[\[<>=;\s~!]", line)[0] for lines in lists for line in lines}
    return {re.sub(r"[-_.]+", "-", name).lower() for name in names}


def test_what_is_declared_is_locked():
    assert declared("embedded", "build") <= set(pins(RUN))
    assert declared("embedded", "build", "dev") <= set(pins(DEV))


def test_what_is_developed_with_is_what_runs():
    developed = pins(DEV)
    assert not {name for name, versions in pins(RUN).items() if developed.get(name) != versions}
