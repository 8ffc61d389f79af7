"""Windows in the real Valkey, shared, timed by a test, or in a server of its own to be killed."""

from __future__ import annotations

import secrets
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path

import pytest
import pytest_asyncio

from strive.local.binaries import find_valkey
from strive.platform.ratelimit.shared import SharedWindows
from strive.platform.ratelimit.windows import Outcome, Spend
from strive.platform.valkey import Valkey, ValkeySettings, open_valkey

PATIENT_MS = 5_000  # whatever else the machine does


def patient(url: str) -> Valkey:
    return open_valkey(ValkeySettings(url, timeout_ms=PATIENT_MS))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def valkey(valkey_url) -> AsyncIterator[Valkey]:
    client = patient(valkey_url)
    yield client
    await client.aclose()


@pytest.fixture
def prefix() -> bytes:
    """The beginning of keys that no other test uses."""
    return f"{{limits}}:{secrets.token_hex(6)}:".encode()


@pytest_asyncio.fixture
async def pair(valkey_url) -> AsyncIterator[tuple[SharedWindows, SharedWindows]]:
    """Two processes' worth of windows, each with its own connections."""
    windows = SharedWindows(patient(valkey_url)), SharedWindows(patient(valkey_url))
    yield windows
    for each in windows:
        await each.close()


class TimedWindows:
    """The script as it runs in production, but for its clock: a key that holds the moment."""

    def __init__(self, valkey: Valkey) -> None:
        self._valkey = valkey
        self._clock = f"{{limits}}:clock:{secrets.token_hex(6)}"
        clock = f"local now = tonumber(redis.call('GET', '{self._clock}'))"
        self.windows = SharedWindows(valkey, clock=clock)

    async def take(self, spends: Sequence[Spend], now_us: int) -> Outcome:
        await self._valkey.set(self._clock, now_us)
        return await self.windows.take(spends)

    async def refund(self, spends: Sequence[Spend], at_us: int) -> None:
        await self.windows.refund(spends, at_us)


@pytest_asyncio.fixture
async def timed(valkey_url) -> AsyncIterator[TimedWindows]:
    timed = TimedWindows(patient(valkey_url))
    yield timed
    await timed.windows.close()


class OwnValkey:
    """A server of a test's own, to be killed, stopped and started again at the same address."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._socket = folder / "valkey.sock"
        self.url = f"unix://{self._socket}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        options = ["--port", "0", "--unixsocket", str(self._socket), "--save", ""]
        command = [str(find_valkey()), *options]
        self._process = subprocess.Popen(command, cwd=self._folder, stdout=subprocess.DEVNULL)
        until = time.monotonic() + 20
        while not self._answers():
            assert time.monotonic() < until
            time.sleep(0.01)

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as connection:
            try:
                connection.connect(str(self._socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(5) == b"+PONG"
            except OSError:
                return False

    def kill(self) -> None:
        self._signal(signal.SIGKILL)
        self._process.wait()

    def pause(self) -> None:
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: int) -> None:
        assert self._process is not None
        self._process.send_signal(number)


@pytest.fixture
def own_valkey() -> Iterator[OwnValkey]:
    with tempfile.TemporaryDirectory(prefix="strive-test-") as folder:
        server = OwnValkey(Path(folder))
        yield server
        if server._process is not None:
            server.kill()
