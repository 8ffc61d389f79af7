"""The architecture holds: imports run downwards, stores are private, drivers keep their place."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LINTER = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*LINTER, "--config", str(folder / "pyproject.toml"), "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package's Python files and contracts, to be broken on purpose."""
    folder = tmp_path_factory.mktemp("copy")
    for path in [ROOT / "pyproject.toml", *ROOT.glob("strive/**/*.py")]:
        target = folder / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    return folder


def test_every_contract_is_kept():
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("strive/kit/clock.py", "import strive.content.post", "Imports run downwards only"),
        ("strive/content/post.py", "import pymongo", "stores speak to MongoDB"),
        ("strive/content/post.py", "import redis", "Only the platform speaks to Valkey"),
        ("strive/app/web.py", "import strive.content.store", "by its own feature only: content"),
        ("strive/app/web.py", "import strive.media.store", "by its own feature only: media"),
    ],
)
def test_a_broken_rule_is_found(copy, file, line, contract):
    path = copy / file
    text = path.read_text()
    path.write_text(f"{text}\n{line}\n")
    result = lint(copy)
    path.write_text(text)
    assert result.returncode == 1
    broken = [row for row in result.stdout.splitlines() if " BROKEN" in row]
    assert any(contract in row for row in broken), result.stdout
