"""The small site of `limited_site.py`, really served, for tests to attack."""

from __future__ import annotations

import contextlib
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import psutil

from strive.local.ports import free_port

HERE = Path(__file__).parent
PATIENCE_S = 8.0


class Site:
    def __init__(self, port: int, process: subprocess.Popen[bytes]) -> None:
        self.port = port
        self.process = process

    def connect(self, receive_bytes: int = 0) -> socket.socket:
        connection = socket.socket()
        if receive_bytes:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        connection.settimeout(PATIENCE_S)
        try:
            connection.connect(("127.0.0.1", self.port))
        except OSError:
            connection.close()
            raise
        return connection

    def ask(self, request: bytes) -> bytes:
        """Send bytes as they are; return the head of the answer."""
        with self.connect() as connection:
            connection.sendall(request)
            return connection.recv(65_536)

    def page_ms(self, requests: int = 60) -> float:
        """Measure how long a page takes others, half of the time, over a connection kept open."""
        taken = []
        with self.connect() as connection:
            for _ in range(requests):
                started = time.perf_counter()
                connection.sendall(b"GET /page HTTP/1.1\r\nHost: x\r\n\r\n")
                assert connection.recv(65_536).startswith(b"HTTP/1.1 200")
                taken.append((time.perf_counter() - started) * 1000)
        return median(taken)

    def connections(self) -> int:
        workers = psutil.Process(self.process.pid).children()
        return sum(
            connection.status == psutil.CONN_ESTABLISHED
            for worker in workers
            for connection in worker.net_connections("tcp")
        )

    def memory_mb(self) -> float:
        return sum(
            worker.memory_info().rss for worker in psutil.Process(self.process.pid).children()
        ) / (1024 * 1024)


@contextlib.contextmanager
def limited_site() -> Iterator[Site]:
    """Serve it until the context is left."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "limited_site.py", str(port)], cwd=HERE)
    site = Site(port, process)
    try:
        _wait_until_live(site)
        yield site
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=PATIENCE_S)


def _wait_until_live(site: Site) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with contextlib.suppress(OSError):
            if b"live" in site.ask(b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n"):
                return
        time.sleep(0.05)
    raise TimeoutError("the site does not answer")
