"""Ports: finding a free one, and telling who has one that is taken."""

from __future__ import annotations

import contextlib
import errno
import socket
from pathlib import Path

from strive.local.errors import LocalError

LOOPBACK = "127.0.0.1"
LISTEN = "0A"  # state in /proc/net/tcp


def free_port() -> int:
    """Give a loopback port that is free at this moment."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def is_free(port: int, host: str = LOOPBACK) -> bool:
    """Tell whether a port can be listened on right now."""
    return _bind_error(host, port) is None


def require_port(host: str, port: int) -> None:
    """Check that the site can listen where it is meant to.

    Raises:
        LocalError: It cannot; the text says why, who has the port, and what to set instead.
    """
    error = _bind_error(host, port)
    if error is None:
        return
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        raise LocalError(
            f"{host} is no address of this machine; set STRIVE_HOST, for example to 127.0.0.1."
        )
    if error.errno == errno.EACCES:
        raise LocalError(f"Port {port} needs special rights; set STRIVE_PORT=8000 or above.")
    if error.errno == errno.EADDRINUSE:
        holder = port_holder(port)
        by_whom = f" by {holder}" if holder else ""
        raise LocalError(
            f"Port {port} is taken{by_whom}. Stop that, or choose another: "
            f"STRIVE_PORT={_next_free(host, port)}."
        )
    raise LocalError(f"Cannot listen on {host}:{port}: {error.strerror}.")


def port_holder(port: int) -> str | None:
    """Name the process that listens on a port, as "name (pid 12)"; None if it cannot be known.

    Read from /proc, so on Linux only, and only for processes one may look at.
    """
    inodes = {f"socket:[{inode}]" for inode in _listening_inodes(port)}
    if not inodes:
        return None
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if any(str(link.readlink()) in inodes for link in (process / "fd").iterdir()):
                name = (process / "comm").read_text(encoding="utf-8").strip()
                return f"{name} (pid {process.name})"
    return None


def _listening_inodes(port: int) -> set[str]:
    """Columns of /proc/net/tcp: slot, local address, remote address, state, …, inode (10th)."""
    inodes: set[str] = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with contextlib.suppress(OSError):
            for line in Path(table).read_text(encoding="ascii").splitlines()[1:]:
                columns = line.split()
                if columns[3] == LISTEN and int(columns[1].rpartition(":")[2], 16) == port:
                    inodes.add(columns[9])
    return inodes


def _bind_error(host: str, port: int) -> OSError | None:
    try:
        addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        for family, kind, protocol, _, address in addresses:
            with socket.socket(family, kind, protocol) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(address)
                probe.listen(1)  # two may bind with SO_REUSEADDR, only one may listen
    except OSError as error:
        return error
    return None


def _next_free(host: str, taken: int) -> int:
    candidates = (port for port in range(taken + 1, 65536) if is_free(port, host))
    return next(candidates, 8000)
