"""What child processes print, line by line, without letting any of them hold up the others."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable

LINE_BYTES_MAX = 16 * 1024

Say = Callable[[str, str], None]
"""Show a line of a named process to the person at the keyboard: `say("web", "listening")`."""


def print_line(name: str, line: str) -> None:
    """Show a line on standard error."""
    sys.stderr.write(f"{name:>9} | {line}\n")


async def read_lines(descriptor: int, handle: Callable[[str], None]) -> None:
    """Read a pipe to its end and hand on its lines, overlong ones in pieces; closes the pipe.

    Args:
        descriptor: Read end of a pipe.
        handle: Gets each line without its line break; bad UTF-8 is replaced.
    """
    reader = asyncio.StreamReader()
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(descriptor, "rb", 0)
    )
    rest = b""
    try:
        while chunk := await reader.read(LINE_BYTES_MAX):
            *lines, rest = (rest + chunk).split(b"\n")
            if len(rest) > LINE_BYTES_MAX:
                lines, rest = [*lines, rest], b""
            for line in lines:
                handle(line.decode(errors="replace").rstrip("\r"))
        if rest:
            handle(rest.decode(errors="replace"))
    finally:
        transport.close()
