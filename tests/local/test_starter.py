"""Whoever started a process leaves: a terminal that closes, a parent that ends or is told to."""

from __future__ import annotations

import os
import pty
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from strive.local.ports import free_port

SUPERVISED = Path(__file__).with_name("supervised.py")

FOLLOW = r"""
import asyncio, os, signal, sys
from strive.local.starter import Starter
signal.signal(signal.SIGHUP, signal.SIG_IGN if sys.argv[1] == "nohup" else lambda *_: None)
starter = Starter.look(with_parent=sys.argv[1] == "parent")
os.write(1, f"{starter.terminal is not None} {starter.parent is not None}\n".encode())
asyncio.run(starter.leaving())
open(sys.argv[2], "w").close()
"""


def in_a_terminal(*command: str) -> tuple[int, int]:
    """Start a command as the leader of a terminal; return its pid and the terminal's other end."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvp(command[0], command)
    return pid, terminal


def follower(kind: str, left: Path) -> tuple[str, ...]:
    return (sys.executable, "-c", FOLLOW, kind, str(left))


def appears(file: Path) -> bool:
    """Poll for a file, of which no event tells, for five seconds."""
    until = time.monotonic() + 5
    while not file.exists() and time.monotonic() < until:
        time.sleep(0.02)
    return file.exists()


def test_a_terminal_that_closes_is_noticed_without_a_signal(tmp_path):
    pid, terminal = in_a_terminal(*follower("terminal", tmp_path / "left"))
    assert os.read(terminal, 100).startswith(b"True")
    os.close(terminal)
    assert appears(tmp_path / "left")
    os.waitpid(pid, 0)


def test_under_nohup_a_terminal_may_close(tmp_path):
    pid, terminal = in_a_terminal(*follower("nohup", tmp_path / "left"))
    assert os.read(terminal, 100).startswith(b"False")
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    os.close(terminal)


def test_nobody_is_followed_in_the_background(tmp_path):
    with subprocess.Popen(follower("none", tmp_path / "left"), stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"False False\n"
        process.kill()


def test_a_parent_that_is_killed_is_noticed(tmp_path):
    start = "import subprocess, sys; subprocess.run(sys.argv[1:])"
    command = (sys.executable, "-c", start, *follower("parent", tmp_path / "left"))
    with subprocess.Popen(command, stdout=subprocess.PIPE) as parent:
        assert parent.stdout.readline().endswith(b"True\n")
        parent.kill()
        assert appears(tmp_path / "left")


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
@pytest.mark.skipif(sys.platform != "linux", reason="only /proc tells what make was told")
def test_ctrl_c_that_only_make_hears_stops_the_instance_in_order(tmp_path, folder):
    recipe = f"run:\n\t@exec {sys.executable} {SUPERVISED} {folder} {free_port()}\n"
    (tmp_path / "Makefile").write_text(recipe, encoding="utf-8")
    command = ("make", "-C", str(tmp_path), "run")
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as make:
        lines = iter(make.stdout.readline, b"")
        assert any(line.startswith(b"ready: ") for line in lines)
        make.send_signal(signal.SIGINT)
        assert b"end: in order\n" in list(lines)
        assert make.wait(10) != 0
