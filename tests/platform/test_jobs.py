"""Claims of `strive.platform.jobs` and `strive.platform.scheduler`, against the real Valkey."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from strive.platform.jobs import STREAM, Jobs
from strive.platform.leases import Leases
from strive.platform.scheduler import Periodic, Scheduler
from strive.platform.valkey import Valkey, ValkeySettings, open_valkey

SOON_S = 10


@asynccontextmanager
async def running(*coroutines) -> AsyncIterator[None]:
    tasks = [asyncio.ensure_future(coroutine) for coroutine in coroutines]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@pytest.fixture
async def valkey(valkey_url) -> AsyncIterator[Valkey]:
    client = open_valkey(ValkeySettings(valkey_url))
    await client.flushall()
    yield client
    await client.aclose()


@pytest.fixture
async def jobs(valkey, valkey_url) -> AsyncIterator[Jobs]:
    opened = Jobs(ValkeySettings(valkey_url))
    yield opened
    await opened.close()


async def test_a_job_asked_for_is_run_by_a_worker(jobs):
    done = asyncio.Event()

    async def job() -> None:
        done.set()

    jobs.register("test.job", job)
    async with running(jobs.work()), asyncio.timeout(SOON_S):
        while not done.is_set():
            assert await jobs.later("test.job")
            await asyncio.sleep(0.05)


async def test_a_job_that_fails_does_not_stop_the_worker(jobs):
    done = asyncio.Event()

    async def job() -> None:
        if not hasattr(job, "failed"):
            job.failed = True
            raise RuntimeError("once")
        done.set()

    jobs.register("test.failing", job)
    async with running(jobs.work()), asyncio.timeout(SOON_S):
        while not done.is_set():
            await jobs.later("test.failing")
            await asyncio.sleep(0.05)


async def test_a_worker_outlives_a_flushed_valkey(jobs, valkey):
    runs: asyncio.Queue[None] = asyncio.Queue()

    async def job() -> None:
        runs.put_nowait(None)

    jobs.register("test.flushed", job)

    async def until_run() -> None:
        while runs.empty():
            await jobs.later("test.flushed")
            await asyncio.sleep(0.05)

    async with running(jobs.work()), asyncio.timeout(SOON_S):
        await until_run()
        await valkey.flushall()
        while not runs.empty():
            runs.get_nowait()
        await until_run()
        assert await valkey.exists(STREAM)


async def test_without_valkey_nothing_is_queued_and_the_caller_is_told():
    jobs = Jobs(ValkeySettings("redis://127.0.0.1:1", timeout_ms=200))

    async def job() -> None:
        pytest.fail("ran")

    jobs.register("test.away", job)
    assert await jobs.later("test.away") is False
    await jobs.close()


async def test_one_of_two_schedulers_leads_and_the_other_takes_over(jobs, database):
    runs: asyncio.Queue[None] = asyncio.Queue()

    async def job() -> None:
        runs.put_nowait(None)

    jobs.register("test.periodic", job)
    plan = [Periodic("test.periodic", every_s=0.1)]
    first, second = (Scheduler(jobs, Leases(database, name), plan) for name in ("a", "b"))
    async with running(jobs.work()), asyncio.timeout(SOON_S * 2):
        async with running(first.run()):
            await runs.get()
            async with running(second.run()):
                await runs.get()
                assert (first.leads, second.leads) == (True, False)
        while not runs.empty():
            runs.get_nowait()
        async with running(second.run()):
            await runs.get()
            assert second.leads


async def test_without_valkey_the_leader_looks_by_itself(database):
    jobs = Jobs(ValkeySettings("redis://127.0.0.1:1", timeout_ms=200))
    looked = asyncio.Event()

    async def job() -> None:
        looked.set()

    jobs.register("test.alone", job)
    scheduler = Scheduler(jobs, Leases(database, "alone"), [Periodic("test.alone", every_s=1)])
    async with running(scheduler.run()):
        await asyncio.wait_for(looked.wait(), SOON_S)
    await jobs.close()
