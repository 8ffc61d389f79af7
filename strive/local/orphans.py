"""No process outlives the one that started it, even if that one was killed with SIGKILL.

On Linux the kernel does it (`PR_SET_PDEATHSIG`). The signal is sent when the *thread* that
started the process ends, so start processes from a thread that lives as long as they should.
Elsewhere a guard process does it (`strive.local.guard`).

This file is also run as a script, between fork and exec of every child, hence its few imports.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

PR_SET_PDEATHSIG = 1  # <linux/prctl.h>
POLL_S = 0.5
EXIT_NOT_STARTED = 127  # what a shell returns for a command it cannot run


def kernel_kills_orphans() -> bool:
    """Tell whether the kernel can end a process together with its parent."""
    return sys.platform == "linux"


def die_with_parent(parent_pid: int | None = None) -> None:
    """Let the current process be killed as soon as its parent ends, however the parent ends.

    Args:
        parent_pid: Who the parent is meant to be; None takes whoever it is now. When the parent
            is another one already, it has ended before this call and the process ends at once.
    """
    expected = os.getppid() if parent_pid is None else parent_pid
    if kernel_kills_orphans():
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG) failed")
    else:
        threading.Thread(target=_watch_parent, args=(expected,), daemon=True).start()
    if os.getppid() != expected:
        _die()


def bound_command(argv: Sequence[str], guard_fd: int | None) -> list[str]:
    """Wrap a command so that it dies with the process that calls this.

    Args:
        argv: The command; its first part a path or a name on PATH.
        guard_fd: Write end of the guard's pipe where the kernel does not do it; the child
            enters itself there before anything else runs. It must be inherited by the child.
    """
    here = str(Path(__file__).resolve())
    guard = str(-1 if guard_fd is None else guard_fd)
    return [sys.executable, "-I", "-S", here, str(os.getpid()), guard, *argv]


def _watch_parent(expected: int) -> None:
    while os.getppid() == expected:
        time.sleep(POLL_S)
    _die()


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _become(parent_pid: int, guard_fd: int, argv: list[str]) -> None:
    """Bind this process to its parent, then turn into the command."""
    if guard_fd < 0:
        die_with_parent(parent_pid)
    else:
        # The pipe stays open for the guard until this line is in it, so none is missed.
        os.write(guard_fd, b"+%d\n" % os.getpid())
        os.close(guard_fd)
        if os.getppid() != parent_pid:
            _die()
    try:
        os.execvp(argv[0], argv)  # noqa: S606 - the command comes from our own code
    except OSError as error:
        sys.stderr.write(f"{argv[0]}: {error.strerror}\n")
        sys.exit(EXIT_NOT_STARTED)


def kill_group(leader_pid: int, signal_number: int = signal.SIGKILL) -> None:
    """Signal a process and all it started; nobody there is fine."""
    # macOS answers EPERM for a group of which only a zombie is left.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader_pid, signal_number)


if __name__ == "__main__":
    _become(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
