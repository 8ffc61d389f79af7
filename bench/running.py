"""Starting and stopping what is measured."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

import psutil

from strive.local.instance import find_instance

READY_TIMEOUT_S = 60.0
COMMAND_TIMEOUT_S = 300.0


def free_port() -> int:
    """Return a port nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(data_dir: Path, port: int) -> dict[str, str]:
    """Return the variables of an instance of its own, as in production, without the sample."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("STRIVE_")}
    return {
        **clean,
        "STRIVE_DATA_DIR": str(data_dir),
        "STRIVE_PORT": str(port),
        "STRIVE_SAMPLE": "0",
        "STRIVE_ENVIRONMENT": "production",
        "STRIVE_ALLOW_EMBEDDED": "1",
        "STRIVE_SECRET_KEY": secrets.token_hex(32),
        "STRIVE_BASE_URL": f"http://localhost:{port}",
        "STRIVE_WORKERS": "1",
        "STRIVE_LOG_LEVEL": "WARNING",
        "STRIVE_LIMITS": "off",
    }


def strive(arguments: Sequence[str], env: dict[str, str]) -> str:
    """Run a `strive` command to its end; return what it wrote."""
    command = [sys.executable, "-m", "strive", *arguments]
    return subprocess.run(
        command, env=env, check=True, capture_output=True, text=True, timeout=COMMAND_TIMEOUT_S
    ).stdout


@contextmanager
def serving(command: Sequence[str], url: str, env: dict[str, str]) -> Iterator[tuple[int, float]]:
    """Run a server; yield its process id and the seconds until it answered at `url`."""
    started = time.perf_counter()
    with TemporaryFile() as said:  # a pipe nobody reads would fill, and hold the server up
        process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=said)
        try:
            _wait_until_answering(process, url, said)
            yield process.pid, time.perf_counter() - started
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def web_of(pid: int) -> int:
    """Return the process id of the web role below `strive run`."""
    for child in psutil.Process(pid).children(recursive=True):
        if child.cmdline()[-1:] == ["serve"]:
            return child.pid
    raise RuntimeError("there is no web role")


def valkey_of(data_dir: Path) -> str:
    """Return the address of the Valkey of a running instance."""
    instance = find_instance(data_dir)
    if instance is None:
        raise RuntimeError("there is no instance")
    return instance.valkey_url


def memory_mb(pid: int) -> dict[str, float]:
    """Return the proportional memory (PSS) of a process and all below it, by name, in MB."""
    root = psutil.Process(pid)
    sizes: dict[str, float] = {}
    for process in [root, *root.children(recursive=True)]:
        name = _name(process)
        sizes[name] = sizes.get(name, 0.0) + process.memory_full_info().pss / 2**20
    return sizes


def _name(process: psutil.Process) -> str:
    line = " ".join(process.cmdline())
    for word in ("mongod", "valkey", "serve", "worker", "scheduler", " run"):
        if word in line:
            return word.strip()
    return "serve" if "multiprocessing" in line else process.name()


def _wait_until_answering(process: subprocess.Popen[bytes], url: str, said: BinaryIO) -> None:
    deadline = time.perf_counter() + READY_TIMEOUT_S
    while time.perf_counter() < deadline:
        if process.poll() is not None:
            said.seek(0)
            raise RuntimeError(said.read().decode())
        try:
            with urllib.request.urlopen(url, timeout=1) as answer:
                if answer.status == 200:  # noqa: PLR2004 - OK
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.02)
    raise TimeoutError(f"{url} does not answer")
