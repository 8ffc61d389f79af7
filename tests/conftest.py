"""The real MongoDB and Valkey of the tests: one pair a run, a fresh database a module."""

from __future__ import annotations

import logging
import secrets
import shutil
import sys
import tempfile
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import pytest_asyncio
import structlog
from playwright.async_api import Browser
from pymongo import AsyncMongoClient

from strive.app import Strive, build_web, opened
from strive.kit.clock import ManualClock
from strive.local.services import Services, services
from strive.local.settings import LocalSettings
from strive.platform.database import Database, PyMongoError
from strive.settings import Settings, load_settings

sys.path.insert(0, str(Path(__file__).parent))
from browser import opened_browser
from plans import Plans
from served import Served, serving

BASE_URL = "http://localhost:8000"
NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """Undo how a test (or a command it ran in this process) set up logging."""
    root = logging.getLogger()
    before, handlers, level = structlog.get_config(), root.handlers[:], root.level
    yield
    structlog.configure(**before)
    root.handlers[:], root.level = handlers, level


@pytest.fixture(scope="session")
def data_dir() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="strive-test-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def bear_sockets_to(pytestconfig: pytest.Config) -> Callable[[int], None]:
    """Let sockets to a MongoDB's port be left to the collector.

    A client of PyMongo that is closed while one of its monitors opens a connection leaves the
    socket unclosed (`pool_shared._async_create_connection`, PyMongo 4.20).
    """

    def bear(port: int) -> None:
        message = rf"unclosed <socket\.socket .*raddr=\('127\.0\.0\.1', {port}\)>"
        warnings.filterwarnings("ignore", message, ResourceWarning)  # while the test runs
        pytestconfig.addinivalue_line("filterwarnings", f"ignore:{message}:ResourceWarning")

    return bear


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def servers(
    data_dir: Path, bear_sockets_to: Callable[[int], None]
) -> AsyncIterator[Services]:
    """The embedded databases, as `strive run` starts them, for the whole run."""
    async with services(LocalSettings(data_dir=data_dir), say=lambda _name, _line: None) as found:
        bear_sockets_to(urlsplit(found.mongodb_uri).port or 0)
        await _keep_what_expires(found.mongodb_uri)
        yield found


async def _keep_what_expires(uri: str) -> None:
    """Have MongoDB remove nothing by its own clock, for which all of the tests' time is past."""
    async with AsyncMongoClient[dict[str, Any]](uri) as mongodb:
        await mongodb.admin.command("setParameter", 1, ttlMonitorEnabled=False)


@pytest.fixture(scope="session")
def mongodb_uri(servers: Services) -> str:
    return servers.mongodb_uri


@pytest.fixture(scope="session")
def valkey_url(servers: Services) -> str:
    return servers.valkey_url


@pytest.fixture(scope="session")
def plans() -> Plans:
    recorder = Plans()
    recorder.watch()
    return recorder


@pytest.fixture(scope="module")
def settings(
    mongodb_uri: str, valkey_url: str, data_dir: Path, request: pytest.FixtureRequest
) -> Settings:
    """Settings of the test module's own database and media folder."""
    name = f"t_{secrets.token_hex(4)}_{request.module.__name__.rpartition('.')[2]}"[:60]
    loaded = load_settings(
        {
            "STRIVE_DATA_DIR": str(data_dir / name),
            "STRIVE_SECRET_KEY": secrets.token_hex(32),
            "STRIVE_BASE_URL": BASE_URL,
            "STRIVE_MONGODB_URI": mongodb_uri,
            "STRIVE_VALKEY_URL": valkey_url,
            "STRIVE_FETCH_ALLOW_HOSTS": "127.0.0.1",
            "STRIVE_LIMITS": "off",  # all tests ask from one address
        }
    )
    return replace(loaded, database=replace(loaded.database, name=name))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def strive(settings: Settings, plans: Plans) -> AsyncIterator[Strive]:
    """The application of the test module, migrated; its queries are explained at the end."""
    async with opened(settings, clock=ManualClock(NOON)) as application:
        await application.migrations.up()
        yield application
        scans = await plans.explain_all(application.database)
        unbounded = plans.without_time_limit(application.database)
        try:
            await application.database.client.drop_database(settings.database.name)
        except PyMongoError:  # a test that held the event loop up for long cost the connections
            await application.database.client.drop_database(settings.database.name)
    assert not scans, "queries without an index:\n" + "\n".join(scans)
    assert not unbounded, "queries without maxTimeMS:\n" + "\n".join(unbounded)


@pytest.fixture(scope="module")
def database(strive: Strive) -> Database:
    """The test module's own database, with the application's indexes."""
    return strive.database


@pytest.fixture
def clock(strive: Strive) -> ManualClock:
    """The application's clock, which stands still until moved."""
    clock = strive.clock
    assert isinstance(clock, ManualClock)
    clock.move(NOON - clock.now())
    return clock


@pytest_asyncio.fixture(loop_scope="session")
async def client(strive: Strive, clock: ManualClock) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the whole web application, middleware and all."""
    transport = httpx.ASGITransport(build_web(strive))
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as opened_client:
        yield opened_client


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """A real browser; tests without one on the PATH are skipped."""
    async with opened_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def served(settings: Settings, strive: Strive) -> Iterator[Served]:
    """The application of the test module in processes of its own, by the real clock."""
    with serving(settings) as running:
        yield running
