"""Whoever started this process: whether they have left, or were told to stop.

Usually a signal tells. None does when only the process between got it: `make`, hearing of Ctrl-C
or of a terminal that closes, does not pass it on but waits for its child to end.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import Self

POLL_S = 0.5
STREAMS = (0, 1, 2)
STOP_SIGNALS = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True)
class Starter:
    """Who started this process.

    Attributes:
        terminal: A descriptor of the terminal in whose foreground it was started; None elsewhere,
            and under nohup, where the end of the terminal does not matter.
        parent: The process it must not outlive; None when it may.
    """

    terminal: int | None
    parent: int | None

    @classmethod
    def look(cls, *, with_parent: bool) -> Self:
        """Look who it is; `with_parent` when this process must not outlive its parent."""
        return cls(_terminal(), os.getppid() if with_parent else None)

    def has_left(self) -> bool:
        """Tell whether the terminal has hung up, or the parent has ended or is ending."""
        return self._terminal_hung_up() or self._parent_ends()

    async def leaving(self) -> None:
        """Return once they have left: never when there is nobody to follow."""
        while not self.has_left():  # noqa: ASYNC110 - nobody tells of it
            await asyncio.sleep(POLL_S)

    def _terminal_hung_up(self) -> bool:
        return self.terminal is not None and not os.isatty(self.terminal)

    def _parent_ends(self) -> bool:
        return self.parent is not None and (
            os.getppid() != self.parent or _handles_a_stop_signal(self.parent)
        )


def _terminal() -> int | None:
    if signal.getsignal(signal.SIGHUP) == signal.SIG_IGN:
        return None
    for stream in STREAMS:
        with contextlib.suppress(OSError):
            if os.tcgetpgrp(stream) == os.getpgrp():
                return stream
    return None


def _handles_a_stop_signal(pid: int) -> bool:
    """Tell whether a process is inside its handler of one: it is blocked meanwhile.

    Read from /proc (`proc_pid_status(5)`), so on Linux only; elsewhere nobody can tell.
    """
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
            if line.startswith("SigBlk:"):
                blocked = int(line.split()[1], 16)
                return any(blocked >> (number - 1) & 1 for number in STOP_SIGNALS)
    return False
