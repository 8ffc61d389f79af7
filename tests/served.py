"""A web process as it is deployed: `strive serve` on a free port, over a test's own database."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from strive.local.ports import free_port
from strive.settings import Settings

READY_S = 20.0


@dataclass(frozen=True)
class Served:
    """Where a process listens, and what it has logged so far."""

    port: int
    log: Path
    scheme: str = "http"
    host: str = "127.0.0.1"

    @property
    def url(self) -> str:
        """The address of the site."""
        return f"{self.scheme}://{self.host}:{self.port}"

    def send(self, request: bytes) -> bytes:
        """Send bytes as they are, and return all that comes back until the connection closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=READY_S) as connection:
            connection.sendall(request)
            return b"".join(iter(lambda: connection.recv(65_536), b""))

    def logged(self, part: str) -> list[str]:
        """Return the lines of the log with a text; they are written right after the answer."""
        until = time.monotonic() + READY_S
        while time.monotonic() < until:
            lines = self.log.read_text("utf-8").splitlines()
            if found := [line for line in lines if part in line]:
                return found
            time.sleep(0.01)
        return []


@contextmanager
def serving(settings: Settings, *, host: str = "", **variables: str) -> Iterator[Served]:
    """Serve with the given `STRIVE_` variables besides, until the context is left.

    With a host the site knows itself by it, as browsers ask for where passkeys belong to a name.
    """
    scheme = "https" if "STRIVE_TLS_CERT" in variables else "http"
    log_file = settings.data_dir / "served.log"
    served = Served(free_port(), log_file, scheme, host or "127.0.0.1")
    if host:
        variables = {"STRIVE_BASE_URL": served.url, **variables}
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    uri = urlsplit(settings.database.uri)._replace(path=f"/{settings.database.name}")
    environment = {
        "STRIVE_DATA_DIR": str(settings.data_dir),
        "STRIVE_MONGODB_URI": uri.geturl(),
        "STRIVE_VALKEY_URL": settings.valkey.url,
        "STRIVE_PORT": str(served.port),
        "STRIVE_LIMITS": settings.limits,
        **variables,
    }
    command = [sys.executable, "-m", "strive", "serve"]
    with served.log.open("w") as log:
        process = subprocess.Popen(command, env={**os.environ, **environment}, stderr=log)
        try:
            _wait_until_ready(process, served)
            yield served
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=READY_S)


def _wait_until_ready(process: subprocess.Popen[bytes], served: Served) -> None:
    until = time.monotonic() + READY_S
    while process.poll() is None and time.monotonic() < until:
        try:
            if httpx.get(f"{served.url}/readyz", verify=False).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise RuntimeError(f"strive serve did not become ready:\n{served.log.read_text()}")
