"""Command and pool monitoring: what the database does, seen without touching a query.

The driver calls listeners in the task that runs the operation, so a context variable tells which
request a query belongs to.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from pymongo import monitoring

SLOW_QUERY_MS = 50  # DB queries beyond this count as slow (CAP-5)

_NOT_QUERIES = frozenset(
    {"hello", "ismaster", "ping", "endSessions", "killCursors", "saslStart", "saslContinue"}
)


@dataclass(slots=True)
class DatabaseUse:
    """What one request (or job) asked of the database. Times in milliseconds."""

    queries: int = 0
    query_ms: float = 0.0
    pool_waits: int = 0
    pool_wait_ms: float = 0.0


@dataclass(slots=True)
class DatabaseTotals:
    """The same for the whole process since its start, for dashboards and readiness."""

    queries: int = 0
    failed: int = 0
    slow: int = 0
    query_ms: float = 0.0
    pool_wait_ms: float = 0.0
    connections: int = 0
    connections_in_use: int = 0
    by_command: dict[str, int] = field(default_factory=dict)


current_use: ContextVar[DatabaseUse | None] = ContextVar("database_use", default=None)

Observer = Callable[[str, Mapping[str, Any]], None]


observers: list[Observer] = []
"""Called with the database's name and each command of any client as it starts."""


class CommandMonitor(monitoring.CommandListener):
    """Counts and times commands, and shows each to the observers."""

    def __init__(self, totals: DatabaseTotals) -> None:
        self.totals = totals

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        """Show the command to the observers."""
        for observer in observers:
            observer(event.database_name, event.command)

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Add a finished command to the figures."""
        self._count(event.command_name, event.duration_micros)

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Add a failed command to the figures."""
        self.totals.failed += 1
        self._count(event.command_name, event.duration_micros)

    def _count(self, command: str, duration_us: int) -> None:
        if command in _NOT_QUERIES:
            return
        duration_ms = duration_us / 1000
        totals = self.totals
        totals.queries += 1
        totals.query_ms += duration_ms
        totals.slow += duration_ms > SLOW_QUERY_MS
        totals.by_command[command] = totals.by_command.get(command, 0) + 1
        use = current_use.get()
        if use is not None:
            use.queries += 1
            use.query_ms += duration_ms


class PoolMonitor(monitoring.ConnectionPoolListener):
    """Counts connections and how long operations waited for one."""

    def __init__(self, totals: DatabaseTotals) -> None:
        self.totals = totals
        self._started_at: ContextVar[float] = ContextVar("checkout_started_at", default=0.0)

    def connection_created(self, _event: monitoring.ConnectionCreatedEvent) -> None:
        """Count a new connection."""
        self.totals.connections += 1

    def connection_closed(self, _event: monitoring.ConnectionClosedEvent) -> None:
        """Count a connection that went away."""
        self.totals.connections -= 1

    def connection_check_out_started(
        self, _event: monitoring.ConnectionCheckOutStartedEvent
    ) -> None:
        """Start the watch of this task."""
        self._started_at.set(time.perf_counter())

    def connection_checked_out(self, _event: monitoring.ConnectionCheckedOutEvent) -> None:
        """Add the wait to the figures."""
        self.totals.connections_in_use += 1
        self._waited()

    def connection_check_out_failed(self, _event: monitoring.ConnectionCheckOutFailedEvent) -> None:
        """Add the vain wait to the figures."""
        self._waited()

    def connection_checked_in(self, _event: monitoring.ConnectionCheckedInEvent) -> None:
        """Count a connection given back."""
        self.totals.connections_in_use -= 1

    def connection_ready(self, _event: monitoring.ConnectionReadyEvent) -> None:
        """Nothing to count: a ready connection was counted when created."""

    def pool_created(self, _event: monitoring.PoolCreatedEvent) -> None:
        """Nothing to count."""

    def pool_ready(self, _event: monitoring.PoolReadyEvent) -> None:
        """Nothing to count."""

    def pool_cleared(self, _event: monitoring.PoolClearedEvent) -> None:
        """Nothing to count: its connections report themselves closed."""

    def pool_closed(self, _event: monitoring.PoolClosedEvent) -> None:
        """Nothing to count."""

    def _waited(self) -> None:
        waited_ms = (time.perf_counter() - self._started_at.get()) * 1000
        self.totals.pool_wait_ms += waited_ms
        use = current_use.get()
        if use is not None:
            use.pool_waits += 1
            use.pool_wait_ms += waited_ms
