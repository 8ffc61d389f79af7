"""Limits on connections: how many, how large and how slow their heads, how slow their readers."""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from granian.constants import HTTPModes
from granian.http import HTTP1Settings

CONNECTIONS_MAX: Final = 16_384  # of one worker process; others wait for the kernel to hand over
BACKLOG: Final = 4_096
HEAD_BYTES_MAX: Final = 65_536
HEAD_TIMEOUT_S: Final = 30.0
STALLED_S: Final = 30.0

_RESERVED: Final = 512  # descriptors for files, databases and the rest
_LOOK_EVERY_S: Final = 0.05
_LOOKS_MAX: Final = 600


def granian_options(*, head_timeout_s: float = HEAD_TIMEOUT_S) -> dict[str, Any]:
    """Return what Granian is told of connections; call it in the process that starts it.

    Granian keeps the time for a head (also the time a connection may be idle) from its first byte
    only when it need not find out whether HTTP/2 is spoken, so HTTP/1 is said. `backpressure` is
    its word for the connections of a worker, each of which takes a file descriptor.
    """
    descriptors = raise_descriptor_limit(CONNECTIONS_MAX + _RESERVED)
    return {
        "http": HTTPModes.http1,
        "backlog": BACKLOG,
        "backpressure": max(min(CONNECTIONS_MAX, descriptors - _RESERVED), 1),
        "http1_settings": HTTP1Settings(
            header_read_timeout=int(head_timeout_s * 1000), max_buffer_size=HEAD_BYTES_MAX
        ),
    }


def raise_descriptor_limit(wanted: int) -> int:
    """Let this process and its children open so many files, or as many as it may; say how many."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, allowed), hard))
        soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return wanted if soft == resource.RLIM_INFINITY else soft


async def cut_stalled_readers(stalled_s: float = STALLED_S) -> None:
    """Have the kernel end connections whose other end takes nothing for so long.

    An answer is handed to the server whole, so no code of ours waits for its reader. Run it as a
    task when the process starts: it waits for the server to listen, and sets what accepted
    connections inherit. Where the kernel knows no such time (other than Linux), it does nothing.
    """
    option = getattr(socket, "TCP_USER_TIMEOUT", None)
    if option is None:
        return
    for _ in range(_LOOKS_MAX):
        if listeners := list(_listeners()):
            for listener in listeners:
                with listener:
                    listener.setsockopt(socket.IPPROTO_TCP, option, int(stalled_s * 1000))
            return
        await asyncio.sleep(_LOOK_EVERY_S)


def _listeners() -> Iterator[socket.socket]:
    """Yield copies of the TCP sockets this process listens on."""
    for entry in Path("/proc/self/fd").iterdir():
        descriptor = -1
        try:
            descriptor = os.dup(int(entry.name))
            candidate = socket.socket(fileno=descriptor)
        except OSError:
            if descriptor >= 0:
                os.close(descriptor)
            continue
        if _listens(candidate):
            yield candidate
        else:
            candidate.close()


def _listens(candidate: socket.socket) -> bool:
    is_tcp = candidate.family in {socket.AF_INET, socket.AF_INET6}
    return is_tcp and bool(candidate.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))
