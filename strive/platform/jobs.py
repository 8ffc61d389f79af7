"""Background jobs by name, over a Valkey stream.

A message only says "look": what there is to do stands in MongoDB. So a job has no arguments, a
lost message costs a later look and nothing else, and a repeated one finds nothing to do.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import structlog
from taskiq.receiver import Receiver
from taskiq_redis import RedisStreamBroker

from strive.platform.valkey import ValkeySettings, ValkeyUnavailable
from strive.platform.valkey_connections import make_cancellable

Job = Callable[[], Awaitable[object]]

STREAM = "strive:jobs"
STREAM_MESSAGES_MAX = 1_000  # each only says "look": what a long outage leaves is soon worked off
BLOCK_MS = 2_000
REPEAT_AFTER_MS = 60_000  # a message whose worker died is given to another after this
BACK_OFF_MAX_S = 10.0
AWAY_S = 2.0  # how long nobody asks a queue that did not answer
DRAIN_S = 20.0  # how long a stopping worker waits for its jobs

log = structlog.get_logger(__name__)


class Jobs:
    """The jobs this release knows, and the way to have them done."""

    def __init__(self, settings: ValkeySettings) -> None:
        self._timeout_s = settings.timeout_ms / 1000
        self._jobs: dict[str, Job] = {}
        self._away_until = 0.0
        self._broker = RedisStreamBroker(
            settings.driver_url,
            queue_name=STREAM,
            consumer_group_name="workers",
            maxlen=STREAM_MESSAGES_MAX,
            xread_block=BLOCK_MS,
            idle_timeout=REPEAT_AFTER_MS,
            unacknowledged_lock_timeout=10,
            socket_connect_timeout=self._timeout_s,
            socket_timeout=self._timeout_s + BLOCK_MS / 1000,
        )
        make_cancellable(self._broker.connection_pool)

    def register(self, name: str, job: Job) -> None:
        """Give a job its name; the name stays, for the stream may hold it across releases."""
        self._jobs[name] = job

        async def run() -> None:
            await self.now(name)

        self._broker.register_task(run, task_name=name)

    async def later(self, name: str) -> bool:
        """Have a worker run the job soon; False when Valkey is away (and nothing was queued).

        A Valkey that hangs holds up one caller for its timeout, not each of them in turn.
        """
        task = self._broker.find_task(name)
        if task is None:
            raise KeyError(f"no job is named {name!r}")
        if time.monotonic() < self._away_until:
            return False
        try:
            async with asyncio.timeout(self._timeout_s):
                await task.kiq()
        except Exception as error:  # noqa: BLE001 - taskiq wraps the driver's errors in its own
            self._note_away(error.__cause__ or error)
            return False
        if self._away_until:
            self._away_until = 0.0
            log.info("jobs.queue_back")
        return True

    def _note_away(self, error: BaseException) -> None:
        """Log the first failure in a row, and let the queue be for a while."""
        if not self._away_until:
            log.warning("jobs.queue_away", error=_told(error))
        self._away_until = time.monotonic() + AWAY_S

    async def now(self, name: str) -> None:
        """Run the job here; what it raises is logged, for the next look tries again."""
        started = time.perf_counter()
        try:
            await self._jobs[name]()
        except Exception:
            log.exception("jobs.failed", job=name)
        else:
            duration_ms = round((time.perf_counter() - started) * 1000, 1)
            log.debug("jobs.done", job=name, duration_ms=duration_ms)

    async def work(self, *, concurrency: int = 16) -> None:
        """Take jobs until cancelled; outlives Valkey going away or being flushed."""
        pause_s = 0.1
        while True:
            started = time.monotonic()
            try:
                await self._broker.startup()
                await self._receive(concurrency)
            except* (*ValkeyUnavailable, KeyError) as errors:
                log.warning("jobs.stream_lost", error=_told(errors.exceptions[0]))
            if time.monotonic() - started > BACK_OFF_MAX_S:
                pause_s = 0.1
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, BACK_OFF_MAX_S)

    async def close(self) -> None:
        """Give the connections back."""
        await self._broker.shutdown()

    async def _receive(self, concurrency: int) -> None:
        """Listen to the stream; when cancelled, let the jobs that run come to their end."""
        finish = asyncio.Event()
        receiver = Receiver(self._broker, max_async_tasks=concurrency, run_startup=False)
        listening = asyncio.create_task(receiver.listen(finish))
        try:
            await asyncio.shield(listening)
        except asyncio.CancelledError:
            finish.set()
            await asyncio.wait([listening], timeout=DRAIN_S)
            raise
        finally:
            listening.cancel()


def _told(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"
