from __future__ import annotations

import os
import stat

import pytest

from strive.local.errors import AlreadyRunning
from strive.local.folders import make_folders
from strive.local.instance import FILE, Instance, become_instance, find_instance, write_instance

INSTANCE = Instance(7, "http://localhost:8000", "mongodb://u:secret@h/", "unix:///v.sock")


def test_a_live_instance_is_found(tmp_path):
    folders = make_folders(tmp_path)
    with become_instance(folders):
        write_instance(folders, INSTANCE)
        assert find_instance(tmp_path) == INSTANCE


def test_the_file_of_a_dead_instance_is_not_believed(tmp_path):
    write_instance(make_folders(tmp_path), INSTANCE)
    assert find_instance(tmp_path) is None


def test_a_new_instance_forgets_what_a_killed_one_left(tmp_path):
    folders = make_folders(tmp_path)
    write_instance(folders, INSTANCE)
    with become_instance(folders):
        assert find_instance(tmp_path) is None


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"pid": 1}', b"\xff\xfe"])
def test_a_damaged_file_is_no_instance(tmp_path, damage):
    folders = make_folders(tmp_path)
    with become_instance(folders):
        (folders.run / FILE).write_bytes(damage)
        assert find_instance(tmp_path) is None


def test_no_folder_is_no_instance(tmp_path):
    assert find_instance(tmp_path / "nothing") is None


def test_only_the_owner_may_read_the_file(tmp_path):
    folders = make_folders(tmp_path)
    write_instance(folders, INSTANCE)
    assert stat.S_IMODE((folders.run / FILE).stat().st_mode) == 0o600


def test_a_second_instance_is_told_who_the_first_is(tmp_path):
    folders = make_folders(tmp_path)
    with become_instance(folders):
        write_instance(folders, INSTANCE)
        with pytest.raises(AlreadyRunning, match=r"http://localhost:8000 \(pid 7\)"):
            become_instance(folders)


def test_an_instance_that_is_starting_is_named_by_its_pid(tmp_path):
    folders = make_folders(tmp_path)
    with become_instance(folders), pytest.raises(AlreadyRunning, match=f"pid {os.getpid()}"):
        become_instance(folders)


def test_printing_an_instance_shows_no_password():
    assert "secret" not in repr(INSTANCE)
