"""A whole instance, as `strive run` starts it, with databases of its own."""

from __future__ import annotations

import os
import re
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from strive.local.instance import Instance, find_instance
from strive.local.ports import free_port

READY_S = 60.0


@dataclass
class Site:
    """A running instance, and what it says."""

    data_dir: Path
    port: int
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def instance(self) -> Instance:
        found = find_instance(self.data_dir)
        assert found is not None
        return found

    def process(self, name: str) -> psutil.Process:
        """Return a process of the instance by a part of its command line."""
        everyone = psutil.Process(self.instance.pid).children(recursive=True)
        return next(one for one in everyone if name in " ".join(one.cmdline()[:1]))

    def said(self, pattern: str) -> re.Match[str]:
        """Return where the output matches, as soon as it does."""
        until = time.monotonic() + READY_S
        while time.monotonic() < until:
            if found := re.search(pattern, self.log.read_text("utf-8")):
                return found
            time.sleep(0.05)
        raise AssertionError(f"the instance never said {pattern}")


@contextmanager
def running(folder: Path, **variables: str) -> Iterator[Site]:
    """Run an instance with its data under a folder, until the context is left."""
    site = Site(folder / "data", free_port(), folder / "log")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("STRIVE_")}
    settings = {
        "STRIVE_DATA_DIR": str(site.data_dir),
        "STRIVE_PORT": str(site.port),
        "STRIVE_SECRET_KEY": secrets.token_hex(32),
        **variables,
    }
    command = [sys.executable, "-m", "strive", "run"]
    with site.log.open("w") as log:
        process = subprocess.Popen(command, env=clean | settings, stdout=log, stderr=log)
        try:
            wait_until_ready(site)
            yield site
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)


def wait_until_ready(site: Site) -> None:
    """Wait until it serves with both databases; fail after a minute."""
    until = time.monotonic() + READY_S
    while time.monotonic() < until:
        try:
            if httpx.get(f"{site.url}/readyz", timeout=2).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError("the instance is not ready")
