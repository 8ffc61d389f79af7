"""`strive content import` and `export` as a person or a program meets them."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from yarl import URL

POST = "---\ntitle: {}\ndate: 2024-05-01\n---\nText\n"


@pytest.fixture
def environment(mongodb_uri, valkey_url, settings, tmp_path) -> dict[str, str]:
    """What leads the command to the module's own database."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("STRIVE_")}
    return kept | {
        "STRIVE_DATA_DIR": str(tmp_path / "data"),
        "STRIVE_MONGODB_URI": str(URL(mongodb_uri).with_path(settings.database.name)),
        "STRIVE_VALKEY_URL": valkey_url,
        "COLUMNS": "120",
    }


@pytest.fixture
def content(strive, environment):
    """Run a `strive content` command; the database is the application's, so it is migrated."""

    def run(*words: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
        command = [Path(sys.executable).parent / "strive", "content", *words]
        return subprocess.run(
            command, env=environment, capture_output=True, text=True, check=False, **options
        )

    return run


@pytest.fixture
def folder(tmp_path) -> Path:
    (tmp_path / "site").mkdir()
    for name in ("one", "two"):
        (tmp_path / "site" / f"{name}.md").write_text(POST.format(name))
    return tmp_path / "site"


def test_a_program_is_told_in_json_and_nothing_else(content, folder):
    first = content("import", "markdown", folder, "--json", "--name", "json")
    assert (first.returncode, first.stderr) == (0, "")
    facts = json.loads(first.stdout)
    assert (facts["counts"], facts["changed"]) == ({"post": {"imported": 2}}, True)
    assert len(Path(facts["report"]).read_text().splitlines()) == 2
    again = json.loads(content("import", "markdown", folder, "--json", "--name", "json").stdout)
    assert (again["counts"], again["changed"]) == ({"post": {"unchanged": 2}}, False)


def test_a_person_is_told_in_a_table_and_that_nothing_changed(content, folder):
    first = content("import", "markdown", folder, "--name", "table")
    assert "imported" in first.stdout
    assert "Full report: " in first.stdout
    again = content("import", "markdown", folder, "--name", "table")
    assert "Nothing changed: everything is here already." in again.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("import", "ghost", "missing.json"), "there is no file or folder"),
        (("import", "wordpress", "one.md"), "one.md is not XML"),
        (("export", "."), "is not empty"),
        (("export", "missing/x.tar.gz", "--format", "archive"), "cannot be written"),
    ],
)
def test_a_failure_is_one_line_and_exit_code_1(content, folder, words, said):
    done = content(*words, cwd=folder)
    assert (done.returncode, done.stdout) == (1, "")
    [line] = done.stderr.splitlines()
    assert said in line


def test_a_disk_that_takes_nothing_is_told_in_one_line(content, environment, folder):
    Path(environment["STRIVE_DATA_DIR"]).mkdir()
    (Path(environment["STRIVE_DATA_DIR"]) / "imports").write_text("in the way")
    done = content("import", "markdown", folder)
    assert done.returncode == 1
    [line] = done.stderr.splitlines()
    assert line.startswith("It stopped; run it again to continue.")


def test_a_terminal_shows_how_far_it_is(environment, strive, folder):
    command = [Path(sys.executable).parent / "strive", "content", "import", "markdown", folder]
    ours, theirs = pty.openpty()
    environment |= {"TERM": "xterm"}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=theirs)
    os.close(theirs)
    shown = b""
    try:
        while part := os.read(ours, 4096):
            shown += part
    except OSError:  # the other end is closed
        pass
    process.communicate()
    os.close(ours)
    assert process.returncode == 0
    assert b"Writing" in shown
    assert b"2/2" in shown
