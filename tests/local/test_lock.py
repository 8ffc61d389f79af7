from __future__ import annotations

import os
import subprocess
import sys

import pytest

from strive.local.errors import AlreadyRunning
from strive.local.lock import hold_data_folder, is_held, try_lock

HOLD = "import sys; from pathlib import Path; from strive.local.lock import *;\
lock = hold_data_folder(Path(sys.argv[1])); print(1, flush=True); input()"


def test_only_one_can_hold_a_folder(tmp_path):
    with hold_data_folder(tmp_path / "lock"), pytest.raises(AlreadyRunning):
        hold_data_folder(tmp_path / "lock")


def test_a_released_lock_can_be_taken_again(tmp_path):
    with hold_data_folder(tmp_path / "lock"):
        pass
    with hold_data_folder(tmp_path / "lock"):
        assert is_held(tmp_path / "lock")


def test_a_file_left_behind_holds_nothing(tmp_path):
    (tmp_path / "lock").write_text(f"{os.getpid()}\n", encoding="ascii")
    assert not is_held(tmp_path / "lock")


def test_a_shared_lock_is_shared_but_not_given_exclusively(tmp_path):
    with try_lock(tmp_path / "users", shared=True), try_lock(tmp_path / "users", shared=True):
        assert try_lock(tmp_path / "users") is None


def test_a_lock_goes_with_its_killed_holder(tmp_path):
    command = [sys.executable, "-c", HOLD, str(tmp_path / "lock")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        holder.stdout.readline()
        assert is_held(tmp_path / "lock")
        holder.kill()
    assert not is_held(tmp_path / "lock")
