"""Claims of `strive.platform.jobs` and `strive.platform.scheduler`, against the real Valkey."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from strive.local.folders import make_folders
from strive.local.process import open_spawner
from strive.local.valkey import ValkeyServer
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


async def test_a_killed_leader_is_replaced_once_its_lease_runs_out(jobs, database):
    looked = asyncio.Event()

    async def job() -> None:
        looked.set()

    jobs.register("test.orphaned", job)
    term = timedelta(seconds=1)
    await database.collection("leases").delete_many({"_id": "scheduler"})
    dead = await Leases(database, "killed").acquire("scheduler", term)  # and never renewed
    plan = [Periodic("test.orphaned", every_s=0.1)]
    heir = Scheduler(jobs, Leases(database, "heir"), plan, leadership=term)
    async with running(jobs.work(), heir.run()), asyncio.timeout(SOON_S):
        await asyncio.sleep(0.3)
        assert not heir.leads
        await looked.wait()
        assert heir.leads
    assert dead.token < (await Leases(database, "next").acquire("scheduler", term)).token - 1


@pytest.mark.slow
async def test_a_valkey_that_hangs_holds_up_one_caller_and_is_asked_again_later(tmp_path):
    async with own_valkey(tmp_path) as (server, jobs):
        done = asyncio.Event()

        async def job() -> None:
            done.set()

        jobs.register("test.hung", job)
        os.kill(server.pid, signal.SIGSTOP)
        first_s, first = await timed(jobs.later("test.hung"))
        second_s, second = await timed(jobs.later("test.hung"))
        assert (first, second) == (False, False)
        assert second_s < 0.05 < first_s < 1
        os.kill(server.pid, signal.SIGCONT)
        async with running(jobs.work()), asyncio.timeout(SOON_S):
            while not done.is_set():
                await jobs.later("test.hung")
                await asyncio.sleep(0.1)


@pytest.mark.slow
async def test_a_worker_outlives_a_killed_valkey(tmp_path):
    async with own_valkey(tmp_path) as (server, jobs):
        done: asyncio.Queue[None] = asyncio.Queue()

        async def job() -> None:
            done.put_nowait(None)

        jobs.register("test.killed", job)
        async with running(jobs.work()), asyncio.timeout(SOON_S * 2):
            while done.empty():
                await jobs.later("test.killed")
                await asyncio.sleep(0.05)
            os.kill(server.pid, signal.SIGKILL)
            while not done.empty():
                done.get_nowait()
            while done.empty():
                await jobs.later("test.killed")
                await asyncio.sleep(0.1)


@asynccontextmanager
async def own_valkey(tmp_path) -> AsyncIterator[tuple[ValkeyServer, Jobs]]:
    """A Valkey of the test's own to be stopped and killed, and jobs on it."""
    async with open_spawner(lambda *_: None) as spawner:
        server = ValkeyServer(make_folders(tmp_path), 16, spawner)
        await server.start()
        jobs = Jobs(ValkeySettings(server.url, timeout_ms=300))
        yield server, jobs
        await jobs.close()
        await server.stop()


async def timed(asked) -> tuple[float, bool]:
    started = time.monotonic()
    answer = await asked
    return time.monotonic() - started, answer


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
