"""Claims of `strive.platform.outbox`: at least once, one at a time, nothing lost."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import ClassVar

import pytest

from strive.kit.clock import ManualClock
from strive.platform.database import Database
from strive.platform.outbox import ATTEMPTS_MAX, LEASE, Delivery, Event, GiveUp, Outbox, RetryLater
from strive.platform.outbox.event import Handler
from strive.platform.outbox.store import OutboxStore


class Happened(Event, frozen=True):
    topic: ClassVar[str] = "test.happened"
    number: int = 0

    @property
    def key(self) -> str:
        return str(self.number)


@pytest.fixture(autouse=True)
async def empty(database: Database) -> None:
    await database.collection("outbox").delete_many({})


def outbox_with(database: Database, clock: ManualClock, *handlers: Handler) -> Outbox:
    outbox = Outbox(database, clock)
    for number, handler in enumerate(handlers):
        outbox.on(Happened.topic, f"handler-{number}", handler)
    return outbox


async def test_an_event_reaches_each_of_its_handlers(database, clock):
    seen: list[tuple[str, int]] = []

    async def first(delivery: Delivery) -> None:
        seen.append(("first", delivery.payload["number"]))

    async def second(delivery: Delivery) -> None:
        seen.append(("second", delivery.payload["number"]))

    outbox = outbox_with(database, clock, first, second)
    await outbox.transact(lambda session: outbox.add(session, Happened(7)))
    assert await outbox.deliver_due() == 2
    assert sorted(seen) == [("first", 7), ("second", 7)]
    assert await outbox.waiting() == 0


async def test_an_event_of_a_rolled_back_change_never_happens(database, clock):
    async def handler(_delivery: Delivery) -> None:
        pytest.fail("delivered what was rolled back")

    outbox = outbox_with(database, clock, handler)

    async def change(session):
        await outbox.add(session, Happened(1))
        raise RuntimeError("rolled back")

    with pytest.raises(RuntimeError):
        await outbox.transact(change)
    assert await outbox.deliver_due() == 0


async def test_the_same_event_written_twice_is_delivered_once(database, clock):
    calls = []

    async def handler(delivery: Delivery) -> None:
        calls.append(delivery.id)

    outbox = outbox_with(database, clock, handler)
    for _ in range(2):
        await outbox.transact(lambda session: outbox.add(session, Happened(3)))
        await outbox.deliver_due()
    assert calls == ["test.happened:3:handler-0"]


async def test_a_failed_delivery_is_repeated_with_growing_pauses(database, clock):
    attempts = []

    async def handler(delivery: Delivery) -> None:
        attempts.append(delivery.attempt)
        if delivery.attempt < 3:
            raise ConnectionError("the other side is away")

    outbox = outbox_with(database, clock, handler)
    await outbox.add(None, Happened(1))
    await outbox.deliver_due()
    assert await outbox.deliver_due() == 0, "not due again at once"
    clock.move(timedelta(seconds=3))
    await outbox.deliver_due()
    clock.move(timedelta(seconds=6))
    await outbox.deliver_due()
    assert attempts == [1, 2, 3]
    assert await outbox.waiting() == 0


async def test_a_handler_can_say_when_to_ask_again_or_give_up(database, clock):
    async def handler(delivery: Delivery) -> None:
        if delivery.attempt == 1:
            raise RetryLater("busy", after_s=60)
        raise GiveUp("no such endpoint")

    outbox = outbox_with(database, clock, handler)
    await outbox.add(None, Happened(1))
    await outbox.deliver_due()
    clock.move(timedelta(seconds=59))
    assert await outbox.deliver_due() == 0
    clock.move(timedelta(seconds=1))
    assert await outbox.deliver_due() == 1
    assert (await outbox.waiting(), await outbox.failed()) == (0, 1)


async def test_an_entry_whose_worker_died_falls_due_again(database, clock):
    started = asyncio.Event()
    calls = []

    async def hang(delivery: Delivery) -> None:
        calls.append(delivery.token)
        if len(calls) == 1:
            started.set()
            await asyncio.Event().wait()

    outbox = outbox_with(database, clock, hang)
    await outbox.add(None, Happened(1))
    worker = asyncio.create_task(outbox.deliver_due())
    await started.wait()
    worker.cancel()
    await asyncio.gather(worker, return_exceptions=True)
    assert await outbox.deliver_due() == 0, "the dead worker's claim still stands"
    clock.move(timedelta(seconds=31))
    assert await outbox.deliver_due() == 1
    assert calls == [1, 2], "and the token tells the two attempts apart"


async def test_what_ends_every_worker_is_given_up_at_last(database, clock):
    calls = []

    async def handler(delivery: Delivery) -> None:
        calls.append(delivery.attempt)

    outbox = outbox_with(database, clock, handler)
    await outbox.add(None, Happened(1))
    await database.collection("outbox").update_one({}, {"$set": {"attempts": ATTEMPTS_MAX - 1}})
    store = OutboxStore(database)
    assert await store.claim(clock.now(), LEASE), "a worker that dies with it"
    clock.move(LEASE * 2)
    await outbox.deliver_due()
    assert (calls, await outbox.failed()) == ([], 1)


async def test_a_claim_that_was_lost_changes_nothing_any_more(database, clock):
    outbox = outbox_with(database, clock, calls_for_help)
    await outbox.add(None, Happened(1))
    store = OutboxStore(database)
    lost = await store.claim(clock.now(), LEASE)
    clock.move(LEASE * 2)
    held = await store.claim(clock.now(), LEASE)
    assert held.token == lost.token + 1
    assert not await store.renew(lost, clock.now() + LEASE)
    assert not await store.finish(lost, clock.now())
    assert not await store.fail(lost, clock.now(), "too late")
    assert await store.finish(held, clock.now())


async def calls_for_help(_delivery: Delivery) -> None:
    pytest.fail("delivered")


async def test_work_longer_than_its_lease_keeps_its_claim(database, clock):
    calls = []
    outbox = Outbox(database, clock, lease=timedelta(milliseconds=60))
    renewed = asyncio.Event()

    async def handler(delivery: Delivery) -> None:
        calls.append(delivery.token)
        await renewed.wait()

    outbox.on(Happened.topic, "slow", handler)
    await outbox.add(None, Happened(1))
    worker = asyncio.create_task(outbox.deliver_due())
    entries = database.collection("outbox")
    first_due = None
    while True:
        entry = await entries.find_one({})
        clock.move(timedelta(milliseconds=1))
        first_due = first_due or entry["dueAt"]
        if entry["dueAt"] > first_due + timedelta(milliseconds=50) and entry["token"] == 1:
            break
    renewed.set()
    await worker
    assert calls[0] == 1
    assert await outbox.waiting() == 0


async def test_many_workers_deliver_each_entry_once(database, clock):
    calls = []

    async def handler(delivery: Delivery) -> None:
        calls.append(delivery.payload["number"])

    workers = [outbox_with(database, clock, handler) for _ in range(4)]
    await workers[0].add(None, *(Happened(number) for number in range(200)))
    await asyncio.gather(*(worker.deliver_due() for worker in workers))
    assert sorted(calls) == list(range(200))


async def test_a_prompt_handler_hears_at_once_and_again_from_the_worker(database, clock):
    heard: list[tuple[str, int]] = []

    async def handler(delivery: Delivery) -> None:
        heard.append((delivery.id, delivery.attempt))

    outbox = Outbox(database, clock)
    outbox.on(Happened.topic, "purge", handler, prompt=True)
    await outbox.transact(lambda session: outbox.add(session, Happened(9)))
    assert heard == [("test.happened:9:purge", 0)]
    await outbox.deliver_due()
    assert heard == [("test.happened:9:purge", 0), ("test.happened:9:purge", 1)]


async def test_a_prompt_handler_that_fails_harms_nobody(database, clock):
    attempts: list[int] = []

    async def handler(delivery: Delivery) -> None:
        attempts.append(delivery.attempt)
        if not delivery.attempt:
            raise ConnectionError("away")

    outbox = Outbox(database, clock)
    outbox.on(Happened.topic, "purge", handler, prompt=True)
    await outbox.transact(lambda session: outbox.add(session, Happened(10)))
    await outbox.deliver_due()
    assert attempts == [0, 1]


async def test_what_was_rolled_back_is_not_told_promptly_either(database, clock):
    async def handler(_delivery: Delivery) -> None:
        pytest.fail("told of what was rolled back")

    outbox = Outbox(database, clock)
    outbox.on(Happened.topic, "purge", handler, prompt=True)

    async def change(session):
        await outbox.add(session, Happened(11))
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await outbox.transact(change)
