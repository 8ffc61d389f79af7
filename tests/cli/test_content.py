"""`strive content import` and `export`: what their arguments mean."""

from __future__ import annotations

import tarfile

import pytest


async def test_a_wrong_path_is_told_before_anything_is_started_or_made(command, tmp_path):
    missing, data = tmp_path / "missing.json", tmp_path / "data"
    nothing = {"STRIVE_MONGODB_URI": "", "STRIVE_VALKEY_URL": "", "STRIVE_DATA_DIR": str(data)}
    done = await command("content", "import", "ghost", missing, **nothing)
    assert (done.code, done.err) == (1, f"there is no file or folder {missing}\n")
    assert not data.exists()


@pytest.mark.parametrize(
    ("name", "options", "is_archive"),
    [
        ("site.tar.gz", (), True),
        ("site.tgz", (), True),
        ("site", (), False),
        ("folder.tar.gz", ("--format", "markdown"), False),
        ("archive", ("--format", "archive"), True),
    ],
)
async def test_the_name_says_what_an_export_is_unless_the_format_does(
    command, tmp_path, name, options, is_archive
):
    done = await command("content", "export", tmp_path / name, *options, "--json")
    assert done.json["format"] == ("archive" if is_archive else "markdown")
    assert (tmp_path / name).is_dir() is not is_archive
    assert not is_archive or tarfile.is_tarfile(tmp_path / name)
