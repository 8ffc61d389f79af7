"""Connections of many readers while they are open, and what is counted of them."""

from __future__ import annotations

import asyncio
import ssl
import time
from array import array
from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from itertools import cycle, islice
from typing import Final

from strive.operations.loadtest.crowd import Crowd
from strive.operations.loadtest.errors import NoSite
from strive.operations.loadtest.figures import Latency, moments
from strive.operations.loadtest.sources import loopback_source
from strive.operations.loadtest.target import Target
from strive.operations.loadtest.wire import Answer, Wire

OPENED_AT_ONCE: Final = 100
OPEN_TIMEOUT_S: Final = 10.0
ANSWER_TIMEOUT_S: Final = 10.0
WARMED_AT_ONCE: Final = 16
_TICK_S: Final = 0.001
_HIT: Final = b"; hit"


class Phase:
    """The connections of one phase and what is counted of them."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._loop = asyncio.get_running_loop()
        self._tls = ssl.create_default_context() if target.scheme == "https" else None
        self._idle: deque[Wire] = deque()
        self._wires: set[Wire] = set()
        self._opening: set[asyncio.Task[None]] = set()
        self._unopened: Counter[str] = Counter()
        self._awaited = self._made = 0
        self._is_over = False
        self._quiet = asyncio.Event()
        self._quiet.set()
        self._count_anew()

    async def open(self, wanted: int, progress: Callable[[str, float], None]) -> None:
        """Open connections, some at a time."""
        for first in range(0, wanted, OPENED_AT_ONCE):
            some = min(OPENED_AT_ONCE, wanted - first)
            await asyncio.gather(*(self._open_one() for _ in range(some)))
            progress("open connections", (first + some) / wanted)
        if not self._wires:
            reasons = ", ".join(self._unopened)
            raise NoSite(f"No connection to {self._target.url} could be opened: {reasons}")

    async def warm(
        self, requests: Iterable[bytes], within_s: float, progress: Callable[[str, float], None]
    ) -> None:
        """Ask for everything once, some at a time, as far as the time goes; none of it counts."""
        started = now = time.perf_counter()
        wanted = deque(dict.fromkeys(requests))
        while wanted and (now := time.perf_counter()) - started < within_s:
            while wanted and self._idle and self._awaited < WARMED_AT_ONCE:
                self._ask_one(wanted.popleft(), now, now)
            progress("let caches warm", min((now - started) / within_s, 1.0))
            await asyncio.sleep(_TICK_S)
        await self._until_quiet()

    async def ask(
        self,
        requests: Sequence[bytes],
        rate: float,
        duration_s: float,
        progress: Callable[[str, float], None],
    ) -> Crowd:
        """Let requests arrive, wait for the last answers, and say how it was."""
        opened = len(self._wires)
        self._count_anew()
        self._started = time.perf_counter()
        await self._arrive(requests, rate, duration_s, progress)
        await self._until_quiet()
        self._is_over = True
        if self._awaited:
            self._failures[f"no answer within {ANSWER_TIMEOUT_S:g} s"] += self._awaited
        return Crowd(
            wanted=opened + self._unopened.total(),
            opened=opened,
            unopened=dict(self._unopened),
            rate=rate,
            duration_s=duration_s,
            latency=Latency.of(self._took_ms),
            statuses=dict(self._statuses),
            failures=dict(self._failures),
            dropped=self._dropped,
            reopened=self._reopened,
            hit_rate=self._hits / self._judged if self._judged else None,
            received_bytes=self._received,
            late_ms=self._late_s * 1000,
            moments=moments(self._due_s, self._took_ms, duration_s),
        )

    def close(self) -> None:
        """End all connections."""
        self._is_over = True
        for task in self._opening:
            task.cancel()
        for wire in list(self._wires):
            wire.close()

    def answered(self, wire: Wire, due: float, answer: Answer) -> None:
        """Count an answer, and have the connection ready for the next request."""
        if self._is_over:
            return
        self._due_s.append(due - self._started)
        self._took_ms.append((time.perf_counter() - due) * 1000)
        self._statuses[answer.status] += 1
        self._received += answer.size
        if answer.cache_status:
            self._judged += 1
            self._hits += _HIT in answer.cache_status
        self._settle()
        self._idle.append(wire)

    def lost(self, wire: Wire, due: float | None, reason: str) -> None:
        """Count a connection that ended, and open another."""
        self._wires.discard(wire)
        if self._is_over:
            return
        if due is None:
            self._idle.remove(wire)
            self._reopened += 1
        else:
            self._settle()
            self._failures[reason] += 1
        task = asyncio.create_task(self._open_one())
        self._opening.add(task)
        task.add_done_callback(self._opening.discard)

    def _count_anew(self) -> None:
        self._statuses: Counter[int] = Counter()
        self._failures: Counter[str] = Counter()
        self._due_s = array("d")
        self._took_ms = array("d")
        self._started = self._late_s = 0.0
        self._dropped = self._reopened = 0
        self._hits = self._judged = self._received = 0

    async def _until_quiet(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._quiet.wait(), ANSWER_TIMEOUT_S)

    def _settle(self) -> None:
        self._awaited -= 1
        if not self._awaited:
            self._quiet.set()

    async def _open_one(self) -> None:
        self._made += 1
        try:
            async with asyncio.timeout(OPEN_TIMEOUT_S):
                _, wire = await self._loop.create_connection(
                    lambda: Wire(self),
                    self._target.address,
                    self._target.port,
                    ssl=self._tls,
                    server_hostname=self._target.host if self._tls else None,
                    local_addr=loopback_source(self._target, self._made),
                )
        except (OSError, TimeoutError) as error:
            self._unopened[type(error).__name__] += 1
            return
        self._wires.add(wire)
        self._idle.append(wire)

    async def _arrive(
        self,
        requests: Sequence[bytes],
        rate: float,
        duration_s: float,
        progress: Callable[[str, float], None],
    ) -> None:
        total, arrived = int(rate * duration_s), 0
        turns = cycle(requests)
        while arrived < total:
            now = time.perf_counter()
            due_by_now = min(int((now - self._started) * rate) + 1, total)
            for request in islice(turns, due_by_now - arrived):
                self._ask_one(request, self._started + arrived / rate, now)
                arrived += 1
            progress("ask over them", arrived / total)
            await asyncio.sleep(max(self._started + arrived / rate - time.perf_counter(), _TICK_S))

    def _ask_one(self, request: bytes, due: float, now: float) -> None:
        self._late_s = max(self._late_s, now - due)
        if not self._idle:
            self._dropped += 1
            return
        self._awaited += 1
        self._quiet.clear()
        self._idle.popleft().ask(request, due)
