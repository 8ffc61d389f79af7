from __future__ import annotations

import os
import stat
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from strive.local.errors import LocalError
from strive.local.folders import clock_warning, is_full, make_folders, require_space

NOW = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)


@pytest.mark.parametrize("name", ["with space", "ünïコード", "a" * 200, "quote'\"$x"])
def test_any_name_the_file_system_takes_will_do(tmp_path, name):
    folders = make_folders(tmp_path / name)
    assert folders.run.is_dir()
    assert stat.S_IMODE(folders.mongodb.stat().st_mode) == 0o700


def test_a_relative_folder_is_made_absolute(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert make_folders(tmp_path.__class__(".strive")).data == tmp_path / ".strive"


def test_a_file_in_the_way_is_named(tmp_path):
    (tmp_path / "data").write_text("", encoding="ascii")
    with pytest.raises(LocalError, match="in the way"):
        make_folders(tmp_path / "data")


def test_a_file_as_parent_is_named(tmp_path):
    (tmp_path / "file").write_text("", encoding="ascii")
    with pytest.raises(LocalError, match="is a file"):
        make_folders(tmp_path / "file" / "data")


def test_an_overlong_name_is_refused_in_one_line(tmp_path):
    with pytest.raises(LocalError, match="too long") as caught:
        make_folders(tmp_path / ("x" * 300))
    assert "\n" not in str(caught.value)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_one_may_not_write_to_is_refused(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(LocalError, match="may not write"):
        make_folders(tmp_path / "data")


def test_a_file_system_without_room_for_folders_is_refused(tmp_path):
    with pytest.raises(LocalError, match="cannot be used"):
        make_folders(tmp_path.__class__("/proc/strive"))


def test_a_full_disk_is_refused_before_anything_starts(tmp_path):
    with pytest.raises(LocalError, match="nearly full"):
        require_space(make_folders(tmp_path), needed_bytes=2**60)


def test_a_clock_behind_the_data_is_warned_about(tmp_path):
    folders = make_folders(tmp_path)
    turtle = folders.mongodb / "WiredTiger.turtle"
    turtle.touch()
    os.utime(turtle, (NOW.timestamp(), NOW.timestamp()))
    assert clock_warning(folders, NOW) is None
    assert "2026-03-04 05:06" in clock_warning(folders, NOW - timedelta(hours=1))


def test_a_full_disk_is_seen_without_any_log(tmp_path, monkeypatch):
    assert not is_full(tmp_path)
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: SimpleNamespace(free=1024))
    assert is_full(tmp_path)
