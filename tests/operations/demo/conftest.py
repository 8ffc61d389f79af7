"""A demo small enough for a test, in the database of the test's module."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from strive.app import Strive
from strive.operations.demo.loading import Demo
from strive.operations.demo.scale import SCALES, Plan, Scale

UNTIL = datetime(2026, 3, 14, tzinfo=UTC)
TINY = Scale("tiny", 1_100)


@pytest.fixture
def demo(strive: Strive, monkeypatch: pytest.MonkeyPatch) -> Demo:
    monkeypatch.setitem(SCALES, "tiny", TINY)
    monkeypatch.setitem(SCALES, "other", Scale("other", 10))
    cache = strive.caches.data
    return Demo(strive.database, strive.content, cache, strive.leases, strive.clock)


@pytest.fixture
def plan() -> Plan:
    return Plan(TINY, 1, UNTIL)
