from __future__ import annotations

import subprocess
import sys

from strive.content.importing.workspace import temporary_folder

HOLDER = """
import sys
from pathlib import Path
from strive.content.importing.workspace import temporary_folder
with temporary_folder(Path(sys.argv[1]), "notes") as folder:
    (folder / "file").write_text("x")
    print(folder, flush=True)
    sys.stdin.read()
"""


def test_a_folder_goes_when_its_work_is_done(tmp_path):
    with temporary_folder(tmp_path / "w", "notes") as folder:
        (folder / "sub").mkdir()
        assert folder.parent == tmp_path / "w"
    assert list((tmp_path / "w").iterdir()) == []


def test_what_a_killed_import_left_goes_with_the_next_and_what_is_in_use_stays(tmp_path):
    command = [sys.executable, "-c", HOLDER, tmp_path]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as holder:
        left = holder.stdout.readline().strip()
        with temporary_folder(tmp_path, "notes") as folder:
            assert {str(path) for path in tmp_path.iterdir()} == {left, str(folder)}
        holder.kill()
    with temporary_folder(tmp_path, "notes") as folder:
        assert list(tmp_path.iterdir()) == [folder]
