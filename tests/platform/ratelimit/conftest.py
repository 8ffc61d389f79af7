"""Windows in the real Valkey: shared, timed by a test, or to be killed; and a small site."""

from __future__ import annotations

import secrets
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp

from strive.kit.clock import ManualClock
from strive.local.binaries import find_valkey
from strive.platform.cache import PageCache
from strive.platform.ratelimit import (
    By,
    Failure,
    Limiter,
    LimitLayer,
    Policy,
    Table,
    Unlimited,
    is_api,
    is_page,
    limited,
    limiter,
    shared,
    spending_of,
)
from strive.platform.ratelimit.shared import SharedWindows
from strive.platform.ratelimit.windows import Outcome, Spend
from strive.platform.valkey import Valkey, ValkeySettings, open_valkey
from strive.platform.web.errors import ErrorBoundary

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


@pytest.fixture
def logs(monkeypatch) -> list[dict[str, Any]]:
    """What is logged, whatever level other tests have set."""
    capture = structlog.testing.LogCapture()
    level = structlog.make_filtering_bound_logger("INFO")
    log = structlog.wrap_logger(None, processors=[capture], wrapper_class=level)
    for module in (limiter, shared):
        monkeypatch.setattr(module, "log", log)
    return capture.entries


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
        """Start it, or another in its place; it holds nothing."""
        if self._process is not None:
            self.kill()
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


@pytest.fixture(scope="module")
def own_valkey() -> Iterator[OwnValkey]:
    with tempfile.TemporaryDirectory(prefix="strive-test-") as folder:
        server = OwnValkey(Path(folder))
        yield server
        if server._process is not None:
            server.kill()


NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
API = (Policy("api", 3, 60), Policy("api-network", 5, 60, by=By.NETWORK, advertised=False))
PAGES = (Policy("pages", 2, 60, advertised=False),)
AUTH = (Policy("auth", 2, 60, failure=Failure.STRICT),)
AUTH_ACCOUNT = Policy("auth-account", 1, 600, by=By.ACCOUNT)
MEMBERS = (Policy("members", 1, 60, by=By.ACCOUNT),)
ALL = (Policy("all", 1, 60, by=By.EVERYONE, advertised=False),)
DEAR = (Policy("dear", 10, 60, cost=6),)


async def show(request: Request) -> Response:
    return PlainTextResponse("shown", headers={"cache-control": "public, max-age=60"})


async def sign_in(request: Request) -> Response:
    """Take a guess at an account; the right one was no guess."""
    await spending_of(request).take([AUTH_ACCOUNT], account=request.query_params["as"])
    if "right" in request.query_params:
        await spending_of(request).refund()
    return PlainTextResponse("tried")


ROUTES = [
    *limited([Route("/api/v1/posts", show)], API),
    *limited([Route("/api/v1/login", sign_in, methods=["POST"])], AUTH),
    *limited([Route("/api/v1/members", show)], MEMBERS),
    *limited([Route("/api/v1/all", show)], ALL),
    *limited([Route("/api/v1/dear", show)], DEAR),
    *limited([Route("/page/{slug}", show)], PAGES),
    *limited([Route("/livez", show)], Unlimited("probes")),
]


class Site:
    """A small application with both layers around a page cache, as `app.build_web` has them."""

    def __init__(self, windows: SharedWindows, **options: Any) -> None:
        self.limiter = Limiter(windows, site="test", secret=secrets.token_hex(8), **options)
        table = Table(ROUTES, otherwise=PAGES)
        clock = ManualClock(NOON)
        app: ASGIApp = Router(ROUTES)
        app = LimitLayer(app, self.limiter, table, covers=is_page)
        app = ErrorBoundary(app, clock=clock)
        self.app = LimitLayer(
            PageCache(app),
            self.limiter,
            table,
            covers=is_api,
            refused=app,
            account_of=lambda scope: dict(scope["headers"]).get(b"x-account", b"").decode(),
        )

    async def __call__(
        self, path: str, method: str = "GET", peer: str = "203.0.113.7", **headers: str
    ) -> httpx.Response:
        transport = httpx.ASGITransport(self.app, client=(peer, 1234))
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with httpx.AsyncClient(transport=transport, base_url="http://site.test") as client:
            return await client.request(method, path, headers=named)


@pytest.fixture
def make_site(pair) -> Callable[..., Site]:
    return lambda windows=pair[0], **options: Site(windows, **options)


@pytest.fixture
def site(make_site) -> Site:
    return make_site()
