"""The house is clean: short files and functions, nothing dead, nothing that does not belong."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILE_LINES_MAX = 300
FUNCTION_LINES_MAX = 50

TRACKED = [
    ROOT / name
    for name in subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    if (ROOT / name).is_file()
]
PYTHON = [path for path in TRACKED if path.suffix == ".py"]
SOURCES = [path for path in PYTHON if path.is_relative_to(ROOT / "strive")]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def calls(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            yield node.lineno, ast.unparse(node.func)


def test_no_file_is_long():
    long = {
        name_of(p): n for p in PYTHON if (n := len(p.read_text().splitlines())) > FILE_LINES_MAX
    }
    assert not long


def test_no_function_is_long():
    long = {
        f"{name_of(path)}:{node.name}": length
        for path in PYTHON
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION_LINES_MAX
    }
    assert not long


@pytest.mark.parametrize(
    ("banned", "instead", "allowed"),
    [
        ("datetime.now", "the clock that was passed in", {"strive/kit/clock.py"}),
        ("datetime.utcnow", "the clock that was passed in", set()),
        ("date.today", "the clock that was passed in", set()),
        ("print", "the log, or typer.echo in a command", {"strive/local/output.py"}),
        ("eval", "nothing", set()),
        ("exec", "nothing", set()),
    ],
)
def test_nothing_banned_is_called(banned, instead, allowed):
    found = [
        f"{name_of(path)}:{line}: use {instead}"
        for path in SOURCES
        if name_of(path) not in allowed
        for line, called in calls(path)
        if called == banned
    ]
    assert not found


def test_every_module_is_imported_by_another():
    lines = {line for path in PYTHON for line in path.read_text("utf-8").splitlines()}
    importing = (each for each in lines if re.search(r"\b(import|from)\b|^    \w+,$", each))
    imported = set(re.findall(r"\w+", " ".join(importing)))
    entered_otherwise = {"__init__", "__main__", "guard"}
    dead = [
        name_of(path)
        for path in SOURCES
        if path.stem not in entered_otherwise
        and not path.is_relative_to(ROOT / "strive/migrations")
        and path.stem not in imported
    ]
    assert not dead


def test_every_template_is_used():
    templates = [path for path in TRACKED if "templates" in path.parts and path.suffix == ".html"]
    text = "\n".join(path.read_text("utf-8") for path in [*SOURCES, *templates])
    unused = [name_of(path) for path in templates if f'{path.name}"' not in text]
    assert not unused


def test_every_icon_is_used():
    icons = [path for path in TRACKED if path.is_relative_to(ROOT / "strive/theme/icons")]
    text = "\n".join(path.read_text("utf-8") for path in TRACKED if path.suffix in {".html", ".py"})
    assert not [name_of(path) for path in icons if f'"{path.stem}"' not in text]


def test_no_registry_is_named():
    host = re.compile("pyp" + r"i\.org|pythonho" + r"sted|npm" + r"js\.(org|com/)|deb\.deb" + "ian")
    text_files = [path for path in TRACKED if path.suffix not in {".png", ".webp", ".gz", ".ico"}]
    assert not [name_of(p) for p in text_files if host.search(p.read_text("utf-8", "ignore"))]


def test_lock_files_have_a_hash_for_each_requirement_and_no_address():
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text()
        assert "://" not in text
        pinned = re.findall(r"^[a-z0-9]\S*==.*$", text, re.MULTILINE | re.IGNORECASE)
        assert pinned
        assert all(line.endswith("\\") for line in pinned), "each is followed by its hashes"
