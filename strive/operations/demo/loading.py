"""Loading a demo: repeatable, in bounded memory, and gone on with when it was stopped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from random import Random
from typing import Final

from strive.analytics.months import collection_of
from strive.content import Content
from strive.content.arrivals import Result
from strive.kit.clock import Clock
from strive.operations.demo import people, posts, visits
from strive.operations.demo.record import Record
from strive.operations.demo.scale import DAYS, Plan
from strive.operations.demo.store import DemoStore
from strive.operations.demo.working import Progress, alone, at_once
from strive.platform.cache import DataCache
from strive.platform.database import Database, Document
from strive.platform.errors import Conflict
from strive.platform.leases import Leases

BY: Final = "the demo"
POSTS_AT_ONCE: Final = 200
EVENTS_AT_ONCE: Final = 2_000
BLOCKS_AT_ONCE: Final = 20


@dataclass(frozen=True, slots=True)
class Demo:
    """What a demo is loaded into, and removed from."""

    database: Database
    content: Content
    cache: DataCache
    leases: Leases
    clock: Clock


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading came to: `counts` by part of what is there, `changed` if anything is new."""

    plan: Plan
    changed: bool
    counts: dict[str, int]


async def load(demo: Demo, plan: Plan, progress: Progress) -> Loaded:
    """Load a demo, the rest of it if it was stopped, nothing if it is there.

    Raises:
        Conflict: Another demo is there, or somebody is at work on it.
    """
    store = DemoStore(demo.database)
    async with alone(demo.leases):
        record = await store.record()
        if record is None:
            record = Record(
                scale=plan.scale.name, seed=plan.seed, until=plan.until, started_at=demo.clock.now()
            )
            await store.begin(record)
        _check(record, plan)
        if record.finished_at is None:
            await _Loading(demo, record, store, progress).run()
            await store.finish(demo.clock.now())
    return Loaded(record.plan, record.finished_at is None, _counts(record.plan))


def _check(record: Record, plan: Plan) -> None:
    if record.is_leaving:
        raise Conflict("A demo is being removed; finish that first with: strive demo remove")
    if (record.scale, record.seed) != (plan.scale.name, plan.seed):
        raise Conflict(
            f"A demo of scale {record.scale} with seed {record.seed} is here. "
            "To load another, first: strive demo remove"
        )


def _counts(plan: Plan) -> dict[str, int]:
    scale = plan.scale
    return {
        "users": scale.users,
        "subscribers": scale.subscribers,
        "posts": scale.posts,
        "events": scale.events,
    }


class _Loading:
    """The parts of a demo, one after the other, each from where it had come to."""

    def __init__(self, demo: Demo, record: Record, store: DemoStore, progress: Progress) -> None:
        self._demo = demo
        self._plan = record.plan
        self._done = record.done
        self._store = store
        self._progress = progress

    async def run(self) -> None:
        headings = posts.headings(self._plan)
        await self._load_posts(headings)
        await self._load_people("users", people.users, self._plan.scale.users)
        await self._load_people(
            "newsletter_subscribers", people.subscribers, self._plan.scale.subscribers
        )
        await self._load_events(_by_popularity(self._plan, headings))

    async def _load_posts(self, headings: Sequence[posts.Heading]) -> None:
        done, total = self._done.get("posts", 0), len(headings)
        if done == total:
            return
        taxonomy = self._demo.content.taxonomy
        categories = [(await taxonomy.save_category(draft)).id for draft in posts.categories()]
        authors = [(await taxonomy.save_author(draft)).id for draft in posts.authors(self._plan)]
        while done < total:
            numbers = range(done, min(done + POSTS_AT_ONCE, total))
            written = posts.arrivals(self._plan, headings, numbers, authors, categories)
            outcomes = await self._demo.content.bulk.save_many(written, by=BY)
            refused = [outcome.reason for outcome in outcomes if outcome.result is Result.REFUSED]
            if refused:
                raise Conflict(f"A post of the demo could not be saved: {refused[0]}")
            done = numbers.stop
            await self._advance("posts", done, done, total)

    async def _load_people(self, collection: str, make: people.Make, count: int) -> None:
        blocks = people.blocks(count)
        done = self._done.get(collection, 0)
        while done < len(blocks):
            some = range(done, min(done + BLOCKS_AT_ONCE, len(blocks)))
            await at_once(
                self._store.insert(collection, list(make(self._plan, block))) for block in some
            )
            done = some.stop
            people_done = people.members_of(done - 1, count).stop
            await self._advance(collection, done, people_done, count)

    async def _load_events(self, paths: Sequence[str]) -> None:
        counts = visits.counts_by_hour(self._plan)
        for day in range(self._done.get("events", 0), DAYS):
            hours = range(day * 24, day * 24 + 24)
            documents = chain.from_iterable(
                visits.events(self._plan, hour, counts[hour], paths) for hour in hours
            )
            collection = collection_of(visits.start_of(self._plan, hours.start))
            await at_once(
                self._store.insert(collection, some)
                for some in self._shown(documents, sum(counts[: hours.start]))
            )
            await self._store.advance("events", day + 1)
        await self._store.index_months(visits.months(self._plan))

    def _shown(self, documents: Iterator[Document], before: int) -> Iterator[list[Document]]:
        """Yield events some at a time, and show how many have been written."""
        total, made = self._plan.scale.events, before
        while some := list(islice(documents, EVENTS_AT_ONCE)):
            yield some
            made += len(some)
            self._progress("events", made, total)

    async def _advance(self, part: str, done: int, shown: int, total: int) -> None:
        await self._store.advance(part, done)
        self._progress(part, shown, total)


def _by_popularity(plan: Plan, headings: Sequence[posts.Heading]) -> list[str]:
    """Return where the posts are read, the most popular first: that is not by age."""
    paths = [heading.path for heading in headings]
    Random(plan.lot("popularity")).shuffle(paths)  # noqa: S311 - repeatable, not secret
    return paths
